"""This year beside the one before, by whatever is asked."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from core.areas.scope import Role
from core.reports.registry import register
from core.reports.tables import Chart, Column, ReportTable, Row, TileMap, Value
from core.thai.digits import format_baht
from core.users.models import User
from sales.figures.confirmed import Scope, sums
from sales.figures.coverage import whose_figures
from sales.figures.rollup import Amounts
from sales.figures.year_on_year import Comparison, change, compare
from sales.reports import layouts
from sales.reports.dimensions import AXES, MEASURES, OVER_TIME, Axis, bases, laid_out, measured
from sales.reports.explained import ExplainedReport
from sales.reports.held import Held
from sales.reports.parameters import SalesKnownForm, scope_of
from sales.reports.wording import UNIT, measure_line, place_and_period

ROWS = ("month", "quarter", "category", "kind", "channel", "region", "province", "district")


class YearOnYearForm(SalesKnownForm):
    newest = "year"
    rows = forms.ChoiceField(
        label="แยกตาม", choices=[(key, AXES[key].heading) for key in ROWS], required=False
    )
    measure = forms.ChoiceField(
        label="ช่องทาง", required=False, choices=[(key, name) for key, (name, _) in MEASURES.items()]
    )
    field_order = ("period", "rows", "measure")

    def defaults(self) -> dict[str, str]:
        return super().defaults() | {"rows": "month"}


@register
class YearOnYearReport(ExplainedReport):
    """A period beside the same months a year before: difference in baht and percent."""

    key = "year-on-year"
    title = "ยอดจำหน่ายเทียบปีก่อน"
    summary = "ช่วงเวลาที่เลือกเทียบกับช่วงเดียวกันของปีก่อน แยกตามเดือน พื้นที่ ประเภท ลักษณะ หรือช่องทาง"
    group = "ยอดจำหน่าย"
    roles = frozenset(Role)
    form_class = YearOnYearForm

    def build(self, user: User, params: Mapping[str, Any]) -> ReportTable:
        scope, measure = scope_of(params), params["measure"]
        ago = scope.in_period(scope.period.a_year_before())
        axis = AXES[params["rows"]]
        by = bases([axis])
        whose, whose_ago = whose_figures(user, scope), whose_figures(user, ago)
        compared = compare(user, scope, by, whose.coverage)
        now = laid_out(compared.now, by, [axis], measure)
        before = laid_out(compared.before, by, [axis], measure)
        nothing = Decimal("0.00")
        held = Held(compared.coverage, [axis])
        rows: list[Row] = []
        names = axis.names(user, scope)
        for key, name in names:
            row: dict[str, Value] = {"name": name, "note": _note(axis, key, compared)}
            if held.has(key):
                row |= _cells(now.get((key,), nothing), before.get((key,), nothing))
            rows.append(row)
        empty = not compared.coverage.included
        whole = {"name": "รวม"} | _cells(sum(now.values(), nothing), sum(before.values(), nothing))
        return ReportTable(
            title=self.title,
            subtitle_lines=(
                *place_and_period(user, scope), *measure_line(measure),
                f"เทียบกับ{ago.period.name}", UNIT,
            ),
            coverage=f"{scope.period.name}: {whose.told}",
            columns=(
                Column("name", axis.heading, width=28),
                Column("before", ago.period.name, kind="baht", width=22),
                Column("now", scope.period.name, kind="baht", width=22),
                Column("difference", "เพิ่มขึ้น (ลดลง)", kind="baht", width=22),
                Column("change", "ร้อยละ", kind="percent", width=10),
                *((layouts.NOTE,) if any(row["note"] for row in rows) and not empty else ()),
            ),
            rows=() if empty else tuple(rows),
            total=None if empty else whole,
            notes=(
                compared.told,
                *_beyond(user, scope, measure, compared),
                f"{ago.period.name}: {whose_ago.told}",
            ),
            draft=not whose.final,
            chart=Chart(("before", "now"), over_time=axis.key in OVER_TIME),
            tile_map=TileMap("change", tuple(key for key, _ in names))
            if axis.key == "province"
            else None,
        )  # fmt: skip


def _note(axis: Axis, key: str, compared: Comparison) -> str:
    """What of a month, or of an area, is not compared."""
    coverage = compared.coverage
    if axis.key == "month":
        held = sum(key in map(axis.value, months) for months in coverage.confirmed.values())
        if not held:
            return "ไม่เทียบ"
        all_areas = len(coverage.areas)
        return "" if held == all_areas else f"เทียบ {held} จาก {all_areas} {coverage.level}"
    if axis.base not in ("province", "district"):
        return ""
    if axis.base == "province" and coverage.level != "จังหวัด":
        return ""
    held, whole = len(compared.months_of(key)), len(coverage.months)
    if not held:
        return "ไม่เทียบ"
    return "" if held == whole else f"เทียบ {held} จาก {whole} เดือน"


def _beyond(user: User, scope: Scope, measure: str, compared: Comparison) -> tuple[str, ...]:
    """What both years come to with what is not compared, where that is more."""
    ago = scope.in_period(scope.period.a_year_before())
    told = []
    for one, of_compared in zip((scope, ago), compared.whole, strict=True):
        whole = measured(sums(user, one, ()).get((), Amounts.zero()), measure)
        if whole != measured(of_compared, measure):
            told.append(f"{one.period.name} {format_baht(whole)} บาท")
    return (f"ยอดรวมส่วนที่ไม่ได้เทียบด้วย: {' · '.join(told)}",) if told else ()


def _cells(now: Decimal, before: Decimal) -> dict[str, Value]:
    return {
        "now": now,
        "before": before,
        "difference": now - before,
        "change": change(now, before),
    }
