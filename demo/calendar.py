"""The demo's calendar: confirmations that came late, more time asked for and given, a month that was
opened again.
"""

from datetime import date, datetime, timedelta

from core.thai.calendar import add_months, day_short
from demo.accounts import Officers
from demo.clock import Clock, Stage
from demo.open_months import WAITING_DISTRICT
from sales.models import Extension, SalesMonth, Step

# Districts that confirm a day late in the closed months of these numbers; the province waits for them.
_LATE_IN = {"2405": (2, 6), "2410": (6, 8), "2402": (4,)}

GIVEN_TO, ASKED_BY = "2410", "2405"
REOPENED_BEFORE = 3  # months before the late one


def late_confirmation(clock: Clock, district: str) -> datetime | None:
    """When a district that is late confirms, after the day it was due; None for one in time."""
    if clock.stage is Stage.CLOSED and clock.month.month in _LATE_IN.get(district, ()):
        return clock.at(clock.due[0].day + 1, 8, 5)
    if clock.stage is Stage.LATE and district == WAITING_DISTRICT:
        return clock.at(clock.due[0].day + 2, 10, 15)
    return None


def make_calendar(clocks: dict[date, Clock], officers: Officers) -> None:
    """Extensions of the open month, and the story of the month that was opened again."""
    entering = next(clock for clock in clocks.values() if clock.stage is Stage.ENTERING)
    late = next(clock for clock in clocks.values() if clock.stage is Stage.LATE)
    _give(entering, officers)
    _ask(entering, officers)
    _reopen(clocks[add_months(late.month, -REOPENED_BEFORE)], officers)


def _give(clock: Clock, officers: Officers) -> None:
    """Asked for by a district under water, given for a day less than it asked."""
    chief, department = officers.chiefs[GIVEN_TO], officers.department
    asked_until = clock.due[0] + timedelta(days=4)
    until = clock.due[0] + timedelta(days=3)
    asked_at, decided_at = clock.at(10, 9, 20), clock.at(11, 14)
    reason, note = "น้ำท่วม เข้าจัดเก็บข้อมูลไม่ได้ 6 หมู่บ้าน", "ให้ทันกำหนดปิดเดือน"
    Extension.objects.create(
        month_id=clock.month,
        district_id=GIVEN_TO,
        status=Extension.Status.APPROVED,
        asked_until=asked_until,
        reason=reason,
        asked_by=chief,
        asked_at=asked_at,
        until=until,
        decided_by=department,
        decided_at=decided_at,
        decision_note=note,
    )
    asked = f"ถึง {day_short(asked_until)}: {reason}"
    given = f"ถึง {day_short(until)}: {note}"
    _step(clock, Step.Name.ASK_EXTENSION, "", "asked", chief, asked_at, asked, GIVEN_TO)
    _step(
        clock, Step.Name.APPROVE_EXTENSION, "asked", "approved", department, decided_at, given,
        GIVEN_TO,
    )  # fmt: skip


def _ask(clock: Clock, officers: Officers) -> None:
    """Waits for the department."""
    chief, until = officers.chiefs[ASKED_BY], clock.due[0] + timedelta(days=2)
    asked_at, reason = clock.at(16, 15, 40), "เจ้าหน้าที่ผู้รับผิดชอบย้าย ผู้มาแทนเริ่มปฏิบัติงานวันที่ 20"
    Extension.objects.create(
        month_id=clock.month,
        district_id=ASKED_BY,
        asked_until=until,
        reason=reason,
        asked_by=chief,
        asked_at=asked_at,
    )
    said = f"ถึง {day_short(until)}: {reason}"
    _step(clock, Step.Name.ASK_EXTENSION, "", "asked", chief, asked_at, said, ASKED_BY)


def _reopen(clock: Clock, officers: Officers) -> None:
    """Opened again for a province that doubted a figure, which proved right; closed two days later."""
    by, opened, closed = officers.department, clock.at(12, 10), clock.at(14, 16, 30)
    reason = "จังหวัดฉะเชิงเทราขอตรวจยอดส่งออกกับหลักฐานอีกครั้ง"
    _step(clock, Step.Name.REOPEN_MONTH, "closed", "open", by, opened, reason)
    _step(clock, Step.Name.CLOSE_MONTH, "open", "closed", by, closed, "")
    SalesMonth.objects.filter(pk=clock.month).update(closed_at=closed, version=4)


def _step(
    clock: Clock,
    name: Step.Name,
    before: str,
    after: str,
    by,
    at: datetime,
    reason: str,
    district: str | None = None,
) -> None:
    Step.objects.create(
        month_id=clock.month,
        district_id=district,
        name=name,
        from_status=before,
        to_status=after,
        by=by,
        at=at,
        reason=reason,
    )
