"""What was confirmed, summed by the dimensions a report asks for (DOMAIN.md 8, DESIGN.md Data).

The department reads snapshots of provinces that confirmed, nothing else: their lines where districts
are asked for, else the totals that the database keeps of these lines. A province reads the rows of
its districts that confirmed, before and after it confirms itself. A district reads its own rows as
they stand. Everything goes through `visible_to(user)`, and is summed by the database: what a report
costs depends on what it shows.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.expressions import Combinable

from core.areas.models import District, Province
from core.thai.periods import Period
from core.users.models import User
from sales.figures.rollup import Amounts
from sales.models import (
    CHANNELS,
    DistrictMonth,
    SalesRow,
    SnapshotLine,
    SnapshotTotal,
)

Dimension = Literal["month", "region", "province", "district", "category", "kind"]
Key = tuple[Any, ...]  # a value for each dimension: a month is a date, the others are codes

CONFIRMED = (DistrictMonth.Status.DISTRICT_CONFIRMED, DistrictMonth.Status.PROVINCE_CONFIRMED)


@dataclass(frozen=True)
class Scope:
    """Which sales a report covers: period, area, category and kind. A field left empty does not
    filter.

    `region` is one of the six, `kind` "" is ว่าง and None is every kind.
    """

    period: Period
    region: str = ""
    province: Province | None = None
    district: District | None = None
    category: str = ""
    kind: str | None = None

    def in_period(self, period: Period) -> "Scope":
        return replace(self, period=period)


def within(period: Period, month: str = "month") -> dict[str, date]:
    """The lookups that keep a period's months; `month` is the path to a month."""
    return {f"{month}__gte": period.first, f"{month}__lte": period.last}


def paths_of(month: str, district: str) -> Mapping[Dimension, str]:
    """The lookup of each dimension, from those of the month and the district."""
    return {
        "month": month,
        "region": f"{district}__province__region",
        "province": f"{district}__province",
        "district": district,
        "category": "category",
        "kind": "kind",
    }


# The same of totals, which have a province and no district.
PATHS_OF_TOTALS: Mapping[Dimension, str] = {
    "month": "month",
    "region": "province__region",
    "province": "province",
    "category": "category",
    "kind": "kind",
}


def narrowed(rows: QuerySet[Any], scope: Scope, district: str) -> QuerySet[Any]:
    """Lines or rows of the area, category and kind of a scope; `district` is their path to it."""
    return narrowed_along(paths_of("", district), rows, scope)


def narrowed_along(
    paths: Mapping[Dimension, str], rows: QuerySet[Any], scope: Scope
) -> QuerySet[Any]:
    """The same by the lookup of each dimension."""
    narrowing: tuple[Dimension, ...] = ("region", "province", "district", "category")
    wanted: dict[str, object] = {
        paths[dimension]: chosen for dimension in narrowing if (chosen := getattr(scope, dimension))
    }
    if scope.kind is not None:
        wanted["kind"] = scope.kind
    return rows.filter(**wanted)


def of_areas_and_months(held: Mapping[str, Iterable[date]], paths: Mapping[Dimension, str]) -> Q:
    """Only these months of each province or district (by code): one condition for months that the
    same areas hold."""
    areas: dict[date, set[str]] = {}
    for code, months in held.items():
        for month in months:
            areas.setdefault(month, set()).add(code)
    alike: dict[frozenset[str], list[date]] = {}
    for month, codes in areas.items():
        alike.setdefault(frozenset(codes), []).append(month)
    area = paths["province" if all(len(code) == 2 for code in held) else "district"]
    wanted = Q(pk__in=[])
    for those, months in alike.items():
        wanted |= Q(**{f"{paths['month']}__in": sorted(months), f"{area}__in": sorted(those)})
    return wanted


@dataclass(frozen=True)
class _Source:
    """Rows, lines or totals that hold figures, with the lookup of each of their dimensions."""

    rows: QuerySet[Any]
    paths: Mapping[Dimension, str]

    def summed(
        self, scope: Scope, by: Sequence[Dimension], held: Mapping[str, Iterable[date]] | None
    ) -> QuerySet[Any, Any]:
        """The dimensions, then the four sums."""
        paths = self.paths
        in_period = self.rows.filter(**within(scope.period, paths["month"]))
        rows = narrowed_along(paths, in_period, scope)
        if held is not None:
            rows = rows.filter(of_areas_and_months(held, paths))
        totals = {f"sum_{channel}": Sum(channel) for channel in CHANNELS}
        return rows.order_by().values_list(*(paths[one] for one in by)).annotate(**totals)


LINE_MONTH = "snapshot__province_month__month"


def sum_of_channels() -> Combinable:
    """The total of a line, which keeps only its four amounts."""
    return F(CHANNELS[0]) + F(CHANNELS[1]) + F(CHANNELS[2]) + F(CHANNELS[3])


def needs_districts(scope: Scope, by: Sequence[Dimension], held: Iterable[str] = ()) -> bool:
    """Whether what is asked for tells districts apart; `held`: codes of areas."""
    return scope.district is not None or "district" in by or any(len(code) > 2 for code in held)


def _sources(user: User, with_districts: bool) -> tuple[_Source, ...]:
    """The figures this officer may report."""
    if user.of_nation and not with_districts:
        return (_Source(SnapshotTotal.objects.visible_to(user), PATHS_OF_TOTALS),)
    lines = SnapshotLine.objects.visible_to(user)
    of_lines = paths_of(LINE_MONTH, "district")
    if user.of_nation:
        return (_Source(lines, of_lines),)
    rows: QuerySet[Any] = SalesRow.objects.visible_to(user)
    if user.of_province:
        rows = rows.filter(district_month__status__in=CONFIRMED)
    return (
        _Source(rows, paths_of("month", "district_month__district")),
        _Source(lines.of_totals_only(), of_lines),
    )


def sums(
    user: User,
    scope: Scope,
    by: Sequence[Dimension],
    held: Mapping[str, Iterable[date]] | None = None,
) -> dict[Key, Amounts]:
    """Baht of a scope by dimensions, in one query: the key holds a month's first day, a region's name,
    a province's or district's code, a category, a kind ("" is ว่าง), in the order asked for.

    What nobody confirmed has no key; `by=()` sums everything under the key (). `held`: only these
    months of these areas, by code.
    """
    asked = tuple(by) or ("month",)
    sources = _sources(user, needs_districts(scope, by, held or ()))
    first, *others = (one.summed(scope, asked, held) for one in sources)
    found: dict[Key, Amounts] = {}
    for row in first.union(*others, all=True) if others else first:
        key = tuple(row[: len(asked)]) if by else ()
        found[key] = found.get(key, Amounts.zero()) + Amounts(*row[len(asked) :])
    return found
