"""What was confirmed, summed by the dimensions a report asks for (DOMAIN.md 8, DESIGN.md Data).

The department reads snapshots of provinces that confirmed, nothing else. A province reads the rows of
its districts that confirmed, before and after it confirms itself. A district reads its own rows as
they stand. Everything goes through `visible_to(user)`, and is summed by the database: what a report
costs depends on what it shows.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from django.db.models import Q, QuerySet, Sum

from core.areas.models import District, Province
from core.thai.periods import Period
from core.users.models import User
from sales.figures.rollup import Amounts
from sales.models import (
    CHANNELS,
    DistrictMonth,
    SalesRow,
    Snapshot,
    SnapshotLine,
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


def narrowed(rows: QuerySet[Any], scope: Scope, district: str) -> QuerySet[Any]:
    """Lines or rows of the area, category and kind of a scope; `district` is their path to it."""
    paths = paths_of("", district)
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


def _rows_and_paths(user: User, scope: Scope) -> tuple[QuerySet[Any], Mapping[Dimension, str]]:
    """The figures of the scope this officer may report, with the path of each dimension."""
    if user.of_nation:
        in_force = Snapshot.objects.visible_to(user).current()
        rows = SnapshotLine.objects.filter(snapshot__in=in_force)
        paths = paths_of("snapshot__province_month__month", "district")
    else:
        rows = SalesRow.objects.visible_to(user)
        if user.of_province:
            rows = rows.filter(district_month__status__in=CONFIRMED)
        paths = paths_of("month", "district_month__district")
    rows = narrowed(rows, scope, paths["district"]).filter(**within(scope.period, paths["month"]))
    return rows.order_by(), paths


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
    rows, paths = _rows_and_paths(user, scope)
    if held is not None:
        rows = rows.filter(of_areas_and_months(held, paths))
    summed = {f"sum_{channel}": Sum(channel) for channel in CHANNELS}
    if not by:
        whole = tuple(rows.aggregate(**summed).values())
        return {} if None in whole else {(): Amounts(*whole)}
    found = rows.values_list(*(paths[dimension] for dimension in by)).annotate(**summed)
    return {tuple(row[: len(by)]): Amounts(*row[len(by) :]) for row in found}
