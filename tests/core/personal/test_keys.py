"""A portal with other keys than its database was filled under does not start, and says so."""

from io import StringIO

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import IntegrityError, transaction

from core.personal.keys import WrongKeys, check_keys, fingerprint, refuse_wrong_keys
from core.personal.models import KeyFingerprint
from otop_registry.watching.health import examined
from taking_over.models import TakenTable, TakeOver
from tests.support import factories as make

pytestmark = pytest.mark.django_db

NUMBER = "1999900000013"


@pytest.fixture(autouse=True)
def _same_connection(monkeypatch):
    """A test's rows are in its transaction, so its connection stays open."""
    monkeypatch.setattr("core.personal.keys.connections.close_all", lambda: None)


@pytest.fixture
def held():
    maker = make.producer(make.district())
    maker.set_national_id(NUMBER)
    maker.save()
    return maker


def other_key() -> str:
    return Fernet.generate_key().decode()


def noted() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for purpose, known in KeyFingerprint.objects.order_by("pk").values_list(
        "purpose", "fingerprint"
    ):
        found.setdefault(purpose, []).append(known)
    return found


def test_the_first_start_notes_fingerprints_and_no_key(settings):
    refuse_wrong_keys()
    (key,) = settings.NATIONAL_ID_KEYS
    assert noted() == {
        "encryption": [fingerprint(key)],
        "hash": [fingerprint(settings.NATIONAL_ID_HASH_KEY)],
    }
    assert len(fingerprint(key)) == 16
    assert fingerprint(key) not in key
    refuse_wrong_keys()
    assert KeyFingerprint.objects.count() == 2


@pytest.mark.parametrize("setting", ["NATIONAL_ID_KEYS", "NATIONAL_ID_HASH_KEY"])
def test_other_keys_end_the_start_with_the_settings_name(settings, setting):
    refuse_wrong_keys()
    right = getattr(settings, setting)
    setattr(settings, setting, [other_key()] if isinstance(right, list) else "another")
    with pytest.raises(
        WrongKeys, match=f"^{setting} lacks the key with fingerprint [0-9a-f]{{16}}"
    ):
        refuse_wrong_keys()
    with pytest.raises(SystemCheckError, match=f"personal.C001.*{setting}"):
        call_command("check", "--database", "default", stderr=StringIO())
    assert examined()["keys"].startswith(setting)
    setattr(settings, setting, right)
    assert examined()["keys"] == "ok"


@pytest.mark.parametrize("setting", ["NATIONAL_ID_KEYS", "NATIONAL_ID_HASH_KEY"])
def test_a_database_from_before_fingerprints_is_tried_out(held, settings, setting):
    right = getattr(settings, setting)
    setattr(settings, setting, [other_key()] if isinstance(right, list) else "another")
    with pytest.raises(WrongKeys, match=setting):
        refuse_wrong_keys()
    assert noted() == {}
    setattr(settings, setting, right)
    refuse_wrong_keys()
    assert set(noted()) == {"encryption", "hash"}


def test_changing_a_key_from_the_first_start_to_the_last(held, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    refuse_wrong_keys()
    old, new = settings.NATIONAL_ID_KEYS[0], other_key()
    of = TakenTable(take_over=TakeOver.objects.create(by=make.department_officer(), title="ก"))
    of.keep("upload", b"1999900000013")
    of.save()

    settings.NATIONAL_ID_KEYS = [new, old]
    refuse_wrong_keys()
    assert noted()["encryption"] == [fingerprint(old), fingerprint(new)]
    settings.NATIONAL_ID_KEYS = [new]  # too early: numbers are still under the old one
    with pytest.raises(WrongKeys):
        check_keys()

    settings.NATIONAL_ID_KEYS = [new, old]
    out = StringIO()
    call_command("rotate_national_id_keys", stdout=out)
    assert "ไฟล์ที่เก็บแบบเข้ารหัส: 1" in out.getvalue()
    settings.NATIONAL_ID_KEYS = [new]
    check_keys()
    assert noted()["encryption"] == [fingerprint(new)]
    assert TakenTable.objects.get().content("upload") == b"1999900000013"
    (file,) = (one for one in tmp_path.rglob("*") if one.is_file())
    assert file.suffix != ".rotated"
    settings.NATIONAL_ID_KEYS = [old]
    with pytest.raises(InvalidToken):
        TakenTable.objects.get().content("upload")


def test_a_file_no_key_opens_is_named(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    of = TakenTable(take_over=TakeOver.objects.create(by=make.department_officer(), title="ก"))
    of.keep("upload", b"1999900000013")
    of.save()
    settings.NATIONAL_ID_KEYS = [other_key()]
    with pytest.raises(CommandError, match=f"{of.pk}: ไม่มีกุญแจใด"):
        call_command("rotate_national_id_keys", stdout=StringIO())


def test_a_new_hash_key_starts_once_all_are_found_by_it(held, settings):
    refuse_wrong_keys()
    settings.NATIONAL_ID_HASH_KEY = "another"
    with pytest.raises(WrongKeys, match="NATIONAL_ID_HASH_KEY"):
        check_keys()
    with pytest.raises(CommandError, match="NATIONAL_ID_HASH_KEY"):
        call_command("rotate_national_id_keys", stdout=StringIO())
    call_command("rotate_national_id_keys", "--new-hash-key", stdout=StringIO())
    check_keys()
    assert type(held).objects.with_national_id(NUMBER).get() == held


@pytest.mark.parametrize("wrong", ["ABC", "0123456789abcdeg", ""])
def test_the_database_takes_fingerprints_only(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        KeyFingerprint.objects.create(purpose="hash", fingerprint=wrong)


def test_one_hash_key_at_a_time():
    KeyFingerprint.objects.create(purpose="hash", fingerprint="0" * 16)
    with pytest.raises(IntegrityError), transaction.atomic():
        KeyFingerprint.objects.create(purpose="hash", fingerprint="1" * 16)
