"""Whether the portal's keys of national ids are those its database was filled under.

A fingerprint of each key stands in the database, never a key. With other keys every number would be lost
to reveals, and new ones would be kept where the old are not found: so the portal does not start
(`otop_registry.wsgi`, the worker, `manage.py check --database default`, which `migrate` runs too), and
`/health/ready` says why. The keys are noted when the first portal starts on a database.
"""

import hashlib
import hmac
import logging

from cryptography.fernet import InvalidToken
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections, transaction

from core.personal import encryption
from core.personal.models import KeyFingerprint, NationalIdHolder

logger = logging.getLogger(__name__)

Purpose = KeyFingerprint.Purpose

_PUT_BACK = "put back the keys this database was filled under (docs/architecture.md, National ids)"


class WrongKeys(ImproperlyConfigured):
    """The keys are not those of the database; the text names fingerprints, never keys."""


def fingerprint(key: str) -> str:
    """16 hexadecimal digits, the same for the same key; the key cannot be told from them."""
    told = hmac.new(key.encode(), b"fingerprint of a key of the OTOP portal", hashlib.sha256)
    return told.hexdigest()[:16]


def fingerprints() -> dict[Purpose, list[str]]:
    """Of the keys of the settings, by purpose, the newest first."""
    return {
        Purpose.ENCRYPTION: [fingerprint(key) for key in settings.NATIONAL_ID_KEYS],
        Purpose.HASH: [fingerprint(settings.NATIONAL_ID_HASH_KEY)],
    }


def check_keys() -> None:
    """WrongKeys where a key the database knows is missing from the settings, or, where it knows none,
    where a number that stands there cannot be read or found with them."""
    ours, noted = fingerprints(), _noted()
    for purpose, known in noted.items():
        if missing := sorted(known - set(ours[purpose])):
            raise WrongKeys(
                f"{_SETTINGS[purpose]} lacks the key with fingerprint {', '.join(missing)} "
                f"(there: {', '.join(ours[purpose])}): {_PUT_BACK}"
            )
    if not noted:
        _try_out()


def refuse_wrong_keys() -> None:
    """For a process that begins: WrongKeys ends it; keys that fit are noted, a new one that stands
    before the old ones too. Where the database cannot be asked yet the process goes on, and
    `/health/ready` asks again."""
    try:
        check_keys()
        noted = _noted()
        for purpose, (newest, *_) in fingerprints().items():
            if newest not in noted.get(purpose, ()):
                KeyFingerprint.objects.get_or_create(purpose=purpose, fingerprint=newest)
    except DatabaseError:
        logger.warning(
            "the keys of national ids were not checked: the database cannot be asked yet"
        )
    finally:
        connections.close_all()


def note_newest_only() -> None:
    """After everything was encrypted or hashed anew: the older keys may go."""
    with transaction.atomic():
        KeyFingerprint.objects.all().delete()
        for purpose, (newest, *_) in fingerprints().items():
            KeyFingerprint.objects.create(purpose=purpose, fingerprint=newest)


def _noted() -> dict[Purpose, set[str]]:
    noted: dict[Purpose, set[str]] = {}
    for purpose, known in KeyFingerprint.objects.values_list("purpose", "fingerprint"):
        noted.setdefault(Purpose(purpose), set()).add(known)
    return noted


def _try_out() -> None:
    """WrongKeys where a number that stands there cannot be read, or not be found, with these keys."""
    for model in apps.get_models():
        if not issubclass(model, NationalIdHolder):
            continue
        held = model._base_manager.exclude(national_id_encrypted="").order_by("pk").first()
        if held is None:
            continue
        try:
            number = encryption.decrypt(held.national_id_encrypted)
        except InvalidToken:
            raise WrongKeys(
                f"NATIONAL_ID_KEYS do not open the national ids that stand there: {_PUT_BACK}"
            ) from None
        if encryption.keyed_hash(number) != held.national_id_hash:
            raise WrongKeys(
                f"NATIONAL_ID_HASH_KEY is not the one national ids are found by: {_PUT_BACK}"
            )


_SETTINGS = {Purpose.ENCRYPTION: "NATIONAL_ID_KEYS", Purpose.HASH: "NATIONAL_ID_HASH_KEY"}
