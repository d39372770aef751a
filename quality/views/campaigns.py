"""รอบแก้ไขข้อมูล: the list, a new one, one with its progress by area."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from core.areas.models import District, Province
from core.areas.scope import Role
from core.jobs.workflow import AskedAlready, ask
from core.pages import RoleView
from core.steps import StepRefused
from core.users.requests import AuthenticatedHttpRequest
from quality import campaigns
from quality.forms import CampaignForm, ExtendForm
from quality.models import Campaign
from quality.progress import Figure, Figures, figures_of, kept_totals, rules_of_campaign
from quality.rules import Rule
from quality.worklists import list_address


@dataclass(frozen=True)
class AreaProgress:
    area: District | Province
    figure: Figure
    address: str


@dataclass(frozen=True)
class CheckProgress:
    rule: Rule
    figure: Figure
    address: str


class CampaignsView(RoleView):
    """What runs and what ran, newest first, with the totals as last kept."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        found = list(
            Campaign.objects.visible_to(request.user).select_related("province", "opened_by")
        )
        totals = kept_totals(found) if request.user.of_nation else {}
        context = {
            "title": "รอบแก้ไขข้อมูล",
            "lines": [{"campaign": one, "figure": totals.get(one.pk)} for one in found],
            "shows_totals": bool(totals),
            "may_open": campaigns.may_open(request.user),
        }
        return self.show("quality/campaigns.html", context)


class NewCampaignView(RoleView):
    """The department's is the nation's, a province's its own."""

    roles = campaigns.STEPS[campaigns.Name.OPEN].roles

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        return self._page(request, CampaignForm())

    def post(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        form = CampaignForm(request.POST)
        if not form.is_valid():
            return self._page(request, form, status=422)
        try:
            if request.user.of_nation:
                return self._in_background(request, form.cleaned_data)
            campaign = campaigns.open_campaign(by=request.user, **form.cleaned_data)
        except (StepRefused, AskedAlready) as refusal:
            form.add_error(None, str(refusal))
            return self._page(request, form, status=409)
        messages.success(request, f"เปิด “{campaign}” แล้ว ทุกอำเภอเห็นในงานวันนี้")
        return redirect("admin:quality-campaign", pk=campaign.pk)

    def _in_background(self, request: AuthenticatedHttpRequest, asked: dict) -> HttpResponse:
        """The nation's begins with a count of the nation: work for a job."""
        campaigns.opening(by=request.user, **asked)
        parameters = asked | {"due_on": asked["due_on"].isoformat()}
        title = f"เปิดรอบแก้ไขข้อมูล {asked['title']}"
        job = ask("quality-campaign", title=title, by=request.user, parameters=parameters)
        return redirect("admin:job", job.pk)

    def _page(
        self, request: AuthenticatedHttpRequest, form: CampaignForm, status: int = 200
    ) -> HttpResponse:
        area = request.user.province.titled_name if request.user.province else "ทั่วประเทศ"
        context = {"title": "เปิดรอบแก้ไขข้อมูล", "form": form, "area": area}
        return self.show("quality/campaign_new.html", context, status=status)


class CampaignView(RoleView):
    """One campaign: how far, by check and by area; its office puts the date off or closes it."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        return self._page(request, self._campaign(), ExtendForm())

    def post(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        campaign = self._campaign()
        if not campaigns.may_lead(campaign, request.user):
            raise Http404("another office leads this campaign")
        if request.POST.get("step") == "extend":
            return self._extend(request, campaign)
        try:
            campaigns.close(campaign, by=request.user)
        except StepRefused as refusal:
            messages.error(request, str(refusal))
            return self._page(request, self._campaign(), ExtendForm(), status=409)
        messages.success(request, f"ปิด “{campaign}” แล้ว ตัวเลขวันนี้เป็นผลของรอบ")
        return redirect(request.path)

    def _extend(self, request: AuthenticatedHttpRequest, campaign: Campaign) -> HttpResponse:
        form = ExtendForm(request.POST)
        if not form.is_valid():
            return self._page(request, campaign, form, status=422)
        try:
            campaigns.extend(campaign, by=request.user, **form.cleaned_data)
        except StepRefused as refusal:
            refusal.add_to(form)
            return self._page(request, campaign, form, status=409)
        messages.success(request, "เลื่อนกำหนดแล้ว")
        return redirect(request.path)

    def _campaign(self) -> Campaign:
        visible = Campaign.objects.visible_to(self.request.user)
        return get_object_or_404(
            visible.select_related("province", "opened_by", "closed_by"), pk=self.kwargs["pk"]
        )

    def _page(
        self,
        request: AuthenticatedHttpRequest,
        campaign: Campaign,
        form: ExtendForm,
        status: int = 200,
    ) -> HttpResponse:
        user = request.user
        figures = figures_of(campaign, user)
        kept_at = campaign.figures.values_list("counted_at", flat=True).first()
        is_live = campaign.is_open and not user.of_nation
        context = {
            "title": str(campaign),
            "campaign": campaign,
            "total": sum(figures.values(), Figure()),
            "checks": _by_check(campaign, figures),
            "areas": _by_area(campaign, user, figures),
            "area_word": "จังหวัด" if _shows_provinces(campaign, user) else "อำเภอ",
            "counted_at": None if is_live else kept_at,
            "steps": campaign.steps.select_related("by"),
            "may_lead": campaign.is_open and campaigns.may_lead(campaign, user),
            "form": form,
        }
        return self.show("quality/campaign.html", context, status=status)


def _shows_provinces(campaign: Campaign, user) -> bool:
    return campaign.province_id is None and user.of_nation


def _by_check(campaign: Campaign, figures: Figures) -> list[CheckProgress]:
    together: dict[str, Figure] = {}
    for (_, code), figure in figures.items():
        together[code] = together.get(code, Figure()) + figure
    return [
        CheckProgress(rule, together.get(rule.code, Figure()), list_address(rule, {}))
        for rule in rules_of_campaign(campaign)
    ]


def _by_area(campaign: Campaign, user, figures: Figures) -> list[AreaProgress]:
    """Provinces or districts with anything to correct, furthest behind first; none for a district."""
    if user.of_district:
        return []
    by_province = _shows_provinces(campaign, user)
    together: dict[str, Figure] = {}
    for (district, _), figure in figures.items():
        area = district[:2] if by_province else district
        together[area] = together.get(area, Figure()) + figure
    model, name = (Province, "province") if by_province else (District, "district")
    areas = model.objects.visible_to(user).filter(pk__in=together)
    lines = [
        AreaProgress(area, together[area.pk], f"{reverse('admin:quality')}?{name}={area.pk}")
        for area in areas
    ]
    return sorted(lines, key=lambda line: line.figure.percent)
