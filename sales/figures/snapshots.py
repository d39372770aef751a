"""Keeping what a province confirmed as totals, and taking it out of force again.

Called by `sales.months.workflow` as part of its steps, inside their transaction.
"""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from core.users.models import User
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
    """What stands behind each district's figures at this moment, for the department's reports.

    In three statements, however many snapshots; their `province_month` is read from them.
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


def withdraw_snapshot(province_month: ProvinceMonth, *, at: datetime) -> None:
    """Out of force from now on; it stays on record."""
    province_month.snapshots.current().update(superseded_at=at)
    recount_around(province_month.province_id, province_month.month_id)
