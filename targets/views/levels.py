"""The department sets the levels of a fiscal year."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from core.areas.row_security import seen_as_portal
from core.areas.scope import Role
from core.pages import RoleView
from core.steps import StepRefused
from core.users.requests import AuthenticatedHttpRequest
from targets.forms import LevelsForm
from targets.levels import set_levels, suggested_levels
from targets.models import TargetPlan, TargetScheme


class LevelsView(RoleView):
    """The names of a year's levels and their places between low and high."""

    roles = frozenset({Role.DEPARTMENT})

    def get(self, request: AuthenticatedHttpRequest, year: int, **kwargs) -> HttpResponse:
        return self._page(year, LevelsForm(suggested_levels(self._checked(year))))

    def post(self, request: AuthenticatedHttpRequest, year: int, **kwargs) -> HttpResponse:
        form = LevelsForm(data=request.POST)
        if not form.is_valid():
            return self._page(self._checked(year), form, status=422)
        try:
            set_levels(self._checked(year), form.levels, by=request.user)
        except StepRefused as refusal:
            messages.error(request, str(refusal))
            return self._page(year, form, status=409)
        messages.success(request, f"กำหนดระดับเป้าหมายของปีงบประมาณ {year} แล้ว")
        return redirect(f"{reverse('admin:targets')}?year={year}")

    def _checked(self, year: int) -> int:
        if not 2500 <= year <= 2700:
            raise Http404("no such year")
        return year

    def _page(self, year: int, form: LevelsForm, status: int = 200) -> HttpResponse:
        plans = TargetPlan.objects.filter(scheme=year)
        with seen_as_portal("told is how many drafts of provinces a change computes anew"):
            drafts = plans.filter(status=TargetPlan.Status.DRAFT).count()
        return self.show(
            "targets/levels.html",
            {
                "title": f"ระดับเป้าหมาย ปีงบประมาณ {year}",
                "year": year,
                "form": form,
                "scheme": TargetScheme.objects.filter(pk=year).select_related("set_by").first(),
                "drafts": drafts,
                "fixed": plans.exclude(status=TargetPlan.Status.DRAFT).exists(),
            },
            status=status,
        )
