"""Keeping what a province confirmed as totals, and taking it out of force again.

Called by `sales.months.workflow` as part of its steps, inside their transaction.
"""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime

from django.db import connection

from core.users.models import User
from sales.figures.completeness import forget_completeness, keep_completeness
from sales.figures.period_producers import recount_around
from sales.figures.sources import sum_rows
from sales.figures.standing import standing_of
from sales.models import (
    CHANNELS,
    DistrictMonth,
    ProvinceMonth,
    SalesRow,
    Snapshot,
    SnapshotDistrict,
    SnapshotLine,
    SnapshotProducers,
)


def take_snapshot(province_month: ProvinceMonth, *, by: User, at: datetime) -> Snapshot:
    """The totals of the province's rows of the month, as the next version, in force from now on."""
    last = province_month.snapshots.order_by("-version").first()
    snapshot = Snapshot.objects.create(
        province_month=province_month,
        version=last.version + 1 if last else 1,
        taken_at=at,
        taken_by=by,
    )
    lines, counts = sum_rows(
        SalesRow.objects.visible_to(by).filter(
            month=province_month.month_id,
            district_month__district__province=province_month.province_id,
        )
    )
    SnapshotLine.objects.bulk_create(
        SnapshotLine(
            snapshot=snapshot,
            district_id=line.area_code,
            category=line.category,
            kind=line.kind,
            producers=line.producers,
            **{channel: getattr(line.amounts, channel) for channel in CHANNELS},
        )
        for line in lines
    )
    SnapshotProducers.objects.bulk_create(
        SnapshotProducers(
            snapshot=snapshot,
            district_id=count.area_code,
            kind=count.kind,
            producers=count.producers,
        )
        for count in counts
    )
    keep_standing([snapshot])
    recount_around(province_month.province_id, province_month.month_id)
    return snapshot


def keep_standing(snapshots: Iterable[Snapshot]) -> None:
    """What stands behind each district's figures at this moment, and how complete its month is, for the
    department's reports.

    In a few statements, however many snapshots; their `province_month` is read from them.
    """
    by_place = {
        (one.province_month.month_id, one.province_month.province_id): one for one in snapshots
    }
    districts = [
        one
        for one in DistrictMonth.objects.filter(
            month__in={month for month, _ in by_place},
            district__province__in={province for _, province in by_place},
        ).select_related("district")
        if (one.month_id, one.district.province_id) in by_place
    ]
    standing = standing_of(districts)
    keep_completeness(districts)
    SnapshotDistrict.objects.bulk_create(
        SnapshotDistrict(
            snapshot=by_place[one.month_id, one.district.province_id],
            district_id=one.district_id,
            out_of_line=one.out_of_line,
            explanation=one.explanation,
            **asdict(standing[one.pk]),
        )
        for one in districts
    )


def take_snapshots_of_all(month: date, *, by: User, at: datetime) -> None:
    """The next snapshot of every province of a month, empty, at once: of a month taken over. One that
    is in force goes out of it and stays on record."""
    Snapshot.objects.current().filter(province_month__month=month).update(superseded_at=at)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sales_snapshot (province_month_id, version, taken_at, taken_by_id) "
            "SELECT pm.id, coalesce(max(s.version), 0) + 1, %s, %s FROM sales_provincemonth pm "
            "LEFT JOIN sales_snapshot s ON s.province_month_id = pm.id "
            "WHERE pm.month_id = %s GROUP BY pm.id, pm.province_id ORDER BY pm.province_id",
            [at, by.pk, month],
        )


def fill_snapshots_from_rows(month: date) -> None:
    """The lines, counts and standing of a month's empty snapshots out of its rows, as `take_snapshot`
    sums one province's, but of the nation in three statements. The counts of its periods are the
    caller's (`recount_nation`)."""
    with connection.cursor() as cursor:
        for statement in (_LINES, _PRODUCERS, _STANDING):
            cursor.execute(statement, [month])


_ROWS_OF_SNAPSHOTS = """
      FROM sales_snapshot s
      JOIN sales_provincemonth pm ON pm.id = s.province_month_id
      JOIN areas_district a ON a.province_id = pm.province_id
      JOIN sales_districtmonth d ON d.month_id = pm.month_id AND d.district_id = a.code
      JOIN sales_salesrow r ON r.district_month_id = d.id
     WHERE pm.month_id = %s AND s.superseded_at IS NULL
"""
_LINES = f"""
    INSERT INTO sales_snapshotline (snapshot_id, district_id, category, kind, producers,
                {", ".join(CHANNELS)})
    SELECT s.id, d.district_id, r.category, r.kind, count(*) FILTER (WHERE r.total > 0),
           {", ".join(f"sum(r.{one})" for one in CHANNELS)}
    {_ROWS_OF_SNAPSHOTS}
     GROUP BY s.id, d.district_id, r.category, r.kind
     ORDER BY s.id, d.district_id, r.category, r.kind
"""
_PRODUCERS = f"""
    INSERT INTO sales_snapshotproducers (snapshot_id, district_id, kind, producers)
    SELECT snapshot, district, kind, count(*)
      FROM (SELECT s.id AS snapshot, d.district_id AS district, r.producer_id, max(r.kind) AS kind
            {_ROWS_OF_SNAPSHOTS} AND r.total > 0
             GROUP BY s.id, d.district_id, r.producer_id) AS sellers
     GROUP BY snapshot, district, kind
     ORDER BY snapshot, district, kind
"""  # noqa: S608
_STANDING = f"""
    INSERT INTO sales_snapshotdistrict (
        snapshot_id, district_id, rows, rows_with_evidence, total, total_with_evidence,
        sampled, matched, mismatched, without_evidence, out_of_line, explanation)
    SELECT s.id, d.district_id, count(*) FILTER (WHERE r.total > 0), 0, sum(r.total), 0,
           0, 0, 0, 0, '', ''
    {_ROWS_OF_SNAPSHOTS}
     GROUP BY s.id, d.district_id
"""


def withdraw_snapshot(province_month: ProvinceMonth, *, at: datetime) -> None:
    """Out of force from now on; it stays on record."""
    province_month.snapshots.current().update(superseded_at=at)
    forget_completeness(province_month.province_id, province_month.month_id)
    recount_around(province_month.province_id, province_month.month_id)
