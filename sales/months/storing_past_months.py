"""A month taken over that is whole, stored as the workflow would have left it.

The only writer of a month's states beside `sales.months.workflow`: which month comes in is decided by
`sales.months.taking_over`, in the transaction of that month.
"""

from datetime import datetime

from django.db import connection
from django.utils import timezone

from core.tables.copying import copy_objects
from core.thai.calendar import add_months
from core.thai.digits import format_baht
from core.users.models import User
from sales.figures.snapshots import fill_snapshots_from_rows, take_snapshots_of_all
from sales.models import (
    CHANNELS,
    DistrictMonth,
    ProvinceMonth,
    SalesMonth,
    SalesRow,
    Snapshot,
    SnapshotLine,
    Step,
)
from sales.months.past_rows import ZERO, SourceFile
from sales.months.past_sales import AreaSums, PastMonth, districts_of
from sales.months.steps import log


def store(past: PastMonth, sums: AreaSums, by: User, file: SourceFile, before: AreaSums) -> None:
    """Everything of the month, as the workflow would have left it; `before`: the totals that give way.

    The rows go in while the month is open and its districts are entering, as the triggers of the rows
    ask; the states are set afterwards, here alone beside `sales.months.workflow`.
    """
    at = timezone.now()
    month = _month(past, by, file, at)
    instead = f" แทนไฟล์ {_file_of(month)}" if before else ""
    if before:
        _begin_again(month)
    else:
        month.save(force_insert=True)
    log(
        Step.Name.TAKE_OVER_MONTH,
        month,
        by=by,
        at=at,
        reason=f"ไฟล์ {file.name} {past.size(sums)}{instead}",
    )
    for province in ProvinceMonth.objects.filter(month=month).select_related("province"):
        if told := _replaced(province.province_id, before, sums):
            log(Step.Name.TAKE_OVER_MONTH, month, by=by, at=at, reason=told, province=province)
    there = set(districts_of(before))
    districts = [one for one in districts_of(sums) if one not in there]
    held = {one[:2] for one in there}
    copy_objects(
        [
            ProvinceMonth(month=month, province_id=code)
            for code in sorted({district[:2] for district in districts} - held)
        ]
    )
    copy_objects([DistrictMonth(month=month, district_id=code) for code in districts])
    if not past.totals_only:
        _write_rows(month, by, at)
    DistrictMonth.objects.filter(month=month).update(
        status=DistrictMonth.Status.PROVINCE_CONFIRMED,
        district_confirmed_at=at,
        district_confirmed_by=by,
        province_confirmed_at=at,
        province_confirmed_by=by,
    )
    ProvinceMonth.objects.filter(month=month).update(
        status=ProvinceMonth.Status.CONFIRMED, confirmed_at=at, confirmed_by=by
    )
    without_rows = ProvinceMonth.objects.filter(month=month).exclude(province__in=past.provinces)
    without_rows.update(totals_only=True)
    SalesMonth.objects.filter(pk=month.pk).update(
        status=SalesMonth.Status.CLOSED, closed_at=at, closed_by=by
    )
    take_snapshots_of_all(month.pk, by=by, at=at)
    _write_lines(past)
    if not past.totals_only:
        fill_snapshots_from_rows(month.pk)


def _file_of(month: SalesMonth) -> str:
    """The file a month that stands there came from."""
    return SalesMonth.objects.values_list("taken_over_file", flat=True).get(pk=month.pk)


def _begin_again(month: SalesMonth) -> None:
    """The month as if nothing had come in yet, under its new source; its snapshots stay on record."""
    fields = ("status", "closed_at", "closed_by", "totals_only")
    came = [f"taken_over_{name}" for name in ("at", "by", "file", "hash", "content")]
    SalesMonth.objects.filter(pk=month.pk).update(
        **{name: getattr(month, name) for name in (*fields, *came)}
    )
    ProvinceMonth.objects.filter(month=month).update(
        status=ProvinceMonth.Status.COLLECTING,
        confirmed_at=None,
        confirmed_by=None,
        totals_only=False,
    )
    DistrictMonth.objects.filter(month=month).update(
        status=DistrictMonth.Status.ENTERING,
        district_confirmed_at=None,
        district_confirmed_by=None,
        province_confirmed_at=None,
        province_confirmed_by=None,
    )


def _replaced(province: str, before: AreaSums, sums: AreaSums) -> str:
    """What a province's total was and is; "" where it is the same. For the province's own trail."""
    was, now = (sum(one.get((province, ""), ()), ZERO) for one in (before, sums))
    return f"แทนยอดรวม {format_baht(was)} บาท ด้วย {format_baht(now)} บาท" if was != now else ""


def _month(past: PastMonth, by: User, file: SourceFile, at: datetime) -> SalesMonth:
    """Nobody was ever due: the dates are the first day after it."""
    after = add_months(past.month, 1)
    month = SalesMonth(
        month=past.month,
        district_due=after,
        province_due=after,
        close_due=after,
        opened_at=at,
        opened_by=by,
        source=SalesMonth.Source.TAKEN_OVER,
        totals_only=past.totals_only,
        taken_over_at=at,
        taken_over_by=by,
        taken_over_file=file.name[-255:],
        taken_over_hash=file.sha256,
        taken_over_content=past.content,
    )
    if past.totals_only:
        month.status, month.closed_at, month.closed_by = SalesMonth.Status.CLOSED, at, by
    return month


_ROWS = f"""
    INSERT INTO sales_salesrow (
        district_month_id, month, producer_id, category, kind, entry, {", ".join(CHANNELS)},
        note, added_by_hand, version, updated_at, updated_by_id)
    SELECT dm.id, dm.month_id, p.producer_id, p.category, p.kind,
           CASE WHEN p.total = 0 THEN '{SalesRow.Entry.NO_SALES}' ELSE '{SalesRow.Entry.AMOUNTS}' END,
           {", ".join(f"p.{one}" for one in CHANNELS)}, p.note, false, 1, %(at)s, %(by)s
      FROM past_month p
      JOIN sales_districtmonth dm ON dm.month_id = %(month)s AND dm.district_id = p.district
     ORDER BY p.district, p.producer_id, p.category
"""  # noqa: S608  (the names of four columns, two words of ours)


def _write_rows(month: SalesMonth, by: User, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, {"month": month.pk, "at": at, "by": by.pk})


def _write_lines(past: PastMonth) -> None:
    """The totals as lines of the snapshots: who sold, and how many, the old system did not hand down."""
    snapshots = dict(
        Snapshot.objects.current()
        .filter(province_month__month=past.month)
        .values_list("province_month__province", "pk")
    )
    copy_objects(
        [
            SnapshotLine(
                snapshot_id=snapshots[one.area[:2]],
                district_id=one.area,
                category=one.category,
                kind=one.kind,
                producers=0,
                **dict(zip(CHANNELS, one.amounts, strict=True)),
            )
            for one in past.stored_totals()
            if one.amounts
        ]
    )
