"""The department sets how the growth of a fiscal year is scored."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from core.areas.scope import Role
from core.pages import RoleView
from core.steps import StepRefused
from core.users.requests import AuthenticatedHttpRequest
from targets.forms import GrowthForm
from targets.growth import set_growth
from targets.models import GrowthScheme


class GrowthView(RoleView):
    """Base year, what is asked, and the growth from which each score is given."""

    roles = frozenset({Role.DEPARTMENT})

    def get(self, request: AuthenticatedHttpRequest, year: int, **kwargs) -> HttpResponse:
        self._check(year)
        return self._page(year, GrowthForm(initial=_said(year)))

    def post(self, request: AuthenticatedHttpRequest, year: int, **kwargs) -> HttpResponse:
        self._check(year)
        form = GrowthForm(request.POST)
        if not form.is_valid():
            return self._page(year, form, status=422)
        said = form.cleaned_data
        try:
            set_growth(year, said["base_year"], said["goal"], form.levels, by=request.user)
        except StepRefused as refusal:
            refusal.add_to(form)
            return self._page(year, form, status=409)
        messages.success(request, f"กำหนดเกณฑ์ของปีงบประมาณ {year} แล้ว")
        return redirect(f"{reverse('admin:targets')}?year={year}")

    def _check(self, year: int) -> None:
        if not 2500 <= year <= 2700:
            raise Http404("no such year")

    def _page(self, year: int, form: GrowthForm, status: int = 200) -> HttpResponse:
        scheme = GrowthScheme.objects.filter(pk=year).select_related("set_by").first()
        return self.show(
            "targets/growth.html",
            {
                "title": f"เกณฑ์ร้อยละที่เพิ่มขึ้น ปีงบประมาณ {year}",
                "year": year,
                "form": form,
                "scheme": scheme,
            },
            status=status,
        )


def _said(year: int) -> dict[str, Any]:
    """The scheme of the year, else that of the year before moved on; the year before as the base."""
    scheme = GrowthScheme.objects.filter(fiscal_year__lte=year).first()
    if scheme is None:
        return {"base_year": year - 1}
    percents = {f"percent-{one.score}": f"{one.percent:f}" for one in scheme.levels.all()}
    goal = "" if scheme.goal is None else f"{scheme.goal:f}"
    return {"base_year": year - scheme.years_back, "goal": goal} | percents
