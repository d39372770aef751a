"""More time for one office (ขยายเวลา): asked for, approved or refused; the only place that assigns
its status.

    a district or a province asks > the department approves, until that day or an earlier one, or
    refuses with the reason; before that the office may withdraw it. The department may also grant one
    by itself, in one step, with the reason.

An extension in force moves the day that counts for its district, or for its province and every
district of it (`sales.calendar.deadlines`). It never moves the month's own dates. Each step locks
month, then extension, and leaves a line in the trail of the month.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core.areas.models import District, Province
from core.areas.scope import Role
from core.steps import (
    StepRefused,
    StepRule,
    Workflow,
    is_for,
    log,
    may,
    reason_given,
    reread,
    stands,
)
from core.thai.calendar import day_short
from core.users.models import User
from sales.calendar.deadlines import COUNTS_FIRST, Due, district_due, extended_days, province_due
from sales.models import Extension, SalesMonth, Step
from sales.months.steps import closed_sentence, lock_month

OFFICES = frozenset({Role.DISTRICT, Role.PROVINCE})


EXTENSION = Workflow(elsewhere="คำขอนี้{status} โดย {it.decided_by} จึง{step}ไม่ได้")
ASKED, APPROVED = Extension.Status.ASKED, Extension.Status.APPROVED


def _of_office(name: Step.Name, source: str, target: Extension.Status, **asks: Any) -> StepRule:
    return StepRule(name, frozenset({source}), target, OFFICES, workflow=EXTENSION, **asks)


def _of_department(name: Step.Name, source: str, target: Extension.Status, **asks: Any) -> StepRule:
    department = frozenset({Role.DEPARTMENT})
    return StepRule(
        name, frozenset({source}), target, department, whose="กรม", workflow=EXTENSION, **asks
    )


EXTENSION_STEPS: Mapping[Step.Name, StepRule] = {
    rule.name: rule
    for rule in (
        _of_office(Step.Name.ASK_EXTENSION, "", ASKED, needs_reason=True),
        _of_department(Step.Name.APPROVE_EXTENSION, ASKED, APPROVED),
        _of_department(
            Step.Name.REFUSE_EXTENSION, ASKED, Extension.Status.REFUSED, needs_reason=True
        ),
        _of_office(Step.Name.WITHDRAW_EXTENSION, ASKED, Extension.Status.WITHDRAWN),
        _of_department(Step.Name.GRANT_EXTENSION, "", APPROVED, needs_reason=True),
    )
}


def own_area(user: User) -> District | Province | None:
    """The office an officer asks for: the own district or province; the department has none."""
    return user.district or user.province


def due_of(month: SalesMonth, area: District | Province) -> Due:
    """The day that counts for this office in this month now, in one query."""
    extended = extended_days([month.pk])
    if isinstance(area, Province):
        return province_due(month, area.pk, extended)
    return district_due(month, area.pk, area.province_id, extended)


def may_ask(month: SalesMonth, user: User, *, confirmed: bool) -> bool:
    """Whether a page should offer to ask: an open month the office has not confirmed yet."""
    rule = EXTENSION_STEPS[Step.Name.ASK_EXTENSION]
    return month.is_open and is_for(rule, user) and not confirmed


def months_to_ask_for(user: User) -> list[SalesMonth]:
    """The open months this office has not confirmed yet, newest first; none for the department."""
    area = own_area(user)
    if area is None:
        return []
    months = SalesMonth.objects.filter(status=SalesMonth.Status.OPEN).order_by("-month")
    return list(months.exclude(pk__in=_confirmed(area).values("month")))


@transaction.atomic
def ask(month: date, *, by: User, until: date, reason: str) -> Extension:
    """The district or the province asks for more time for itself.

    Refused where it has confirmed before (the first confirmation counts), asked already, or would not
    get more time by it.
    """
    rule = _allowed(Step.Name.ASK_EXTENSION, by)
    sales_month, area = _open_month(month), own_area(by)
    assert area is not None  # a district or a province, by the table
    reason = reason_given(reason, rule)
    _later(until, due_of(sales_month, area))
    if _confirmed(area).filter(month=sales_month).exists():
        raise StepRefused(f"{area.titled_name}ยืนยันเดือนนี้แล้ว {COUNTS_FIRST} จึงไม่ต้องขอขยายเวลา")
    if Extension.objects.waiting().filter(month=sales_month, **_of(area)).exists():
        raise StepRefused(f"{area.titled_name}มีคำขอที่รอกรมพิจารณาอยู่ ถ้าจะเปลี่ยนวัน ให้ถอนคำขอเดิมก่อน")
    now = timezone.now()
    extension = Extension.objects.create(
        month=sales_month,
        status=rule.reached,
        asked_until=until,
        reason=reason,
        asked_by=by,
        asked_at=now,
        **_of(area),
    )
    _line(rule, extension, by, now, f"ถึง {day_short(until)}: {reason}")
    return extension


@transaction.atomic
def approve(extension: Extension, *, by: User, until: date, note: str = "") -> Extension:
    """The department gives the time asked for, or less of it."""
    rule = _allowed(Step.Name.APPROVE_EXTENSION, by)
    locked = _locked(extension, rule, by)
    _later(until, due_of(locked.month, locked.area))
    if until > locked.asked_until:
        raise StepRefused(
            f"ขอไว้ถึง {day_short(locked.asked_until)} อนุมัติได้ไม่เกินวันนั้น ถ้าจะให้มากกว่า ใช้ “กรมขยายเวลาให้”"
        )
    locked.until = until
    note = reason_given(note, rule)
    said = f"ถึง {day_short(until)}"
    return _decide(locked, rule, by, note, f"{said}: {note}" if note else said)


@transaction.atomic
def refuse(extension: Extension, *, by: User, reason: str) -> Extension:
    rule = _allowed(Step.Name.REFUSE_EXTENSION, by)
    locked = _locked(extension, rule, by)
    reason = reason_given(reason, rule)
    return _decide(locked, rule, by, reason, reason)


@transaction.atomic
def withdraw(extension: Extension, *, by: User) -> Extension:
    """The office that asked takes its request back, before it is decided."""
    rule = _allowed(Step.Name.WITHDRAW_EXTENSION, by)
    locked = _locked(extension, rule, by)
    if locked.area != own_area(by):
        raise StepRefused(f"คำขอนี้เป็นของ{locked.area.titled_name} ถอนได้เฉพาะผู้ขอ")
    return _decide(locked, rule, by, "", "")


@transaction.atomic
def grant(
    month: date, *, by: User, area: District | Province, until: date, reason: str
) -> Extension:
    """The department gives an office more time by itself; a request of the office that waits is
    answered by `approve` and `refuse` only."""
    rule = _allowed(Step.Name.GRANT_EXTENSION, by)
    sales_month = _open_month(month)
    reason = reason_given(reason, rule)
    _later(until, due_of(sales_month, area))
    if Extension.objects.waiting().filter(month=sales_month, **_of(area)).exists():
        raise StepRefused(f"{area.titled_name}มีคำขอที่รอพิจารณาอยู่ พิจารณาคำขอนั้นก่อน")
    now = timezone.now()
    extension = Extension.objects.create(
        month=sales_month,
        status=rule.reached,
        asked_until=until,
        until=until,
        reason=reason,
        asked_by=by,
        asked_at=now,
        decided_by=by,
        decided_at=now,
        **_of(area),
    )
    _line(rule, extension, by, now, f"ถึง {day_short(until)}: {reason}")
    return extension


# --- What every step asks -------------------------------------------------------------------------


def _allowed(name: Step.Name, by: User) -> StepRule:
    rule = EXTENSION_STEPS[name]
    may(by, rule)
    return rule


def _open_month(month: date) -> SalesMonth:
    sales_month = lock_month(month)
    if not sales_month.is_open:
        raise StepRefused(f"{closed_sentence(sales_month)} ขยายเวลาไม่ได้")
    return sales_month


def _locked(extension: Extension, rule: StepRule, by: User) -> Extension:
    """The extension, re-read under lock through the person's own door."""
    sales_month = lock_month(extension.month_id)
    door = Extension.objects.visible_to(by).select_related("district", "province")
    found = reread(door, extension)
    found.month = sales_month
    stands(found, rule)
    return found


def _later(until: date, due: Due) -> None:
    if until <= due.until:
        raise StepRefused(f"วันที่ขยายถึงต้องหลังกำหนดเดิม ({due.words()})")


def _of(area: District | Province) -> dict[str, District | Province]:
    return {"province" if isinstance(area, Province) else "district": area}


def _confirmed(area: District | Province) -> QuerySet[Step]:
    name = Step.Name.REPORT_PROVINCE if isinstance(area, Province) else Step.Name.CONFIRM_DISTRICT
    return Step.objects.filter(name=name, **_of(area))


def _decide(locked: Extension, rule: StepRule, by: User, note: str, said: str) -> Extension:
    now = timezone.now()
    locked.status, locked.decision_note = rule.reached, note
    locked.decided_by, locked.decided_at = by, now
    locked.save()
    _line(rule, locked, by, now, said)
    return locked


def _line(rule: StepRule, extension: Extension, by: User, at: datetime, reason: str) -> None:
    (source,) = rule.sources
    log(
        Step,
        rule.name,
        month=extension.month,
        district=extension.district,
        province=extension.province,
        from_status=source,
        to_status=rule.reached,
        by=by,
        at=at,
        reason=reason,
    )
