"""The past of a row that is out of line, drawn as a small line: twelve months and this one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.compiled import CompiledQuery
from core.thai.calendar import add_months, month_short
from core.thai.digits import format_baht
from sales.models import DistrictMonth, SalesRow
from sales.months.anomalies import MONTHS_OF_PAST

WIDTH, HEIGHT, EDGE = 150, 30, 3  # of the drawing, in its own units


@dataclass(frozen=True)
class PastLine:
    """Totals (baht) of the months before `month`, oldest first, None where nothing was filled in; and
    `now`, the month's own."""

    month: date
    before: tuple[Decimal | None, ...]
    now: Decimal

    @property
    def last_year(self) -> str:
        """The same month a year ago, in words."""
        month, total = add_months(self.month, -MONTHS_OF_PAST), self.before[0]
        told = "ไม่มีข้อมูล" if total is None else f"{format_baht(total)} บาท"
        return f"{month_short(month)} {told}"

    @property
    def told(self) -> str:
        """The same for who does not see the line."""
        months = (add_months(self.month, -count) for count in range(MONTHS_OF_PAST, 0, -1))
        known = [
            f"{month_short(month)} {format_baht(total)}"
            for month, total in zip(months, self.before, strict=True)
            if total is not None
        ]
        return "ยอดย้อนหลัง 12 เดือน: " + (", ".join(known) or "ไม่มีข้อมูล")

    @property
    def lines(self) -> list[str]:
        """Runs of months that follow each other, as points of the drawing."""
        runs: list[list[str]] = [[]]
        for place, total in enumerate((*self.before, self.now)):
            if total is None:
                runs.append([])
            else:
                runs[-1].append(f"{self._across(place)},{self._down(total)}")
        return [" ".join(run) for run in runs if run]

    @property
    def here(self) -> tuple[int, int]:
        """Where this month stands."""
        return self._across(len(self.before)), self._down(self.now)

    def _across(self, place: int) -> int:
        return EDGE + place * (WIDTH - 2 * EDGE) // len(self.before)

    def _down(self, total: Decimal) -> int:
        tallest = max(self.now, *(one or 0 for one in self.before)) or Decimal(1)
        return HEIGHT - EDGE - int(total * (HEIGHT - 2 * EDGE) / tallest)


def past_lines(district_month: DistrictMonth, rows: Collection[SalesRow]) -> dict[int, PastLine]:
    """By the rows' ids, which the caller reached through their door; one query, none for no rows."""
    if not rows:
        return {}
    month = district_month.month_id
    months = [add_months(month, -count) for count in range(MONTHS_OF_PAST, 0, -1)]
    producers = list({row.producer_id for row in rows})
    filled = _PAST.read(producers=producers, first=months[0], until=month)
    totals = {(producer, category, of): total for producer, category, of, total in filled}
    return {
        row.pk: PastLine(
            month,
            tuple(totals.get((row.producer_id, row.category, of)) for of in months),
            row.total,
        )
        for row in rows
    }


_PAST = CompiledQuery(
    lambda producers, first, until: (
        SalesRow.objects.filter(producer__among=producers, month__gte=first, month__lt=until)
        .filled()
        .values_list("producer_id", "category", "month", "total")
    ),
    producers=list[int],
    first=date,
    until=date,
)
