"""When things happened in the demo: due dates and the moments of each step, Bangkok time.

Roadmap days 5, 6 and 10 of the next month for the closed months; the 24th, 26th and 30th for the
two still open (DOMAIN.md 8: every date is set per month).
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from core.thai.calendar import add_months

BANGKOK = ZoneInfo("Asia/Bangkok")


class Stage(Enum):
    CLOSED = "closed"
    LATE = "late"
    ENTERING = "entering"


# Days of the next month: entered from, entered until, district confirmed, province confirmed.
_DAYS = {
    Stage.CLOSED: (1, 3, 4, 6),
    Stage.LATE: (3, 15, 18, 24),
    Stage.ENTERING: (2, 9, 9, 12),
}


@dataclass(frozen=True)
class Clock:
    """The moments of one month's work; none later than `latest`."""

    month: date
    stage: Stage
    latest: datetime

    @property
    def next_month(self) -> date:
        return add_months(self.month, 1)

    @property
    def due(self) -> tuple[date, date, date]:
        """Districts, provinces, closing."""
        if self.stage is Stage.CLOSED:
            days = (5, 6, 10)
        else:
            days = (24, 26, 28 if self.next_month.month == 2 else 30)
        district, province, closing = (self.next_month.replace(day=day) for day in days)
        return district, province, closing

    def at(self, day: int, hour: int, minutes: int = 0) -> datetime:
        """A moment of the next month, in Bangkok."""
        moment = datetime.combine(self.next_month.replace(day=day), time(hour), BANGKOK)
        return min(moment + timedelta(minutes=minutes), self.latest)

    @property
    def opened(self) -> datetime:
        return self.at(1, 8)

    @property
    def entering_days(self) -> tuple[int, int]:
        """The days of the next month on which the rows are entered, from and to."""
        first, last, _, _ = _DAYS[self.stage]
        return first, last

    def entered(self, nth: int) -> datetime:
        """When the nth row was saved: in office hours, one after another."""
        first, last = self.entering_days
        return self.at(first + nth % (last - first + 1), 8, 40 + nth * 7 % 440)

    def confirmed_by_district(self, nth: int) -> datetime:
        """The nth district of the province."""
        return self.at(_DAYS[self.stage][2], 16, 10 + nth * 4)

    def confirmed_by_province(self, nth: int) -> datetime:
        return self.at(_DAYS[self.stage][3], 9, nth * 9)

    @property
    def returned(self) -> datetime:
        return self.at(_DAYS[self.stage][3], 11, 20)

    def reported(self, nth: int = 0) -> datetime:
        """The confirmation of the nth province, which is its report."""
        return self.at(_DAYS[self.stage][3], 15, 30 + nth * 2)

    @property
    def closed(self) -> datetime:
        return self.at(10, 14)
