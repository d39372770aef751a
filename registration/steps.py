"""The table of registration's steps and what every one of them asks (DOMAIN.md 5, 6).

`registration.workflow` takes the steps; here is who may take which from where and in which
window (core.steps), the moment of a step, and the line in the trail.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection

from core import steps
from core.areas.scope import Role, visible_rows
from core.steps import StepRefused
from core.thai.calendar import day_short
from core.users.models import User
from registration.models import (
    REGISTERED,
    RegisteredRecord,
    RegistrationStep,
    Round,
    Status,
    Window,
)

Name = RegistrationStep.Name


@dataclass(frozen=True)
class RegistrationRule(steps.StepRule):
    """One line of the table; `window`: of the round in which the step is taken."""

    window: Window | None = None


def _rule(
    name: Name, sources: set[Status], target: Status | None, role: Role, **asks: Any
) -> RegistrationRule:
    return RegistrationRule(name, frozenset(sources), target, frozenset({role}), **asks)


_ANY_BUT_CANCELLED = set(Status) - {Status.CANCELLED}

STEPS: Mapping[Name, RegistrationRule] = {
    rule.name: rule
    for rule in (
        _rule(
            Name.SUBMIT,
            {Status.DRAFT, Status.RETURNED},
            Status.SUBMITTED,
            Role.DISTRICT,
            window=Window.REGISTER,
            longest=steps.longest_in(RegisteredRecord, "late_reason"),
        ),
        _rule(Name.TAKE_BACK, {Status.SUBMITTED}, Status.DRAFT, Role.DISTRICT),
        _rule(
            Name.CERTIFY,
            {Status.SUBMITTED},
            Status.CERTIFIED,
            Role.PROVINCE,
            window=Window.CERTIFY,
        ),
        _rule(Name.RETURN, {Status.SUBMITTED}, Status.RETURNED, Role.PROVINCE, needs_reason=True),
        _rule(Name.ACKNOWLEDGE, {Status.CERTIFIED, Status.ANNOUNCED}, None, Role.PROVINCE),
        _rule(
            Name.ANNOUNCE,
            {Status.CERTIFIED},
            Status.ANNOUNCED,
            Role.DEPARTMENT,
            window=Window.ANNOUNCE,
        ),
        _rule(Name.CANCEL, _ANY_BUT_CANCELLED, Status.CANCELLED, Role.DISTRICT, needs_reason=True),
        # Back to where its stamps say it stood: see workflow.restore.
        _rule(Name.RESTORE, {Status.CANCELLED}, None, Role.DISTRICT, needs_reason=True),
        _rule(Name.CORRECT_DATE, set(REGISTERED), None, Role.DEPARTMENT, needs_reason=True),
    )
}

# Of a record merged into another: the two are of two districts, perhaps, and seen together above.
# Before the portal: a record comes in at whatever status it stood at (taking_over).
TAKE_OVER = _rule(Name.TAKE_OVER, set(), None, Role.DEPARTMENT)

CANCEL_MERGED = replace(STEPS[Name.CANCEL], roles=frozenset({Role.DISTRICT, Role.PROVINCE}))


def may_take(step: Name, record: RegisteredRecord, user: User) -> bool:
    """Whether a page should offer this step of a record to this person, whatever the day."""
    if not steps.offers(STEPS[step], record, user):
        return False
    return step != Name.ACKNOWLEDGE or record.is_corrected_after_certification


def locked(
    record: RegisteredRecord,
    rule: RegistrationRule,
    by: User,
    *,
    seen_version: int | None = None,
) -> RegisteredRecord:
    """The record, re-read under lock through the person's own door, for this step (core.steps)."""
    door = visible_rows(type(record), by)
    return steps.locked(door, record, rule, by, seen_version=seen_version)


def moment_after(record: RegisteredRecord) -> datetime:
    """The current time by the database clock, which also stamps content changes, so that a later
    change always has a later timestamp than the step."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return max(cursor.fetchone()[0], record.content_changed_at)


def open_round(window: Window, day: date, doing: str) -> Round:
    """The round in whose window `day` lies; refused with the next date where there is none."""
    found = Round.objects.open_for(window, day).order_by(f"{window}_from").last()
    if found is None:
        raise StepRefused(f"ขณะนี้ไม่อยู่ในช่วง{doing} {next_date(window, day)}")
    return found


def next_date(window: Window, day: date) -> str:
    """รอบ 1/2570 เปิด 1 ต.ค. 2569, or that none is planned."""
    coming = Round.objects.next_for(window, day)
    if coming is None:
        return "กรมยังไม่ได้กำหนดรอบถัดไป"
    return f"{coming} เปิด {day_short(getattr(coming, f'{window}_from'))}"


def line(
    record: RegisteredRecord,
    rule: RegistrationRule,
    *,
    by: User,
    at: datetime,
    to: Status | str,
    round: Round | None = None,
    reason: str = "",
    marks: Mapping[str, str] | None = None,
    content: dict[str, Any] | None = None,
) -> RegistrationStep:
    """The trail's line, not yet saved. Made before the status is assigned: it says from where."""
    return RegistrationStep(
        content_type=ContentType.objects.get_for_model(type(record)),
        record_id=record.pk,
        district=record.home_district(),
        round=round or record.round,
        name=rule.name,
        from_status=record.status,
        to_status=to,
        by=by,
        at=at,
        reason=reason,
        version=record.version,
        marks=dict(marks or {}),
        content=content,
    )
