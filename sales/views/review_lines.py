"""The lines of a district's month as the province reviews it: what has to be looked at first, each
beside the month before; and which district to read next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.areas.models import District
from core.users.models import User
from sales.models import DistrictMonth, RowMark, SalesRow
from sales.months.anomalies import percent_change
from sales.months.read_rows import ReadRow
from sales.months.steps import DISTRICT_CONFIRMED
from sales.views.grid_rows import GridRow, rows_of_last_month
from sales.views.overtaken import CHANNEL_LABELS

MOVED = 50  # per cent up or down against the month before, and the page offers it as a choice


@dataclass(frozen=True)
class ReviewLine:
    """A row under review: `before` is last month's total (baht), None where there was none; `noted` what
    the reader typed already; `marks` those of the last return."""

    grid: GridRow
    before: Decimal | None
    noted: str = ""
    marks: Sequence[RowMark] = ()

    @property
    def row(self) -> SalesRow | ReadRow:
        return self.grid.row

    @property
    def amounts(self) -> list[tuple[str, Decimal]]:
        """The four, each with its name."""
        return list(zip(CHANNEL_LABELS.values(), self.row.amounts, strict=True))

    @property
    def change(self) -> Decimal | None:
        """Per cent against the month before; None where there is nothing to compare."""
        if self.before is None or self.row.entry == SalesRow.Entry.BLANK:
            return None
        return percent_change(self.row.total, self.before)

    @property
    def is_flagged(self) -> bool:
        """Out of line, or marked at the last return."""
        return bool(self.grid.anomaly or self.marks)

    @property
    def kinds(self) -> list[str]:
        """The choices of the page's filter that show this line."""
        entry, change = self.row.entry, self.change
        said = {
            "flagged": self.is_flagged,
            "moved": change is not None and abs(change) >= MOVED,
            "no_sales": entry == SalesRow.Entry.NO_SALES,
            "bare": bool(self.row.total) and not self.grid.evidence,
        }
        return [kind for kind, holds in said.items() if holds]

    @property
    def moved_by(self) -> Decimal:
        """Baht up or down against the month before."""
        return abs((self.row.total or Decimal(0)) - (self.before or Decimal(0)))


# What the filter offers, in this order, each with the number of its lines.
KINDS = {
    "flagged": "ต้องดู",
    "moved": f"เพิ่มหรือลดเกินร้อยละ {MOVED}",
    "bare": "ไม่มีหลักฐาน",
    "no_sales": "ไม่มียอดจำหน่าย",
}


@dataclass(frozen=True)
class ReviewLines:
    """`flagged` come first, the largest change before the others; `others` in the order of the form."""

    flagged: Sequence[ReviewLine]
    others: Sequence[ReviewLine]

    @property
    def parts(self) -> list[tuple[str, Sequence[ReviewLine]]]:
        """The parts of the table that hold something, with their heads; one alone needs none."""
        if not self.flagged or not self.others:
            return [("", lines) for lines in (self.flagged, self.others) if lines]
        return [("ต้องดูก่อน", self.flagged), ("รายการอื่น", self.others)]

    @property
    def count(self) -> int:
        return len(self.flagged) + len(self.others)

    @property
    def kinds(self) -> list[tuple[str, str, int]]:
        """(kind, words, how many lines) of each that some line is of."""
        held = [kind for line in (*self.flagged, *self.others) for kind in line.kinds]
        return [(kind, words, held.count(kind)) for kind, words in KINDS.items() if kind in held]


def review_lines(
    district_month: DistrictMonth,
    rows: Iterable[GridRow],
    marks: Iterable[RowMark],
    noted: Mapping[int, str],
) -> ReviewLines:
    """Every row of the month, in one query more than its rows."""
    before = _totals_before(district_month)
    of_row: dict[int | None, list[RowMark]] = {}
    for mark in marks:
        of_row.setdefault(mark.row_id, []).append(mark)
    lines = [
        ReviewLine(
            grid=grid,
            before=before.get((grid.row.producer_id, grid.row.category)),
            noted=noted.get(grid.row.pk, ""),
            marks=of_row.get(grid.row.pk, ()),
        )
        for grid in rows
    ]
    flagged = sorted((one for one in lines if one.is_flagged), key=lambda one: -one.moved_by)
    return ReviewLines(flagged, [one for one in lines if not one.is_flagged])


def _totals_before(district_month: DistrictMonth) -> dict[tuple[int, str], Decimal]:
    """The totals (baht) of the month before, by producer and category."""
    rows = rows_of_last_month(district_month)
    return {
        (producer, category): total
        for producer, category, total in rows.values_list("producer_id", "category", "total")
    }


def waiting_after(user: User, district_month: DistrictMonth) -> list[District]:
    """The other districts that wait for the province in this month, beginning with the one that comes
    after this in the order of the board; one query."""
    waiting = (
        DistrictMonth.objects.visible_to(user)
        .filter(month=district_month.month_id, status=DISTRICT_CONFIRMED)
        .exclude(pk=district_month.pk)
        .select_related("district")
        .order_by("district")
    )
    districts = [one.district for one in waiting]
    return sorted(districts, key=lambda one: (one.pk < district_month.district_id, one.pk))
