"""A row of the grid as the page and the saving script see it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.thai import calendar
from core.thai.digits import format_baht
from sales.anomalies import Anomaly
from sales.entry import RowInput, RowResult
from sales.evidence import evidence_counts
from sales.marks import is_changed, open_marks
from sales.models import CHANNELS, DistrictMonth, RowMark, SalesRow
from sales.readiness import anomalies_shown, rows_to_check

CHANNEL_LABELS = {channel: SalesRow._meta.get_field(channel).verbose_name for channel in CHANNELS}


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
    already, `evidence` the number of files of its producer."""

    row: SalesRow
    cells: tuple[Cell, ...]
    version: int
    no_sales: bool
    note: str
    state: str
    state_text: str
    anomaly: str = ""
    anomaly_detail: str = ""
    mark: str = ""
    evidence: int = 0
    errors: Mapping[str, str] = field(default_factory=dict)
    theirs: str = ""

    @property
    def key(self) -> str:
        """The row's id as names and addresses write it."""
        return str(self.row.pk)

    @property
    def producer_key(self) -> str:
        return str(self.row.producer_id)


def grid_rows(
    district_month: DistrictMonth,
    typed: Mapping[int, tuple[RowInput, RowResult]] | None = None,
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
    typed: tuple[RowInput, RowResult] | None = None,
    evidence: int = 0,
) -> GridRow:
    texts = (
        {channel: typed[0].amounts.get(channel, "") for channel in CHANNELS}
        if typed
        else shown_amounts(row)
    )
    errors = typed[1].errors if typed else {}
    conflict = bool(typed and typed[1].conflict)
    before = last_month.get((row.producer_id, row.category), ("",) * 4)
    mark = marks.get(row.pk)
    state, state_text = row_state(row, anomaly.short if anomaly else "", mark)
    if errors or conflict:
        state, state_text = "refused", "ยังไม่ได้บันทึก"
    return GridRow(
        row=row,
        cells=tuple(
            Cell(channel, CHANNEL_LABELS[channel], texts[channel], old, errors.get(channel, ""))
            for channel, old in zip(CHANNELS, before, strict=True)
        ),
        version=row.version,
        no_sales=typed[0].no_sales if typed else row.entry == SalesRow.Entry.NO_SALES,
        note=typed[0].note if typed else row.note,
        state=state,
        state_text=state_text,
        anomaly=anomaly.sentence if anomaly else "",
        anomaly_detail=anomaly.detail if anomaly else "",
        mark=mark.note if mark else "",
        evidence=evidence,
        errors=errors,
        theirs=whose(row) if conflict else "",
    )


def shown_amounts(row: SalesRow) -> dict[str, str]:
    """The amounts as the fields show them: empty unless the row holds figures."""
    if row.entry != SalesRow.Entry.AMOUNTS:
        return dict.fromkeys(CHANNELS, "")
    return {channel: format_baht(getattr(row, channel)) for channel in CHANNELS}


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


def whose(row: SalesRow) -> str:
    """What somebody else saved in this row, whose it is and when."""
    if row.entry == SalesRow.Entry.AMOUNTS:
        figures = " · ".join(format_baht(amount) for amount in row.amounts)
    else:
        figures = row.get_entry_display()
    if row.updated_by is None or row.updated_at is None:
        return figures
    return f"{figures} (โดย {row.updated_by} {calendar.moment(row.updated_at)})"


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
