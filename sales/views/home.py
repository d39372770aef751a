"""What of the months needs this person now, how many and by when: the sales of each role's home."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum
from django.http import HttpResponse
from django.shortcuts import redirect

from core.areas.compiled import CompiledDoor
from core.areas.scope import Role
from core.compiled import CompiledQuery, CompiledSql
from core.counting import counted, counting
from core.pages import RoleView
from core.thai import calendar
from core.thai.periods import span
from core.users.requests import AuthenticatedHttpRequest
from sales.calendar.notices import notices_of
from sales.calendar.timeliness import of_districts, of_provinces, tally
from sales.evidence.audit import under_way
from sales.figures.confirmed import Scope, sums
from sales.models import (
    DistrictMonth,
    Extension,
    ProvinceMonth,
    SalesMonth,
    SalesRow,
    know_totals_only,
)
from sales.months.checks import left_to_answer
from sales.months.progress import progress_of
from sales.views.board_lines import board_foot, board_lines, gather, waiting_districts
from sales.views.doors import grid_address
from sales.views.timing import next_due, open_months


@dataclass(frozen=True)
class Bar:
    """One month of the twelve: its total (baht), its share of the tallest, and its state."""

    month: date
    total: Decimal
    height: int
    state: str
    address: str
    origin: str = ""

    @property
    def top(self) -> int:
        """Where the bar begins, counted from above, in a drawing 100 high."""
        return 100 - self.height


def district_home(user) -> dict:
    """Open months, in the calendar's order as on every home, with how far the entry is, what came back
    and why, days left; `is_next` is the one the menu opens; twelve bars."""
    open_months = _OPEN.read(user)
    progress, judged = progress_of(open_months), of_districts(user, open_months)
    next_one = next_due([(dm, judged[dm.pk]) for dm in open_months])
    notices = notices_of(user, [dm.month_id for dm in open_months])
    left = left_to_answer(open_months)
    cards = []
    for dm in open_months:
        cards.append(
            {
                "district_month": dm,
                "progress": progress[dm.pk],
                "is_next": dm == next_one,
                "timeliness": judged[dm.pk],
                "notices": notices[dm.month_id],
                "left": left[dm.pk],
                "grid": (grid := grid_address(dm)),
                "check": f"{grid}check/",
            }
        )
    return {
        "cards": cards,
        "audits": under_way(user),
        "bars": twelve_months(user, district=user.district),
    }


def twelve_months(user, *, district) -> list[Bar]:
    """The last twelve months of a district: totals of its rows, coloured by state."""
    months = _NEWEST.read(user, code=district.pk)[::-1]
    totals = dict(_TOTALS.read(user, months=[dm.pk for dm in months]) if months else ())
    know_totals_only(months)
    whole_only = [dm for dm in months if dm.totals_only]
    if whole_only:
        keys = {dm.month_id: dm.pk for dm in whole_only}
        lines = sums(user, Scope(span(min(keys), max(keys)), district=district), ("month",))
        totals |= {keys[of]: amounts.total for (of,), amounts in lines.items() if of in keys}
    tallest = max([*totals.values(), Decimal(1)])
    return [
        Bar(
            month=dm.month_id,
            total=totals.get(dm.pk, Decimal(0)),
            height=int(totals.get(dm.pk, Decimal(0)) * 100 / tallest),
            state="closed" if not dm.month.is_open else dm.status,
            address=grid_address(dm),
            origin=dm.origin,
        )
        for dm in months
    ]


_OPEN = CompiledDoor(
    lambda officer: (
        DistrictMonth.objects.visible_to(officer)
        .filter(month__status=SalesMonth.Status.OPEN)
        .select_related("month", "district__province", "returned_by")
        .order_by("month_id")
    )
)
_NEWEST = CompiledDoor(
    lambda officer, code: (
        DistrictMonth.objects.visible_to(officer)
        .filter(district=code)
        .select_related("month")
        .order_by("-month_id")[:12]
    ),
    code=str,
)
_TOTALS = CompiledDoor(
    lambda officer, months: (
        SalesRow.objects.visible_to(officer)
        .filter(district_month__among=months)
        .values_list("district_month")
        .annotate(summed=Sum("total"))
    ),
    months=list[int],
)


def province_home(user) -> dict:
    """What waits for the province in each open month, who is late, what the department sees; and the
    board of the last twelve months."""
    known = _OPEN_OR_NEWEST.read()
    months = [month for month in known if month.is_open]
    opened = [month.pk for month in months]
    shown = [month.pk for month in known][-12:]
    before = [calendar.add_months(month, -1) for month in opened]
    found = gather(user, [*shown, *before], full=opened)
    waiting = waiting_districts(user, found, opened)
    reported = {pm.month_id: pm for pm in _of_provinces(user, months)}
    own_time = of_provinces(user, reported.values(), found.extended)
    notices = notices_of(user, opened)
    cards = []
    for month in months:
        province_month = reported.get(month.pk)
        own = [dm for dm in found.district_months if dm.month_id == month.pk]
        cards.append(
            {
                "month": month,
                "province_month": province_month,
                "timeliness": own_time[province_month.pk] if province_month else None,
                "notices": notices[month.pk],
                "all": len(own),
                "confirmed": sum(dm.status == "province_confirmed" for dm in own),
                "waiting": [line for line in waiting if line.district_month.month_id == month.pk],
                "returned": [dm for dm in own if dm.status == "returned"],
                "entering": [
                    (dm, found.progress[dm.pk], found.judged[dm.pk])
                    for dm in own
                    if dm.status == DistrictMonth.Status.ENTERING
                ],
            }
        )
    lines = board_lines(found, shown)
    board = {"months": shown, "lines": lines, "foot": board_foot(lines)}
    return board | {"cards": cards, "audits": under_way(user)}


def _open_or_newest() -> QuerySet[SalesMonth]:
    newest = SalesMonth.objects.order_by("-month").values("pk")[:12]
    either = Q(status=SalesMonth.Status.OPEN) | Q(pk__in=newest)
    return SalesMonth.objects.filter(either).order_by("month")


_OPEN_OR_NEWEST = CompiledQuery(_open_or_newest)


def department_home(user) -> dict:
    """Open months: how many provinces confirmed, who is late, and requests for more time."""
    today = calendar.today()
    months = _OPEN_MONTHS.read()
    provinces = _of_provinces(user, months)
    judged = of_provinces(user, provinces)
    cards = []
    for month in months:
        own = [pm for pm in provinces if pm.month_id == month.pk]
        cards.append(
            {
                "month": month,
                "confirmed": sum(pm.is_confirmed for pm in own),
                "all": len(own),
                "tally": tally(judged[pm.pk] for pm in own),
                "days_left": (month.close_due - today).days,
                "days_late": (today - month.close_due).days,
            }
        )
    return {"cards": cards, "asked": counted(_ASKED.read(user)).get("asked", 0)}


_OPEN_MONTHS = CompiledQuery(
    lambda: SalesMonth.objects.filter(status=SalesMonth.Status.OPEN).order_by("month")
)


def _of_provinces(user, months: Collection[SalesMonth]) -> list[ProvinceMonth]:
    """What this person sees of these months, each with its month, of which there is one for all."""
    by_month = {month.pk: month for month in months}
    found: list[ProvinceMonth] = _OF_PROVINCES.read(user, months=list(by_month)) if months else []
    for one in found:
        one.month = by_month[one.month_id]
    return found


_OF_PROVINCES = CompiledDoor(
    lambda officer, months: (
        ProvinceMonth.objects.visible_to(officer).filter(month__among=months).order_by("month")
    ),
    months=list[date],
)
_ASKED = CompiledDoor(
    lambda officer: counting({"asked": [Extension.objects.visible_to(officer).waiting()]}),
    kept=CompiledSql,
)


class CurrentMonthView(RoleView):
    """The menu's way into the grid, the evidence or the check: the month whose day comes next
    (sales.views.timing)."""

    roles = frozenset({Role.DISTRICT})
    page = "sales-grid"

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        own = DistrictMonth.objects.visible_to(request.user).order_by("-month_id")
        still_open = open_months(request.user)
        last_open = still_open[-1][0] if still_open else None
        chosen = next_due(still_open) or last_open or own.first()
        if chosen is None:
            return self.show("sales/no_month.html", {"title": "ยังไม่มีเดือนที่เปิด"})
        return redirect(
            f"admin:{self.page}", month=f"{chosen.month_id:%Y-%m}", district=chosen.district_id
        )
