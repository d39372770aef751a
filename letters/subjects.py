"""What a letter can be about: whom the subject is for, which fields it has, what fills them.

Each value is a figure or a name as the register has it for this officer: through `visible_to`, and of a
month only once the office confirmed it, as the month's own letters are (sales.reports.letters).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from core.areas.scope import Role
from core.reports.tables import Summary
from core.thai import calendar
from core.thai.digits import format_baht
from core.thai.periods import span
from core.users.models import User
from letters.models import Subject
from letters.models.offices import letterhead_of
from producers.models import Producer
from sales.calendar.deadlines import due_of
from sales.figures.confirmed import CONFIRMED, Scope
from sales.figures.rollup import RollUp
from sales.models import DistrictMonth, ProvinceMonth, SalesMonth
from sales.reports.letters import may_be_written, table_of, totals_of
from sales.views.grid_search import producers_called, producers_to_add

MOST_MONTHS = 24


@dataclass(frozen=True)
class Found:
    """The record a letter is about, as its fields say it; `about` names it in the register."""

    about: str
    values: dict[str, str]
    table: Summary | None = None
    persons: frozenset[int] = frozenset()  # producers it shows


@dataclass(frozen=True)
class Choice:
    """A record that can be chosen: its key, as it is posted, and what it is called."""

    key: str
    label: str


class NotFound(Exception):
    """No such record for this officer; the message says in Thai what to do."""


@dataclass(frozen=True)
class About:
    """A subject's side of the register. `fields`: name to an example; `asked`: what is asked for, ""
    where nothing is; `choices` None: the key is typed."""

    roles: frozenset[Role]
    asked: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    choices: Callable[[User], list[Choice]] | None = None
    find: Callable[[User, str], Found] | None = None

    def is_for(self, user: User) -> bool:
        """Whether this office writes such letters."""
        return user.role in self.roles


# --- Of every letter ------------------------------------------------------------------------------

_OFFICE = {
    "สำนักงาน": "สำนักงานพัฒนาชุมชนอำเภอบางคล้า",
    "อำเภอ": "อำเภอบางคล้า",
    "จังหวัด": "จังหวัดฉะเชิงเทรา",
}
NO_PLACE = "-"


def office_values(user: User) -> dict[str, str]:
    province = user.district.province if user.district else user.province
    return {
        "สำนักงาน": letterhead_of(user.district or user.province),
        "อำเภอ": user.district.titled_name if user.district else NO_PLACE,
        "จังหวัด": province.titled_name if province else NO_PLACE,
    }


# --- Of a month that was confirmed ----------------------------------------------------------------

_MONTH = {
    "เดือน": "ตุลาคม 2569",
    "ปีงบประมาณ": "2570",
    "ยอดรวม": "1,359,900.00",
    "ยอดในประเทศ": "1,259,900.00",
    "ยอดส่งออก": "100,000.00",
    "จำนวนผู้ผลิตที่มียอด": "112",
}


def _month_values(month: SalesMonth, summed: RollUp) -> dict[str, str]:
    amounts = summed.total.amounts
    return {
        "เดือน": calendar.month_name(month.month),
        "ปีงบประมาณ": str(calendar.fiscal_year(month.month)),
        "ยอดรวม": format_baht(amounts.total),
        "ยอดในประเทศ": format_baht(amounts.domestic),
        "ยอดส่งออก": format_baht(amounts.export),
        "จำนวนผู้ผลิตที่มียอด": f"{sum(summed.total.producers.values()):,}",
    }


def _district_months(user: User) -> list[Choice]:
    found = (
        DistrictMonth.objects.visible_to(user)
        .filter(status__in=CONFIRMED)
        .select_related("month")
        .order_by("-month_id")[:MOST_MONTHS]
    )
    return [_of_month(one) for one in found if may_be_written(one)]


def _province_months(user: User) -> list[Choice]:
    found = (
        ProvinceMonth.objects.visible_to(user)
        .filter(status=ProvinceMonth.Status.CONFIRMED)
        .select_related("month")
        .order_by("-month_id")[:MOST_MONTHS]
    )
    return [_of_month(one) for one in found if may_be_written(one)]


def _of_month(of: DistrictMonth | ProvinceMonth) -> Choice:
    return Choice(f"{of.month_id:%Y-%m}", calendar.month_name(of.month_id))


def _district_month(user: User, key: str) -> Found:
    found = _month_of(DistrictMonth.objects.visible_to(user).select_related("district"), key)
    summed = totals_of(user, Scope(span(found.month_id, found.month_id), district=found.district))
    return _told(found.month, summed)


def _province_month(user: User, key: str) -> Found:
    found = _month_of(ProvinceMonth.objects.visible_to(user).select_related("province"), key)
    summed = totals_of(user, Scope(span(found.month_id, found.month_id), province=found.province))
    return _told(found.month, summed)


def _month_of(door: models.QuerySet[Any], key: str) -> Any:
    try:
        month = calendar.parse_month(key)
    except ValueError as wrong:
        raise NotFound("เลือกเดือนจากรายการ") from wrong
    found = door.select_related("month").filter(month=month).first()
    if found is None or not may_be_written(found):
        raise NotFound("เดือนนี้ยังไม่ยืนยัน หรือยืนยันในระบบเดิม เลือกเดือนจากรายการ")
    return found


def _told(month: SalesMonth, summed: RollUp) -> Found:
    name = calendar.month_name(month.month)
    return Found(name, _month_values(month, summed), table_of(summed))


# --- Of a district that is late -------------------------------------------------------------------

_LATE = {
    "เดือน": "ตุลาคม 2569",
    "อำเภอที่เตือน": "อำเภอบางคล้า",
    "วันครบกำหนด": "พฤหัสบดี 5 พฤศจิกายน 2569",
    "สถานะ": "กำลังบันทึก",
}


def _late_months(user: User) -> models.QuerySet[Any]:
    return (
        DistrictMonth.objects.visible_to(user)
        .filter(month__status=SalesMonth.Status.OPEN, status__in=DistrictMonth.EDITABLE)
        .select_related("month", "district")
        .order_by("-month_id", "district_id")
    )


def _late_districts(user: User) -> list[Choice]:
    return [
        Choice(str(one.pk), f"{one.district.titled_name} ({calendar.month_name(one.month_id)})")
        for one in _late_months(user)
    ]


def _late_district(user: User, key: str) -> Found:
    found = _late_months(user).filter(pk=key).first() if key.isdecimal() else None
    if found is None:
        raise NotFound("อำเภอนี้ยืนยันแล้ว หรือเดือนปิดแล้ว เลือกอำเภอจากรายการ")
    month = calendar.month_name(found.month_id)
    return Found(
        f"{found.district.titled_name} {month}",
        {
            "เดือน": month,
            "อำเภอที่เตือน": found.district.titled_name,
            "วันครบกำหนด": calendar.day_long(due_of(found).until),
            "สถานะ": found.get_status_display(),
        },
    )


# --- Of a producer --------------------------------------------------------------------------------

_PRODUCER = {
    "ชื่อผู้ผลิต": "กลุ่มแม่บ้านเกษตรกรบ้านตัวอย่าง",
    "ผู้รับผิดชอบ": "นางสมมติ ใจดี",
    "รหัสผู้ผลิต": "240200001",
    "ที่อยู่": "1 หมู่ 2 ตำบลบางคล้า อำเภอบางคล้า จังหวัดฉะเชิงเทรา 24110",
}


def _producer(user: User, key: str) -> Found:
    named = producers_called(key, producers_to_add(user))
    if not named:
        raise NotFound(f"ไม่พบผู้ผลิต “{key}” ในทะเบียนของอำเภอ ตรวจชื่อหรือรหัสอีกครั้ง")
    if len(named) > 1:
        names = ", ".join(f"{one.name} ({one.code})" for one in named[:5])
        raise NotFound(f"“{key}” ตรงกับ {len(named)} ราย พิมพ์รหัสแทน: {names}")
    producer: Producer = named[0]
    return Found(
        f"{producer.name} ({producer.code})",
        {
            "ชื่อผู้ผลิต": producer.name,
            "ผู้รับผิดชอบ": producer.person_name or producer.name,
            "รหัสผู้ผลิต": producer.code,
            "ที่อยู่": producer.address,
        },
        persons=frozenset({producer.pk}),
    )


_DISTRICT, _PROVINCE = frozenset({Role.DISTRICT}), frozenset({Role.PROVINCE})

SUBJECTS: Mapping[str, About] = {
    Subject.DISTRICT_MONTH: About(_DISTRICT, "เดือน", _MONTH, _district_months, _district_month),
    Subject.PROVINCE_MONTH: About(_PROVINCE, "เดือน", _MONTH, _province_months, _province_month),
    Subject.LATE_DISTRICT: About(_PROVINCE, "อำเภอ", _LATE, _late_districts, _late_district),
    Subject.PRODUCER: About(_DISTRICT, "ผู้ผลิต (ชื่อหรือรหัส)", _PRODUCER, None, _producer),
    Subject.OTHER: About(frozenset(Role)),
}


def fields_of(subject: str) -> dict[str, str]:
    """Every field a template of this subject may have, with an example."""
    return _OFFICE | SUBJECTS[subject].fields


def subjects_of(user: User) -> list[tuple[str, str]]:
    """(value, label) of what this office keeps templates of: its own letters, and those of the offices
    below, which read them."""
    return [
        (subject.value, subject.label)
        for subject in Subject
        if user.of_nation
        or SUBJECTS[subject].is_for(user)
        or (user.of_province and Role.DISTRICT in SUBJECTS[subject].roles)
    ]
