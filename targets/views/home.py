"""เป้าหมาย: how far the own area has come towards each level this year, and the papers behind it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from core.areas.models import District, Province
from core.areas.scope import Role
from core.pages import RoleView, province_asked, whole_number
from core.steps import StepRefused, is_for
from core.thai import calendar
from core.users.requests import AuthenticatedHttpRequest
from targets import workflow
from targets.attainment import AttainmentTable, areas_attained
from targets.levels import SET_LEVELS
from targets.models import Estimate, PlanPeriod, TargetPlan, TargetScheme
from targets.steps import STEPS, Name


def year_asked(request: AuthenticatedHttpRequest) -> int:
    """The fiscal year of an address, this one where none is named; 404 far from our time."""
    asked = request.GET.get("year")
    year = calendar.fiscal_year(calendar.today()) if asked is None else whole_number(asked)
    if year is None or not 2500 <= year <= 2700:
        raise Http404("no such year")
    return year


def years_offered(year: int) -> list[int]:
    """Years with levels, this one, the next and the one shown."""
    now = calendar.fiscal_year(calendar.today())
    known = TargetScheme.objects.values_list("fiscal_year", flat=True)
    return sorted({*known, now, now + 1, year}, reverse=True)


class TargetsView(RoleView):
    """Each level of a year with what is reached, by area; the plans and the estimates of the year."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        user, year = request.user, year_asked(request)
        period = PlanPeriod(
            asked if (asked := request.GET.get("period")) in PlanPeriod.values else PlanPeriod.YEAR
        )
        province = province_asked(self.request)
        table = areas_attained(user, year, period, province)
        about = "เป้าหมายและประมาณการ" if user.of_district else "เป้าหมาย"
        return self.show(
            "targets/home.html",
            {
                "title": f"{about} ปีงบประมาณ {year}",
                "year": year,
                "years": years_offered(year),
                "period": period,
                "periods": PlanPeriod,
                "province": province,
                "table": table,
                "whole": _whole(table),
                "scheme": TargetScheme.objects.filter(pk=year).prefetch_related("levels").first(),
                "plans": self._plans(year, province),
                "of_nation": user.of_nation and province is None,
                "may_prepare": province is None and is_for(STEPS[Name.PREPARE], user),
                "may_set_levels": province is None and is_for(SET_LEVELS, user),
                "estimates": self._estimates(year, province),
                "this_year": calendar.fiscal_year(calendar.today()),
            },
        )

    def post(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        """Begin the own plan of a year."""
        year = whole_number(request.POST.get("year", "")) or 0
        try:
            plan = workflow.prepare(year, by=request.user)
        except StepRefused as refusal:
            messages.error(request, str(refusal))
            return redirect(_address(year))
        messages.success(request, f"เริ่มจัดทำ{plan} แล้ว ตรวจฐานและเป้าหมายก่อนอนุมัติ")
        return redirect("admin:targets-plan", pk=plan.pk)

    def _plans(self, year: int, province: Province | None) -> list[TargetPlan]:
        user = self.request.user
        if user.of_district:
            return []
        plans = TargetPlan.objects.visible_to(user).filter(scheme=year)
        if user.of_nation:
            plans = plans.filter(province=province)
        return list(plans.select_related("province", "approved_by", "prepared_by"))

    def _estimates(self, year: int, province: Province | None) -> dict:
        user = self.request.user
        own = Estimate.objects.visible_to(user).filter(fiscal_year=year)
        if user.of_district:
            return {"own": own.order_by("-number").first()}
        districts = District.objects.visible_to(user)
        if province:
            own, districts = (
                own.filter(district__province=province),
                districts.filter(province=province),
            )
        return {"signed": own.in_force().count(), "districts": districts.count()}


def _whole(table: AttainmentTable):
    """The area the page is about, as one: the total, or the only row."""
    return table.total or next((row for row in table.areas if row.levels), None)


def _address(year: int) -> str:
    home = reverse("admin:targets")
    return f"{home}?year={year}" if 2500 <= year <= 2700 else home
