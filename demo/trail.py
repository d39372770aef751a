"""The months with their states, steps, resolutions and snapshots, as the workflow leaves them.

Rows go in while every month is open, as the triggers ask; the states are set afterwards.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.db import connection

from core.areas.models import District, Province
from core.tables.copying import copy_objects
from core.thai.calendar import buddhist_year
from core.thai.periods import periods_of
from core.users.models import User
from demo.accounts import Officers
from demo.calendar import late_confirmation
from demo.clock import Clock, Stage
from demo.open_months import RETURN_REASON
from sales.figures.period_producers import recount
from sales.models import DistrictMonth, ProvinceMonth, Resolution, SalesMonth, Snapshot, Step

STATE = DistrictMonth.Status

# How far a district is in a month.
Course = Callable[[Clock, str], STATE]


def open_every_month(clocks: list[Clock], officers: Officers) -> dict[tuple[date, str], int]:
    """Months, provinces and districts, all still open; ids of the district months of the provinces
    that have officers.

    Other provinces take part in the months not closed yet only.
    """
    provinces = list(Province.objects.order_by("code").values_list("code", flat=True))
    districts = list(District.objects.order_by("code").values_list("code", flat=True))
    copy_objects(
        [
            SalesMonth(
                month=clock.month,
                district_due=clock.due[0],
                province_due=clock.due[1],
                close_due=clock.due[2],
                opened_at=clock.opened,
                opened_by=officers.department,
            )
            for clock in clocks
        ]
    )
    everywhere = [
        (clock, "" if clock.stage is not Stage.CLOSED else tuple(officers.provinces))
        for clock in clocks
    ]
    copy_objects(
        [
            ProvinceMonth(month_id=clock.month, province_id=code)
            for clock, prefix in everywhere
            for code in provinces
            if code.startswith(prefix)
        ]
    )
    copy_objects(
        [
            DistrictMonth(month_id=clock.month, district_id=code)
            for clock, prefix in everywhere
            for code in districts
            if code.startswith(prefix)
        ]
    )
    own = DistrictMonth.objects.filter(district__province__in=officers.provinces)
    return {(month, code): pk for pk, month, code in own.values_list("pk", "month", "district")}


class Trail:
    """Takes every step of every month as far as `course` says, and keeps what each wrote.

    A province reports once it has confirmed every district.
    """

    def __init__(self, officers: Officers, course: Course):
        self.officers = officers
        self.course = course
        self.districts: dict[str, list[str]] = {}
        for code in sorted(officers.chiefs):
            self.districts.setdefault(code[:2], []).append(code)
        self.steps: list[Step] = []
        self.resolutions: list[Resolution] = []
        self.snapshots: list[Snapshot] = []
        self.returns: dict[tuple[date, str], Step] = {}
        own = DistrictMonth.objects.filter(district__province__in=officers.provinces)
        self.district_months = {(one.month_id, one.district_id): one for one in own}
        reporting = ProvinceMonth.objects.filter(province__in=officers.provinces)
        self.province_months = {(one.month_id, one.province_id): one for one in reporting}

    def take(self, clocks: list[Clock]) -> None:
        """All the steps, then all they wrote, in a few statements."""
        for clock in clocks:
            self._month(clock)
        steps: list[Step] = sorted(self.steps, key=lambda step: step.at)
        copy_objects(steps)
        copy_objects(self.resolutions)
        _update_all(list(self.district_months.values()), _DISTRICT_STAMPS)
        _update_all(list(self.province_months.values()), _PROVINCE_STAMPS)
        copy_objects(self.snapshots)
        _sum_up_snapshots()
        confirmed = [one for one in self.province_months.values() if one.status == "confirmed"]
        count_period_producers(confirmed)
        self._close(clocks)

    def _month(self, clock: Clock) -> None:
        by = self.officers.department
        self._step(clock, "open_month", "", "open", by, clock.opened)
        for order, (province, districts) in enumerate(self.districts.items()):
            for nth, district in enumerate(districts):
                self._district(clock, nth, self.district_months[clock.month, district])
            states = {self.district_months[clock.month, code].status for code in districts}
            if states == {STATE.PROVINCE_CONFIRMED}:
                self._report(clock, order, self.province_months[clock.month, province])
        if clock.stage is Stage.CLOSED:
            self._step(clock, "close_month", "open", "closed", by, clock.closed)

    def _district(self, clock: Clock, nth: int, one: DistrictMonth) -> None:
        state = self.course(clock, one.district_id)
        if state == STATE.ENTERING:
            return
        self._confirm_by_district(clock, nth, one)
        if state == STATE.RETURNED:
            self._return(clock, one)
        elif state == STATE.PROVINCE_CONFIRMED:
            self._confirm_by_province(clock, nth, one)

    def _confirm_by_district(self, clock: Clock, nth: int, one: DistrictMonth) -> None:
        chief = self.officers.chiefs[one.district_id]
        at = late_confirmation(clock, one.district_id) or clock.confirmed_by_district(nth)
        area = {"district_id": one.district_id}
        self._step(clock, "confirm_district", one.status, STATE.DISTRICT_CONFIRMED, chief, at, area)
        one.status = STATE.DISTRICT_CONFIRMED
        one.district_confirmed_at, one.district_confirmed_by = at, chief
        one.version += 1
        # Now and then a committee's paper is still missing.
        if clock.stage is not Stage.CLOSED or (clock.month.month + nth) % 7:
            self._resolve(clock, nth, at, chief, district_month=one)

    def _confirm_by_province(self, clock: Clock, nth: int, one: DistrictMonth) -> None:
        officer, at = self._province_officer(one), clock.confirmed_by_province(nth)
        area = {"district_id": one.district_id}
        self._step(
            clock, "confirm_province", one.status, STATE.PROVINCE_CONFIRMED, officer, at, area
        )
        one.status = STATE.PROVINCE_CONFIRMED
        one.province_confirmed_at, one.province_confirmed_by = at, officer
        one.version += 1

    def _return(self, clock: Clock, one: DistrictMonth) -> None:
        officer, at = self._province_officer(one), clock.returned
        area = {"district_id": one.district_id}
        self._step(
            clock, "return_district", one.status, STATE.RETURNED, officer, at, area, RETURN_REASON
        )
        self.returns[clock.month, one.district_id] = self.steps[-1]
        one.status = STATE.RETURNED
        one.district_confirmed_at = one.district_confirmed_by = None
        one.returned_at, one.returned_by, one.return_reason = at, officer, RETURN_REASON
        one.version += 1

    def _report(self, clock: Clock, nth: int, one: ProvinceMonth) -> None:
        officer, at = self.officers.provinces[one.province_id], clock.reported(nth)
        confirmed, area = ProvinceMonth.Status.CONFIRMED, {"province_id": one.province_id}
        self._step(clock, "report_province", one.status, confirmed, officer, at, area)
        one.status, one.confirmed_at, one.confirmed_by = confirmed, at, officer
        self.snapshots.append(
            Snapshot(province_month=one, version=1, taken_at=at, taken_by=officer)
        )
        self._resolve(clock, 0, at, officer, province_month=one)

    def _province_officer(self, one: DistrictMonth) -> User:
        return self.officers.provinces[one.district_id[:2]]

    def _step(
        self,
        clock: Clock,
        name: str,
        before: str,
        after: str,
        by: User,
        at: datetime,
        area: dict[str, str] | None = None,
        reason: str = "",
    ) -> None:
        self.steps.append(
            Step(
                month_id=clock.month,
                name=name,
                from_status=before,
                to_status=after,
                by=by,
                at=at,
                reason=reason,
                **(area or {}),
            )
        )

    def _resolve(self, clock: Clock, nth: int, at: datetime, by: User, **of) -> None:
        """In a meeting, or every third by circular letter, on the day of the confirmation."""
        number, year = clock.next_month.month, buddhist_year(clock.next_month)
        by_letter = (nth + number) % 3 == 0
        self.resolutions.append(
            Resolution(
                form=Resolution.Form.CIRCULAR if by_letter else Resolution.Form.MEETING,
                number=f"ว {number * 12 + nth}/{year}" if by_letter else f"{number}/{year}",
                held_on=at.date(),
                recorded_by=by,
                recorded_at=at,
                **of,
            )
        )

    def _close(self, clocks: list[Clock]) -> None:
        closed = [
            (clock.closed, self.officers.department.pk, clock.month)
            for clock in clocks
            if clock.stage is Stage.CLOSED
        ]
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE sales_salesmonth SET status = 'closed', version = 2, closed_at = %s, "
                "closed_by_id = %s WHERE month = %s",
                closed,
            )


_DISTRICT_STAMPS = (
    "UPDATE sales_districtmonth SET status = %s, district_confirmed_at = %s, "
    "district_confirmed_by_id = %s, province_confirmed_at = %s, province_confirmed_by_id = %s, "
    "returned_at = %s, returned_by_id = %s, return_reason = %s, version = %s WHERE id = %s",
    ("status", "district_confirmed_at", "district_confirmed_by_id", "province_confirmed_at",
     "province_confirmed_by_id", "returned_at", "returned_by_id", "return_reason", "version", "id"),
)  # fmt: skip
_PROVINCE_STAMPS = (
    "UPDATE sales_provincemonth SET status = %s, confirmed_at = %s, confirmed_by_id = %s "
    "WHERE id = %s",
    ("status", "confirmed_at", "confirmed_by_id", "id"),
)


def _update_all(objects: Sequence, stamps: tuple[str, tuple[str, ...]]) -> None:
    statement, names = stamps
    with connection.cursor() as cursor:
        cursor.executemany(statement, [[getattr(one, name) for name in names] for one in objects])


def count_period_producers(confirmed: Sequence[ProvinceMonth]) -> None:
    """Producers of every fiscal year, round and quarter in which one of these was confirmed."""
    provinces = {one.province_id for one in confirmed}
    for _, periods in periods_of(one.month_id for one in confirmed):
        recount(provinces, [period for period in periods if not period.is_month])


def _sum_up_snapshots() -> None:
    """The totals of every snapshot from the rows with sales, all months in two statements."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO sales_snapshotline (snapshot_id, district_id, category, kind, producers,
                        domestic_offline, domestic_online, export_offline, export_online)
            SELECT s.id, d.district_id, r.category, r.kind, count(DISTINCT r.producer_id),
                   sum(r.domestic_offline), sum(r.domestic_online),
                   sum(r.export_offline), sum(r.export_online)
              FROM sales_snapshot s
              JOIN sales_provincemonth p ON p.id = s.province_month_id
              JOIN areas_district a ON a.province_id = p.province_id
              JOIN sales_districtmonth d ON d.month_id = p.month_id AND d.district_id = a.code
              JOIN sales_salesrow r ON r.district_month_id = d.id
             WHERE r.total > 0
             GROUP BY s.id, d.district_id, r.category, r.kind
             ORDER BY s.id, d.district_id, r.category, r.kind
            """
        )
        cursor.execute(
            """
            INSERT INTO sales_snapshotproducers (snapshot_id, district_id, kind, producers)
            SELECT s.id, d.district_id, r.kind, count(DISTINCT r.producer_id)
              FROM sales_snapshot s
              JOIN sales_provincemonth p ON p.id = s.province_month_id
              JOIN areas_district a ON a.province_id = p.province_id
              JOIN sales_districtmonth d ON d.month_id = p.month_id AND d.district_id = a.code
              JOIN sales_salesrow r ON r.district_month_id = d.id
             WHERE r.total > 0
             GROUP BY s.id, d.district_id, r.kind
             ORDER BY s.id, d.district_id, r.kind
            """
        )
