"""ไปที่…: from a few letters to a page, a record or a month, each found through the person's own door."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from django.contrib import admin
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.http import urlencode

from core.pages import PortalView
from core.reports.engine import reports_for
from core.thai.calendar import MONTHS_SHORT, buddhist_year, month_name
from core.thai.digits import to_arabic
from core.thai.identifiers import clean, is_of_person
from core.thai.texts import clean_text
from core.users.models import User
from core.users.requests import AuthenticatedHttpRequest
from otop_registry.navigation import beside_menu, entries
from registration.registers import owner_path, registered_models
from sales.models import SalesMonth
from sales.views.board import BoardView
from sales.views.grid import GridView
from sales.views.months import MonthStateView

SHOWN = 6  # of each kind
FEWEST_LETTERS = 3  # of a record's name: fewer no index answers
LONGEST = 100
NO_NUMBERS = "ค้นหาด้วยเลขประจำตัวประชาชนได้ที่หน้าผู้ผลิต ผู้ประกอบการเท่านั้น"


@dataclass(frozen=True)
class Place:
    """Where one may go: what it is called, what tells it apart, its address."""

    label: str
    address: str
    detail: str = ""


@dataclass
class Found:
    """Places of one kind."""

    title: str
    places: list[Place] = field(default_factory=list)


def find(request: AuthenticatedHttpRequest, asked: str) -> list[Found]:
    """Pages first, then months, then records; kinds with nothing are left out. Three queries and one of
    the months at most."""
    asked = clean_text(asked)[:LONGEST]
    if not _folded(asked):
        return []
    pages, months = _pages(request.user, asked), _months(request.user, asked)
    found = [Found("หน้า", pages), Found("เดือน", months), *_records(request, asked)]
    return [one for one in found if one.places]


def _folded(text: str) -> str:
    """Blanks, points and case do not tell names of pages and months apart."""
    return "".join(one for one in to_arabic(text).lower() if one not in " .–-·")


def _best(places: Iterable[Place], asked: str) -> list[Place]:
    """Those that hold what was typed, those that begin with it before the others."""
    part = _folded(asked)
    held = [place for place in places if part in _folded(place.label)]
    return sorted(held, key=lambda place: not _folded(place.label).startswith(part))[:SHOWN]


def _pages(user: User, asked: str) -> list[Place]:
    menu = [Place(label, reverse(name)) for label, name in entries(user)]
    menu += [Place(label, address) for label, address in beside_menu(user)]
    reports = [
        Place(report.title, reverse("admin:report", args=[report.key]), "รายงาน")
        for report in reports_for(user)
    ]
    named = {(place.label, place.address): place for place in (*menu, *reports)}
    return _best(named.values(), asked)


def _months(user: User, asked: str) -> list[Place]:
    """Opened months by name, short name or number: ตุลาคม 2569, ต.ค. 69, 10/2569; the newest first."""
    part = _folded(asked).replace("/", "")
    if len(part) < 2:
        return []
    found = []
    for month in SalesMonth.objects.order_by("-month").values_list("month", flat=True):
        year = buddhist_year(month)
        short = MONTHS_SHORT[month.month - 1]
        names = (
            month_name(month), f"{short}{year}", f"{short}{year % 100}",
            f"{month.month}{year}", f"{month.month:02}{year}", f"{month.month}{year % 100}",
        )  # fmt: skip
        whole = {_folded(name) for name in names}
        if part in whole or (not part.isdigit() and any(one.startswith(part) for one in whole)):
            found += _month(user, month)
        if len(found) >= SHOWN:
            break
    return found[:SHOWN]


def _month(user: User, month) -> list[Place]:
    key, name = f"{month:%Y-%m}", month_name(month)
    report = f"{reverse('admin:report', args=['rt4'])}?{urlencode({'period': key})}"
    if GridView.opens_to(user):
        return [
            Place(name, reverse("admin:sales-grid", args=[key, user.district_id]), "บันทึกยอดจำหน่าย")
        ]
    if BoardView.opens_to(user):
        board = f"{reverse('admin:sales-board')}?month={key}"
        return [Place(name, board, "กระดานยืนยัน"), Place(name, report, "รต.๔")]
    if MonthStateView.opens_to(user):
        state = reverse("admin:sales-month-state", args=[key])
        return [Place(name, state, "สถานะของเดือน"), Place(name, report, "รต.๔")]
    return []


def _records(request: AuthenticatedHttpRequest, asked: str) -> list[Found]:
    """By name or code, as each register's own list is searched."""
    if len(asked) < FEWEST_LETTERS:
        return []
    found = []
    for model in registered_models():
        page, meta = admin.site._registry[model], model._meta
        rows, _ = page.get_search_results(request, page.get_queryset(request), asked)
        district = f"{owner_path(model)}__name_th"
        places = [
            Place(name, reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[pk]), of)
            for pk, name, of in rows.values_list("pk", "name", district)[:SHOWN]
        ]
        found.append(Found(str(meta.verbose_name_plural), places))
    return found


class JumpView(PortalView):
    """Answers what was typed: a page, or JSON for the script. A national id is neither looked for nor
    said again: the list of producers takes it, and posts it."""

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        return self._answer(request, request.GET)

    def post(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        return self._answer(request, request.POST)

    def _answer(self, request: AuthenticatedHttpRequest, given) -> HttpResponse:
        asked = given.get("q", "")
        refused = NO_NUMBERS if is_of_person(clean(asked)) else ""
        found = [] if refused else find(request, asked)
        if given.get("format") == "json":
            return JsonResponse({"found": [asdict(one) for one in found], "refused": refused})
        context = {"title": "ไปที่", "asked": "" if refused else asked, "found": found}
        return self.show("portal/jump.html", context | {"refused": refused})
