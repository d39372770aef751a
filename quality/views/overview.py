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
from quality.models import Campaign
from quality.progress import Figure, figures_of
from quality.rules import Rule, all_rules
from quality.severity import blocking_codes
from quality.views.areas import Shown, shown_area

# Percent of an area's records at fault, and the word that stands with each colour.
HEAT = ((0, "ไม่มี"), (5, "ไม่เกิน 5%"), (20, "ไม่เกิน 20%"), (50, "ไม่เกิน 50%"), (100, "เกิน 50%"))


@dataclass(frozen=True)
class CheckLine:
    """One check of the list: how many fail it here, and how far the running campaign has brought it."""

    rule: Rule
    blocks: bool
    tally: Tally
    address: str
    figure: Figure | None = None


@dataclass(frozen=True)
class Cell:
    """One area x check of the table."""

    tally: Tally
    heat: int
    address: str
    title: str


@dataclass(frozen=True)
class AreaLine:
    area: District | Province
    address: str
    cells: list[Cell]
    total: int


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
        }
        if shown.district is None:
            context["lines"] = _area_lines(user, shown, rules, tallies)
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
    """Of the nation what was kept, of anything smaller counted now."""
    if shown.province is None:
        kept = counting.kept(user)
        return kept.tallies, kept.at
    return counting.live(user, areas=shown.areas), None


def _running(user: User, shown: Shown) -> list[tuple[Campaign, Mapping]]:
    """Open campaigns that concern this area, with their figures in it."""
    found: list[tuple[Campaign, Mapping]] = []
    for campaign in Campaign.objects.visible_to(user).open().select_related("province"):
        if campaign.province_id and shown.province and campaign.province_id != shown.province.pk:
            continue
        figures = {
            (district, code): figure
            for (district, code), figure in figures_of(campaign, user).items()
            if _is_in(district, shown)
        }
        found.append((campaign, figures))
    return found


def _is_in(district: str, shown: Shown) -> bool:
    if shown.district:
        return district == shown.district.pk
    return shown.province is None or district.startswith(shown.province.pk)


def _campaign_lines(running) -> list[CampaignLine]:
    return [
        CampaignLine(campaign, sum(figures.values(), Figure())) for campaign, figures in running
    ]


def _by_register(rules, tallies, blocking, shown: Shown, running) -> list[dict]:
    together = counting.in_all(tallies)
    figures: dict[str, Figure] = {}
    for _, of_campaign in running:
        for (_, code), figure in of_campaign.items():
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
        areas, name = Province.objects.visible_to(user), "province"
    else:
        areas = District.objects.visible_to(user).filter(province=shown.province)
        name = "district"
    lines = []
    for area in areas:
        narrowed = {name: area.pk}
        cells = []
        for rule in rules:
            tally = tallies.get((area.pk, rule.code), Tally())
            words = f"{area.name_th} {rule.code} {rule.title}: {tally.faulty} จาก {tally.of}"
            cells.append(Cell(tally, _heat(tally), _address(rule, narrowed), words))
        address = f"{reverse('admin:quality')}?{urlencode(narrowed)}"
        total = sum(cell.tally.faulty for cell in cells)
        if not any(cell.tally.of for cell in cells):
            continue
        lines.append(AreaLine(area, address, cells, total))
    return lines


def _heat(tally: Tally) -> int:
    return next(level for level, (bound, _) in enumerate(HEAT) if tally.percent <= bound)
