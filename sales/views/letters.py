"""The letters of a month as PDF: a district's, a province's, the department's."""

from collections.abc import Callable, Mapping

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header

from core.areas.scope import Role
from core.letters import pdf
from core.letters.letter import Letter
from core.pages import RoleView
from core.users.models import User
from core.users.requests import AuthenticatedHttpRequest
from sales.models import DistrictMonth, ProvinceMonth
from sales.reports.letters import (
    committee_memo,
    district_letter,
    may_be_written,
    month_report,
    province_letter,
)
from sales.views.doors import DistrictMonthView, MonthView, month_or_404

OF_DISTRICT: Mapping[str, Callable[[User, DistrictMonth], Letter]] = {
    "memo": committee_memo,
    "covering": district_letter,
}


class DistrictLetterView(DistrictMonthView):
    """A letter of the district's own month; 404 before it confirmed."""

    roles = frozenset({Role.DISTRICT})

    def get(self, request: AuthenticatedHttpRequest, letter: str, **kwargs) -> HttpResponse:
        district_month = self.get_district_month()
        if letter not in OF_DISTRICT or not may_be_written(district_month):
            raise Http404("no such letter")
        written = OF_DISTRICT[letter](request.user, district_month)
        return _file(request, written, f"{letter}_{kwargs['month']}_{district_month.district_id}")


class ProvinceLetterView(RoleView):
    """The covering letter of a month the province reported."""

    roles = frozenset({Role.PROVINCE})

    def get(self, request: AuthenticatedHttpRequest, month: str, **kwargs) -> HttpResponse:
        visible = ProvinceMonth.objects.visible_to(request.user).select_related("month", "province")
        province_month = get_object_or_404(visible, month=month_or_404(month))
        if not may_be_written(province_month):
            raise Http404("no such letter")
        written = province_letter(request.user, province_month)
        return _file(request, written, f"covering_{month}_{province_month.province_id}")


class MonthReportView(MonthView):
    """The department's memo to the Director-General on a month it closed; the system before the portal
    reported those taken over."""

    roles = frozenset({Role.DEPARTMENT})

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        month = self.get_month()
        if month.is_open or month.is_taken_over:
            raise Http404("no such letter")
        return _file(request, month_report(request.user, month), f"report_{kwargs['month']}")


def _file(request: AuthenticatedHttpRequest, letter: Letter, name: str) -> HttpResponse:
    return HttpResponse(
        pdf.render(letter, thai_digits=request.GET.get("thai_digits") == "1"),
        content_type="application/pdf",
        headers={
            "Content-Disposition": content_disposition_header(False, f"{name}.pdf"),
            "X-Content-Type-Options": "nosniff",
        },
    )
