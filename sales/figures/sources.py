"""The figures of รต.๓ and รต.๔ for one officer: lines, counts of producers, and whose they are.

Same sources as `sales.figures.confirmed`. Producers of several months are counted once: the
department reads that count from `PeriodProducers`, kept beside the snapshots; provinces and
districts count their own. The number of queries does not depend on how much there is.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, QuerySet, Sum

from core.users.models import User
from sales.figures.confirmed import CONFIRMED, LINE_MONTH, Scope, narrowed, within
from sales.figures.coverage import Coverage, whose_figures
from sales.figures.rollup import Amounts, ProducerCount, SalesLine
from sales.models import (
    CHANNELS,
    PeriodProducers,
    SalesRow,
    Snapshot,
    SnapshotLine,
    SnapshotProducers,
)

ProducersBy = dict[tuple[str, str, str], int]


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


def rows_of(user: User, scope: Scope) -> QuerySet[SalesRow]:
    """The rows of a scope that this officer may report: a district's own as they stand, those that a
    province confirmed; for the department, through its door, those of provinces that reported."""
    rows: QuerySet[SalesRow] = SalesRow.objects.visible_to(user).filter(**within(scope.period))
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
    """By district; of the nation or a region by province, so that the database sums up and few lines
    travel."""
    whole = scope.province is None and scope.district is None
    area = "district__province" if whole else "district"
    in_force = Snapshot.objects.visible_to(user).current()
    snapshots = in_force.filter(**within(scope.period, "province_month__month"))
    producers = _producers(scope, snapshots, area)
    summed = (
        narrowed(SnapshotLine.objects.filter(snapshot__in=snapshots), scope, "district")
        .order_by()
        .values_list(area, "category", "kind")
        .annotate(**{f"sum_{channel}": Sum(channel) for channel in CHANNELS})
    )
    lines = tuple(
        SalesLine(code, category, kind, producers.get((code, category, kind), 0), Amounts(*amounts))
        for code, category, kind, *amounts in summed
    )
    each_once = tuple(
        ProducerCount(code, kind, number)
        for (code, category, kind), number in producers.items()
        if not category
    )
    return lines, each_once


def _producers(scope: Scope, snapshots: QuerySet[Snapshot], area: str) -> ProducersBy:
    """Producers with sales by area, category and kind; category "": each once, of any category."""
    narrow = Scope(scope.period, scope.region, scope.province, scope.district, kind=scope.kind)

    def counted(model: Any, by: tuple[str, ...], **which: Any) -> Any:
        rows = narrowed(model.objects.filter(**which), narrow, "district").order_by()
        return rows.values_list(area, *by).annotate(sellers=Sum("producers"))

    if not scope.period.is_month:
        found = counted(PeriodProducers, ("category", "kind"), period=scope.period.key)
        return {(code, category, kind): number for code, category, kind, number in found}
    lines = counted(SnapshotLine, ("category", "kind"), snapshot__in=snapshots)
    each_once = counted(SnapshotProducers, ("kind",), snapshot__in=snapshots)
    return {(code, category, kind): number for code, category, kind, number in lines} | {
        (code, "", kind): number for code, kind, number in each_once
    }


def _counts(
    scope: Scope, lines: Iterable[SalesLine], each_once: tuple[ProducerCount, ...]
) -> tuple[ProducerCount, ...]:
    """Of one category, its own producers; else each producer once."""
    if scope.category:
        return tuple(ProducerCount(line.area_code, line.kind, line.producers) for line in lines)
    return each_once
