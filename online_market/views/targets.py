"""Targets of a round by district: what the rule gives, what is asked, what was moved and why."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from core.pages import RoleView, province_asked, seen_version
from core.steps import StepRefused
from core.users.requests import AuthenticatedHttpRequest
from online_market import overrides
from online_market.forms import LetterBaseForm, OverrideForm
from online_market.letter_bases import LetterBase, set_bases
from online_market.models import DistrictTarget, MarketRound, MarketStep
from online_market.views.doors import OFFICES, round_or_404

Name = MarketStep.Name
BASE = "base"  # the prefix of that form's fields


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
        if request.POST.get("step") == "base":
            return self._set_base(round, target)
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
        return self._done()

    def _done(self) -> HttpResponse:
        province = province_asked(self.request)
        return redirect(f"{self.request.path}{f'?province={province.pk}' if province else ''}")

    def _set_base(self, round: MarketRound, target: DistrictTarget) -> HttpResponse:
        """The base that a letter gives of one district, or the registry's again."""
        request = self.request
        form = LetterBaseForm(request.POST, prefix=BASE)
        if not form.is_valid():
            return self._page(round, base_form=form, status=422)
        said = LetterBase(
            target.district_id, version=seen_version(request.POST), **form.cleaned_data
        )
        try:
            set_bases(round, [said], by=request.user)
        except StepRefused as refusal:
            refusal.add_to(form)
            return self._page(round, base_form=form, status=409)
        messages.success(request, "บันทึกฐานแล้ว เป้าหมายคำนวณใหม่จากฐานนี้")
        return self._done()

    def _round(self, pk: int) -> MarketRound:
        round = round_or_404(self.request.user, pk)
        if round.is_draft:
            raise Http404("a draft has no targets yet")
        return round

    def _page(
        self,
        round: MarketRound,
        typed: OverrideForm | None = None,
        base_form: LetterBaseForm | None = None,
        status: int = 200,
    ):
        request, user = self.request, self.request.user
        province = province_asked(request)
        provinces, whole = overrides.targets_by_province(user, round, province)
        of_nation = user.of_nation and province is None
        rows = [] if of_nation else [row for own in provinces for row in own.districts]
        edited = (request.POST or request.GET).get("district" if typed or base_form else "edit")
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
                "base_form": base_form or LetterBaseForm(initial=_said(row), prefix=BASE),
                "import_page": reverse("admin:table", args=["online-bases"]),
                "steps": MarketStep.objects.visible_to(user)
                .filter(round=round, name__in=[Name.OVERRIDE, Name.LETTER_BASE])
                .filter(**({"district__province": province} if province else {}))
                .select_related("by")[:40],
            },
            status=status,
        )


def _said(row: DistrictTarget | None) -> dict[str, object]:
    """What the form of a base begins with: what a letter said before."""
    if row is None or not row.letter:
        return {}
    return {
        "letter": row.letter,
        "producers": row.letter_producers,
        "products": row.letter_products,
    }
