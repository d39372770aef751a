"""A person asks of the own data; the district receives it, hands out a copy, grants or refuses.

    open > granted   what was asked is done, or the copy is in the person's hands
         > refused   with the reason, which section 39 (7) wants in the record of processing

A request is received with the day the office got it, from which its thirty days run. Handing out the
copy grants a request for access by itself. An erasure is granted only of a record that is cancelled: one
that stands in the register is held for its public task (section 33, paragraph 2); the night then takes
the person off it (data_protection.retention).

The department sets how long what is kept (`set_period`).
"""

from datetime import date, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from core.areas.scope import Role, visible_rows
from core.personal.retention import Rule
from core.steps import StepRefused, StepRule, Workflow, locked, log, may, reason_given, reread
from core.thai import calendar
from core.users.models import User
from data_protection.models import PersonRequest, PersonRequestStep, RetentionPeriod
from registration.models import RegisteredRecord, Status

DAYS_TO_ANSWER = 30  # section 30, paragraph 4
LONGEST_AGO = 366  # days; a request of longer ago was mistyped

_Name = PersonRequestStep.Name
_Standing = PersonRequest.Status
_DISTRICT = frozenset({Role.DISTRICT})
_ASKING = Workflow(not_yours="{step}เป็นหน้าที่ของ{whose}", no_reason="ระบุผลหรือเหตุผล")
_OPEN = frozenset({_Standing.OPEN})

RECEIVE = StepRule(_Name.RECEIVE, (), None, _DISTRICT, workflow=_ASKING)
HAND_OUT = StepRule(_Name.HAND_OUT, (), None, _DISTRICT, workflow=_ASKING)
GRANT = StepRule(
    _Name.GRANT, _OPEN, _Standing.GRANTED, _DISTRICT, needs_reason=True, workflow=_ASKING
)
REFUSE = StepRule(
    _Name.REFUSE, _OPEN, _Standing.REFUSED, _DISTRICT, needs_reason=True, workflow=_ASKING
)
SET_PERIOD = StepRule(
    "กำหนดระยะเวลาเก็บรักษา", (), None, frozenset({Role.DEPARTMENT}), needs_reason=True, longest=300,
    workflow=_ASKING,
)  # fmt: skip

COPY_GIVEN = "มอบสำเนาข้อมูลให้ผู้ขอแล้ว"


@transaction.atomic
def receive(
    record: RegisteredRecord,
    *,
    by: User,
    kind: str,
    asker: str,
    proof: str,
    received_on: date,
    detail: str = "",
) -> PersonRequest:
    """Write down what a person of this record asks for."""
    may(by, RECEIVE)
    found = visible_rows(type(record), by).get(pk=record.pk)
    today = calendar.today()
    if received_on > today:
        raise StepRefused("วันที่ได้รับคำขออยู่ในอนาคต ตรวจวันที่อีกครั้ง", field="received_on")
    if received_on < today - timedelta(days=LONGEST_AGO):
        raise StepRefused("วันที่ได้รับคำขอเกินหนึ่งปี ตรวจปี พ.ศ. อีกครั้ง", field="received_on")
    request = PersonRequest.objects.create(
        record_type=ContentType.objects.get_for_model(type(found)),
        record_id=found.pk,
        district=found.home_district(),
        kind=kind,
        asker=asker,
        proof=proof,
        detail=detail,
        received_on=received_on,
        due_on=received_on + timedelta(days=DAYS_TO_ANSWER),
        by=by,
        at=timezone.now(),
    )
    log(PersonRequestStep, _Name.RECEIVE, by=by, request=request, to_status=request.status)
    return request


@transaction.atomic
def hand_out(request: PersonRequest, *, by: User, told: str) -> PersonRequest:
    """The copy is given: of a request for access that answers it; any other stays as it stands."""
    may(by, HAND_OUT)
    found = reread(PersonRequest.objects.visible_to(by), request)
    answers = found.kind == PersonRequest.Kind.ACCESS and found.status == _Standing.OPEN
    if answers:
        _answered(found, _Standing.GRANTED, COPY_GIVEN)
    log(PersonRequestStep, _Name.HAND_OUT, by=by, request=found, to_status=found.status, told=told)
    return found


def grant(request: PersonRequest, *, by: User, reason: str) -> PersonRequest:
    """What was asked is done; the reason says what."""
    return _answer(request, GRANT, by, reason)


def refuse(request: PersonRequest, *, by: User, reason: str) -> PersonRequest:
    return _answer(request, REFUSE, by, reason)


@transaction.atomic
def _answer(request: PersonRequest, rule: StepRule, by: User, reason: str) -> PersonRequest:
    reason = reason_given(reason, rule)
    found = locked(PersonRequest.objects.visible_to(by), request, rule, by)
    if rule is GRANT and found.kind == PersonRequest.Kind.ERASURE:
        _refuse_of_the_registered(found)
    _answered(found, rule.reached, reason)
    log(PersonRequestStep, rule.name, by=by, request=found, to_status=found.status, reason=reason)
    return found


def _refuse_of_the_registered(request: PersonRequest) -> None:
    record: Any = request.record
    if record is not None and record.status != Status.CANCELLED:
        raise StepRefused(
            f"“{record}” ยังอยู่ในทะเบียน ลบข้อมูลไม่ได้ ยกเลิกการลงทะเบียนตามขั้นตอนก่อน แล้วบันทึกผลคำขอนี้ "
            "หรือปฏิเสธพร้อมเหตุผล"
        )


def _answered(request: PersonRequest, status: str, outcome: str) -> None:
    request.status, request.outcome = status, outcome
    request.answered_on = calendar.today()
    request.save(update_fields=["status", "outcome", "answered_on"])


@transaction.atomic
def set_period(rule: Rule, *, by: User, days: int, source: str, in_force: bool) -> RetentionPeriod:
    """The department says how long, from where it takes that, and whether the nights erase."""
    may(by, SET_PERIOD)
    source = reason_given(source, SET_PERIOD)
    if not rule.works:
        raise StepRefused(f"“{rule.title}” ระบบไม่ลบเอง จึงกำหนดจำนวนวันไม่ได้")
    if days < rule.least:
        raise StepRefused(f"“{rule.title}” ต้องเก็บไม่น้อยกว่า {rule.least:,} วัน", field="days")
    period, _ = RetentionPeriod.objects.update_or_create(
        rule=rule.key,
        defaults={
            "days": days,
            "source": source,
            "is_in_force": in_force,
            "by": by,
            "at": timezone.now(),
        },
    )
    return period
