"""Making and revoking partners' keys: the department's steps, each with a line of the trail.

A key is random letters and their signature, so that one nobody was given is refused before anything is
looked up. It is looked up by its keyed hash, so how long that takes says nothing of any key's letters.
"""

import base64
import hmac
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from api.models import LONGEST_DAYS, KeyStep, PartnerKey, Resource
from core.areas.scope import Role
from core.steps import StepRefused, StepRule, log, may, reason_given
from core.thai import calendar
from core.users.models import User

_MARK = "otop_"  # by which searches for leaked secrets find one
_RANDOM = 43  # letters of 32 random bytes
_SIGNATURE = 12
_BEGINNING = len(_MARK) + 4
_DEPARTMENT = frozenset({Role.DEPARTMENT})

MAKE = StepRule(KeyStep.Name.MAKE, frozenset(), None, _DEPARTMENT)
REVOKE = StepRule(KeyStep.Name.REVOKE, frozenset(), None, _DEPARTMENT, needs_reason=True)


@dataclass(frozen=True)
class MadeKey:
    """A key with its secret, as it can be told this one time."""

    key: PartnerKey
    token: str


@transaction.atomic
def make(
    *,
    partner: str,
    contact: str,
    areas: Collection[str],
    resources: Collection[str],
    per_minute: int,
    per_day: int,
    last_day: date,
    by: User,
) -> MadeKey:
    """A key that works to the end of `last_day`, at most two years on."""
    may(by, MAKE)
    today = calendar.today()
    if not today <= last_day < today + timedelta(days=LONGEST_DAYS):
        raise StepRefused("วันสุดท้ายที่ใช้ได้ต้องไม่ก่อนวันนี้ และไม่เกิน 2 ปี", field="last_day")
    token = _new_token()
    key = PartnerKey.objects.create(
        partner=partner,
        contact=contact,
        beginning=token[:_BEGINNING],
        token_hash=token_hash(token),
        areas=sorted(areas),
        resources=[one for one in Resource.values if one in resources],
        per_minute=per_minute,
        per_day=per_day,
        made_at=timezone.now(),
        expires_at=_end_of(last_day),
    )
    log(KeyStep, KeyStep.Name.MAKE, by=by, key=key)
    return MadeKey(key, token)


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


@transaction.atomic
def revoke(key: PartnerKey, *, reason: str, by: User) -> None:
    """It works no more, with the very next request."""
    may(by, REVOKE)
    reason = reason_given(reason, REVOKE)
    found = PartnerKey.objects.visible_to(by).select_for_update().get(pk=key.pk)
    if found.revoked_at:
        raise StepRefused(f"คีย์ของ{found.partner}เพิกถอนแล้วเมื่อ {calendar.moment(found.revoked_at)}")
    found.revoked_at = timezone.now()
    found.save(update_fields=["revoked_at"])
    log(KeyStep, KeyStep.Name.REVOKE, by=by, key=found, reason=reason)


def usable(token: str) -> PartnerKey | None:
    """The key of a secret that works now; None for every other one."""
    found: PartnerKey | None = PartnerKey.objects.filter(
        token_hash=token_hash(token), revoked_at=None, expires_at__gt=timezone.now()
    ).first()
    return found


def was_made(token: str) -> bool:
    """Whether the portal made it, at any time."""
    random = token[len(_MARK) : -_SIGNATURE]
    signature = token[-_SIGNATURE:]
    whole = token.startswith(_MARK) and len(random) == _RANDOM
    return hmac.compare_digest(signature.encode(), _signature(random).encode()) and whole


def _new_token() -> str:
    random = secrets.token_urlsafe(32)
    return f"{_MARK}{random}{_signature(random)}"


def _signature(random: str) -> str:
    made = salted_hmac("api.keys.signature", random, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(made).decode()[:_SIGNATURE]


def token_hash(token: str) -> str:
    """64 hexadecimal digits; of no use without SECRET_KEY."""
    return salted_hmac("api.keys", token, algorithm="sha256").hexdigest()
