"""Cancelling a record, as a story (DOMAIN.md 6): the only place that assigns a closure's status.

The producer is there: its form > นตผ.อำเภอ agrees > สพอ. cancels > reported to นตผ.จังหวัด. Not there or
not operating: the district checks the facts > the district's network agrees > นตผ.อำเภอ agrees > สพอ.
cancels > reported. Until it is reported it can be taken back; the record then stands as it stood.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from core.areas.scope import Role
from core.thai import calendar
from core.users.models import User
from registration import workflow
from registration.models import Closure, ClosureStep, RegisteredRecord, Status

Name = ClosureStep.Name

# The steps of each case in their order.
CASES: Mapping[str, Sequence[ClosureStep.Name]] = {
    Closure.Case.PRESENT: (Name.REQUEST, Name.COMMITTEE, Name.CANCEL, Name.REPORT),
    Closure.Case.ABSENT: (Name.FACTS, Name.NETWORK, Name.COMMITTEE, Name.CANCEL, Name.REPORT),
}

# Those that are somebody's resolution: in a meeting or by circular letter, with its number.
RESOLUTIONS = frozenset({Name.NETWORK, Name.COMMITTEE})


class ClosureRefused(Exception):
    """A step that cannot be taken; the message says why in Thai, `field` at which field."""

    def __init__(self, message: str, field: str | None = None):
        super().__init__(message)
        self.field = field


def next_step(closure: Closure) -> ClosureStep.Name | None:
    """The step that comes now; None once it was reported or taken back."""
    if closure.status not in Closure.UNDER_WAY:
        return None
    done = {step.name for step in closure.steps.all()}
    return next((name for name in CASES[closure.case] if name not in done), None)


@transaction.atomic
def begin(record: RegisteredRecord, *, case: str, reason: str, by: User) -> Closure:
    """Begin the cancelling of `record`. Refused for anybody but its district's office, for a record
    cancelled already, and while another cancelling of it is under way."""
    _district_only(by)
    record = _locked(record, by)
    if record.status == Status.CANCELLED:
        raise ClosureRefused("ระเบียนนี้ยกเลิกแล้ว")
    if not reason.strip():
        raise ClosureRefused("เขียนเหตุผลที่ยกเลิก", "reason")
    if Closure.objects.of(record).filter(status__in=Closure.UNDER_WAY).exists():
        raise ClosureRefused("มีการขอยกเลิกระเบียนนี้อยู่แล้ว ทำต่อจากของเดิม")
    return Closure.objects.create(
        record=record,
        district_id=by.district_id,
        case=Closure.Case(case),
        reason=reason.strip(),
        opened_at=timezone.now(),
        opened_by=by,
    )


@transaction.atomic
def take_step(
    closure: Closure,
    name: str,
    *,
    by: User,
    held_on: date,
    form: str = "",
    number: str = "",
    file: File | None = None,
) -> Closure:
    """Record the step that comes now; `cancel` cancels the record and what belongs to it.

    Refused out of its order, for a day still to come or before the step before it, and for a
    resolution without its form and number. Nothing is then half done.
    """
    _district_only(by)
    closure = Closure.objects.visible_to(by).select_for_update(no_key=True).get(pk=closure.pk)
    if name != next_step(closure):
        raise ClosureRefused("ขั้นนี้ทำไปแล้ว หรือยังไม่ถึงลำดับ เปิดหน้านี้ใหม่")
    _check_day(closure, held_on)
    if name in RESOLUTIONS and not (form and number.strip()):
        raise ClosureRefused("ระบุว่าประชุมหรือหนังสือเวียน และครั้งที่หรือเลขที่", "number")
    now = timezone.now()
    if name == Name.CANCEL:
        workflow.cancel(_locked(closure.record, by), by=by, reason=closure.reason)
        closure.status, closure.cancelled_at = Closure.Status.CANCELLED, now
    elif name == Name.REPORT:
        closure.status = Closure.Status.REPORTED
    closure.save()
    ClosureStep.objects.create(
        closure=closure,
        name=name,
        held_on=held_on,
        form=form,
        number=number.strip(),
        file=file or "",
        recorded_at=now,
        recorded_by=by,
    )
    return closure


@transaction.atomic
def take_back(closure: Closure, *, by: User, reason: str) -> Closure:
    """Take the cancelling back before it was reported: the record stands again as it stood."""
    _district_only(by)
    if not reason.strip():
        raise ClosureRefused("เขียนเหตุผลที่เพิกถอน", "reason")
    closure = Closure.objects.visible_to(by).select_for_update(no_key=True).get(pk=closure.pk)
    if closure.status not in Closure.UNDER_WAY:
        raise ClosureRefused("รายงานจังหวัดหรือเพิกถอนไปแล้ว เพิกถอนอีกไม่ได้")
    if closure.status == Closure.Status.CANCELLED:
        workflow.restore(_locked(closure.record, by), by=by, reason=reason.strip())
    closure.status = Closure.Status.TAKEN_BACK
    closure.taken_back_at, closure.taken_back_by = timezone.now(), by
    closure.taken_back_reason = reason.strip()
    closure.save()
    return closure


def _district_only(by: User) -> None:
    if by.role != Role.DISTRICT or not by.is_active:
        raise ClosureRefused("การยกเลิกเป็นหน้าที่ของ สพอ.")


def _locked(record: RegisteredRecord, by: User) -> RegisteredRecord:
    """The record read anew, locked, through the officer's own door."""
    records = type(record)._default_manager.visible_to(by)
    return records.select_for_update(of=("self",), no_key=True).get(pk=record.pk)


def _check_day(closure: Closure, held_on: date) -> None:
    if held_on > calendar.today():
        raise ClosureRefused("วันที่ยังมาไม่ถึง", "held_on")
    before = closure.steps.order_by("-held_on").first()
    if before and held_on < before.held_on:
        raise ClosureRefused(
            f"วันที่ต้องไม่ก่อนขั้น “{before}” ({calendar.day_short(before.held_on)})", "held_on"
        )
