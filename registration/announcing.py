"""Announcements: a numbered list, frozen, of what was certified (DOMAIN.md 5).

The province announces what it certified and has not announced yet; that is its report to the
department, which announces what provinces announced: those records are then announced.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from core.areas.models import Province
from core.areas.scope import Role, visible_rows
from core.steps import StepRefused, StepRule, Workflow, is_for, may
from core.thai.calendar import buddhist_year, today
from core.users.models import User
from registration import workflow
from registration.models import (
    Announcement,
    AnnouncementEntry,
    RegisteredRecord,
    Round,
    Status,
    Window,
)
from registration.registers import owner_path, registered_models
from registration.signals import round_announced
from registration.steps import open_round

Level = Announcement.Level

ANNOUNCING = Workflow(not_yours="{step}เป็นหน้าที่ของ{whose}")
CERTIFIED = frozenset({Status.CERTIFIED})
BY_PROVINCE = StepRule(
    "announce_province",
    CERTIFIED,
    None,
    frozenset({Role.PROVINCE}),
    called="ประกาศผลของจังหวัด",
    workflow=ANNOUNCING,
)
BY_DEPARTMENT = StepRule(
    "announce_department",
    CERTIFIED,
    Status.ANNOUNCED,
    frozenset({Role.DEPARTMENT}),
    called="ประกาศรับรองผล",
    workflow=ANNOUNCING,
)


def announcement_of(user: User) -> StepRule | None:
    """Which announcement this person's office makes; a district none."""
    return next((rule for rule in (BY_PROVINCE, BY_DEPARTMENT) if is_for(rule, user)), None)


def _is_announced(model: type[RegisteredRecord], level: Level) -> Exists:
    return Exists(
        AnnouncementEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(model),
            record_id=OuterRef("pk"),
            announcement__level=level,
        )
    )


def waiting_for_province(user: User) -> dict[type[RegisteredRecord], QuerySet[Any]]:
    """What the province certified through the rounds and has not announced, by register."""
    return {
        model: visible_rows(model, user)
        .filter(~_is_announced(model, Level.PROVINCE), status=Status.CERTIFIED)
        .exclude(round=None)
        for model in registered_models()
    }


def waiting_for_department(user: User) -> dict[type[RegisteredRecord], QuerySet[Any]]:
    """What provinces announced and the department has not, by register."""
    return {
        model: visible_rows(model, user).filter(
            _is_announced(model, Level.PROVINCE), status=Status.CERTIFIED
        )
        for model in registered_models()
    }


def next_number(province: Province | None, day: date) -> str:
    """3/2569: the next number of the office in the พ.ศ. year of `day`."""
    year = f"/{buddhist_year(day)}"
    taken = Announcement.objects.filter(province=province, number__endswith=year)
    used = [number.removesuffix(year) for number in taken.values_list("number", flat=True)]
    return f"{max((int(one) for one in used if one.isdecimal()), default=0) + 1}{year}"


@transaction.atomic
def announce_province(*, by: User, number: str, announced_on: date, title: str) -> Announcement:
    """The province announces everything it certified and has not announced yet, as one numbered list.

    Refused for another role, for nothing to announce, for a number its office has used.
    """
    may(by, BY_PROVINCE)
    # One announcement of an office at a time: two clicks never list a record twice.
    province = Province.objects.select_for_update().get(pk=by.province_id)
    records = _all_locked(waiting_for_province(by))
    if not records:
        raise StepRefused("ไม่มีระเบียนที่รับรองแล้วและยังไม่ได้ประกาศ")
    rounds = [record.round for record in records if record.round is not None]
    round = max(rounds, key=lambda one: one.register_from)
    return _write(records, Level.PROVINCE, province, round, by, number, announced_on, title)


@transaction.atomic
def announce_department(*, by: User, number: str, announced_on: date, title: str) -> Announcement:
    """The department announces what the provinces announced, in the round's third window.

    Refused outside the window with the next date, for another role, for nothing to announce.
    """
    may(by, BY_DEPARTMENT)
    current = open_round(Window.ANNOUNCE, today(), "กรมประกาศ")
    Round.objects.select_for_update().get(pk=current.pk)
    records = _all_locked(waiting_for_department(by))
    if not records:
        raise StepRefused("ไม่มีระเบียนที่จังหวัดประกาศแล้วรอกรมประกาศ")
    made = _write(records, Level.DEPARTMENT, None, current, by, number, announced_on, title)
    workflow.announce(records, by=by, round=current)
    round_announced.send(Announcement, announcement=made, by=by)
    return made


def _all_locked(waiting: dict[type[RegisteredRecord], QuerySet[Any]]) -> list[RegisteredRecord]:
    """The records in the order of the list: register, district, name."""
    found: list[RegisteredRecord] = []
    for model, rows in waiting.items():
        path = owner_path(model)
        owner = path.removesuffix("district").rstrip("_")
        related = [f"{path}__province", "round", *([owner] if owner else [])]
        found += (
            rows.select_related(*related)
            .select_for_update(of=("self",), no_key=True)
            .order_by(f"{path}__province__sort_key", path, "sort_key", "pk")
        )
    return found


def _write(
    records: Iterable[RegisteredRecord],
    level: Level,
    province: Province | None,
    round: Round,
    by: User,
    number: str,
    announced_on: date,
    title: str,
) -> Announcement:
    number = number.strip()
    if Announcement.objects.filter(province=province, number=number).exists():
        raise StepRefused(f"มีประกาศเลขที่ {number} แล้ว ใช้เลขถัดไป: {next_number(province, today())}")
    made = Announcement.objects.create(
        level=level,
        province=province,
        round=round,
        number=number,
        announced_on=announced_on,
        title=title,
        made_by=by,
        made_at=timezone.now(),
    )
    AnnouncementEntry.objects.bulk_create(
        AnnouncementEntry(
            announcement=made,
            number=position,
            content_type=ContentType.objects.get_for_model(type(record)),
            record_id=record.pk,
            district=record.home_district(),
            kind=str(record._meta.verbose_name),
            name=str(record)[:255],
            detail=record.announced_detail()[:400],
            place=_place(record, level),
        )
        for position, record in enumerate(records, 1)
    )
    return made


def _place(record: RegisteredRecord, level: Level) -> str:
    district = record.home_district()
    if level == Level.PROVINCE:
        return district.titled_name
    return f"{district.titled_name} {district.province.titled_name}"
