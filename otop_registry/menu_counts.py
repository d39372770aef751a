"""How many things wait for a person behind each entry of the menu.

No page pays queries for its menu: the home counts, the others show what the session keeps and ask anew
once they stand (static/js/menu.js, CountsView). So a number is never older than the page.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse

from core.areas.compiled import CompiledDoor
from core.compiled import CompiledSql
from core.counting import counted as of_rows
from core.counting import counting
from core.pages import PortalView, RoleView
from core.steps import is_for
from core.thai import calendar
from core.users.models import User
from core.users.requests import AuthenticatedHttpRequest
from correspondence.models import Notice, Question
from correspondence.waiting import ANSWERS, COUNTS, answers_to
from registration.models import Status
from registration.views.lists import OwnView, QueueView
from registration.waiting import standing_at, submitted_to
from sales.calendar.extensions import EXTENSION_STEPS
from sales.models import DistrictMonth, Extension, SalesMonth, Step
from sales.views.board import BoardView
from sales.views.home import CurrentMonthView


@dataclass(frozen=True)
class Counter:
    """What is counted behind an entry on a day, and for whom."""

    rows: Callable[[User, date], Iterable[QuerySet[Any]]]
    asks: Callable[[User], bool] = lambda user: True


def _on(page: type[RoleView]) -> Callable[[User], bool]:
    return page.opens_to


def _months(*statuses: str) -> Callable[[User, date], Iterable[QuerySet[Any]]]:
    def rows(user: User, today: date) -> Iterable[QuerySet[Any]]:
        own = DistrictMonth.objects.visible_to(user)
        return [own.filter(status__in=statuses, month__status=SalesMonth.Status.OPEN)]

    return rows


COUNTERS: Mapping[str, Counter] = {
    "admin:sales-entry": Counter(_months(*DistrictMonth.EDITABLE), _on(CurrentMonthView)),
    "admin:sales-board": Counter(_months(DistrictMonth.Status.DISTRICT_CONFIRMED), _on(BoardView)),
    "admin:sales-extensions": Counter(
        lambda user, today: [Extension.objects.visible_to(user).waiting()],
        lambda user: is_for(EXTENSION_STEPS[Step.Name.APPROVE_EXTENSION], user),
    ),
    "admin:registration-queue": Counter(
        lambda user, today: submitted_to(user).values(), _on(QueueView)
    ),
    "admin:registration-own": Counter(
        lambda user, today: standing_at(user, Status.RETURNED).values(), _on(OwnView)
    ),
    "admin:notices": Counter(lambda user, today: [Notice.objects.unread_by(user)]),
    "admin:questions": Counter(lambda user, today: [Question.objects.waiting_for(user)]),
    ANSWERS: Counter(lambda user, today: [answers_to(user, today)]),
}


def counted(request: AuthenticatedHttpRequest) -> dict[str, int]:
    """Count now, for this page's menu and until the next that stands; only what waits. One query."""
    user = request.user
    asked = tuple(name for name, one in COUNTERS.items() if one.asks(user))
    counts = of_rows(_counting(asked, calendar.today()).read(user))
    if request.session.get(COUNTS, {}) != counts:
        request.session[COUNTS] = counts
    return counts


@lru_cache(maxsize=8)
def _counting(asked: tuple[str, ...], today: date) -> CompiledDoor:
    """Of a day: what is told for some days stands in the statement as a moment."""
    return CompiledDoor(
        lambda officer: counting({name: COUNTERS[name].rows(officer, today) for name in asked}),
        kept=CompiledSql,
    )


class CountsView(PortalView):
    """{"admin:notices": 2}: what the menu shows, counted now."""

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        return JsonResponse(counted(request))
