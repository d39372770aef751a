"""Whether an office was in time: its first confirmation against the day that counts for it.

The first confirmation counts. A month that comes back later and is confirmed again does not become
late by that; the last confirmation is shown beside the first. Lateness is marked, never hidden.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from functools import cache
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Max, Min, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from core.areas.compiled import CompiledDoor
from core.compiled import CompiledSql
from core.thai.calendar import today
from core.users.models import User
from sales.calendar.deadlines import (
    Due,
    ExtendedDays,
    district_due,
    extended_days,
    province_due,
)
from sales.models import TAKEN_OVER, DistrictMonth, ProvinceMonth, SalesMonth, Step


class Outcome(StrEnum):
    """How an office stands to its day; in the order a summary lists them."""

    ON_TIME = "on_time"
    EXTENDED = "extended"
    LATE = "late"
    WAITING = "waiting"
    OVERDUE = "overdue"
    CLOSED_WITHOUT = "closed_without"
    TAKEN_OVER = "taken_over"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Outcome.ON_TIME: "ทันกำหนด",
    Outcome.EXTENDED: "ทันตามที่ขยาย",
    Outcome.LATE: "ช้า",
    Outcome.WAITING: "ยังไม่ถึงกำหนด",
    Outcome.OVERDUE: "ช้า ยังไม่ยืนยัน",
    Outcome.CLOSED_WITHOUT: "ปิดเดือนโดยไม่มี",
    Outcome.TAKEN_OVER: TAKEN_OVER,
}

_NONE = dict.fromkeys(Outcome, 0)
CONFIRMED_IN_TIME = frozenset({Outcome.ON_TIME, Outcome.EXTENDED})


@dataclass(frozen=True)
class Confirmations:
    """The first and the last moment an office confirmed a month; none before it did."""

    first: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True)
class Timeliness:
    """One office's month: the day that counts, when it confirmed, and what that makes it."""

    due: Due
    outcome: Outcome
    confirmed: Confirmations = Confirmations()
    days_late: int = 0

    @property
    def again(self) -> datetime | None:
        """When it confirmed again after a correction."""
        last = self.confirmed.last
        return last if last != self.confirmed.first else None

    @property
    def days_left(self) -> int:
        """Days until the one that counts, today in Bangkok; negative once it has passed."""
        return self.due.days_left(today())

    @property
    def is_late(self) -> bool:
        return self.days_late > 0

    @property
    def mark(self) -> str:
        """ล่าช้า 2 วัน, of an office that was or is late; empty for the others."""
        return f"ล่าช้า {self.days_late} วัน" if self.is_late else ""

    @property
    def sign(self) -> str:
        """The same for a cell: ช้า 2."""
        return f"ช้า {self.days_late}" if self.is_late else ""

    @property
    def sentence(self) -> str:
        """For a title or a reader: ล่าช้า 2 วัน กำหนด 5 พ.ย. 2569."""
        said = self.mark or self.outcome.label
        if self.outcome == Outcome.TAKEN_OVER:
            return said
        return f"{said} กำหนด {self.due.words()}"


def judge(
    due: Due, confirmed: Confirmations, *, day: date, closed: bool, taken_over: bool = False
) -> Timeliness:
    """How an office stands on `day` (Bangkok); `closed`: the department closed the month."""
    if taken_over:
        return Timeliness(due, Outcome.TAKEN_OVER)
    if confirmed.first is not None:
        late = due.days_late(confirmed.first)
        if late:
            return Timeliness(due, Outcome.LATE, confirmed, late)
        needed_it = due.is_extended and Due(due.day, due.day).days_late(confirmed.first) > 0
        outcome = Outcome.EXTENDED if needed_it else Outcome.ON_TIME
        return Timeliness(due, outcome, confirmed)
    if closed:
        return Timeliness(due, Outcome.CLOSED_WITHOUT)
    overdue = -due.days_left(day)
    if overdue > 0:
        return Timeliness(due, Outcome.OVERDUE, days_late=overdue)
    return Timeliness(due, Outcome.WAITING)


@dataclass(frozen=True)
class Tally:
    """Offices by how they stand, and the days of those late."""

    counts: Mapping[Outcome, int]
    days_late: int

    @property
    def offices(self) -> int:
        return sum(self.counts.values())

    @property
    def in_time(self) -> int:
        return sum(self.counts[outcome] for outcome in CONFIRMED_IN_TIME)

    @property
    def judged(self) -> int:
        """Those of whom it is known whether they were in time."""
        return self.offices - self.counts[Outcome.WAITING] - self.counts[Outcome.TAKEN_OVER]

    @property
    def late(self) -> int:
        return self.counts[Outcome.LATE] + self.counts[Outcome.OVERDUE]


def tally(judged: Iterable[Timeliness]) -> Tally:
    return tally_of((one, 1) for one in judged)


def tally_of(judged: Iterable[tuple[Timeliness, int]]) -> Tally:
    """Of how many offices stand so."""
    counts, late = _NONE.copy(), 0
    for one, offices in judged:
        counts[one.outcome] += offices
        late += one.days_late * offices
    return Tally(counts, late)


def together(tallies: Iterable[Tally]) -> Tally:
    """Tallies as one."""
    counts, late = _NONE.copy(), 0
    for one in tallies:
        for outcome, count in one.counts.items():
            counts[outcome] += count
        late += one.days_late
    return Tally(counts, late)


# --- From the trail -------------------------------------------------------------------------------


def confirmations(
    user: User, months: Iterable[date], step: Step.Name
) -> dict[tuple[Any, ...], Confirmations]:
    """First and last confirmation by month and area's code, in one query, through the trail's door."""
    asked = list(months)
    taken = _taken(step).read(user, months=asked) if asked else ()
    return {(month, code): Confirmations(first, last) for month, code, first, last in taken}


@cache
def _taken(step: Step.Name) -> CompiledDoor:
    area = "district" if step == Step.Name.CONFIRM_DISTRICT else "province"
    return CompiledDoor(
        lambda officer, months: (
            Step.objects.visible_to(officer)
            .filter(month__among=months, name=step)
            .order_by()
            .values_list("month", area)
            .annotate(first=Min("at"), last=Max("at"))
        ),
        months=list[date],
    )


def of_districts(
    user: User,
    district_months: Iterable[DistrictMonth],
    extended: ExtendedDays | None = None,
) -> dict[int, Timeliness]:
    """Of many districts' months, by id, in two queries; asks for `select_related("month", "district")`.
    `extended`: where a page has looked it up already, one query less.

    The caller has looked the months up through `visible_to`.
    """
    district_months = list(district_months)
    months = {one.month_id for one in district_months}
    extended, now = extended_days(months) if extended is None else extended, today()
    confirmed = confirmations(user, months, Step.Name.CONFIRM_DISTRICT)
    return {
        one.pk: judge(
            district_due(one.month, one.district_id, one.district.province_id, extended),
            confirmed.get((one.month_id, one.district_id), Confirmations()),
            day=now,
            closed=not one.month.is_open,
            taken_over=one.month.is_taken_over,
        )
        for one in district_months
    }


def tally_districts(
    user: User, months: Mapping[date, SalesMonth], district_months: QuerySet[DistrictMonth]
) -> dict[tuple[date, str], Tally]:
    """The districts of each month and province, in three queries; found through `visible_to`.

    What `of_districts` and `tally` say of them, for many thousands: how one stands follows from its day
    and the day it first confirmed, so districts travel together by these and each day is judged once.
    """
    extended, now = extended_days(months), today()
    confirmed_on = _first_days(user, months)
    places = district_months.order_by().values_list("month", "district__province")
    tallies = {}
    for month, province, districts in places.annotate(districts=StringAgg("district", ",")):
        of_month, days = months[month], confirmed_on.get(month, {})
        stand = Counter(
            (days.get(code), code if (month, code) in extended else "")
            for code in districts.split(",")
        )
        tallies[month, province] = tally_of(
            (
                judge(
                    district_due(of_month, own, province, extended),
                    _confirmed_on(day),
                    day=now,
                    closed=not of_month.is_open,
                    taken_over=of_month.is_taken_over,
                ),
                number,
            )
            for (day, own), number in stand.items()
        )
    return tallies


def _confirmed_on(day: date | None) -> Confirmations:
    """By the day alone, whose hour decides nothing."""
    return Confirmations(timezone.make_aware(datetime.combine(day, time.min)) if day else None)


def _first_days(user: User, months: Iterable[date]) -> dict[date, dict[str, date]]:
    """On which day, Bangkok time, a district first confirmed, by month and code."""
    asked, found = list(months), dict[date, dict[str, date]]()
    for month, day, districts in _FIRST_DAYS.read(user, months=asked) if asked else ():
        found.setdefault(month, {}).update(dict.fromkeys(districts.split(","), day))
    return found


def _days_with_districts(officer: User, months: list[date]) -> tuple[str, Sequence[Any]]:
    """Of 11,000 confirmations a year the few hundred days, each with the codes of its districts."""
    firsts = (
        Step.objects.visible_to(officer)
        .filter(month__among=months, name=Step.Name.CONFIRM_DISTRICT)
        .order_by()
        .values_list("month", "district")
        .annotate(day=TruncDate(Min("at")))
    )
    statement, params = firsts.query.sql_with_params()
    by_day = """
        SELECT month, day, string_agg(district, ',') FROM ({}) AS firsts (month, district, day)
         GROUP BY month, day
    """
    return by_day.format(statement), params


_FIRST_DAYS = CompiledDoor(_days_with_districts, kept=CompiledSql, months=list[date])


def of_provinces(
    user: User,
    province_months: Iterable[ProvinceMonth],
    extended: ExtendedDays | None = None,
) -> dict[int, Timeliness]:
    """Of many provinces' months, by id, in two queries; asks for `select_related("month")`. `extended`
    as of `of_districts`."""
    province_months = list(province_months)
    months = {one.month_id for one in province_months}
    extended, now = extended_days(months) if extended is None else extended, today()
    confirmed = confirmations(user, months, Step.Name.REPORT_PROVINCE)
    return {
        one.pk: judge(
            province_due(one.month, one.province_id, extended),
            confirmed.get((one.month_id, one.province_id), Confirmations()),
            day=now,
            closed=not one.month.is_open,
            taken_over=one.month.is_taken_over,
        )
        for one in province_months
    }
