"""What is out of line in the rows of a province's month: each row's past and its peers gathered from the
database, judged by sales.months.anomalies.

Peers are of one group, category x kind, within a province. Nearly every row is in line with its own
past: those the database passes over (`FAR`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Aggregate, Count, OuterRef, QuerySet, Subquery

from core.areas.row_security import seen_as_portal
from core.compiled import CompiledQuery, CompiledSql
from core.thai.calendar import add_months
from sales.models import DistrictMonth, SalesRow
from sales.months.anomalies import (
    FEWEST_MONTHS,
    MONTHS_OF_PAST,
    ROW,
    Anomaly,
    Neighbour,
    Past,
    find_anomaly,
    needs_peers,
    peers_of,
)

Group = tuple[str, str]  # category, kind


def anomalies_of(district_month: DistrictMonth, rows: Iterable[Any]) -> dict[int, Anomaly]:
    """What is out of line in rows of `rows_to_check`, by id; nothing for those not filled in yet.

    One query at most, and none where every row is in line with its own past.
    """
    past = {
        row.pk: Past(tuple(row.past_totals or ()), row.last_year_total)
        for row in rows
        if row.entry != SalesRow.Entry.BLANK
    }
    doubtful = [row for row in rows if row.pk in past and needs_peers(row.total, past[row.pk])]
    groups = neighbours(
        district_month.month_id,
        district_month.district.province_id,
        {(row.category, row.kind) for row in doubtful},
    )
    found = {}
    for row in doubtful:
        of_group = groups.get((row.category, row.kind), [])
        peers = peers_of(row.producer_id, district_month.district_id, of_group)
        if anomaly := find_anomaly(row.total, past[row.pk], peers):
            found[row.pk] = anomaly
    return found


@seen_as_portal()  # what is usual follows from districts that this one does not see
def neighbours(
    month: date, province: str, groups: Collection[Group]
) -> Mapping[Group, list[Neighbour]]:
    """Everybody of these groups in the province who has a figure this month; one query, whatever the
    rows."""
    if not groups:
        return {}
    filled = _FIGURES.read(
        month=month,
        year_ago=year_ago_of(month),
        province=province,
        categories=list({category for category, _ in groups}),
        kinds=list({kind for _, kind in groups}),
    )
    found: dict[Group, list[Neighbour]] = defaultdict(list)
    for category, kind, producer, district, total, usual in filled:
        if (category, kind) in groups:
            found[category, kind].append(Neighbour(producer, district, total, usual))
    return found


def _figures(
    month: date, year_ago: date, province: str, categories: list[str], kinds: list[str]
) -> QuerySet[SalesRow, Any]:
    of_province = DistrictMonth.objects.filter(month=month, district__province=province)
    return (
        SalesRow.objects.filter(
            district_month__in=of_province.values("pk"),
            category__among=categories,
            kind__among=kinds,
        )
        .filled()
        .annotate(usual=_usual(month, year_ago))
        .values_list(
            "category", "kind", "producer_id", "district_month__district", "total", "usual"
        )
    )


_FIGURES = CompiledQuery(
    _figures, month=date, year_ago=date, province=str, categories=list[str], kinds=list[str]
)


# --- A row's past ---


def year_ago_of(month: date) -> date:
    """Where a row's past begins."""
    return add_months(month, -MONTHS_OF_PAST)


def _usual(month: date, year_ago: date) -> Subquery:
    """`Past.usual` of a row, worked out by the database; for an annotation. Of a whole province twelve
    figures a row would travel to give one."""
    counted = past_rows(month, year_ago).annotate(months=Count("pk"), usual=MedianLow("total"))
    return Subquery(counted.filter(months__gte=FEWEST_MONTHS).values("usual"))


def past_rows(month: date, year_ago: date) -> QuerySet[Any, Any]:
    """A row's twelve months before, grouped; within a subquery."""
    of_row = SalesRow.objects.filter(
        producer=OuterRef("producer"),
        category=OuterRef("category"),
        month__gte=year_ago,
        month__lt=month,
    )
    return of_row.filled().order_by().values("producer")


class MedianLow(Aggregate):
    """statistics.median_low: of an even number the lower of the two in the middle."""

    function = "percentile_disc"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


# A limit of sales.months.anomalies.is_far, of a row's total and what it is held against.
FAR = f"""abs(r.total - {{0}}) >= {ROW.difference}
       AND (r.total >= {{0}} * {ROW.times} OR r.total * {ROW.times} <= {{0}})"""


# --- Of a whole province ---------------------------------------------------------------------------


class Doubtful(NamedTuple):
    """A row with a question that only others can answer, as values: an instance costs ten times as
    much."""

    district_month: int
    district: str
    pk: int
    category: str
    kind: str
    producer: int
    total: Decimal
    is_explained: bool
    past_totals: list[Decimal] | None
    last_year_total: Decimal | None


@seen_as_portal()
def anomalies_of_groups(
    month: date, province: str, groups: Collection[Group], *, district: str = ""
) -> list[tuple[Doubtful, Anomaly]]:
    """What is out of line in a province's months that are being entered, in the rows of these groups;
    only those of `district` where one is named.

    One query, and one more where a row is out of line with its own past or has too little.
    """
    categories, kinds = zip(*sorted(groups), strict=True)
    read = _DOUBTFUL.read(
        month=month,
        province=province,
        area=district or province,
        categories=list(categories),
        kinds=list(kinds),
    )
    doubtful = [Doubtful._make(row) for row in read]
    beside = neighbours(month, province, {(row.category, row.kind) for row in doubtful})
    found = []
    for row in doubtful:
        past = Past(tuple(row.past_totals or ()), row.last_year_total)
        peers = peers_of(row.producer, row.district, beside[row.category, row.kind])
        if anomaly := find_anomaly(row.total, past, peers):
            found.append((row, anomaly))
    return found


# The filled rows that `needs_peers` finds a question in, of the others none travels: of a row with too
# little past those that sold.
_DOUBTFUL = CompiledSql(
    lambda month, province, area, categories, kinds: (
        f"""
        SELECT dm.id, dm.district_id, r.id, r.category, r.kind, r.producer_id, r.total,
               r.reason_id IS NOT NULL, past.totals, past.last_year
          FROM areas_district d
          JOIN sales_districtmonth dm ON dm.district_id = d.code AND dm.month_id = %s
           AND dm.status IN ('entering', 'returned')
          JOIN sales_salesrow r ON r.district_month_id = dm.id AND r.entry <> 'blank'
          JOIN unnest(%s::text[], %s::text[]) AS g (category, kind)
            ON g.category = r.category AND g.kind = r.kind
         CROSS JOIN LATERAL (
               SELECT array_agg(b.total) AS totals,
                      percentile_disc(0.5) WITHIN GROUP (ORDER BY b.total) AS median,
                      min(b.total) FILTER (WHERE b.month = r.month - interval '1 year') AS last_year
                 FROM sales_salesrow b
                WHERE b.producer_id = r.producer_id AND b.category = r.category
                  AND b.month >= r.month - interval '1 year' AND b.month < r.month
                  AND b.entry <> 'blank') AS past
         WHERE d.province_id = %s AND starts_with(d.code, %s)
           AND CASE WHEN coalesce(cardinality(past.totals), 0) < {FEWEST_MONTHS} THEN r.total > 0
                    ELSE {FAR.format("past.median")}
                     AND (past.last_year IS NULL OR {FAR.format("past.last_year")}) END
         ORDER BY r.id
        """,  # noqa: S608  (numbers of this package)
        [month, categories, kinds, province, area],
    ),
    month=date,
    province=str,
    area=str,
    categories=list[str],
    kinds=list[str],
)
