"""What is out of line in months that are being entered: kept, and found anew by the transaction that
changes a figure.

    a figure, a status changes > triggers note the groups of the province's open months it bears on
    > before the transaction ends they are found anew and the notes taken off

What is usual follows from a whole group of a province (category x kind), so a save writes what other
districts see. It waits for nobody: who meets another at the same province's month leaves its notes, and
pages find those groups as they look; whoever comes next takes them along. A page is never behind, by day
or night. The night finds all of them anew and says where what was kept was wrong.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.db import connection, transaction

from core.areas.row_security import seen_as_portal
from core.compiled import CompiledSql
from core.postgresql.before_commit import before_commit
from sales.models import ChangedGroup, DistrictMonth, OpenAnomaly, SalesMonth
from sales.months.anomalies import Anomaly
from sales.months.finding import Doubtful, Group, anomalies_of_groups

# Locked with a province's month: who finds its groups anew.
_KEEPING = 20_271_130
MOST_AT_ONCE = 4  # provinces' months; of more the pages find what they show until the night


# --- Read -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """Of one district's month what is out of line, by id of the row, and which rows give no reason."""

    anomalies: dict[int, Anomaly] = field(default_factory=dict)
    unexplained: set[int] = field(default_factory=set)


def open_anomalies_of(district_months: Iterable[DistrictMonth]) -> dict[int, Shown]:
    """As their rows stand now, by id of the month, of months that are being entered; the caller found
    them through the door.

    One query; two more for each month of which something changed since it was kept.
    """
    months = list(district_months)
    shown = {one.pk: Shown() for one in months}
    behind: dict[int, set[Group]] = {}
    kept = []
    for line in map(_Kept._make, _KEPT.read(of=list(shown)) if shown else ()):
        if line.row:
            kept.append(line)
        else:
            behind.setdefault(line.district_month, set()).add((line.category, line.kind))
    for line in kept:
        if (line.category, line.kind) not in behind.get(line.district_month, ()):
            _add(shown[line.district_month], line.row, line.anomaly, line.is_explained)
    for one in months:
        if groups := behind.get(one.pk):
            found = anomalies_of_groups(
                one.month_id, one.district.province_id, groups, district=one.district_id
            )
            for row, anomaly in found:
                _add(shown[one.pk], row.pk, anomaly, row.is_explained)
    return shown


def _add(shown: Shown, row: int, anomaly: Anomaly, is_explained: bool) -> None:
    shown.anomalies[row] = anomaly
    if not is_explained:
        shown.unexplained.add(row)


class _Kept(NamedTuple):
    """A kept line; without a row a group that has to be found anew."""

    district_month: int
    row: int
    category: str
    kind: str
    short: str
    sentence: str
    is_explained: bool

    @property
    def anomaly(self) -> Anomaly:
        return Anomaly(self.short, self.sentence)


# One statement, so that nobody finds a group anew between its two halves.
_KEPT = CompiledSql(
    lambda of: (
        """
        SELECT a.district_month_id, a.row_id, a.category, a.kind, a.short, a.sentence,
               r.reason_id IS NOT NULL
          FROM sales_openanomaly a JOIN sales_salesrow r ON r.id = a.row_id
         WHERE a.district_month_id = ANY(%s)
         UNION ALL
        SELECT DISTINCT dm.id, 0, n.category, n.kind, '', '', false
          FROM sales_districtmonth dm
          JOIN areas_district d ON d.code = dm.district_id
          JOIN sales_changedgroup n ON n.month = dm.month_id AND n.province_id = d.province_id
         WHERE dm.id = ANY(%s)
        """,
        [of, of],
    ),
    of=list[int],
)


# --- Kept -----------------------------------------------------------------------------------------


@before_commit
@seen_as_portal()
def settle() -> None:
    """What this transaction changed is found anew, with what others left at the same provinces."""
    groups: dict[tuple[date, str], set[Group]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_OWN, [MOST_AT_ONCE + 1, MOST_AT_ONCE, _KEEPING])
        for month, province, *group in cursor.fetchall():
            groups.setdefault((month, province), set()).add((group[0], group[1]))
    for (month, province), noted in groups.items():
        # A statement of its own, so that it sees what was written by whom the notes are of.
        _write(month, province, noted)


def _taken_notes(month: date, province: str) -> set[Group]:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [month, province])
        return {(category, kind) for category, kind in cursor.fetchall()}


def _write(month: date, province: str, groups: Collection[Group]) -> list[tuple[Doubtful, Anomaly]]:
    """Find these groups anew and keep what is found in the place of what was; what is found."""
    found = anomalies_of_groups(month, province, groups)
    categories, kinds = zip(*groups, strict=True)
    rows = [row.pk for row, _ in found]
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [month, province, list(categories), list(kinds), rows])
    OpenAnomaly.objects.bulk_create(
        [
            OpenAnomaly(
                row_id=row.pk,
                district_month_id=row.district_month,
                month=month,
                province_id=province,
                category=row.category,
                kind=row.kind,
                short=anomaly.short,
                sentence=anomaly.sentence,
            )
            for row, anomaly in found
        ],
        update_conflicts=True,
        unique_fields=["row"],
        update_fields=[
            "district_month", "month", "province", "category", "kind", "short", "sentence",
        ],
    )  # fmt: skip
    return found


def keep_all() -> tuple[int, int]:
    """Of every open month, a province at a time in a transaction of its own: how many rows are out of
    line, and of how many what was kept said something else, though nothing noted a change."""
    found = wrong = 0
    provinces = DistrictMonth.objects.filter(
        month__status=SalesMonth.Status.OPEN, month__source=SalesMonth.Source.PORTAL
    ).values_list("month", "district__province")
    for month, province in sorted(set(provinces)):
        rows, differing = _keep_province(month, province)
        found, wrong = found + rows, wrong + differing
    open_months = SalesMonth.objects.filter(status=SalesMonth.Status.OPEN)
    ChangedGroup.objects.exclude(month__in=open_months.values("pk")).delete()
    return found, wrong


@transaction.atomic
def _keep_province(month: date, province: str) -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, hashtext(%s || %s))",
            [_KEEPING, f"{month:%Y-%m-%d}", province],
        )
        noted = _taken_notes(month, province)
        cursor.execute(_GROUPS, [month, province, month, province])
        groups = noted.union(cursor.fetchall())
        cursor.execute(_BEING_ENTERED, [month, province])
        kept = {row: line for row, *line in cursor.fetchall()}
    if not groups:
        return 0, 0
    found = {
        row.pk: [row.district_month, row.category, row.kind, anomaly.short, anomaly.sentence]
        for row, anomaly in _write(month, province, groups)
    }
    wrong = [
        row
        for row in kept.keys() | found.keys()
        if kept.get(row) != found.get(row)
        and not any((line[1], line[2]) in noted for line in _both(kept.get(row), found.get(row)))
    ]
    return len(found), len(wrong)


def _both(*lines: list[object] | None) -> list[list[object]]:
    return [line for line in lines if line]


_TAKE_OWN = """
      WITH own AS MATERIALIZED (
           SELECT DISTINCT month, province_id FROM sales_changedgroup
            WHERE transaction = pg_current_xact_id()::text::bigint
            ORDER BY month, province_id LIMIT %s),
           ours AS MATERIALIZED (
           SELECT month, province_id FROM own
            WHERE (SELECT count(*) FROM own) <= %s
              AND pg_try_advisory_xact_lock(%s, hashtext(month::text || province_id)))
    DELETE FROM sales_changedgroup n USING ours
     WHERE n.month = ours.month AND n.province_id = ours.province_id
 RETURNING n.month, n.province_id, n.category, n.kind
"""
_TAKE = """
    DELETE FROM sales_changedgroup WHERE month = %s AND province_id = %s RETURNING category, kind
"""
_FORGET = """
    DELETE FROM sales_openanomaly
     WHERE month = %s AND province_id = %s
       AND (category, kind) IN (SELECT * FROM unnest(%s::text[], %s::text[]))
       AND row_id <> ALL(%s::bigint[])
"""
_GROUPS = """
    SELECT DISTINCT r.category, r.kind
      FROM areas_district d
      JOIN sales_districtmonth dm ON dm.district_id = d.code AND dm.month_id = %s
      JOIN sales_salesrow r ON r.district_month_id = dm.id AND r.entry <> 'blank'
     WHERE d.province_id = %s
     UNION
    SELECT category, kind FROM sales_openanomaly WHERE month = %s AND province_id = %s
"""
_BEING_ENTERED = """
    SELECT a.row_id, a.district_month_id, a.category, a.kind, a.short, a.sentence
      FROM sales_openanomaly a JOIN sales_districtmonth dm ON dm.id = a.district_month_id
     WHERE a.month = %s AND a.province_id = %s AND dm.status IN ('entering', 'returned')
"""
