"""ยอดที่ผิดปกติ: rows and districts out of line, what was asked and what was answered (DOMAIN.md 8).

What is told is what was asked when the district confirmed; beside it each district's total is held
against the same months of the year before. The department reads districts, out of snapshots.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse

from core.areas.models import District
from core.areas.scope import Role
from core.reports.registry import register
from core.reports.report import Report
from core.reports.tables import Column, ReportTable, Row, Summary
from core.thai import calendar
from core.users.models import User
from products.models import Category
from sales.figures.confirmed import CONFIRMED, Scope, narrowed, sums, within
from sales.figures.coverage import Coverage, whose_figures
from sales.figures.year_on_year import compare
from sales.models import DistrictMonth, RowAnomaly, Snapshot, SnapshotDistrict
from sales.months.anomalies import find_period_anomaly, percent_change
from sales.reports.parameters import AreaPeriodForm, scope_of
from sales.reports.wording import UNIT, place_and_period

WHOLE_DISTRICT = "ทั้งอำเภอ"
ASKED = (
    Column("number", "ที่", kind="count", width=6),
    Column("name", "ผู้ผลิต ประเภท", width=26),
    Column("district", "อำเภอ", width=14),
    Column("month", "เดือน", width=10),
    Column("total", "รวม (บาท)", kind="baht", width=18),
    Column("sentence", "ข้อสังเกต", width=44),
    Column("comment", "คำชี้แจง", width=28),
    Column("state", "สถานะ", width=16),
)
YEARS = (
    Column("district", "อำเภอ", width=18),
    Column("total", "ช่วงนี้ (บาท)", kind="baht", width=20),
    Column("before", "ช่วงเดียวกันปีก่อน (บาท)", kind="baht", width=20),
    Column("change", "เปลี่ยนแปลง", kind="percent", width=12),
    Column("sentence", "ข้อสังเกต", width=44),
)


@register
class OutOfLineReport(Report):
    """Rows and districts out of line; the department sees the districts that were confirmed."""

    key = "anomalies"
    title = "ยอดที่สูงหรือต่ำกว่าปกติ"
    group = "หลักฐานและการตรวจ"
    summary = "ข้อสังเกตของรายการและของอำเภอ พร้อมคำชี้แจง และการเทียบกับปีก่อน"
    roles = frozenset(Role)
    form_class = AreaPeriodForm

    def build(self, user: User, params: Mapping[str, Any]) -> ReportTable:
        scope = scope_of(params)
        whose = whose_figures(user, scope)
        if user.of_nation:
            asked = _districts_of_snapshots(user, scope)
        else:
            asked = [*_districts(user, scope), *_rows(user, scope)]
            asked.sort(key=lambda row: (row["at"], row["code"], row["name"] != WHOLE_DISTRICT))
            page = "admin:sales-review" if user.of_province else "admin:sales-check"
            for row in asked:
                row["link"] = reverse(page, args=[f"{row['at']:%Y-%m}", row["code"]])
        unanswered = sum(not row["comment"] for row in asked)
        return ReportTable(
            title="รายงานยอดจำหน่ายที่สูงหรือต่ำกว่าปกติ",
            subtitle_lines=(*place_and_period(user, scope), UNIT),
            coverage=f"{whose.told} · ข้อสังเกต {len(asked)} รายการ ไม่มีคำชี้แจง {unanswered}",
            columns=ASKED,
            rows=tuple(
                {"number": number} | {key: row[key] for key in row.keys() - {"at", "code", "link"}}
                for number, row in enumerate(asked, 1)
            ),
            summaries=_against_the_year_before(user, scope, whose.coverage),
            links=tuple(row["link"] for row in asked),
            draft=not whose.final,
            orientation="landscape",
        )


def _districts(user: User, scope: Scope) -> list[dict[str, Any]]:
    own = DistrictMonth.objects.visible_to(user).filter(
        **within(scope.period), status__in=CONFIRMED
    )
    asked = narrowed(own.exclude(out_of_line=""), scope, "district").select_related("district")
    totals = {
        (code, month): amounts.total
        for (code, month), amounts in sums(user, scope, ("district", "month")).items()
    }
    return [
        _asked(
            one.month_id,
            one.district,
            WHOLE_DISTRICT,
            totals.get((one.district_id, one.month_id), Decimal(0)),
            one.out_of_line,
            one.explanation,
            one.get_status_display(),
        )
        for one in asked
    ]


def _rows(user: User, scope: Scope) -> list[dict[str, Any]]:
    of_district = "row__district_month__district"
    asked = RowAnomaly.objects.visible_to(user).filter(
        **within(scope.period, "row__month"), row__district_month__status__in=CONFIRMED
    )
    found = narrowed(asked, scope, of_district).select_related("row__producer", of_district)
    return [
        _asked(
            one.row.month,
            one.row.district_month.district,
            f"{one.row.producer.name} · {Category.short(one.row.category)}",
            one.row.total,
            one.sentence,
            one.answer,
            one.row.district_month.get_status_display(),
        )
        for one in found.order_by("row__producer__sort_key", "row__category")
    ]


def _districts_of_snapshots(user: User, scope: Scope) -> list[dict[str, Any]]:
    in_force = Snapshot.objects.visible_to(user).current()
    month = "snapshot__province_month__month"
    asked = SnapshotDistrict.objects.filter(snapshot__in=in_force).exclude(out_of_line="")
    lines = narrowed(asked, scope, "district").filter(**within(scope.period, month))
    lines = lines.select_related("district__province", "snapshot__province_month")
    return [
        _asked(
            one.snapshot.province_month.month_id,
            one.district,
            WHOLE_DISTRICT,
            one.total,
            one.out_of_line,
            one.explanation,
            "จังหวัดยืนยันแล้ว",
        )
        for one in lines.order_by(f"{month}__month", "district")
    ]


def _asked(
    month: date, district: Any, name: str, total: Any, sentence: str, comment: str, state: str
) -> dict[str, Any]:
    """One line; `at` and `code` are what it is sorted by, `link` where its name leads."""
    return {
        "link": "",
        "at": month,
        "code": district.code,
        "month": calendar.month_short(month),
        "district": district.name_th,
        "name": name,
        "total": total,
        "sentence": sentence,
        "comment": comment,
        "state": state,
    }


def _against_the_year_before(user: User, scope: Scope, coverage: Coverage) -> tuple[Summary, ...]:
    """Districts whose total of the period is out of line with the same months a year before, of the
    months both years confirmed."""
    compared = compare(user, scope, ("district",), coverage)
    named = District.objects.visible_to(user).filter(pk__in=[code for (code,) in compared.now])
    rows: list[Row] = []
    for code, name in named.order_by("code").values_list("code", "name_th"):
        total, before = (amounts.total for amounts in compared.pair((code,)))
        held = len(compared.months_of(code))
        whole = held == len(scope.period.months)
        of = scope.period.name if whole else f"{scope.period.name} ({held} เดือน)"
        if anomaly := find_period_anomaly(total, before, of):
            rows.append(
                {
                    "district": name,
                    "total": total,
                    "before": before,
                    "change": percent_change(total, before),
                    "sentence": anomaly.sentence,
                }
            )
    if not rows:
        return ()
    return (Summary("ยอดรวมของอำเภอเทียบช่วงเดียวกันของปีก่อน", YEARS, tuple(rows)),)
