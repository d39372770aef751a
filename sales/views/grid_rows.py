"""A row of the grid as the page and the saving script see it."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

from django.utils import timezone

from core.compiled import CompiledQuery
from core.thai import calendar
from core.thai.digits import format_baht
from core.users.models import User
from products.models import Category
from sales.evidence.files import Shown, evidence_counts, shown_by_evidence
from sales.figures.rollup import Amounts, by_category
from sales.figures.sources import lines_of_totals_only
from sales.models import CHANNELS, DistrictMonth, Proposal, RowMark, SalesRow
from sales.months.checks import MonthCheck
from sales.months.marks import is_changed
from sales.months.progress import Progress
from sales.months.read_rows import ReadRow
from sales.views.overtaken import (
    CHANNEL_LABELS,
    NotSaved,
    Overtaken,
    shown_amounts,
    shown_of,
)
from sales.views.overtaken import Shown as PostedAs
from sales.views.past_line import PastLine, past_lines

NOTHING = ("",) * len(CHANNELS)  # of last month


class Cell(NamedTuple):
    """One amount of a row: what stands in the field, and last month's figure beside it."""

    channel: str
    label: str
    text: str
    last_month: str
    error: str = ""


class GridRow(NamedTuple):
    """A row with everything the grid shows of it; `anomaly_detail` is what the state does not say
    already, `saved_text` whether and when it is saved where the state does not say that, `posted` what
    its fields were made with where it comes back unsaved, `evidence` the number of files of its
    producer, `proposal` what the producer reported and nobody accepted yet."""

    row: SalesRow | ReadRow
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
    errors: Mapping[str, str] = MappingProxyType({})
    posted: PostedAs | None = None
    overtaken: Overtaken | None = None
    past: PastLine | None = None
    proposal: Proposal | None = None

    @property
    def key(self) -> str:
        """The row's id as names and addresses write it."""
        return str(self.row.pk)

    @property
    def producer_key(self) -> str:
        return str(self.row.producer_id)

    @property
    def was(self) -> str:
        """What the fields are made with, as a page without a script posts it back."""
        return str(self.posted or shown_of(self.row))


def grid_rows(
    check: MonthCheck,
    typed: Mapping[int, NotSaved] | None = None,
    proposals: Mapping[tuple[int, str], Proposal] | None = None,
) -> list[GridRow]:
    """Every row of a district's month, in two queries more than its check, and one where something is
    out of line.

    `typed` holds what could not be saved, which then stays in its fields with the reason.
    """
    last_month = last_month_amounts(check.district_month)
    evidence = evidence_counts(check.district_month)
    past = past_of(check)
    return [
        grid_row(
            row,
            check,
            last_month.get((row.producer_id, row.category), NOTHING),
            (typed or {}).get(row.pk),
            evidence.get(row.producer_id, 0),
            past.get(row.pk),
            (proposals or {}).get((row.producer_id, row.category)),
        )
        for row in check.rows
    ]


def past_of(check: MonthCheck) -> dict[int, PastLine]:
    """The past of the rows that are out of line, by id."""
    return past_lines(
        check.district_month, [row for row in check.rows if row.pk in check.anomalies]
    )


def grid_row(
    row: SalesRow | ReadRow,
    check: MonthCheck,
    last_month: tuple[str, ...] = NOTHING,
    not_saved: NotSaved | None = None,
    evidence: int = 0,
    past: PastLine | None = None,
    proposal: Proposal | None = None,
) -> GridRow:
    anomaly, mark = check.anomalies.get(row.pk), check.mark_of(row)
    typed = not_saved.typed if not_saved else None
    texts = (
        {channel: typed.amounts.get(channel, "") for channel in CHANNELS}
        if typed
        else shown_amounts(row)
    )
    errors = not_saved.result.errors if not_saved else {}
    state, state_text = row_state(row, anomaly.short if anomaly else "", mark)
    if not_saved:
        state, state_text = "refused", "ยังไม่ได้บันทึก"
    return GridRow(
        row=row,
        cells=tuple(
            Cell(channel, CHANNEL_LABELS[channel], texts[channel], old, errors.get(channel, ""))
            for channel, old in zip(CHANNELS, last_month, strict=True)
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
        posted=not_saved.shown if not_saved else None,
        overtaken=not_saved.overtaken if not_saved else None,
        past=past,
        proposal=proposal,
    )


def row_state(row: SalesRow | ReadRow, anomaly: str, mark: RowMark | None) -> tuple[str, str]:
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


def saved_text(row: SalesRow | ReadRow, state_text: str) -> str:
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


def rows_of_last_month(district_month: DistrictMonth) -> Any:
    """What this month's producers sold the month before, wherever they were then: a producer's past goes
    with it, as the checks of its figures ask (the month itself was reached through its door)."""
    return _sold_before(
        of=district_month.pk, before=calendar.add_months(district_month.month_id, -1)
    )


def _sold_before(of: int, before: date) -> Any:
    now = SalesRow.objects.filter(district_month=of)
    return SalesRow.objects.filter(month=before, producer__in=now.values("producer")).filled()


_LAST_MONTH = CompiledQuery(
    lambda **asked: _sold_before(**asked).values_list("producer_id", "category", *CHANNELS),
    of=int,
    before=date,
)


def last_month_amounts(district_month: DistrictMonth) -> dict[tuple[int, str], tuple]:
    """Last month's figures by producer and category, as short texts."""
    before = calendar.add_months(district_month.month_id, -1)
    return {
        (producer, category): tuple(_short(amount) for amount in amounts)
        for producer, category, *amounts in _LAST_MONTH.read(of=district_month.pk, before=before)
    }


def _short(amount) -> str:
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else format_baht(amount)


def evidence_shown(rows: Sequence[GridRow]) -> Shown:
    """How much of a month's sales has evidence."""
    counts = {row.row.producer_id: row.evidence for row in rows if row.evidence}
    return shown_by_evidence((row.row for row in rows), counts)


def totals_shown(user: User, check: MonthCheck, rows: Sequence[GridRow]) -> dict[str, Any]:
    """What the pages of a district's month show of its sums: out of its rows, or of a month of totals
    only out of its lines."""
    if not check.district_month.totals_only:
        return {"progress": Progress.of(check.rows), "categories": totals_by_category(rows)}
    month = check.district_month
    lines = lines_of_totals_only(user, [month.month_id], district=month.district_id)
    summed = by_category(lines, [])
    sold = {line.category for line in lines}
    return {
        "progress": Progress.of_lines(lines),
        "categories": [
            (Category(row.key).label, "", _four(row.amounts), row.amounts.total)
            for row in summed.rows
            if row.key in sold
        ],
    }


def _four(amounts: Amounts) -> list[Decimal]:
    return [getattr(amounts, channel) for channel in CHANNELS]


def totals_by_category(rows: Sequence[GridRow]) -> list[tuple]:
    """(label, number of rows, four amounts, total) of each category that has rows."""
    totals = []
    for category in Category:
        of_category = [row.row for row in rows if row.row.category == category]
        if of_category:
            amounts = [
                sum(column) for column in zip(*(r.amounts for r in of_category), strict=True)
            ]
            totals.append((category.label, len(of_category), amounts, sum(amounts)))
    return totals
