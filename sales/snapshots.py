"""Keeping what a province confirmed as totals, and taking it out of force again.

Called by `sales.workflow` as part of its steps, inside their transaction.
"""

from datetime import datetime

from core.accounts.models import User
from sales.models import (
    CHANNELS,
    ProvinceMonth,
    SalesRow,
    Snapshot,
    SnapshotLine,
    SnapshotProducers,
)
from sales.period_producers import recount_around
from sales.sources import sum_rows


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
    recount_around(province_month.province_id, province_month.month_id)
    return snapshot


def withdraw_snapshot(province_month: ProvinceMonth, *, at: datetime) -> None:
    """Out of force from now on; it stays on record."""
    province_month.snapshots.current().update(superseded_at=at)
    recount_around(province_month.province_id, province_month.month_id)
