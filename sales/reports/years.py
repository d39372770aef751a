"""This year beside the one before, by whatever is asked."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from core.areas.scope import Role
from core.reports.registry import register
from core.reports.report import Report
from core.reports.tables import Column, ReportTable
from core.thai.calendar import add_months
from sales.confirmed import Dimension, Key, sums
from sales.coverage import whose_figures
from sales.reports.breakdowns import change
from sales.reports.dimensions import AXES, MEASURES, bases, laid_out
from sales.reports.parameters import SalesForm, scope_of
from sales.reports.wording import UNIT, measure_line, place_and_period
from sales.rollup import Amounts

ROWS = ("month", "quarter", "category", "kind", "channel", "region", "province", "district")


class YearOnYearForm(SalesForm):
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
class YearOnYearReport(Report):
    """A period beside the same months a year before: difference in baht and percent."""

    key = "year-on-year"
    title = "ยอดจำหน่ายเทียบปีก่อน"
    summary = "ช่วงเวลาที่เลือกเทียบกับช่วงเดียวกันของปีก่อน แยกตามเดือน พื้นที่ ประเภท ลักษณะ หรือช่องทาง"
    group = "ยอดจำหน่าย"
    roles = frozenset(Role)
    form_class = YearOnYearForm

    def build(self, user, params: Mapping[str, Any]) -> ReportTable:
        scope, measure = scope_of(params), params["measure"]
        ago = scope.in_period(scope.period.a_year_before())
        axis = AXES[params["rows"]]
        by = bases([axis])
        now = laid_out(sums(user, scope, by), by, [axis], measure)
        before = laid_out(_a_year_later(sums(user, ago, by), by), by, [axis], measure)
        names = axis.names(user, scope)
        nothing = Decimal("0.00")
        rows = [
            {"name": name, **_cells(now.get((key,), nothing), before.get((key,), nothing))}
            for key, name in names
        ]
        whose, whose_ago = whose_figures(user, scope), whose_figures(user, ago)
        empty = not whose.coverage.included
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
            ),
            rows=() if empty else tuple(rows),
            total=None
            if empty
            else {"name": "รวม"}
            | _cells(sum(now.values(), nothing), sum(before.values(), nothing)),
            notes=(f"{ago.period.name}: {whose_ago.told}",),
            draft=not whose.final,
        )  # fmt: skip


def _a_year_later(found: dict[Key, Amounts], by: Sequence[Dimension]) -> dict[Key, Amounts]:
    """Last year's months under the names of this year's, so that they stand side by side."""
    if "month" not in by:
        return found
    return {
        tuple(
            add_months(value, 12) if dimension == "month" else value
            for dimension, value in zip(by, key, strict=True)
        ): amounts
        for key, amounts in found.items()
    }


def _cells(now: Decimal, before: Decimal) -> dict:
    return {
        "now": now,
        "before": before,
        "difference": now - before,
        "change": change(now, before),
    }
