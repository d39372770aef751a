"""The first page after the sign-in: what needs this person now, then how far the year has come."""

from django.http import HttpRequest, HttpResponse

from core.areas.scope import Role
from core.pages import RoleView
from core.thai import calendar
from online_market.today import lines_of_today
from otop_registry.home.account_tasks import tasks_of
from otop_registry.home.nation import (
    TREND_HEIGHT,
    TREND_WIDTH,
    nation,
    trend_words,
)
from otop_registry.home.tiles import HEIGHT, SIDE, WIDTH
from quality.home import running
from sales.views.doors import month_or_404
from sales.views.home import department_home, district_home, province_home
from targets.attainment import attainment_of


class HomeView(RoleView):
    """งานวันนี้; each role has its own."""

    roles = frozenset(Role)

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        user, today = request.user, calendar.today()
        context = {"title": "งานวันนี้", "today": today, "market": lines_of_today(user)}
        context["account_tasks"] = tasks_of(user)
        context["quality_campaigns"] = running(user)
        if user.role == Role.DEPARTMENT:
            return self.show("home/department.html", context | self._department(request))
        year = calendar.fiscal_year(today)
        own = district_home if user.role == Role.DISTRICT else province_home
        context |= {"attainment_year": year, "attainment": attainment_of(user, year)}
        return self.show(f"sales/home_{user.role}.html", context | own(user))

    def _department(self, request: HttpRequest) -> dict:
        asked = request.GET.get("month")
        shown = nation(request.user, month_or_404(asked) if asked else None)
        drawing = {
            "map_width": WIDTH, "map_height": HEIGHT, "tile_side": SIDE,
            "trend_width": TREND_WIDTH, "trend_height": TREND_HEIGHT,
            "trend_words": trend_words(shown.get("trend", ())),
        }  # fmt: skip
        return department_home(request.user) | shown | drawing
