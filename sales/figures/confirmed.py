"""What was confirmed, summed by the dimensions a report asks for (DOMAIN.md 8, DESIGN.md Data).

The department reads snapshots of provinces that confirmed, nothing else: their lines where districts
are asked for, else the totals that the database keeps of these lines. A province reads the rows of
its districts that confirmed, before and after it confirms itself. A district reads its own rows as
they stand. Everything goes through `visible_to(user)`, and is summed by the database: what a report
costs depends on what it shows.

As known on a day (`Scope.known_on`) everybody reads what its province had reported by then.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any, Literal

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.expressions import Combinable

from core.areas.compiled import AnyOfficer, CompiledDoor
from core.areas.models import District, Province
from core.thai.periods import Period
from core.users.models import User
from sales.figures.as_known import end_of, looking_back
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

MOST_GROUPS = 6  # of areas that hold other months: so many have a statement that is kept
CONFIRMED = (DistrictMonth.Status.DISTRICT_CONFIRMED, DistrictMonth.Status.PROVINCE_CONFIRMED)


@dataclass(frozen=True)
class Scope:
    """Which sales a report covers: period, area, category and kind. A field left empty does not
    filter.

    `region` is one of the six, `kind` "" is ว่าง and None is every kind. `known_on`: as it was known at
    the end of that day; None is now.
    """

    period: Period
    region: str = ""
    province: Province | None = None
    district: District | None = None
    category: str = ""
    kind: str | None = None
    known_on: date | None = None

    @property
    def known_before(self) -> datetime | None:
        """The moment that day was over."""
        return end_of(self.known_on) if self.known_on else None

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
    return rows.filter(**{paths[one]: chosen for one, chosen in narrowing_of(scope).items()})


def narrowing_of(scope: Scope) -> dict[Dimension, str]:
    """What a scope asks for beside its period, an area by its code."""
    found: dict[Dimension, str] = {}
    if scope.region:
        found["region"] = scope.region
    if scope.province:
        found["province"] = scope.province.pk
    if scope.district:
        found["district"] = scope.district.pk
    if scope.category:
        found["category"] = scope.category
    if scope.kind is not None:
        found["kind"] = scope.kind
    return found


@dataclass(frozen=True)
class _Held:
    """Some months of some areas, of provinces or of districts: codes and months of those that hold the
    same."""

    area: Dimension
    groups: Sequence[tuple[list[str], list[date]]]

    def condition(self, paths: Mapping[Dimension, str]) -> Q:
        wanted = Q(pk__in=[])
        for codes, months in self.groups:
            area, month = f"{paths[self.area]}__among", f"{paths['month']}__among"
            wanted |= Q(**{month: months, area: codes})
        return wanted


def _held_alike(held: Mapping[str, Iterable[date]]) -> _Held:
    """These months of each province or district (by code)."""
    areas: dict[date, set[str]] = {}
    for code, months in held.items():
        for month in months:
            areas.setdefault(month, set()).add(code)
    alike: dict[frozenset[str], list[date]] = {}
    for month, codes in areas.items():
        alike.setdefault(frozenset(codes), []).append(month)
    area: Dimension = "province" if all(len(code) == 2 for code in held) else "district"
    return _Held(area, [(sorted(those), sorted(months)) for those, months in alike.items()])


@dataclass(frozen=True)
class Source:
    """Rows, lines or totals that hold figures, with the lookup of each of their dimensions."""

    rows: QuerySet[Any]
    paths: Mapping[Dimension, str]

    def summed(
        self,
        first: date,
        last: date,
        by: Sequence[Dimension],
        narrowing: Mapping[Dimension, str],
        held: _Held | None,
    ) -> QuerySet[Any, Any]:
        """The dimensions, then the four sums."""
        paths = self.paths
        months = {f"{paths['month']}__gte": first, f"{paths['month']}__lte": last}
        rows = self.rows.filter(**months, **{paths[one]: code for one, code in narrowing.items()})
        if held is not None:
            rows = rows.filter(held.condition(paths))
        totals = {f"sum_{channel}": Sum(channel) for channel in CHANNELS}
        return rows.order_by().values_list(*(paths[one] for one in by)).annotate(**totals)


LINE_MONTH = "snapshot__province_month__month"
# Not the row's own: an area's rows are found by the months of its districts, whose other months' rows
# would all be read to be left out.
ROW_MONTH = "district_month__month"


def sum_of_channels() -> Combinable:
    """The total of a line, which keeps only its four amounts."""
    return F(CHANNELS[0]) + F(CHANNELS[1]) + F(CHANNELS[2]) + F(CHANNELS[3])


def needs_districts(scope: Scope, by: Sequence[Dimension], held: Iterable[str] = ()) -> bool:
    """Whether what is asked for tells districts apart; `held`: codes of areas."""
    return scope.district is not None or "district" in by or any(len(code) > 2 for code in held)


def sources_known(
    user: User | AnyOfficer, with_districts: bool, before: datetime
) -> tuple[Source, ...]:
    """The figures of what was known before a moment, to be read within `looking_back`. Of the nation
    the totals of what is in force still, and the lines of what is not."""
    lines = SnapshotLine.objects.known_to(user, before)
    of_lines = paths_of(LINE_MONTH, "district")
    if not user.of_nation or with_districts:
        return (Source(lines, of_lines),)
    still = SnapshotTotal.objects.visible_to(user).filter(snapshot__taken_at__lt=before)
    gone = lines.filter(snapshot__superseded_at__gte=before)
    return Source(still, PATHS_OF_TOTALS), Source(gone, of_lines)


def _sources(
    user: User | AnyOfficer, with_districts: bool, before: datetime | None
) -> tuple[Source, ...]:
    """The figures this officer may report."""
    if before is not None:
        return sources_known(user, with_districts, before)
    if user.of_nation and not with_districts:
        return (Source(SnapshotTotal.objects.visible_to(user), PATHS_OF_TOTALS),)
    lines = SnapshotLine.objects.visible_to(user)
    of_lines = paths_of(LINE_MONTH, "district")
    if user.of_nation:
        return (Source(lines, of_lines),)
    rows: QuerySet[Any] = SalesRow.objects.visible_to(user)
    if user.of_province:
        rows = rows.filter(district_month__status__in=CONFIRMED)
    return (
        Source(rows, paths_of(ROW_MONTH, "district_month__district")),
        Source(lines.of_totals_only(), of_lines),
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
    asked: tuple[Dimension, ...] = tuple(by) or ("month",)
    narrowing, with_districts = narrowing_of(scope), needs_districts(scope, by, held or ())
    first, last = scope.period.first, scope.period.last
    alike = None if held is None else _held_alike(held)
    if alike is not None and not alike.groups:
        return {}
    before = scope.known_before
    with looking_back(user, before):
        rows = _read(user, asked, with_districts, first, last, narrowing, alike, before)
    found: dict[Key, Amounts] = {}
    for row in rows:
        key = tuple(row[: len(asked)]) if by else ()
        found[key] = found.get(key, Amounts.zero()) + Amounts(*row[len(asked) :])
    return found


def _read(
    user: User,
    asked: tuple[Dimension, ...],
    with_districts: bool,
    first: date,
    last: date,
    narrowing: Mapping[Dimension, str],
    alike: _Held | None,
    before: datetime | None,
) -> list[Any]:
    if alike is None or len(alike.groups) <= MOST_GROUPS:
        values: dict[str, Any] = {f"of_{name}": code for name, code in narrowing.items()}
        values |= {"before": before} if before else {}
        for place, (codes, months) in enumerate(alike.groups if alike else ()):
            values |= {f"codes_{place}": codes, f"months_{place}": months}
        shape = (alike.area, len(alike.groups)) if alike else None
        kept = _summed_by(asked, with_districts, tuple(narrowing), shape, before is not None)
        return kept.read(user, first=first, last=last, **values)
    return list(_summed(user, with_districts, first, last, asked, narrowing, alike, before))


def _summed(
    user: User | AnyOfficer,
    with_districts: bool,
    first: date,
    last: date,
    by: Sequence[Dimension],
    narrowing: Mapping[Dimension, str],
    held: _Held | None,
    before: datetime | None,
) -> QuerySet[Any, Any]:
    sources = _sources(user, with_districts, before)
    one, *others = (source.summed(first, last, by, narrowing, held) for source in sources)
    return one.union(*others, all=True) if others else one


@cache
def _summed_by(
    by: tuple[Dimension, ...],
    with_districts: bool,
    narrowing: tuple[Dimension, ...],
    held: tuple[Dimension, int] | None,
    known: bool,
) -> CompiledDoor:
    """`held`: of which areas, and how many groups of them; `known`: before a moment."""
    area, groups = held or ("province", 0)

    def build(officer: AnyOfficer, first: date, last: date, **values: Any) -> QuerySet[Any, Any]:
        codes: dict[Dimension, str] = {name: values[f"of_{name}"] for name in narrowing}
        alike = [(values[f"codes_{one}"], values[f"months_{one}"]) for one in range(groups)]
        of_held = _Held(area, alike) if held else None
        before = values.get("before")
        return _summed(officer, with_districts, first, last, by, codes, of_held, before)

    kinds: dict[str, Any] = {f"of_{name}": str for name in narrowing}
    for place in range(groups):
        kinds |= {f"codes_{place}": list[str], f"months_{place}": list[date]}
    if known:
        kinds["before"] = datetime
    return CompiledDoor(build, first=date, last=date, **kinds)
