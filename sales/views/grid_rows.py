"""A row of the grid as the page and the saving script see it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils import timezone

from core.thai import calendar
from core.thai.digits import format_baht
from sales.evidence.files import evidence_counts
from sales.models import CHANNELS, DistrictMonth, RowMark, SalesRow
from sales.months.anomalies import Anomaly
from sales.months.marks import is_changed, open_marks
from sales.months.readiness import anomalies_shown, rows_to_check
from sales.views.overtaken import (
    CHANNEL_LABELS,
    NotSaved,
    Overtaken,
    shown_amounts,
    shown_of,
)


@dataclass(frozen=True)
class Cell:
    """One amount of a row: what stands in the field, and last month's figure beside it."""

    channel: str
    label: str
    text: str
    last_month: str
    error: str = ""


@dataclass(frozen=True)
class GridRow:
    """A row with everything the grid shows of it; `anomaly_detail` is what the state does not say
    already, `saved_text` whether and when it is saved where the state does not say that, `was` what
    its fields are made with (sales.views.overtaken), `evidence` the number of files of its producer."""

    row: SalesRow
    cells: tuple[Cell, ...]
    version: int
    no_sales: bool
    note: str
    state: str
    state_text: str
    anomaly: str = ""
    anomaly_detail: str = ""
    saved_text: str = ""
    mark: str = ""
    evidence: int = 0
    errors: Mapping[str, str] = field(default_factory=dict)
    was: str = ""
    overtaken: Overtaken | None = None

    @property
    def key(self) -> str:
        """The row's id as names and addresses write it."""
        return str(self.row.pk)

    @property
    def producer_key(self) -> str:
        return str(self.row.producer_id)


def grid_rows(
    district_month: DistrictMonth,
    typed: Mapping[int, NotSaved] | None = None,
) -> list[GridRow]:
    """Every row of a district's month, in a constant number of queries.

    `typed` holds what could not be saved, which then stays in its fields with the reason.
    """
    last_month = last_month_amounts(district_month)
    marks = marks_of(district_month)
    rows = list(rows_to_check(district_month))
    anomalies = anomalies_shown(district_month, rows)
    evidence = evidence_counts(district_month)
    return [
        grid_row(
            row,
            last_month,
            marks,
            anomalies.get(row.pk),
            (typed or {}).get(row.pk),
            evidence.get(row.producer_id, 0),
        )
        for row in rows
    ]


def grid_row(
    row: SalesRow,
    last_month: Mapping[tuple[int, str], tuple],
    marks: Mapping[int, RowMark],
    anomaly: Anomaly | None = None,
    not_saved: NotSaved | None = None,
    evidence: int = 0,
) -> GridRow:
    typed = not_saved.typed if not_saved else None
    texts = (
        {channel: typed.amounts.get(channel, "") for channel in CHANNELS}
        if typed
        else shown_amounts(row)
    )
    errors = not_saved.result.errors if not_saved else {}
    before = last_month.get((row.producer_id, row.category), ("",) * 4)
    mark = marks.get(row.pk)
    state, state_text = row_state(row, anomaly.short if anomaly else "", mark)
    if not_saved:
        state, state_text = "refused", "ยังไม่ได้บันทึก"
    return GridRow(
        row=row,
        cells=tuple(
            Cell(channel, CHANNEL_LABELS[channel], texts[channel], old, errors.get(channel, ""))
            for channel, old in zip(CHANNELS, before, strict=True)
        ),
        version=typed.version if typed else row.version,
        no_sales=typed.no_sales if typed else row.entry == SalesRow.Entry.NO_SALES,
        note=typed.note if typed else row.note,
        state=state,
        state_text=state_text,
        anomaly=anomaly.sentence if anomaly else "",
        anomaly_detail=anomaly.detail if anomaly else "",
        saved_text=saved_text(row, state_text),
        mark=mark.note if mark else "",
        evidence=evidence,
        errors=errors,
        was=str((not_saved and not_saved.shown) or shown_of(row)),
        overtaken=not_saved.overtaken if not_saved else None,
    )


def row_state(row: SalesRow, anomaly: str, mark: RowMark | None) -> tuple[str, str]:
    """The state of a row: a word for the stylesheet, and the words and sign for the clerk."""
    if anomaly and row.reason_id is None:
        return "warned", f"⚠ {anomaly}"
    if mark and is_changed(mark, row):
        return "saved", "✓ แก้ไขแล้ว"
    if mark and mark.reply:
        return "saved", "✓ ตอบจังหวัดแล้ว"
    if mark:
        return "marked", "↩ แก้ไขตามจังหวัด"
    if row.entry == SalesRow.Entry.BLANK:
        return "blank", "ยังไม่บันทึก"
    if row.entry == SalesRow.Entry.NO_SALES:
        return "no_sales", "ไม่มียอดจำหน่าย"
    return "saved", "✓ บันทึกแล้ว · ชี้แจงแล้ว" if anomaly else "✓ บันทึกแล้ว"


def saved_text(row: SalesRow, state_text: str) -> str:
    """Whether and when the row was saved; empty where its state says so itself."""
    if "บันทึก" in state_text:
        return ""
    if row.entry == SalesRow.Entry.BLANK:
        return "ยังไม่บันทึก"
    if row.updated_at is None:
        return "✓ บันทึกแล้ว"
    local = timezone.localtime(row.updated_at)
    today = local.date() == calendar.today()
    return f"✓ บันทึกแล้ว {f'{local:%H:%M}' if today else calendar.moment(row.updated_at)}"


def last_month_amounts(district_month: DistrictMonth) -> dict[tuple[int, str], tuple]:
    """Last month's figures by producer and category, as short texts."""
    rows = (
        SalesRow.objects.filter(
            month=calendar.add_months(district_month.month_id, -1),
            producer__in=SalesRow.objects.filter(district_month=district_month).values("producer"),
        )
        .filled()
        .values_list("producer_id", "category", *CHANNELS)
    )
    return {
        (producer, category): tuple(_short(amount) for amount in amounts)
        for producer, category, *amounts in rows
    }


def _short(amount) -> str:
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else format_baht(amount)


def marks_of(district_month: DistrictMonth) -> dict[int, RowMark]:
    """What the province marked at its last return, by the row's id, while the district corrects it."""
    return {mark.row_id: mark for mark in open_marks(district_month) if mark.row_id}
