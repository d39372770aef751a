"""By when an office should be done: days moved past holidays, and what an extension adds.

Days are whole days in Bangkok: what happens at 23:59:59.999 of the last one is in time, midnight is
late. Pure arithmetic over what the database holds; the one query is `extended_days`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from core.compiled import CompiledQuery
from core.thai.calendar import WEEKDAYS, day_short, moment_exact
from sales.models import DistrictMonth, Extension, SalesMonth

SATURDAY = 5
_BANGKOK = timezone.get_default_timezone()
COUNTS_FIRST = "นับความทันเวลาจากวันที่ยืนยันครั้งแรก"

# The latest day that was granted, by month and by the code of the district or of the whole province.
ExtendedDays = Mapping[tuple[date, str], date]


def why_off(day: date, holidays: Mapping[date, str]) -> str:
    """Why offices are closed that day (the holiday's name, วันเสาร์); empty on a working day."""
    if day in holidays:
        return holidays[day]
    return f"วัน{WEEKDAYS[day.weekday()]}" if day.weekday() >= SATURDAY else ""


def moved_to_working_day(day: date, holidays: Mapping[date, str]) -> date:
    """The day itself, or the first after it on which offices are open."""
    while why_off(day, holidays):
        day += timedelta(days=1)
    return day


@dataclass(frozen=True)
class Proposal:
    """A date as planned, the working day it could be moved to, and why."""

    planned: date
    moved: date
    because: str

    @classmethod
    def of(cls, planned: date, holidays: Mapping[date, str]) -> "Proposal":
        return cls(planned, moved_to_working_day(planned, holidays), why_off(planned, holidays))

    @property
    def sentence(self) -> str:
        """5 ธ.ค. 2569 ตรงกับวันพ่อแห่งชาติ เลื่อนเป็น 8 ธ.ค. 2569; empty where nothing moves."""
        if not self.because:
            return ""
        return f"{day_short(self.planned)} ตรงกับ{self.because} เลื่อนเป็น {day_short(self.moved)}"


@dataclass(frozen=True)
class Due:
    """The day an office should be done by: the month's own, and the one that counts for it."""

    day: date
    until: date

    @property
    def is_extended(self) -> bool:
        return self.until > self.day

    def days_left(self, today: date) -> int:
        """Days from today to the one that counts; negative once it has passed."""
        return (self.until - today).days

    def days_late(self, at: datetime) -> int:
        """How many days after the one that counts a moment lies, in Bangkok; 0 is in time."""
        return max(0, (at.astimezone(_BANGKOK).date() - self.until).days)

    def words(self) -> str:
        """5 พ.ย. 2569, or กำหนด … ขยายถึง …"""
        if not self.is_extended:
            return day_short(self.until)
        return f"{day_short(self.until)} (ขยายจาก {day_short(self.day)})"


def extended_days(months: Iterable[date]) -> ExtendedDays:
    """Every extension in force of these months, in one query; the latest where an office has several.

    Not through a door: which office has more time is read together with the months of offices that
    the caller looked up through theirs.
    """
    asked = list(months)
    approved = _EXTENDED.read(months=asked) if asked else ()
    return {(month, district or province): day for month, district, province, day in approved}


_EXTENDED = CompiledQuery(
    lambda months: (
        Extension.objects.in_force()
        .filter(month__among=months)
        .order_by()
        .values_list("month", "district", "province")
        .annotate(latest=Max("until"))
    ),
    months=list[date],
)


def province_due(month: SalesMonth, province: str, extended: ExtendedDays) -> Due:
    """`province` is its code."""
    granted = extended.get((month.pk, province), month.province_due)
    return Due(month.province_due, max(month.province_due, granted))


def district_due(month: SalesMonth, district: str, province: str, extended: ExtendedDays) -> Due:
    """By codes; what its province was granted counts for the district too, the later of the two."""
    granted = [extended.get((month.pk, code), month.district_due) for code in (district, province)]
    return Due(month.district_due, max(month.district_due, *granted))


def due_of(district_month: DistrictMonth) -> Due:
    """Of one district's month, in one query; asks for `select_related("month", "district")`."""
    district, extended = district_month.district, extended_days([district_month.month_id])
    return district_due(district_month.month, district.pk, district.province_id, extended)


def counted(what: str, at: datetime, due: Due, *, first: datetime | None = None) -> str:
    """What counted of something done at the last second: `what` is บันทึก, ยืนยัน; `first` is the
    confirmation that counts, where this one is a later one.

    บันทึกเมื่อ 5 พ.ย. 2569 23:59:58 ทันกำหนด · บันทึกแล้ว 6 พ.ย. 2569 00:00:03 หลังกำหนด 5 พ.ย. 2569 ล่าช้า 1 วัน
    """
    if first is not None and first != at:
        late = due.days_late(first)
        judged = f"ล่าช้า {late} วัน กำหนด" if late else "ทันกำหนด"
        return (
            f"{what}อีกครั้งแล้ว {moment_exact(at)} "
            f"{COUNTS_FIRST} {moment_exact(first)} {judged} {due.words()}"
        )
    if late := due.days_late(at):
        past = f"หลังกำหนด {due.words()} ล่าช้า {late} วัน"
        return f"{what}แล้ว {moment_exact(at)} {past}"
    return f"{what}เมื่อ {moment_exact(at)} ทันกำหนด {due.words()}"


def counted_of_save(at: datetime, due: Due, *, first_confirmed: datetime | None) -> str:
    """What counts of a saved row: nothing of it after the first confirmation, which counted."""
    if first_confirmed:
        first = moment_exact(first_confirmed)
        return f"บันทึกเมื่อ {moment_exact(at)} {COUNTS_FIRST} {first}"
    said = counted("บันทึก", at, due)
    is_last_day = timezone.localtime(at).date() == due.until
    return f"{said} อำเภอต้องยืนยันภายในวันนี้ด้วย" if is_last_day else said
