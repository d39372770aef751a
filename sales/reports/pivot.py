"""Rows, columns and measure as the officer chooses them, over any months there are."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Subquery
from django.utils.http import urlencode

from accounts.invitation_papers import may_mail
from core.areas.scope import Role
from core.reports.parameters import ParametersForm
from core.reports.registry import register
from core.reports.report import Report
from core.reports.tables import Chart, Column, Kind, ReportTable, Row, TileMap, Value
from core.thai.digits import percent
from core.users.models import User
from sales.figures.confirmed import sums
from sales.figures.coverage import whose_figures
from sales.models import PivotMailLine, PivotSubscription, SavedPivot
from sales.reports import layouts
from sales.reports.dimensions import AXES, MEASURES, OVER_TIME, Axis, bases, laid_out
from sales.reports.drill import AsAsked, pivot_address
from sales.reports.explained import sources_of
from sales.reports.held import NOT_CONFIRMED, Held, total_note
from sales.reports.parameters import SalesForm, scope_of
from sales.reports.saved_pivots import SavePivotForm
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

    def clean(self) -> Any:
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
    beside_template = "sales/saved_pivots.html"

    def beside(self, user: User, form: ParametersForm) -> Mapping[str, Any]:
        """Those kept by a name, and a form that keeps this one."""
        of_pivot = PivotSubscription.objects.visible_to(user).filter(pivot=OuterRef("pk"))
        sent = PivotMailLine.objects.visible_to(user).filter(
            pivot_number=OuterRef("pk"), outcome=PivotMailLine.Outcome.SENT
        )
        saved = (
            SavedPivot.objects.visible_to(user)
            .select_related("by")
            .annotate(is_mailed=Exists(of_pivot), mailed_at=Subquery(sent.values("at")[:1]))
        )
        asked = urlencode(form.chosen())
        return sources_of(form) | {
            "saved": list(saved),
            "form": SavePivotForm(initial={"query": asked}),
            "may_mail": may_mail() and bool(user.email),
        }

    def build(self, user: User, params: Mapping[str, Any]) -> ReportTable:
        scope, measure = scope_of(params), params["measure"]
        down, across = AXES[params["rows"]], AXES[params["columns"]]
        by = bases([down, across])
        cells = laid_out(sums(user, scope, by), by, [down, across], measure)
        whose = whose_figures(user, scope)
        empty = not whose.coverage.included
        lines, sideways = down.names(user, scope), across.names(user, scope)
        axes = {"row": [down], "column": [across], "cell": [down, across]}
        held = {what: Held(whose.coverage, of) for what, of in axes.items()}
        of_columns = _of_columns(sideways, across)
        rows, total = _rows(cells, lines, sideways, params["shown"], held)

        def leads(values: Sequence[tuple[Axis, str]]) -> str:
            return pivot_address(user, scope, values, measure)

        baht = params["shown"] == "baht"
        kind: Kind = "baht" if baht else "percent"
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
                *(() if empty or whose.coverage.complete else (layouts.NOTE,)),
            ),
            rows=() if empty else rows,
            total=None if empty else {**total, "note": total_note(whose.coverage)},
            notes=() if empty else _empty_columns(sideways, held["column"]),
            draft=not whose.final,
            orientation="landscape",
            cell_links=AsAsked(
                {
                    (number, column): ((down, line), *of_column)
                    for number, (line, _) in enumerate(lines)
                    for column, of_column in of_columns.items()
                    if rows[number].get(column)
                },
                leads,
            ),
            total_links={
                column: leads(of_column)
                for column, of_column in of_columns.items()
                if total.get(column)
            },
            # Of itself every row is the whole: nothing to compare.
            chart=None
            if params["shown"] == "row"
            else Chart(("total",), over_time=down.key in OVER_TIME),
            tile_map=TileMap("total", tuple(key for key, _ in lines))
            if down.key == "province" and params["shown"] != "row"
            else None,
        )


def _of_columns(
    sideways: list[tuple[str, str]], across: Axis
) -> dict[str, tuple[tuple[Axis, str], ...]]:
    """By its key what a column's figures are of; the sum at the end is of every column."""
    return {f"c{number}": ((across, key),) for number, (key, _) in enumerate(sideways)} | {
        "total": ()
    }


def _column(number: int, name: str, across: Axis, kind: Any) -> Column:
    return Column(f"c{number}", name, across.heading, kind, 18 if kind == "baht" else 10)


def _rows(
    cells: Mapping[tuple[str, ...], Decimal],
    lines: list[tuple[str, str]],
    sideways: list[tuple[str, str]],
    shown: str,
    held: Mapping[str, Held],
) -> tuple[tuple[Row, ...], Row]:
    """Every value of both axes, also where nothing was sold; sums at the end of each. Where nothing is
    confirmed, rows, columns, cells and their sums are empty."""
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
        {"name": name, "note": held["row"].note(row)}
        | {
            f"c{number}": value(cells.get((row, column), nothing), of_rows[row], of_columns[column])
            for number, (column, _) in enumerate(sideways)
            if held["cell"].has(row, column)
        }
        | ({"total": value(of_rows[row], of_rows[row], whole)} if held["row"].has(row) else {})
        for row, name in lines
    )
    total = (
        {"name": "รวม"}
        | {
            f"c{number}": value(of_columns[column], whole, of_columns[column])
            for number, (column, _) in enumerate(sideways)
            if held["column"].has(column)
        }
        | {"total": value(whole, whole, whole)}
    )
    return rows, total


def _empty_columns(sideways: list[tuple[str, str]], held: Held) -> tuple[str, ...]:
    """Which columns are empty because nobody confirmed them, and which hold a part."""
    missing = [name for key, name in sideways if not held.has(key)]
    partly = [
        f"{name} {held.note(key)}" for key, name in sideways if held.has(key) and held.note(key)
    ]
    told = []
    if missing:
        told.append(f"คอลัมน์ที่ว่าง{NOT_CONFIRMED}: {' '.join(missing)}")
    if partly:
        told.append(f"คอลัมน์ที่ยังไม่ครบ: {' · '.join(partly)}")
    return tuple(told)
