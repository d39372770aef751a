"""ประวัติของตัวเลข of one row: for its district, its province, and once confirmed the department."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from core.areas.scope import Role
from core.users.requests import AuthenticatedHttpRequest
from sales.models import SalesRow
from sales.months.history import history_of, officers_of, steps_of
from sales.proposals.standing import proposals_of
from sales.views.doors import DistrictMonthView, grid_address


class RowHistoryView(DistrictMonthView):
    """Who wrote which figure when, with the steps of its month on the same line of time."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest, row: int, **kwargs) -> HttpResponse:
        district_month = self.get_district_month()
        found = get_object_or_404(
            SalesRow.objects.visible_to(request.user).select_related("producer", "district_month"),
            district_month=district_month,
            pk=row,
        )
        steps = list(steps_of(request.user, district_month))
        category = found.category
        proposed = proposals_of(request.user, district_month, found.producer_id, category)
        grid = grid_address(district_month)
        back = ""  # to where this level reads the row, the department nowhere
        if request.user.of_district:
            back = f"{grid}#row-{row}"
        elif request.user.of_province:
            back = f"{grid}review/#row-{row}"
        return self.show(
            "sales/row_history.html",
            {
                "title": "ประวัติของตัวเลข",
                "district_month": district_month,
                "row": found,
                "lines": history_of(found, steps, officers_of(steps), proposed),
                "back": back,
            },
        )
