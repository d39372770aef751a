"""Rows, columns and measure as the officer chooses them, over any months there are."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.areas.scope import Role
from core.reports.registry import register
from core.reports.report import Report
from core.reports.tables import Column, ReportTable, Row, Value
from core.thai.digits import percent
from sales.confirmed import sums
from sales.coverage import whose_figures
from sales.reports.dimensions import AXES, MEASURES, Axis, bases, laid_out
from sales.reports.parameters import SalesForm, scope_of
from sales.reports.wording import UNIT, measure_line, place_and_period

MOST_COLUMNS = 40
SHOWN = {
    "baht": "บาท",
    "row": "ร้อยละของแถว",
    "column": "ร้อยละของคอลัมน์",
    "whole": "ร้อยละของทั้งหมด",
}
_AXES = [(key, axis.heading) for key, axis in AXES.items()]


class PivotForm(SalesForm):
    """Any two ways to lay sales out; the same one twice is refused."""

    newest = "year"
    whole = True
    rows = forms.ChoiceField(label="แถว", choices=_AXES)
    columns = forms.ChoiceField(label="คอลัมน์", choices=_AXES)
    measure = forms.ChoiceField(
        label="ช่องทาง", required=False, choices=[(key, name) for key, (name, _) in MEASURES.items()]
    )
    shown = forms.ChoiceField(label="แสดงเป็น", choices=list(SHOWN.items()))
    field_order = ("rows", "columns", "shown", "measure", "period")

    def defaults(self) -> dict[str, str]:
        return super().defaults() | {"rows": "category", "columns": "month", "shown": "baht"}

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("rows") and cleaned.get("rows") == cleaned.get("columns"):
            self.add_error("columns", "เลือกคอลัมน์ที่ไม่ซ้ำกับแถว")
        elif cleaned.get("columns") and not self.errors:
            width = len(AXES[cleaned["columns"]].names(self.user, scope_of(cleaned)))
            if width > MOST_COLUMNS:
                raise ValidationError(
                    f"คอลัมน์มี {width} ช่อง กว้างเกินไป (ไม่เกิน {MOST_COLUMNS}) "
                    "สลับแถวกับคอลัมน์ หรือเลือกช่วงเวลาหรือพื้นที่ให้แคบลง"
                )
        return cleaned


@register
class PivotReport(Report):
    """ตารางสรุปตามต้องการ: what no other report lays out."""

    key = "pivot"
    title = "ตารางสรุปตามต้องการ"
    summary = "เลือกแถว คอลัมน์ ช่องทาง และหน่วยเอง จากทุกเดือนที่มี"
    group = "ยอดจำหน่าย"
    roles = frozenset(Role)
    form_class = PivotForm

    def build(self, user, params: Mapping[str, Any]) -> ReportTable:
        scope, measure = scope_of(params), params["measure"]
        down, across = AXES[params["rows"]], AXES[params["columns"]]
        by = bases([down, across])
        cells = laid_out(sums(user, scope, by), by, [down, across], measure)
        whose = whose_figures(user, scope)
        empty = not whose.coverage.included
        lines, sideways = down.names(user, scope), across.names(user, scope)
        rows, total = _rows(cells, lines, sideways, params["shown"])
        baht = params["shown"] == "baht"
        kind = "baht" if baht else "percent"
        return ReportTable(
            title=f"ยอดจำหน่าย OTOP ตาม{down.heading}และ{across.heading}",
            subtitle_lines=(
                *place_and_period(user, scope),
                *measure_line(measure),
                UNIT if baht else f"หน่วย: {SHOWN[params['shown']]}",
            ),
            coverage=whose.told,
            columns=(
                Column("name", down.heading, width=26),
                *(_column(number, name, across, kind) for number, (_, name) in enumerate(sideways)),
                Column("total", "รวม", kind=kind, width=20 if baht else 10),
            ),
            rows=() if empty else rows,
            total=None if empty else total,
            draft=not whose.final,
            orientation="landscape",
        )


def _column(number: int, name: str, across: Axis, kind) -> Column:
    return Column(f"c{number}", name, across.heading, kind, 18 if kind == "baht" else 10)


def _rows(
    cells: Mapping[tuple[str, ...], Decimal],
    lines: list[tuple[str, str]],
    sideways: list[tuple[str, str]],
    shown: str,
) -> tuple[tuple[Row, ...], Row]:
    """Every value of both axes, also where nothing was sold; sums at the end of each."""
    nothing = Decimal("0.00")
    of_rows = {key: nothing for key, _ in lines}
    of_columns = {key: nothing for key, _ in sideways}
    whole = nothing
    for (row, column), baht in cells.items():
        of_rows[row] += baht
        of_columns[column] += baht
        whole += baht

    def value(baht: Decimal, of_row: Decimal, of_column: Decimal) -> Value:
        if shown == "baht":
            return baht
        return percent(baht, {"row": of_row, "column": of_column, "whole": whole}[shown])

    rows = tuple(
        {"name": name}
        | {
            f"c{number}": value(cells.get((row, column), nothing), of_rows[row], of_columns[column])
            for number, (column, _) in enumerate(sideways)
        }
        | {"total": value(of_rows[row], of_rows[row], whole)}
        for row, name in lines
    )
    total = (
        {"name": "รวม"}
        | {
            f"c{number}": value(of_columns[column], whole, of_columns[column])
            for number, (column, _) in enumerate(sideways)
        }
        | {"total": value(whole, whole, whole)}
    )
    return rows, total
