"""From a summed figure down to the producers behind it: where cells of the sales reports lead."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from django.urls import reverse
from django.utils.http import urlencode

from core.reports.tables import ReportTable, Row
from core.thai.periods import parse_period
from core.users.models import User
from products.models import Category
from sales.figures.confirmed import Scope
from sales.figures.rollup import KINDS
from sales.models import CHANNELS
from sales.reports.dimensions import Axis
from sales.reports.parameters import UNKNOWN

CellLinks = dict[tuple[int, str], str]

# What a column's figures are of, by its key, as parameters of the producers' report say it.
_OF_COLUMNS: Mapping[str, Mapping[str, str]] = {
    **{channel: {"measure": channel} for channel in CHANNELS},
    **{name: {"measure": name} for name in ("domestic", "export", "online")},
    **{f"producers_{kind}": {"kind": kind or UNKNOWN} for kind in KINDS},
    **{category: {"category": category} for category in Category.values},
    "total": {},
    "sellers": {},
}


def address(key: str, scope: Scope, **narrowed: str) -> str:
    """The page of a report of the same scope, narrowed further."""
    said = {
        "period": scope.period.key,
        "region": scope.region,
        "province": scope.province.pk if scope.province else "",
        "district": scope.district.pk if scope.district else "",
        "category": scope.category,
        "kind": UNKNOWN if scope.kind == "" else scope.kind or "",
    } | narrowed
    pairs = [_pair(name, value) for name, value in said.items() if value]
    return f"{_page(key)}?{'&'.join(pairs)}"


@lru_cache(maxsize=4_096)  # a table leads on from a thousand cells, made of some hundred such pairs
def _pair(name: str, value: str) -> str:
    return urlencode({name: value})


@cache
def _page(key: str) -> str:
    return reverse("admin:report", args=[key])


def cell_links(
    user: User,
    scope: Scope,
    rows: Sequence[Row],
    narrowed: Sequence[Mapping[str, str]],
    of_nation: str = "",
) -> CellLinks:
    """Where the figures of each row lead: to the producers that come to it. `narrowed` says what each
    row is of: its district, its category, its month. 0 and an empty cell lead nowhere.

    Producers are shown of one province at a time, so figures of the nation lead to `of_nation`, a report
    by province; where it is "", nowhere.
    """
    links: CellLinks = {}
    for number, (row, of_row) in enumerate(zip(rows, narrowed, strict=True)):
        whole_nation = user.of_nation and not (scope.province or of_row.get("province"))
        key = of_nation if whole_nation else "sales-producers"
        for column, of_column in _OF_COLUMNS.items() if key else ():
            if row.get(column):
                said = {**of_row, **of_column}
                if whole_nation:
                    said.pop("measure", None)
                links[number, column] = address(key, scope, **said)
    return links


def total_links(user: User, scope: Scope, total: Row | None, of_nation: str = "") -> dict[str, str]:
    """As `cell_links`, of the last row."""
    found = cell_links(user, scope, [total or {}], [{}], of_nation)
    return {column: link for (_, column), link in found.items()}


class AsAsked(Mapping[tuple[int, str], str]):
    """Links of cells, made as a cell is shown: a pivot of districts by month has ten thousand, and
    a page shows a few. `values`: what each cell is of."""

    def __init__(
        self,
        values: Mapping[tuple[int, str], Sequence[tuple[Axis, str]]],
        leads: Callable[[Sequence[tuple[Axis, str]]], str],
    ):
        self._values, self._leads = values, leads

    def __getitem__(self, place: tuple[int, str]) -> str:
        return self._leads(self._values[place])

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def pivot_address(
    user: User, scope: Scope, values: Sequence[tuple[Axis, str]], measure: str
) -> str:
    """Where a cell of a pivot leads, of these values of its axes: to the producers that come to it, of
    the nation to the same figure by province."""
    said = {"measure": measure}
    period = scope.period
    for axis, value in values:
        of_axis = axis.narrowing(value)
        if key := of_axis.pop("period", ""):  # the shortest, since each lies within the longer
            period = min(period, parse_period(key), key=lambda one: len(one.months))
        said |= of_axis
    said["period"] = period.key
    if not user.of_nation:
        said.pop("region", None)  # is none of the form's
    elif not (scope.province or said.get("province")):
        return address("pivot", scope, rows="province", columns="category", shown="baht", **said)
    return address("sales-producers", scope, **said)


def with_links(
    table: ReportTable,
    user: User,
    scope: Scope,
    narrowed: Sequence[Mapping[str, str]],
    of_nation: str = "",
) -> ReportTable:
    """The table, its figures leading down."""
    rows = table.rows
    return replace(
        table,
        cell_links=cell_links(user, scope, rows, narrowed[: len(rows)], of_nation),
        total_links=total_links(user, scope, table.total, of_nation),
    )
