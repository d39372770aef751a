"""ความทันเวลาและความครบถ้วน: who confirmed in time, who late and by how many days, and how complete.

No figures of sales are in it. The department sees its provinces' own dates always, the dates of
districts and the counts of rows once the province reported: through the doors of the models.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from core.areas.models import District, Province
from core.areas.scope import Role
from core.reports.registry import register
from core.reports.report import Report
from core.reports.tables import Column, ReportTable, Row, TileMap, Value
from core.thai.calendar import day_short, moment, month_name, today
from core.users.models import User
from sales.calendar.timeliness import (
    CONFIRMED_IN_TIME,
    Outcome,
    Tally,
    Timeliness,
    of_districts,
    of_provinces,
    tally,
    tally_districts,
    together,
)
from sales.figures.completeness import (
    Completeness,
    completeness_by_province,
    completeness_of,
    percent,
)
from sales.figures.confirmed import Scope, within
from sales.figures.origin import origin_told
from sales.models import DistrictMonth, ProvinceMonth, SalesMonth
from sales.reports.parameters import AreaPeriodForm, scope_of
from sales.reports.wording import place_and_period

BY_AREA, BY_MONTH = "area", "month"


class TimelinessForm(AreaPeriodForm):
    """As the area form; a row is an area or a month."""

    rows = forms.ChoiceField(label="แต่ละแถวเป็น", choices=[(BY_AREA, "พื้นที่"), (BY_MONTH, "เดือน")])

    def defaults(self) -> dict[str, str]:
        by = BY_MONTH if self.user.of_district else BY_AREA
        return super().defaults() | {"rows": by}


@dataclass(frozen=True)
class Office:
    """One office's month: what the report's rows are made of. `code` is its area's;
    `districts` are those of a province that may be seen."""

    code: str
    name: str
    month: date
    timeliness: Timeliness
    completeness: Completeness | None
    districts: Tally | None = None


@register
class TimelinessReport(Report):
    """Provinces for the department, districts for one province; or months of either."""

    key = "timeliness"
    title = "ความทันเวลาและความครบถ้วน"
    summary = "อำเภอและจังหวัดใดยืนยันทันกำหนด ช้ากี่วัน ได้ขยายเวลา และบันทึกครบเพียงใด"
    group = "การส่งรายงาน"
    roles = frozenset(Role)
    form_class = TimelinessForm

    def build(self, user: User, params: Mapping[str, Any]) -> ReportTable:
        scope = scope_of(params)
        by_province = user.of_nation and not (scope.province or scope.district)
        offices = _provinces(user, scope) if by_province else _districts(user, scope)
        level = "จังหวัด" if by_province else "อำเภอ"
        by_month = params["rows"] == BY_MONTH
        if by_month:
            offices.sort(key=lambda office: office.month)
        groups: dict[str, list[Office]] = {}
        for office in offices:
            key = month_name(office.month) if by_month else office.name
            groups.setdefault(key, []).append(office)
        single = all(len(group) == 1 for group in groups.values())
        row = _dates if single else _counts
        due = [one for one in offices if one.timeliness.outcome != Outcome.TAKEN_OVER]
        in_time = sum(one.timeliness.outcome in CONFIRMED_IN_TIME for one in due)
        taken_over = {one.month for one in offices} - {one.month for one in due}
        heading = "เดือน" if by_month else level
        return ReportTable(
            title=self.title,
            subtitle_lines=place_and_period(user, scope),
            coverage=(f"ณ {day_short(today())} · ทันกำหนด {in_time} จาก {len(due)} {level}-เดือน"),
            columns=_columns(
                heading,
                single=single,
                with_districts=by_province,
                outcomes=[one for one in Outcome if taken_over or one != Outcome.TAKEN_OVER],
            ),
            rows=tuple(
                {"number": number, "name": name, **row(group), **_whole(group)}
                for number, (name, group) in enumerate(groups.items(), 1)
            ),
            total={"name": "รวม", **_total(offices, single=single)} if len(groups) > 1 else None,
            notes=_notes(user, taken_over),
            orientation="landscape",
            tile_map=TileMap(
                "days_late" if single else "in_time_percent",
                tuple(dict.fromkeys(one.code for one in offices)),
            )
            if by_province and due and not by_month
            else None,
        )


def _provinces(user: User, scope: Scope) -> list[Office]:
    """Every province's months, with the districts of those that reported: added up by the database and
    by days, since a year of the nation has 11,000."""
    own = ProvinceMonth.objects.visible_to(user).filter(**within(scope.period))
    if scope.region:
        own = own.filter(province__region=scope.region)
    province_months = list(
        own.order_by("province__sort_key", "province__name_th", "month_id").only(
            "month", "province", "status"
        )
    )
    # Each month and each province is one instance for all of them.
    opened = SalesMonth.objects.filter(**within(scope.period)).in_bulk()
    provinces = Province.objects.visible_to(user).in_bulk()
    for one in province_months:
        one.month, one.province = opened[one.month_id], provinces[one.province_id]
    # The registry of before a month was entered here is not known to have been whole.
    entered_here = _seen(user, scope).exclude(month__source=SalesMonth.Source.TAKEN_OVER)
    complete = completeness_by_province(entered_here)
    months = {month: opened[month] for month in {one.month_id for one in province_months}}
    districts = tally_districts(user, months, entered_here)
    of_own = of_provinces(user, province_months)
    return [
        Office(
            one.province_id,
            one.province.name_th,
            one.month_id,
            of_own[one.pk],
            complete.get((one.month_id, one.province_id)),
            districts.get((one.month_id, one.province_id)),
        )
        for one in province_months
    ]


def _districts(user: User, scope: Scope) -> list[Office]:
    seen = _visible_districts(user, scope)
    judged, complete = of_districts(user, seen), _complete(seen)
    return [
        Office(
            one.district_id,
            one.district.name_th,
            one.month_id,
            judged[one.pk],
            complete.get(one.pk),
        )
        for one in seen
    ]


def _complete(seen: Iterable[DistrictMonth]) -> dict[int, Completeness]:
    """Of months that were entered here: the registry of before is not known to have been whole."""
    return completeness_of([one for one in seen if not one.month.is_taken_over])


def _seen(user: User, scope: Scope) -> QuerySet[DistrictMonth]:
    months = DistrictMonth.objects.visible_to(user).filter(**within(scope.period))
    if scope.region:
        months = months.filter(district__province__region=scope.region)
    if scope.province:
        months = months.filter(district__province=scope.province)
    if scope.district:
        months = months.filter(district=scope.district)
    return months


def _visible_districts(user: User, scope: Scope) -> list[DistrictMonth]:
    months = _seen(user, scope)
    found = list(months.only("month", "district").order_by("district", "month_id"))
    # Each month and each district is one instance for all of them.
    opened = SalesMonth.objects.filter(**within(scope.period)).in_bulk()
    districts = District.objects.visible_to(user).in_bulk()
    for one in found:
        one.month, one.district = opened[one.month_id], districts[one.district_id]
    return found


def _columns(
    heading: str, *, single: bool, with_districts: bool, outcomes: Iterable[Outcome]
) -> tuple[Column, ...]:
    time, whole = "ความทันเวลา", "ความครบถ้วน"
    if single:
        columns = [
            Column("due", "กำหนด", time, width=26),
            Column("first", "ยืนยันครั้งแรก", time, width=19),
            Column("again", "ยืนยันอีกครั้ง", time, width=19),
            Column("outcome", "ผล", time, width=16),
            Column("days_late", "ช้า (วัน)", time, "count", 8),
        ]
    else:
        columns = [Column(outcome, outcome.label, time, "count", 10) for outcome in outcomes] + [
            Column("days_late", "รวมวันที่ช้า", time, "count", 9),
            Column("in_time_percent", "ทันร้อยละ", time, "percent", 9),
        ]
    if with_districts:
        of_it = "อำเภอ"
        columns += [
            Column("districts_in_time", "ทันกำหนด", of_it, "count", 9),
            Column("districts_late", "ช้า", of_it, "count", 8),
        ]
    columns += [
        Column("filled", "รายการที่บันทึก", whole, "count", 9),
        Column("rows", "รายการทั้งหมด", whole, "count", 9),
        Column("rows_percent", "ร้อยละ", whole, "percent", 8),
        Column("with_row", "ผู้ผลิตที่มีรายการ", whole, "count", 9),
        Column("producers", "ผู้ผลิตที่ต้องมี", whole, "count", 9),
        Column("producers_percent", "ร้อยละ", whole, "percent", 8),
    ]
    return (
        Column("number", "ที่", kind="count", width=5),
        Column("name", heading, width=20),
        *columns,
    )


def _dates(group: list[Office]) -> Row:
    """The row of one office's month: its dates."""
    judged = group[0].timeliness
    first, again = judged.confirmed.first, judged.again
    return {
        "due": "" if judged.outcome == Outcome.TAKEN_OVER else judged.due.words(),
        "first": moment(first) if first else "",
        "again": moment(again) if again else "",
        "outcome": judged.outcome.label,
        "days_late": judged.days_late,
    }


def _counts(group: Iterable[Office]) -> Row:
    """The row of many: how many months, or offices, stand how."""
    counted = tally(one.timeliness for one in group)
    return {
        **{outcome.value: count for outcome, count in counted.counts.items()},
        "days_late": counted.days_late,
        "in_time_percent": percent(counted.in_time, counted.judged),
    }


def _whole(group: Iterable[Office]) -> Row:
    """Completeness, and the districts of provinces; empty where nothing may be seen yet."""
    group = list(group)
    values: dict[str, Value] = {}
    if districts := [office.districts for office in group if office.districts is not None]:
        counted = together(districts)
        values |= {"districts_in_time": counted.in_time, "districts_late": counted.late}
    known = [office.completeness for office in group if office.completeness is not None]
    if known:
        complete = sum(known, Completeness())
        values |= {
            "filled": complete.filled,
            "rows": complete.rows,
            "rows_percent": complete.rows_percent,
            "with_row": complete.producers_with_row,
            "producers": complete.producers,
            "producers_percent": complete.producers_percent,
        }
    return values


def _total(offices: list[Office], *, single: bool) -> Row:
    days_late: Row = {"days_late": sum(one.timeliness.days_late for one in offices)}
    return {**(days_late if single else _counts(offices)), **_whole(offices)}


def _notes(user: User, taken_over: Iterable[date]) -> tuple[str, ...]:
    origin = origin_told(taken_over, (), alone=False)
    notes = [f"{origin} ไม่มีกำหนดวัน จึงไม่นับความทันเวลาและความครบถ้วน"] if origin else []
    notes += [
        "นับจากการยืนยันครั้งแรก ถึงสิ้นวันตามเวลาประเทศไทย การแก้ไขแล้วยืนยันอีกครั้งไม่ทำให้ช้าและไม่ทำให้ทัน",
        "ผู้ผลิตที่ต้องมี: มีรายการในเดือน หรืออยู่ในทะเบียนเมื่อสิ้นเดือนและมีผลิตภัณฑ์ที่ผลิตอยู่ซึ่งระบุประเภทแล้ว",
    ]
    if user.of_nation:
        notes.append("ของอำเภอและความครบถ้วนนับเฉพาะจังหวัดที่รายงานแล้ว")
    return tuple(notes)
