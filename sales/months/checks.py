"""A district's month as it is checked: gathered once, shown by its pages and demanded by the step that
confirms it (DOMAIN.md 8). What the database holds is gathered here and judged by sales.months.anomalies.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple, Self
from zlib import crc32

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Aggregate, Count, OuterRef, QuerySet, Subquery, Sum

from core.areas.row_security import seen_as_portal
from core.compiled import CompiledQuery, CompiledSql
from core.thai.calendar import add_months, fiscal_year, fiscal_year_months
from sales.figures.confirmed import LINE_MONTH, sum_of_channels
from sales.models import DistrictMonth, RowAnomaly, RowMark, SalesRow, SnapshotLine
from sales.models.rows import SalesRowQuerySet
from sales.months.anomalies import (
    FEWEST_MONTHS,
    MONTHS_OF_PAST,
    ROW,
    Anomaly,
    DistrictCheck,
    Neighbour,
    Past,
    check_totals,
    find_anomaly,
    needs_peers,
    peers_of,
)
from sales.months.marks import is_answered, last_marks, open_marks
from sales.months.read_rows import ReadRow, as_values

Group = tuple[str, str]  # category, kind


@dataclass(frozen=True)
class Faults:
    """What stands in the way of the confirmation: ids of rows, and marks of the province."""

    blank: frozenset[int]
    unexplained: frozenset[int]
    unanswered: tuple[RowMark, ...]


@dataclass(frozen=True)
class MonthCheck:
    """The rows of a district's month in the order of the form, and by id what is out of line with them.

    What only some pages show, the total against its past and the province's marks, is looked up when
    it is first asked for, once. The faults follow the rows, so an answer written upon them counts.
    """

    district_month: DistrictMonth
    rows: Sequence[Any]  # of SalesRow, or of ReadRow where they are only shown
    anomalies: Mapping[int, Anomaly]

    @classmethod
    def of(cls, district_month: DistrictMonth) -> Self:
        """As it stands now, in two queries at most.

        The caller has looked the month up through `visible_to`.
        """
        rows = _ROWS.read(**_of_month(district_month))
        return cls(district_month, rows, anomalies_shown(district_month, rows))

    @classmethod
    def read(cls, district_month: DistrictMonth, only: Collection[int] | None = None) -> Self:
        """The same as values, for who only shows the rows; `only`: these by id instead of all."""
        of = _of_month(district_month)
        found = _VALUES.read(**of) if only is None else _VALUES_ONLY.read(**of, keys=list(only))
        rows = [ReadRow._make(row) for row in found]
        return cls(district_month, rows, anomalies_shown(district_month, rows))

    @cached_property
    def total(self) -> DistrictCheck:
        """The month's total against its past; one query."""
        return check_district(self.district_month)

    @cached_property
    def marks(self) -> Sequence[RowMark]:
        """Those of the last return, also once the district confirmed again; one query at most."""
        return last_marks(self.district_month)

    @property
    def open_marks(self) -> Sequence[RowMark]:
        """Those the district has to answer now: of a month that is returned."""
        returned = self.district_month.status == DistrictMonth.Status.RETURNED
        return self.marks if returned else ()

    @cached_property
    def _marked(self) -> dict[int, RowMark]:
        return {mark.row_id: mark for mark in self.open_marks if mark.row_id}

    def mark_of(self, row: SalesRow | ReadRow) -> RowMark | None:
        """What the province marked at its last return, while the district corrects it."""
        return self._marked.get(row.pk)

    @property
    def by_id(self) -> dict[int, Any]:
        return {row.pk: row for row in self.rows}

    @property
    def faults(self) -> Faults:
        blank, unexplained = set(), set()
        for row in self.rows:
            if row.entry == SalesRow.Entry.BLANK:
                blank.add(row.pk)
            elif row.reason_id is None and row.pk in self.anomalies:
                unexplained.add(row.pk)
        rows = self.by_id if self.open_marks else {}
        waiting = (
            one for one in self.open_marks if not is_answered(one, rows.get(one.row_id or 0))
        )
        return Faults(frozenset(blank), frozenset(unexplained), tuple(waiting))

    @property
    def fingerprint(self) -> str:
        """What a page showed, for its form to carry: each row's id, version and explanation."""
        return fingerprint(self.rows)

    def changed_since(self, seen: str) -> set[int]:
        """Ids of rows that the page with fingerprint `seen` did not show as they are now; a row removed
        since counts as changed."""
        shown = dict(part.split(":", 1) for part in seen.split() if ":" in part)
        now = {str(row.pk): _version(row) for row in self.rows}
        differing = {key for key in now.keys() | shown.keys() if now.get(key) != shown.get(key)}
        return {int(key) for key in differing if key.isdecimal() and len(key) < 19}


def fingerprint(rows: Iterable[SalesRow]) -> str:
    return " ".join(f"{row.pk}:{_version(row)}" for row in rows)


def _version(row: SalesRow) -> str:
    """An explanation raises no version, so that it stands in nobody's way in the grid."""
    if row.reason_id is None:
        return str(row.version)
    return f"{row.version}-{crc32(f'{row.reason_id} {row.reason_words}'.encode())}"


# --- What is left, counted ------------------------------------------------------------------------


class _Doubtful(NamedTuple):
    """What `anomalies_of` reads of a row, as values: an instance costs ten times as much."""

    pk: int
    entry: str
    category: str
    kind: str
    producer_id: int
    total: Decimal
    past_totals: list[Decimal] | None
    last_year_total: Decimal | None


@dataclass(frozen=True)
class Left:
    """How many marks the province made at its last return, how many of them are not answered, and how
    many rows are out of line without a reason: `MonthCheck`, counted."""

    marks: int = 0
    unanswered: int = 0
    unexplained: int = 0


def left_to_answer(district_months: Iterable[DistrictMonth]) -> dict[int, Left]:
    """What a district has to answer before it confirms these months, by id; of one that cannot change,
    nothing.

    One query, one more of a month with a figure out of line, two of one that came back with marks.
    """
    months = list(district_months)
    asked = [one.pk for one in months if one.is_editable and not one.month.is_taken_over]
    doubtful: dict[int, list[_Doubtful]] = {pk: [] for pk in asked}
    for of, *row in _DOUBTFUL.read(of=asked) if asked else ():
        doubtful[of].append(_Doubtful._make(row))
    return {
        one.pk: _left(one, doubtful[one.pk]) if one.pk in doubtful else Left() for one in months
    }


def _left(district_month: DistrictMonth, doubtful: Collection["_Doubtful"]) -> Left:
    unexplained = anomalies_of(district_month, doubtful)
    marks = open_marks(district_month)
    marked = SalesRow.objects.filter(district_month=district_month).in_bulk(
        [mark.row_id for mark in marks if mark.row_id]
    )
    unanswered = [one for one in marks if not is_answered(one, marked.get(one.row_id or 0))]
    return Left(len(marks), len(unanswered), len(unexplained))


# A limit of sales.months.anomalies.is_far, of a row's total and what it is held against.
_FAR = f"""abs(r.total - {{0}}) >= {ROW.difference}
       AND (r.total >= {{0}} * {ROW.times} OR r.total * {ROW.times} <= {{0}})"""
# The filled rows without a reason that `needs_peers` finds a question in, of the others none travels:
# of a row with too little past those that sold.
_DOUBTFUL = CompiledSql(
    lambda of: (
        f"""
        SELECT r.district_month_id, r.id, r.entry, r.category, r.kind, r.producer_id, r.total,
               past.totals, past.last_year
          FROM sales_salesrow r
         CROSS JOIN LATERAL (
               SELECT array_agg(b.total) AS totals,
                      percentile_disc(0.5) WITHIN GROUP (ORDER BY b.total) AS median,
                      min(b.total) FILTER (WHERE b.month = r.month - interval '1 year') AS last_year
                 FROM sales_salesrow b
                WHERE b.producer_id = r.producer_id AND b.category = r.category
                  AND b.month >= r.month - interval '1 year' AND b.month < r.month
                  AND b.entry <> 'blank') AS past
         WHERE r.district_month_id = ANY(%s) AND r.reason_id IS NULL AND r.entry <> 'blank'
           AND CASE WHEN coalesce(cardinality(past.totals), 0) < {FEWEST_MONTHS} THEN r.total > 0
                    ELSE {_FAR.format("past.median")}
                     AND (past.last_year IS NULL OR {_FAR.format("past.last_year")}) END
         ORDER BY r.id
        """,  # noqa: S608  (numbers of this package)
        [of],
    ),
    of=list[int],
)


# --- The rows, each with its past -----------------------------------------------------------------


def rows_to_check(district_month: DistrictMonth) -> SalesRowQuerySet:
    """The district's rows in the order of the form, each with `past_totals` (baht, of the twelve
    months before) and `last_year_total` (of the same month a year ago)."""
    return _rows_to_check(**_of_month(district_month))


def _of_month(district_month: DistrictMonth) -> dict[str, Any]:
    """What the statements of a month's rows are asked with."""
    month = district_month.month_id
    return {"of": district_month.pk, "month": month, "year_ago": _year_ago(month)}


def _year_ago(month: date) -> date:
    """Where a row's past begins."""
    return add_months(month, -MONTHS_OF_PAST)


def _rows_to_check(of: int, month: date, year_ago: date) -> SalesRowQuerySet:
    return (
        SalesRow.objects.filter(district_month=of)
        .select_related("producer", "updated_by", "district_month", "reason")
        .annotate(**_past_of(month, year_ago))
        .in_form_order()
    )


def _past_of(month: date, year_ago: date) -> dict[str, Subquery]:
    """`past_totals` and `last_year_total` of `rows_to_check`."""
    last_year = SalesRow.objects.filter(
        producer=OuterRef("producer"), category=OuterRef("category"), month=year_ago
    ).filled()
    past = _past_rows(month, year_ago).annotate(totals=ArrayAgg("total"))
    return {
        "past_totals": Subquery(past.values("totals")),  # an array
        "last_year_total": Subquery(last_year.values("total")),
    }


def _usual(month: date, year_ago: date) -> Subquery:
    """`Past.usual` of a row, worked out by the database; for an annotation. Of a whole province twelve
    figures a row would travel to give one."""
    counted = _past_rows(month, year_ago).annotate(months=Count("pk"), usual=MedianLow("total"))
    return Subquery(counted.filter(months__gte=FEWEST_MONTHS).values("usual"))


def _past_rows(month: date, year_ago: date) -> QuerySet[Any, Any]:
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


_MONTH: dict[str, Any] = {"of": int, "month": date, "year_ago": date}
_ROWS = CompiledQuery(_rows_to_check, **_MONTH)
_VALUES = CompiledQuery(lambda **of: as_values(_rows_to_check(**of)), **_MONTH)
_VALUES_ONLY = CompiledQuery(
    lambda keys, **of: as_values(_rows_to_check(**of).filter(pk__among=keys)),
    **_MONTH,
    keys=list[int],
)


# --- What is out of line --------------------------------------------------------------------------


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
    groups = _neighbours(district_month, {(row.category, row.kind) for row in doubtful})
    found = {}
    for row in doubtful:
        of_group = groups.get((row.category, row.kind), [])
        peers = peers_of(row.producer_id, district_month.district_id, of_group)
        if anomaly := find_anomaly(row.total, past[row.pk], peers):
            found[row.pk] = anomaly
    return found


def anomalies_shown(district_month: DistrictMonth, rows: Iterable[Any]) -> dict[int, Anomaly]:
    """While the month is being entered, as the rows stand; afterwards what was asked when the district
    confirmed, since what is usual moves on. One query at most. Of a month taken over nothing is asked:
    it was answered for in the system before the portal."""
    if district_month.month.is_taken_over:
        return {}
    if district_month.status in DistrictMonth.EDITABLE:
        return anomalies_of(district_month, rows)
    asked = RowAnomaly.objects.filter(row__district_month=district_month)
    return {one.row_id: Anomaly(one.short, one.sentence) for one in asked}


def _neighbours(
    district_month: DistrictMonth, groups: Collection[Group]
) -> dict[Group, list[Neighbour]]:
    """Everybody of these groups in the province who has a figure this month; one query, whatever the
    rows, and whoever looks: a district is held against its neighbours too."""
    if not groups:
        return {}
    month = district_month.month_id
    with seen_as_portal("a figure is held against its whole province; told is what is usual"):
        filled = _FIGURES.read(
            month=month,
            year_ago=_year_ago(month),
            province=district_month.district.province_id,
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


def check_district(district_month: DistrictMonth) -> DistrictCheck:
    """A district's month as a whole against its own past, as its rows stand now; one query. Of a month
    taken over it is compared, and nothing is asked."""
    month = district_month.month_id
    first = add_months(fiscal_year_months(fiscal_year(month))[0], -12)
    totals = dict(_TOTALS.read(code=district_month.district_id, first=first, last=month))
    check = check_totals(month, totals)
    if district_month.month.is_taken_over:
        return replace(check, month=None, year=None)
    return check


def _totals(code: str, first: date, last: date) -> QuerySet[Any, Any]:
    """Month and baht of a district, of its rows and of months that have only totals."""
    months = DistrictMonth.objects.filter(district=code, month__gte=first, month__lte=last)
    rows = SalesRow.objects.filter(district_month__in=months.values("pk")).filled()
    lines = SnapshotLine.objects.of_totals_only().filter(
        **{f"{LINE_MONTH}__gte": first, f"{LINE_MONTH}__lte": last}, district=code
    )
    summed = lines.order_by().values_list(LINE_MONTH).annotate(summed=Sum(sum_of_channels()))
    return (
        rows.order_by().values_list("month").annotate(summed=Sum("total")).union(summed, all=True)
    )


_TOTALS = CompiledQuery(_totals, code=str, first=date, last=date)
