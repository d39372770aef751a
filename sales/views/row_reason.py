"""Why one figure is out of line, answered beside it: the question of the check page for a single row.

Without a script a page of its own. The grid's script takes its fields out of that page, puts them below
the row and posts them (static/js/grid/reason.js), for JSON.
"""

from dataclasses import asdict

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect

from core.areas.scope import Role
from core.users.requests import AuthenticatedHttpRequest
from sales.models import DistrictMonth
from sales.months import answering, entry
from sales.months.checks import MonthCheck
from sales.views.answers import Questions, RowField, questions_of, reasons_offered, typed
from sales.views.doors import DistrictMonthView, grid_address
from sales.views.grid_rows import grid_row, past_of
from sales.views.rows import RowsAnswer


class RowReasonView(DistrictMonthView):
    """เหตุผลของตัวเลข: a reason of the department's list, with words where it asks for them."""

    roles = frozenset({Role.DISTRICT})

    def get(self, request: AuthenticatedHttpRequest, row: int, **kwargs) -> HttpResponse:
        district_month = self.get_district_month()
        return self._page(district_month, self._asked(district_month, row))

    def post(self, request: AuthenticatedHttpRequest, row: int, **kwargs) -> HttpResponse:
        district_month = self.get_district_month()
        asked = self._asked(district_month, row)
        answers = typed(asked, request.POST)
        for one in asked.rows:
            if not (one.reason or one.touched or one.error):
                one.error = "เลือกเหตุผลจากรายการ"
        if asked.errors:
            return self._page(district_month, asked, status=422)
        try:
            answering.save_answers(district_month, answers, by=request.user)
        except entry.EntryRefused as refusal:
            if self._by_script:
                return JsonResponse({"message": str(refusal)}, status=409)
            messages.error(request, f"{refusal} คำตอบที่พิมพ์ไว้ยังไม่ได้บันทึก คัดลอกเก็บไว้ได้จากหน้านี้")
            return self._page(self.get_district_month(), asked, status=409)
        if self._by_script:
            now = RowsAnswer.of(district_month, [entry.RowResult(row)], by=request.user)
            return JsonResponse(asdict(now))
        messages.success(request, "บันทึกเหตุผลแล้ว")
        return redirect(f"{grid_address(district_month)}#row-{row}")

    @property
    def _by_script(self) -> bool:
        return self.request.headers.get("Accept") == "application/json"

    def _asked(self, district_month: DistrictMonth, row: int) -> Questions:
        """Of this row alone; without a question where its figure is in line. Elsewhere's row is 404."""
        check = MonthCheck.read(district_month, only=[row])
        if row not in check.by_id:
            raise Http404("no such row of the month")
        past = past_of(check)
        lines = [grid_row(one, check, past=past.get(one.pk)) for one in check.rows]
        return questions_of(check, reasons_offered(check, self.request.user), lines)

    def _page(
        self, district_month: DistrictMonth, asked: Questions, *, status: int = 200
    ) -> HttpResponse:
        of_row: RowField | None = next(iter(asked.rows), None)
        context = {
            "title": "เหตุผลของตัวเลข",
            "district_month": district_month,
            "grid_address": grid_address(district_month),
            "closed": entry.closed_because(district_month),
            "asked": asked,
            "one": of_row,
        }
        return self.show("sales/row_reason.html", context, status=status)
