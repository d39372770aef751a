"""Totals of the nation from snapshots against the same from the raw rows, by the portal's own code."""

from datetime import date

from django.db.models import Sum

from bench.timing import Times, ratio, shown, table, timed
from core.thai.periods import Period, span, year_period
from core.users.models import User
from sales.figures.confirmed import Dimension, Scope, paths_of, sums, within
from sales.figures.rollup import Amounts
from sales.models import CHANNELS, SalesMonth, SalesRow

RUNS = 7


def from_rows(officer: User, period: Period, by: tuple[Dimension, ...]) -> dict[tuple, Amounts]:
    """What `sales.figures.confirmed.sums` gives the department, summed from the rows it may see."""
    paths = paths_of("month", "district_month__district")
    rows = SalesRow.objects.visible_to(officer).filter(**within(period)).order_by()
    found = rows.values_list(*(paths[dimension] for dimension in by)).annotate(
        **{f"sum_{channel}": Sum(channel) for channel in CHANNELS}
    )
    summed = {tuple(row[: len(by)]): Amounts(*row[len(by) :]) for row in found}
    return {key: amounts for key, amounts in summed.items() if amounts.total}


def last_whole_year() -> int:
    """The newest fiscal year (พ.ศ.) all of whose months are there; of a nation with less, the newest."""
    months = set(SalesMonth.objects.values_list("month", flat=True))
    years = {month.year + 543 for month in months}
    whole = [year for year in years if set(year_period(year).months) <= months]
    return max(whole or years)


def measure() -> str:
    """The table; ValueError where the two ways do not come to the same baht."""
    officer = User.objects.get(username="department")
    months = SalesMonth.objects.order_by("month").values_list("month", flat=True)
    year = last_whole_year()  # so there are months
    first, last = min(months), max(months)
    asked: list[tuple[str, Period, tuple[Dimension, ...]]] = [
        (f"รต.๔ of fiscal year {year}: provinces", year_period(year), ("province",)),
        (
            f"category x month of {len(months)} months",
            span(_ten_years_before(last, first), last),
            ("month", "category"),
        ),
    ]
    rows = []
    for name, period, by in asked:
        kept, from_snapshots = timed(lambda: sums(officer, Scope(period), by), RUNS)  # noqa: B023
        raw, from_raw = timed(lambda: from_rows(officer, period, by), RUNS, warm_up=1)  # noqa: B023
        if from_snapshots != from_raw:
            raise ValueError(f"{name}: snapshots and rows do not agree")
        rows.append([name, *_cells(kept), *_cells(raw), ratio(raw.median, kept.median)])
    head = ["", "snapshots", "p95", "raw rows", "p95", "rows : snapshots"]
    return table(head, rows)


def _ten_years_before(last: date, first: date) -> date:
    return max(first, last.replace(year=last.year - 10))


def _cells(times: Times) -> list[str]:
    return [shown(times.median), shown(times.p95)]
