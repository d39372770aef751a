"""Targets of a round by district: what the rule gives, what is asked, what was moved and why."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from core.pages import RoleView, province_asked, seen_version
from core.steps import StepRefused
from core.users.requests import AuthenticatedHttpRequest
from online_market import overrides
from online_market.forms import OverrideForm
from online_market.models import DistrictTarget, MarketRound, MarketStep
from online_market.views.doors import OFFICES, round_or_404


class TargetsView(RoleView):
    """Provinces of the nation, or the districts of one with the form that moves a target."""

    roles = OFFICES

    def get(self, request: AuthenticatedHttpRequest, pk: int, **kwargs) -> HttpResponse:
        return self._page(self._round(pk))

    def post(self, request: AuthenticatedHttpRequest, pk: int, **kwargs) -> HttpResponse:
        round = self._round(pk)
        target = get_object_or_404(
            DistrictTarget.objects.visible_to(request.user).select_related("round"),
            round=round,
            district=request.POST.get("district", ""),
        )
        form = OverrideForm(request.POST)
        if not form.is_valid():
            return self._page(round, form, status=422)
        try:
            overrides.set_target(
                target,
                form.cleaned_data["target"],
                by=request.user,
                seen_version=seen_version(request.POST),
                reason=form.cleaned_data["reason"],
            )
        except StepRefused as refusal:
            messages.error(request, str(refusal))
            return self._page(round, form, status=409)
        messages.success(request, "ปรับเป้าหมายแล้ว")
        province = province_asked(request)
        return redirect(f"{request.path}{f'?province={province.pk}' if province else ''}")

    def _round(self, pk: int) -> MarketRound:
        round = round_or_404(self.request.user, pk)
        if round.is_draft:
            raise Http404("a draft has no targets yet")
        return round

    def _page(self, round: MarketRound, typed: OverrideForm | None = None, status: int = 200):
        request, user = self.request, self.request.user
        province = province_asked(request)
        provinces, whole = overrides.targets_by_province(user, round, province)
        of_nation = user.of_nation and province is None
        rows = [] if of_nation else [row for own in provinces for row in own.districts]
        edited = (request.POST or request.GET).get("district" if typed else "edit")
        row = next((one for one in rows if one.district_id == edited), None)
        return self.show(
            "online_market/targets.html",
            {
                "title": f"เป้าหมาย {round}",
                "round": round,
                "province": province or (None if of_nation else user.province),
                "of_nation": of_nation,
                "provinces": provinces if of_nation else [],
                "rows": rows,
                "whole": whole,
                "row": row if round.is_open else None,
                "form": typed or OverrideForm(initial={"target": row.target if row else None}),
                "steps": MarketStep.objects.visible_to(user)
                .filter(round=round, name=MarketStep.Name.OVERRIDE)
                .filter(**({"district__province": province} if province else {}))
                .select_related("by")[:40],
            },
            status=status,
        )
