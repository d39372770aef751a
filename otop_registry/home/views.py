"""The first page after the sign-in: what needs this person now, then how far the year has come."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse

from core.areas.compiled import CompiledDoor
from core.areas.scope import Role
from core.pages import RoleView
from core.thai import calendar
from core.thai.periods import year_period
from core.users.models import User
from core.users.requests import AuthenticatedHttpRequest
from correspondence.waiting import ANSWERS, answers_at_home, at_home
from online_market.today import lines_of_today
from otop_registry.home.account_tasks import tasks_of
from otop_registry.home.nation import (
    TREND_HEIGHT,
    TREND_WIDTH,
    nation,
    trend_words,
)
from otop_registry.home.tiles import HEIGHT, WIDTH
from otop_registry.menu_counts import counted
from otop_registry.navigation import beside_menu
from quality.home import running
from sales.figures.origin import origin_of
from sales.models import SavedPivot
from sales.views.doors import month_or_404
from sales.views.home import department_home, district_home, province_home
from targets.attainment import attainment_of
from targets.growth import growth_of
from targets.today import estimates_due


@dataclass(frozen=True)
class Home:
    """A role's first page: its template, and what that shows beside what all homes show."""

    template: str
    context_of: Callable[[AuthenticatedHttpRequest], dict]


def _department(request: AuthenticatedHttpRequest) -> dict:
    asked = request.GET.get("month")
    shown = nation(request.user, month_or_404(asked) if asked else None)
    drawing = {
        "map_width": WIDTH, "map_height": HEIGHT,
        "trend_width": TREND_WIDTH, "trend_height": TREND_HEIGHT,
        "trend_words": trend_words(shown.get("trend", ())),
    }  # fmt: skip
    return department_home(request.user) | shown | drawing


def _with_attainment(own: Callable[[User], dict]) -> Callable[[AuthenticatedHttpRequest], dict]:
    def context_of(request: AuthenticatedHttpRequest) -> dict:
        year = calendar.fiscal_year(calendar.today())
        attainment = attainment_of(request.user, year)
        origin = origin_of(year_period(year).months) if attainment else ""
        said = {"attainment_year": year, "attainment": attainment, "attainment_origin": origin}
        return said | own(request.user)

    return context_of


HOMES = {
    Role.DISTRICT: Home("sales/home_district.html", _with_attainment(district_home)),
    Role.PROVINCE: Home("sales/home_province.html", _with_attainment(province_home)),
    Role.DEPARTMENT: Home("home/department.html", _department),
}


_PINNED = CompiledDoor(lambda officer: SavedPivot.objects.visible_to(officer).pinned())


class HomeView(RoleView):
    """งานวันนี้; each role has its own."""

    roles = frozenset(HOMES)

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        user, counts = request.user, counted(request)
        context = {
            "title": "งานวันนี้",
            "today": calendar.today(),
            "market": lines_of_today(user),
            "estimates": estimates_due(user),
            "growth": growth_of(user, calendar.fiscal_year(calendar.today())),
            "account_tasks": tasks_of(user),
            "unread_notices": at_home(user) if counts.get("admin:notices") else [],
            "answers": answers_at_home(user) if counts.get(ANSWERS) else [],
            "questions_waiting": counts.get("admin:questions", 0),
            "records_to_certify": counts.get("admin:registration-queue", 0),
            "records_returned": counts.get("admin:registration-own", 0),
            "quality_campaigns": running(user),
            "beside_menu": beside_menu(user),
            "pinned_pivots": _PINNED.read(user),
        }
        home = HOMES[Role(user.role)]
        return self.show(home.template, context | home.context_of(request))
