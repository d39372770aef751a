"""The one place that records and withdraws consents to be shown to the public.

What the form ticks becomes what is in force: a record ticked otherwise than before has its consent
replaced, one no longer ticked has it withdrawn, one as before keeps the older consent and its day.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone

from catalogue.models import CONSENT_OF, Consent, ProducerConsent
from catalogue.rules import known
from core.areas.row_security import seen_as_portal
from core.areas.scope import Role, visible_rows
from core.steps import StepRefused, StepRule, is_for
from core.thai import calendar
from core.users.models import User
from producers.merging import producers_merged
from producers.models import Producer
from products.models import Product
from registration.models import RegisteredRecord, Status

RECORD = StepRule("บันทึกความยินยอม", frozenset(), None, frozenset({Role.DISTRICT}))
REPLACED = "แทนด้วยความยินยอมใหม่"
MERGED = "รวมกับระเบียนอื่น"


@dataclass(frozen=True)
class Word:
    """On what the consents of one form rest."""

    source: str
    agreed_on: date
    words: str = ""


@transaction.atomic
def record(
    owner: RegisteredRecord,
    shown: Mapping[RegisteredRecord, Iterable[str]],
    *,
    word: Word,
    by: User,
) -> int:
    """What of `owner` (a producer or an outlet) and its products may be shown from now on; how many
    consents that added or withdrew. Refused: another office's record (DoesNotExist), a cancelled one,
    a day to come."""
    found = _locked(owner, by)
    if word.agreed_on > calendar.today():
        raise StepRefused("วันที่ยินยอมยังมาไม่ถึง ตรวจวันที่อีกครั้ง", field="agreed_on")
    if found.status == Status.CANCELLED:
        raise StepRefused(f"“{found}” ยกเลิกแล้ว เผยแพร่ไม่ได้")
    own = _of_owner(found)
    if any(one not in own for one in shown):
        raise StepRefused("มีผลิตภัณฑ์ที่ไม่ใช่ของรายนี้แล้ว เปิดหน้านี้ใหม่แล้วเลือกอีกครั้ง")
    return sum(_settle(one, shown.get(one), word, by) for one in own)


@transaction.atomic
def withdraw(owner: RegisteredRecord, *, because: str, by: User) -> int:
    """Takes the owner and all its products off the public pages; how many consents ended."""
    found = _locked(owner, by)
    return sum(_end(one, by, because) for one in _of_owner(found))


def _locked(owner: RegisteredRecord, by: User) -> RegisteredRecord:
    if not is_for(RECORD, by):
        raise StepRefused(RECORD.say(RECORD.workflow.not_yours))
    rows: Any = visible_rows(type(owner), by)
    return rows.select_for_update(of=("self",), no_key=True).get(pk=owner.pk)


def _of_owner(owner: RegisteredRecord) -> list[RegisteredRecord]:
    """The owner, then its products."""
    if not isinstance(owner, Producer):
        return [owner]
    return [owner, *Product.objects.filter(producer=owner).order_by("pk")]


def _settle(one: RegisteredRecord, keys: Iterable[str] | None, word: Word, by: User) -> int:
    rows: Any = CONSENT_OF[type(one)]._default_manager
    standing = _in_force(one)
    if keys is None:
        return _end(one, by, "") if standing else 0
    shown = known(type(one), keys)
    if standing and standing.shown == shown:
        return 0
    if standing:
        _end(one, by, REPLACED)
    rows.create(
        record=one,
        shown=shown,
        source=word.source,
        words=word.words,
        agreed_on=word.agreed_on,
        at=timezone.now(),
        by=by,
    )
    return 1


def _in_force(one: RegisteredRecord) -> Consent | None:
    rows: Any = CONSENT_OF[type(one)]._default_manager
    found: Consent | None = rows.in_force().filter(record=one).first()
    return found


def _end(one: RegisteredRecord, by: User, because: str) -> int:
    rows: Any = CONSENT_OF[type(one)]._default_manager
    ended: int = (
        rows.in_force()
        .filter(record=one)
        .update(withdrawn_at=timezone.now(), withdrawn_by=by, withdrawn_because=because)
    )
    return ended


@receiver(producers_merged)
@seen_as_portal("the record merged away may lie in another area by now")
def end_with_merged_record(kept: Producer, gone: Producer, by: User, **kwargs: Any) -> None:
    """The record merged away is shown no more; its products keep what was agreed for them."""
    rows = ProducerConsent.objects.in_force().filter(record=gone)
    rows.update(withdrawn_at=timezone.now(), withdrawn_by=by, withdrawn_because=MERGED)
