"""Months of sales that were confirmed in the system before the portal (DOMAIN.md 14), as a story:

    a file of many months is read in (sales.months.past_rows) > each month is held against the registry
    and against its confirmed totals > one that is whole is stored closed, its provinces and districts
    confirmed, its rows, its snapshots, one line in the trail; in one transaction > one that is not whole
    is held back with everything that stands in the way, and can be sent again

Nobody has work with such a month: it is closed from the beginning, nothing of it is asked, and no office
was late with it. It stands beside the portal's own months in every sum and comparison, and says where
it comes from. Only the department opens it again, with a reason, as any closed month
(`sales.months.workflow`); what is then corrected goes the way of every month, except that no figure is
asked to be explained. A month of totals only has no rows to correct and stays closed; where only some
provinces have nothing but totals, because the file says so, no district of theirs is returned.

The file's hash and that of the month's own content are kept with it. The same content again is already
there; another content is refused with what differs, whatever the file is called. Only a month of totals
gives way: better totals, or rows, take their place where every district of it is told again. The old
totals stay as snapshots out of force, and the trail says what was replaced.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import cast

from django.db import connection, transaction

from core.steps import may
from core.thai.calendar import moment, month_name, today
from core.thai.digits import format_baht
from core.thai.periods import Period, periods_with
from core.users.models import User
from products.models import Category
from sales.figures.period_producers import forget_counts, recount_nation
from sales.models import (
    CHANNELS,
    SalesMonth,
    SnapshotLine,
    Step,
)
from sales.months.past_rows import ZERO, PastRow, PastTotal, SourceFile, read_in
from sales.months.past_sales import (
    AreaSums,
    Difference,
    HeldRow,
    PastMonth,
    area_names,
    districts_of,
    sums_by_area,
    total_of,
)
from sales.months.steps import STEPS
from sales.months.storing_past_months import store

MOST_TOLD = 10


class Result(StrEnum):
    """What became of a month of the file."""

    TAKEN = "taken"
    ALREADY = "already"  # the same content stands there: nothing is added
    HELD = "held"  # lines that cannot be stored, or totals that differ
    REFUSED = "refused"  # the month stands there with another content, or is the portal's own

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Result.TAKEN: "นำเข้าแล้ว",
    Result.ALREADY: "มีอยู่แล้ว",
    Result.HELD: "พักไว้",
    Result.REFUSED: "ไม่นำเข้า",
}


@dataclass(frozen=True)
class MonthOutcome:
    """What became of one month, in Thai, with its size (baht of what the file says) and everything that
    stood in the way. Of a month TAKEN or ALREADY there are no `held`; the `differences` of one TAKEN are
    from the totals it replaced."""

    month: date
    result: Result
    sentence: str
    rows: int
    districts: int
    total: Decimal
    totals_only: bool
    content: str
    held: tuple[HeldRow, ...] = ()
    differences: tuple[Difference, ...] = ()


def take_over_sales(
    rows: Iterable[PastRow],
    totals: Iterable[PastTotal] = (),
    *,
    by: User,
    file: SourceFile,
    check_only: bool = False,
) -> Iterator[MonthOutcome]:
    """Take over every month of a file, the oldest first; what became of each as it is done.

    A month is one transaction, so a run that was killed goes on where it was: months that stand there
    are ALREADY. `check_only` writes nothing: TAKEN then means that it would be. StepRefused for anybody
    but the department, before anything is read.
    """
    may(by, STEPS[Step.Name.TAKE_OVER_MONTH])
    return _months(rows, totals, by, file, check_only)


def _months(
    rows: Iterable[PastRow],
    totals: Iterable[PastTotal],
    by: User,
    file: SourceFile,
    check_only: bool,
) -> Iterator[MonthOutcome]:
    changed: set[Period] = set()
    with _counted_at_last(changed), read_in(rows, totals) as months:
        for place, month in enumerate(months):
            with transaction.atomic():
                outcome = _take_over(PastMonth.of(month), by, file, check_only=check_only)
                # Counted once a period, with its last month of the file; until then it has no counts.
                # What stands there already is counted again: a killed run may not have come so far.
                if outcome.result in (Result.TAKEN, Result.ALREADY) and not check_only:
                    changed |= set(periods_with(month))
                done = changed - {
                    one for later in months[place + 1 :] for one in periods_with(later)
                }
                recount_nation(_in_order(done))
                if outcome.result == Result.TAKEN:
                    forget_counts(_in_order((changed - done) & set(periods_with(month))))
                changed -= done
            yield outcome


def _in_order(periods: Iterable[Period]) -> list[Period]:
    return sorted(periods, key=lambda one: one.key)


@contextmanager
def _counted_at_last(changed: set[Period]) -> Iterator[None]:
    """Of a run that ends early, the periods it did not come to count; one that is killed outright
    leaves them without counts, never with those of before."""
    try:
        yield
    finally:
        if changed and not connection.needs_rollback:
            with transaction.atomic():
                recount_nation(_in_order(changed))


def _take_over(past: PastMonth, by: User, file: SourceFile, *, check_only: bool) -> MonthOutcome:
    with connection.cursor() as cursor:
        # Of two runs at once the second waits, and finds the month there.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('sales.months.taking_over'))")
    standing = SalesMonth.objects.select_for_update().filter(pk=past.month).first()
    held = past.faults()
    if held:
        sums: AreaSums = {}
        said = f"มี {len(held):,} แถวที่เก็บไม่ได้ ทั้งเดือนจึงยังไม่นำเข้า แก้แล้วส่งอีกครั้ง"
        return _outcome(past, sums, Result.HELD, said, held=held)
    sums = past.sums()
    if standing is not None and not _gives_way(standing, past):
        return _already(past, sums, standing)
    if past.month >= today().replace(day=1):
        return _outcome(past, sums, Result.REFUSED, "เดือนนี้ยังไม่สิ้นสุด นำเข้าได้เฉพาะเดือนที่ผ่านมาแล้ว")
    if differences := past.differences():
        said = (
            f"ยอดที่ยืนยันไว้ไม่ตรงกับผลรวมของแถว {len(differences):,} แห่ง ทั้งเดือนจึงยังไม่นำเข้า "
            "แก้แถวหรือยอดรวมให้ตรงแล้วส่งอีกครั้ง"
        )
        if without := past.provinces_without_rows(sums):
            names = area_names()
            told = " ".join(names[one] for one in without[:MOST_TOLD])
            said += (
                f" มียอดรวมแต่ไม่มีแถวเลย {len(without):,} จังหวัด: {told} ส่งแถวของจังหวัดเหล่านี้ด้วย "
                "ถ้ามีเฉพาะยอดรวมจริง ส่งยอดรวมของอำเภอแยกประเภทครบสี่ช่อง แล้วใส่ “ใช่” ในคอลัมน์ มีเฉพาะยอดรวม"
            )
        return _outcome(past, sums, Result.HELD, said, differences=differences)
    if not sums:
        said = "ไม่มีแถวของผู้ผลิต และไม่มียอดรวมของอำเภอแยกประเภทครบสี่ช่อง"
        return _outcome(past, sums, Result.HELD, said)
    before = _stored(standing) if standing is not None else {}
    if standing is not None and (gone := set(districts_of(before)) - set(districts_of(sums))):
        names = area_names()
        told = ", ".join(names[one] for one in sorted(gone)[:MOST_TOLD])
        said = (
            f"มีเฉพาะยอดรวมจากไฟล์ {standing.taken_over_file} แทนได้เมื่อไฟล์ใหม่มีครบทุกอำเภอ "
            f"ขาด {len(gone):,} อำเภอ: {told}"
        )
        return _outcome(past, sums, Result.REFUSED, said)
    replaced = _against_stored(sums, standing) if standing is not None else ()
    if not check_only:
        store(past, sums, by, file, before)
    said = f"{past.size(sums)} รวม {format_baht(total_of(sums))} บาท"
    if standing is not None:
        said += (
            f" แทนยอดรวมเดิม {format_baht(total_of(before))} บาท จากไฟล์ {standing.taken_over_file}"
            f" เมื่อ {moment(cast(datetime, standing.taken_over_at))}"
        )
    return _outcome(past, sums, Result.TAKEN, said, differences=replaced)


def _outcome(
    past: PastMonth,
    sums: AreaSums,
    result: Result,
    sentence: str,
    *,
    held: tuple[HeldRow, ...] = (),
    differences: tuple[Difference, ...] = (),
) -> MonthOutcome:
    return MonthOutcome(
        past.month,
        result,
        sentence,
        past.rows,
        len(districts_of(sums)),
        total_of(sums),
        past.totals_only,
        past.content,
        held,
        differences,
    )


# --- A month that stands there ------------------------------------------------------------------------


def _gives_way(standing: SalesMonth, past: PastMonth) -> bool:
    """Whether what stands are totals without a row or a step of an office, and other ones come."""
    return standing.totals_only and standing.taken_over_content != past.content


def _already(past: PastMonth, sums: AreaSums, standing: SalesMonth) -> MonthOutcome:
    """Of the same content nothing is added; totals that came later are still held against it."""
    if not standing.is_taken_over:
        said = f"เดือน{month_name(past.month)} เปิดในระบบนี้แล้ว ไม่นำเข้าทับ"
        return _outcome(past, sums, Result.REFUSED, said)
    assert standing.taken_over_at is not None
    came = (
        f"นำเข้าแล้วเมื่อ {moment(standing.taken_over_at)} โดย {standing.taken_over_by} "
        f"จากไฟล์ {standing.taken_over_file}"
    )
    if standing.taken_over_content == past.content:
        differences = past.differences()
        if differences:
            came += f" แต่ยอดที่ยืนยันไว้ในไฟล์นี้ไม่ตรง {len(differences):,} แห่ง"
        return _outcome(past, sums, Result.ALREADY, came, differences=differences)
    differences = _against_stored(sums, standing)
    told = f"ต่างกัน {len(differences):,} แห่ง" if differences else "ยอดรวมเท่ากัน แต่รายการต่างกัน"
    said = f"{came} ไฟล์นี้มีข้อมูลของเดือนนี้ไม่เหมือนเดิม {told} ไม่นำเข้าทับ"
    return _outcome(past, sums, Result.REFUSED, said, differences=differences)


def _against_stored(sums: AreaSums, standing: SalesMonth) -> tuple[Difference, ...]:
    """Districts x categories whose stored figures are others than the file's."""
    stored = _stored(standing)
    names, found = area_names(), []
    for area, category in sorted(stored.keys() | sums.keys()):
        before, now = stored.get((area, category)), sums.get((area, category))
        if len(area) == 4 and category and before != now:
            totals = (None if one is None else sum(one, ZERO) for one in (before, now))
            found.append(Difference(area, names[area], Category.short(category), *totals))
    return tuple(found)


def _stored(standing: SalesMonth) -> AreaSums:
    """The figures of the month in force."""
    lines = SnapshotLine.objects.filter(
        snapshot__superseded_at=None, snapshot__province_month__month=standing
    )
    return sums_by_area(lines.values_list("district", "category", *CHANNELS))
