"""The figures of รต.๓ and รต.๔ for one officer: lines, counts of producers, and whose they are.

Same sources as `sales.figures.confirmed`. Producers of several months are counted once: the
department reads that count from `PeriodProducers`, kept beside the snapshots; provinces and
districts count their own. The number of queries does not depend on how much there is.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Max, Q, QuerySet, Sum

from core.users.models import User
from sales.figures.as_known import changed_since, looking_back
from sales.figures.confirmed import (
    CONFIRMED,
    LINE_MONTH,
    PATHS_OF_TOTALS,
    ROW_MONTH,
    Dimension,
    Scope,
    narrowed,
    narrowed_along,
    sources_known,
    within,
)
from sales.figures.coverage import Coverage, Whose, whose_figures
from sales.figures.rollup import Amounts, ProducerCount, SalesLine
from sales.models import (
    CHANNELS,
    PeriodProducers,
    SalesRow,
    Snapshot,
    SnapshotLine,
    SnapshotProducers,
    SnapshotTotal,
)

Counts = dict[tuple[Any, ...], int]  # producers, by what they are counted by


@dataclass(frozen=True)
class Figures:
    """The figures a report may show: `coverage.areas` are the rows of รต.๔, `final` is no draft.

    `lines` are area x category x kind, summed over the months; `counts` hold each producer once. Areas
    are districts; of the nation, provinces.
    """

    lines: tuple[SalesLine, ...]
    counts: tuple[ProducerCount, ...]
    coverage: Coverage
    told: str
    final: bool

    @property
    def empty(self) -> bool:
        """Whether nobody's figures are in it, which is not the same as sales of 0."""
        return not self.coverage.included


def confirmed_figures(user: User, scope: Scope) -> Figures:
    """The figures of a scope this officer may report. A district gets its own as they stand, `final`
    only once it confirmed."""
    whose = whose_figures(user, scope)
    if before := scope.known_before:
        return _figures_known(user, scope, before, whose)
    if user.of_nation:
        lines, each_once = _of_snapshots(user, scope)
    else:
        lines, each_once = sum_rows(rows_of(user, scope))
        if whose.coverage.totals_only:
            totals = SnapshotLine.objects.visible_to(user).of_totals_only()
            totals = totals.filter(**within(scope.period, LINE_MONTH))
            lines += _lines(narrowed(totals, scope, "district"))
    counts = _counts(scope, lines, each_once)
    return Figures(lines, counts, whose.coverage, whose.told, whose.final)


def _figures_known(user: User, scope: Scope, before: datetime, whose: Whose) -> Figures:
    """As it was known before a moment. Producers of several months are counted once only where
    nothing of the period changed since: no sum of snapshots can tell them."""
    of_nation = user.of_nation and scope.province is None and scope.district is None
    area: Dimension = "province" if of_nation else "district"
    kept = scope.period.is_month or not changed_since(user, before, scope.period, _area_of(scope))
    with looking_back(user, before):
        found = _lines_known(user, scope, before, area)
        if scope.period.is_month:
            of_categories: Counts = {key: sold for key, (sold, _) in found.items()}
            snapshots = Snapshot.objects.known_to(user, before)
            each_once = _each_once_in_month(user, scope, area, snapshots)
        else:
            of_categories, each_once = _in_period(user, scope, area) if kept else ({}, {})
    lines = tuple(
        SalesLine(*key, of_categories.get(key, 0), baht) for key, (_, baht) in found.items()
    )
    once = tuple(ProducerCount(code, kind, sold) for (code, kind), sold in each_once.items())
    coverage = whose.coverage if kept else replace(whose.coverage, producers_kept=False)
    return Figures(lines, _counts(scope, lines, once), coverage, whose.told, whose.final)


def _area_of(scope: Scope) -> Q:
    """Snapshots of a scope's area."""
    found = Q(province_month__province__region=scope.region) if scope.region else Q()
    return found & Q(province_month__province=scope.province) if scope.province else found


def _lines_known(
    user: User, scope: Scope, before: datetime, area: Dimension
) -> dict[tuple[str, str, str], tuple[int, Amounts]]:
    """Producers and baht by area, category and kind."""
    found: dict[tuple[str, str, str], tuple[int, Amounts]] = {}
    for source in sources_known(user, area == "district", before):
        paths = source.paths
        rows = source.rows.filter(**within(scope.period, paths["month"]))
        summed = (
            narrowed_along(paths, rows, scope)
            .order_by()
            .values_list(paths[area], "category", "kind")
            .annotate(sellers=Sum("producers"), **{f"sum_{one}": Sum(one) for one in CHANNELS})
        )
        for code, category, kind, sold, *baht in summed:
            more, amounts = found.get((code, category, kind), (0, Amounts.zero()))
            found[code, category, kind] = more + sold, amounts + Amounts(*baht)
    return found


def rows_of(user: User, scope: Scope) -> QuerySet[SalesRow]:
    """The rows of a scope that this officer may report: a district's own as they stand, those that a
    province confirmed; for the department, through its door, those of provinces that reported."""
    rows: QuerySet[SalesRow] = SalesRow.objects.visible_to(user)
    rows = rows.filter(**within(scope.period, "month" if user.of_nation else ROW_MONTH))
    if user.of_province:
        rows = rows.filter(district_month__status__in=CONFIRMED)
    return narrowed(rows, scope, "district_month__district")


def sum_rows(rows: QuerySet[SalesRow]) -> tuple[tuple[SalesLine, ...], tuple[ProducerCount, ...]]:
    """Rows as lines and counts of producers with sales; also what a snapshot stores.

    A producer whose rows bear two kinds (corrected on the way) is counted once, under the kind that
    is not blank.
    """
    district = "district_month__district"
    sums = (
        rows.order_by()
        .values_list(district, "category", "kind")
        .annotate(**{f"sum_{channel}": Sum(channel) for channel in CHANNELS})
    )
    sellers = rows.order_by().filter(total__gt=0)
    of_category = sellers.values_list(district, "category", "producer")
    by_category = Counter(
        (code, category, kind)
        for code, category, _, kind in of_category.annotate(latest_kind=Max("kind"))
    )
    of_any = sellers.values_list(district, "producer")
    once = Counter((code, kind) for code, _, kind in of_any.annotate(latest_kind=Max("kind")))
    lines = tuple(
        SalesLine(code, category, kind, by_category[code, category, kind], Amounts(*amounts))
        for code, category, kind, *amounts in sums
    )
    return lines, tuple(ProducerCount(*key, number) for key, number in sorted(once.items()))


def lines_of_totals_only(
    user: User, months: Iterable[date], district: str | None = None
) -> tuple[SalesLine, ...]:
    """What of these months was taken over as totals, in one query; their producers are not known."""
    lines = SnapshotLine.objects.visible_to(user).of_totals_only()
    lines = lines.filter(**{f"{LINE_MONTH}__in": list(months)})
    return _lines(lines.filter(district=district) if district else lines)


def _lines(lines: QuerySet[SnapshotLine]) -> tuple[SalesLine, ...]:
    summed = (
        lines.order_by()
        .values_list("district", "category", "kind")
        .annotate(**{f"sum_{channel}": Sum(channel) for channel in CHANNELS})
    )
    return tuple(
        SalesLine(code, category, kind, 0, Amounts(*amounts))
        for code, category, kind, *amounts in summed
    )


def _of_snapshots(
    user: User, scope: Scope
) -> tuple[tuple[SalesLine, ...], tuple[ProducerCount, ...]]:
    """By district; of the nation or a region by province, out of the totals that are kept."""
    if scope.province is None and scope.district is None:
        area = "province"
        rows: QuerySet[Any] = SnapshotTotal.objects.visible_to(user).filter(**within(scope.period))
        rows = narrowed_along(PATHS_OF_TOTALS, rows, scope)
    else:
        area = "district"
        rows = SnapshotLine.objects.visible_to(user).filter(**within(scope.period, LINE_MONTH))
        rows = narrowed(rows, scope, area)
    summed = (
        rows.order_by()
        .values_list(area, "category", "kind")
        .annotate(sellers=Sum("producers"), **{f"sum_{one}": Sum(one) for one in CHANNELS})
    )
    found = [
        ((code, category, kind), sold, Amounts(*baht))
        for code, category, kind, sold, *baht in summed
    ]
    if scope.period.is_month:
        of_categories: Counts = {key: sold for key, sold, _ in found}
        in_force = Snapshot.objects.visible_to(user).current()
        each_once = _each_once_in_month(user, scope, area, in_force)
    else:
        of_categories, each_once = _in_period(user, scope, area)
    lines = tuple(SalesLine(*key, of_categories.get(key, 0), baht) for key, _, baht in found)
    once = (ProducerCount(code, kind, sold) for (code, kind), sold in each_once.items())
    return lines, tuple(once)


def _each_once_in_month(
    user: User, scope: Scope, area: str, snapshots: QuerySet[Snapshot]
) -> Counts:
    """Producers with sales by area and kind, of any category."""
    snapshots = snapshots.filter(**within(scope.period, "province_month__month"))
    sellers = _of_own_area(user, SnapshotProducers.objects.filter(snapshot__in=snapshots))
    by = area if area == "district" else "snapshot__province_month__province"
    return _sellers(sellers, scope, by, "kind")


def _of_own_area(user: User, counts: QuerySet[Any]) -> QuerySet[Any]:
    """Counts have no door of their own: a district's and a province's are those of its districts."""
    if user.of_nation:
        return counts
    if user.of_district:
        return counts.filter(district=user.district_id)
    return counts.filter(district__province=user.province_id)


def _in_period(user: User, scope: Scope, area: str) -> tuple[Counts, Counts]:
    """Producers with sales by area, category and kind; and by area and kind, of any category. Kept,
    since no sum of months can tell them."""
    counts = _of_own_area(user, PeriodProducers.objects.filter(period=scope.period.key))
    found = _sellers(counts, scope, area, "category", "kind")
    return (
        {key: sold for key, sold in found.items() if key[1]},
        {(code, kind): sold for (code, of, kind), sold in found.items() if not of},
    )


def _sellers(counts: QuerySet[Any], scope: Scope, *by: str) -> Counts:
    """Counts of producers of a scope, whatever its category, added up."""
    rows = narrowed(counts, replace(scope, category=""), "district").order_by()
    return {tuple(key): sold for *key, sold in rows.values_list(*by).annotate(Sum("producers"))}


def _counts(
    scope: Scope, lines: Iterable[SalesLine], each_once: tuple[ProducerCount, ...]
) -> tuple[ProducerCount, ...]:
    """Of one category, its own producers; else each producer once."""
    if scope.category:
        return tuple(ProducerCount(line.area_code, line.kind, line.producers) for line in lines)
    return each_once
