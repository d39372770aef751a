"""งานคุณภาพข้อมูล: each check with how many records fail it; of a province its districts, of the nation
its provinces, as a table of areas x checks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from core.areas.models import District, Province
from core.areas.scope import Role
from core.jobs.workflow import AskedAlready, ask
from core.pages import RoleView
from core.users.models import User
from core.users.requests import AuthenticatedHttpRequest
from quality import campaigns, counting
from quality.counting import Tallies, Tally
from quality.heat_table import HEAT, AreaLine, area_lines
from quality.mends.shares import shares_by_area, shares_by_check
from quality.models import Campaign
from quality.progress import Figure, figures_by_check
from quality.rules import Rule, all_rules
from quality.severity import blocking_codes
from quality.views.areas import Shown, shown_area


@dataclass(frozen=True)
class CheckLine:
    """One check of the list: how many fail it here, and how far the running campaign has brought it."""

    rule: Rule
    blocks: bool
    tally: Tally
    address: str
    figure: Figure | None = None


@dataclass(frozen=True)
class CampaignLine:
    campaign: Campaign
    figure: Figure


class QualityView(RoleView):
    """The page, for every role; the department of a province at its choice (?province=24)."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        user, shown = request.user, shown_area(request)
        only_blocking = request.GET.get("show") == "blocking"
        blocking = blocking_codes()
        rules = [rule for rule in all_rules() if not only_blocking or rule.code in blocking]
        tallies, counted_at = _tallies(user, shown)
        running = _running(user, shown)
        context = {
            "title": "งานคุณภาพข้อมูล",
            "shown": shown,
            "counted_at": counted_at,
            "is_kept": shown.province is None,
            "may_count": CountView.opens_to(user),
            "registers": _by_register(rules, tallies, blocking, shown, running),
            "only_blocking": only_blocking,
            "kept": urlencode(shown.areas),
            "campaigns": _campaign_lines(running),
            "may_open_campaign": campaigns.may_open(user),
            "heat_words": [(level, word) for level, (_, word) in enumerate(HEAT)],
            "rules": rules,
            "mend_shares": shares_by_check(user, _area_of(shown)),
        }
        if shown.district is None:
            context["lines"] = _area_lines(user, shown, rules, tallies)
            context["mend_area_shares"] = shares_by_area(user, shown.province)
        return self.show("quality/overview.html", context)


class CountView(RoleView):
    """นับใหม่: the department has the nation counted now, in the background."""

    roles = frozenset({Role.DEPARTMENT})

    def post(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        try:
            job = ask("quality-count", title="นับคุณภาพข้อมูลทั่วประเทศ", by=request.user)
        except AskedAlready as refusal:
            messages.warning(request, str(refusal))
            own = refusal.job.by_id == request.user.pk
            return redirect("admin:job", refusal.job.pk) if own else redirect("admin:quality")
        return redirect("admin:job", job.pk)


def _tallies(user, shown: Shown) -> tuple[Tallies, datetime | None]:
    """Of the nation what was counted last, of anything smaller as it stands now."""
    if shown.province is None:
        kept = counting.kept(user)
        return kept.tallies, kept.at
    return counting.tallies_of(user, shown.areas), None


Running = list[tuple[Campaign, Mapping[str, Figure]]]


def _running(user: User, shown: Shown) -> Running:
    """Open campaigns that concern this area, with their figures in it by code of the check."""
    return [
        (campaign, figures_by_check(campaign, user, _area_of(shown)))
        for campaign in Campaign.objects.visible_to(user).open().select_related("province")
        if not (campaign.province_id and shown.province)
        or campaign.province_id == shown.province.pk
    ]


def _area_of(shown: Shown) -> dict[str, str]:
    """The district or province of the page, asked for or the person's own."""
    if shown.district:
        return {"district": shown.district.pk}
    return {"province": shown.province.pk} if shown.province else {}


def _campaign_lines(running: Running) -> list[CampaignLine]:
    return [
        CampaignLine(campaign, sum(figures.values(), Figure())) for campaign, figures in running
    ]


def _by_register(rules, tallies, blocking, shown: Shown, running: Running) -> list[dict]:
    together = counting.in_all(tallies)
    figures: dict[str, Figure] = {}
    for _, of_campaign in running:
        for code, figure in of_campaign.items():
            figures[code] = figures.get(code, Figure()) + figure
    grouped: dict[str, list[CheckLine]] = {}
    for rule in rules:
        line = CheckLine(
            rule,
            rule.code in blocking,
            together[rule.code],
            _address(rule, shown.areas),
            figures.get(rule.code),
        )
        grouped.setdefault(rule.register.title, []).append(line)
    return [
        {"title": title, "lines": lines, "of": lines[0].tally.of}
        for title, lines in grouped.items()
    ]


def _address(rule: Rule, areas: Mapping[str, str]) -> str:
    address = reverse("admin:quality-worklist", args=[rule.code])
    return f"{address}?{urlencode(areas)}" if areas else address


def _area_lines(user, shown: Shown, rules: list[Rule], tallies: Tallies) -> list[AreaLine]:
    """Districts of a province, or provinces of the nation, that have records; in Thai order."""
    if shown.province is None:
        return area_lines(list(Province.objects.visible_to(user)), "province", rules, tallies)
    districts = District.objects.visible_to(user).filter(province=shown.province)
    return area_lines(list(districts), "district", rules, tallies)
