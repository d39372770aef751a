"""What every page of the sales asks first: the right role, and the month through the door."""

from datetime import date
from functools import cache

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core.areas.compiled import CompiledDoor
from core.pages import RoleView
from core.thai.calendar import parse_month
from sales.models import DistrictMonth, SalesMonth


def month_or_404(text: str) -> date:
    """The month of an address (2026-10); far from our time there is none to count from."""
    try:
        month = parse_month(text)
    except ValueError:
        raise Http404("no such month") from None
    if not 1950 <= month.year <= 2200:
        raise Http404("no such month")
    return month


def grid_address(district_month: DistrictMonth) -> str:
    """The page on which the district enters; its other pages lie below it."""
    return reverse(
        "admin:sales-grid", args=[f"{district_month.month_id:%Y-%m}", district_month.district_id]
    )


class DistrictMonthView(RoleView):
    """A page about one district's month, found through `visible_to`; out of area is 404.

    `belonging`: the records read along with it; each costs all its columns.
    """

    belonging: tuple[str, ...] = (
        "month__taken_over_by",
        "district__province",
        "district_confirmed_by",
        "returned_by",
    )

    def get_district_month(self) -> DistrictMonth:
        if not self.kwargs["district"].isdecimal():
            raise Http404("no such district")
        found = _district_month(self.belonging).read(
            self.request.user,
            month=month_or_404(self.kwargs["month"]),
            code=self.kwargs["district"],
        )
        if not found:
            raise Http404("no such month of a district")
        (district_month,) = found
        return district_month


@cache
def _district_month(belonging: tuple[str, ...]) -> CompiledDoor:
    return CompiledDoor(
        lambda officer, month, code: (
            DistrictMonth.objects.visible_to(officer)
            .select_related(*belonging)
            .filter(month=month, district=code)
        ),
        month=date,
        code=str,
    )


class MonthView(RoleView):
    """A page about one month of the nation."""

    def get_month(self) -> SalesMonth:
        return get_object_or_404(SalesMonth, pk=month_or_404(self.kwargs["month"]))
