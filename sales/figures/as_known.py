"""What was known at the end of a day: of each province's month the snapshot that was in force then, by
the stamps of the snapshots alone. Nothing is written and nothing is guessed: what no province had
reported by then is not there, and of a report that was taken back since the figures are those of then.

    ฉบับที่ 1  taken 3 Nov, out of force 12 Jan      10 Jan: ฉบับที่ 1
    ฉบับที่ 2  taken 15 Jan                          13 Jan: none        15 Jan: ฉบับที่ 2

A day is whole: what was confirmed on it counts, what was taken back on it does not.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from core.areas.compiled import AnyOfficer, CompiledDoor
from core.areas.row_security import seen_as_portal
from core.thai.periods import Period
from core.users.models import User
from sales.models import Snapshot

Place = tuple[date, str]  # a month and a province's code
Known = dict[Place, int]  # the snapshot of each


def end_of(day: date) -> datetime:
    """The moment a day is over in Bangkok."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


@contextmanager
def looking_back(user: User, before: datetime | None) -> Iterator[None]:
    """Around reading figures of snapshots that may be out of force by now: `known_to` says which. The
    department was shown them then; its policy of today no longer does."""
    if before is None or not user.of_nation:
        yield
        return
    with seen_as_portal("what the department was shown on that day, though taken back since"):
        yield


def as_known(user: User, before: datetime, *periods: Period) -> Known:
    """Of each province's month of these periods the snapshot that was in force at the last instant
    before a moment, through the officer's door: all of them for the department, the own province's
    for its offices."""
    asked: dict[str, Any] = {"before": before}
    for place, period in enumerate(periods):
        asked |= {f"first_{place}": period.first, f"last_{place}": period.last}
    found = _known_in(len(periods)).read(user, **asked)
    return {(month, province): pk for pk, month, province in found}


@cache
def _known_in(periods: int) -> CompiledDoor:
    def build(officer: AnyOfficer, before: datetime, **asked: date) -> QuerySet[Any, Any]:
        when = Q()
        for place in range(periods):
            first, last = asked[f"first_{place}"], asked[f"last_{place}"]
            when |= Q(province_month__month__gte=first, province_month__month__lte=last)
        found = Snapshot.objects.known_to(officer, before).filter(when).order_by()
        return found.values_list("pk", "province_month__month", "province_month__province")

    months = [f"{name}_{place}" for place in range(periods) for name in ("first", "last")]
    kinds: dict[str, Any] = dict.fromkeys(months, date)
    return CompiledDoor(build, before=datetime, **kinds)


def months_known(user: User, before: datetime, *periods: Period) -> dict[str, set[date]]:
    """The months that each province (by code) had reported by then."""
    months: dict[str, set[date]] = {}
    for month, province in as_known(user, before, *periods):
        months.setdefault(province, set()).add(month)
    return months


def first_known(user: User) -> date | None:
    """The day of the first report this officer's door shows: before it nothing was known."""
    found = Snapshot.objects.of_any_version(user).aggregate(first=Min("taken_at"))["first"]
    return timezone.localdate(found) if found else None


def changed_since(user: User, before: datetime, period: Period, narrowed: Q) -> bool:
    """Whether any report of a period came, or was taken back, after that moment."""
    known = Q(taken_at__lt=before) & Q(superseded_at__gte=before)
    since = Q(superseded_at=None, taken_at__gte=before)
    mine = Snapshot.objects.of_any_version(user).filter(known | since, narrowed)
    first, last = period.first, period.last
    return mine.filter(province_month__month__gte=first, province_month__month__lte=last).exists()
