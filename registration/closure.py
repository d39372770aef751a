"""Cancelling a record, as a story (DOMAIN.md 6): the only place that assigns a closure's status.

The producer is there: its form > นตผ.อำเภอ agrees > สพอ. cancels > reported to นตผ.จังหวัด. Not there or
not operating: the district checks the facts > the district's network agrees > นตผ.อำเภอ agrees > สพอ.
cancels > reported. Until it is reported it can be taken back; the record then stands as it stood.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, cast

from django.core.files import File
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core.areas.scope import Role, visible_rows
from core.steps import (
    StepRefused,
    StepRule,
    Workflow,
    locked,
    log,
    longest_in,
    may,
    reason_given,
    reread,
)
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

LONGEST_FACTS = longest_in(ClosureStep, "facts")

CLOSING = Workflow(not_yours="การยกเลิกเป็นหน้าที่ของ สพอ.", no_reason="ระบุเหตุผลที่{step}")


def _rule(
    name: str, sources: Iterable[str], target: str | None, elsewhere: str, **asks: Any
) -> StepRule:
    workflow = replace(CLOSING, elsewhere=elsewhere)
    return StepRule(
        name, frozenset(sources), target, frozenset({Role.DISTRICT}), workflow=workflow, **asks
    )


# `begin` asks where the record stands, the others where the closure does.
BEGIN = _rule(
    "begin",
    set(Status) - {Status.CANCELLED},
    None,
    "ระเบียนนี้ยกเลิกแล้ว",
    needs_reason=True,
    called="ยกเลิก",
    longest=longest_in(Closure),
)
TAKE_STEP = _rule("take_step", Closure.UNDER_WAY, None, "ขั้นนี้ทำไปแล้ว หรือยังไม่ถึงลำดับ เปิดหน้านี้ใหม่")
TAKE_BACK = _rule(
    "take_back",
    Closure.UNDER_WAY,
    Closure.Status.TAKEN_BACK,
    "รายงานจังหวัดหรือเพิกถอนไปแล้ว เพิกถอนอีกไม่ได้",
    needs_reason=True,
    called="เพิกถอน",
    longest=longest_in(Closure, "taken_back_reason"),
)


def next_step(closure: Closure) -> ClosureStep.Name | None:
    """The next step; None once the cancelling was reported or withdrawn."""
    if closure.status not in Closure.UNDER_WAY:
        return None
    done = {step.name for step in closure.steps.all()}
    return next((name for name in CASES[closure.case] if name not in done), None)


@transaction.atomic
def begin(record: RegisteredRecord, *, case: str, reason: str, by: User) -> Closure:
    """Begin the cancelling of `record`. Refused for anybody but its district's office, for a record
    cancelled already, and while another cancelling of it is under way."""
    record = locked(_door(record, by), record, BEGIN, by)
    reason = reason_given(reason, BEGIN)
    if Closure.objects.of(record).filter(status__in=Closure.UNDER_WAY).exists():
        raise StepRefused("มีการขอยกเลิกระเบียนนี้อยู่แล้ว ทำต่อจากของเดิม")
    return Closure.objects.create(
        record=record,
        district_id=by.office_code,
        case=Closure.Case(case),
        reason=reason,
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
    facts: str = "",
    file: File[Any] | None = None,
) -> Closure:
    """Record the step that comes now; `cancel` cancels the record and what belongs to it.

    Refused out of its order, for a day still to come or before the step before it, for a resolution
    without its form and number, and for a check of facts that says none. Nothing is then half done.
    """
    closure = locked(Closure.objects.visible_to(by), closure, TAKE_STEP, by)
    if name != next_step(closure):
        raise StepRefused(TAKE_STEP.workflow.elsewhere)
    _check_day(closure, held_on)
    if name in RESOLUTIONS and not (form and number.strip()):
        raise StepRefused("ระบุว่าประชุมหรือหนังสือเวียน และครั้งที่หรือเลขที่", field="number")
    facts = facts.strip() if name == Name.FACTS else ""
    if name == Name.FACTS and not facts:
        raise StepRefused("ระบุข้อเท็จจริงที่อำเภอตรวจพบ", field="facts")
    if len(facts) > LONGEST_FACTS:
        raise StepRefused(f"ข้อเท็จจริงยาวเกิน {LONGEST_FACTS:,} ตัวอักษร", field="facts")
    now = timezone.now()
    if name == Name.CANCEL:
        record = _record_again(closure, by)
        workflow.cancel(record, by=by, reason=closure.reason)
        closure.status, closure.cancelled_at = Closure.Status.CANCELLED, now
    elif name == Name.REPORT:
        closure.status = Closure.Status.REPORTED
    closure.save()
    log(
        ClosureStep,
        name,
        by=by,
        at=now,
        closure=closure,
        held_on=held_on,
        form=form,
        number=number.strip(),
        facts=facts,
        file=file or "",
    )
    return closure


@transaction.atomic
def take_back(closure: Closure, *, by: User, reason: str) -> Closure:
    """Take the cancelling back before it was reported: the record stands again as it stood."""
    may(by, TAKE_BACK)
    reason = reason_given(reason, TAKE_BACK)
    closure = locked(Closure.objects.visible_to(by), closure, TAKE_BACK, by)
    if closure.status == Closure.Status.CANCELLED:
        record = _record_again(closure, by)
        workflow.restore(record, by=by, reason=reason)
    closure.status = TAKE_BACK.reached
    closure.taken_back_at, closure.taken_back_by = timezone.now(), by
    closure.taken_back_reason = reason
    closure.save()
    return closure


def _record_again(closure: Closure, by: User) -> RegisteredRecord:
    """The record as it is now, locked."""
    record = cast(RegisteredRecord, closure.record)
    return reread(_door(record, by), record)


def _door(record: RegisteredRecord, by: User) -> QuerySet[Any]:
    return visible_rows(type(record), by)


def _check_day(closure: Closure, held_on: date) -> None:
    if held_on > calendar.today():
        raise StepRefused("วันที่ยังมาไม่ถึง", field="held_on")
    before = closure.steps.order_by("-held_on").first()
    if before and held_on < before.held_on:
        raise StepRefused(
            f"วันที่ต้องไม่ก่อนขั้น “{before}” ({calendar.day_short(before.held_on)})", field="held_on"
        )
