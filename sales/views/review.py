"""ตรวจยอดของอำเภอ: one district's month as the province reads it, and its return with marks."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from core.areas.scope import Role
from core.pages import seen_version, whole_numbers
from core.users.models import User
from core.users.requests import AuthenticatedHttpRequest
from sales.evidence.audit import newest_sample
from sales.models import AuditItem, DistrictMonth, ProvinceMonth, Resolution, Step
from sales.months import workflow
from sales.months.checks import MonthCheck
from sales.months.forms import MonthReasonForm
from sales.months.history import steps_of
from sales.months.marks import is_changed
from sales.months.progress import progress_of
from sales.months.readings import keep_reading
from sales.months.steps import DISTRICT_CONFIRMED
from sales.views.doors import DistrictMonthView
from sales.views.grid_rows import evidence_shown, grid_rows, totals_shown
from sales.views.review_lines import review_lines, waiting_after
from sales.views.review_markup import drawn_lines
from sales.views.timing import judged_of


class ReviewView(DistrictMonthView):
    """Rows, totals, trail; return it with marks."""

    roles = frozenset({Role.PROVINCE})

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        district_month = self.get_district_month()
        if request.method == "GET" and district_month.status == DISTRICT_CONFIRMED:
            keep_reading(district_month, by=request.user)
        return self._page(district_month, MonthReasonForm())

    def post(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        district_month = self.get_district_month()
        form = MonthReasonForm(request.POST)
        if not form.is_valid():
            messages.error(request, "ระบุเหตุผลที่ส่งกลับ")
            return self._page(district_month, form, status=422)
        marks = marks_typed(request.POST)
        try:
            workflow.return_district(
                district_month,
                by=request.user,
                seen_version=seen_version(request.POST),
                reason=form.cleaned_data["reason"],
                marks=marks,
                withdraws=request.POST.get("withdraws") == "1",
            )
        except workflow.WithdrawsReport as refusal:
            messages.error(request, str(refusal))
            return self._page(district_month, form, status=422)
        except workflow.StepRefused as refusal:
            messages.error(request, str(refusal))
            return self._page(district_month, form, status=409)
        messages.success(
            request,
            f"ส่งกลับ{district_month.district.titled_name}แล้ว พร้อมเครื่องหมาย {len(marks)} รายการ",
        )
        return redirect(f"{reverse('admin:sales-board')}?month={district_month.month_id:%Y-%m}")

    def _page(self, district_month, form, status: int = 200) -> HttpResponse:
        request, check = self.request, MonthCheck.read(district_month)
        rows, by_id = grid_rows(check), check.by_id
        marks: list[Any] = list(check.marks)
        for mark in marks:
            mark.is_changed = is_changed(mark, by_id.get(mark.row_id))
        notes = _notes(request.POST, [row.row.pk for row in rows])
        lines = review_lines(district_month, rows, marks, notes)
        drawn_for: dict[str, Any] = {
            "may_return": workflow.may_take(
                Step.Name.RETURN_DISTRICT, district_month, request.user
            ),
            "marked": set(whole_numbers(request.POST.getlist("mark"))),
        }
        return self.show(
            "sales/review.html",
            {
                "title": f"{district_month.district.titled_name} {district_month.month}",
                "district_month": district_month,
                "lines": lines,
                "parts": [
                    (head, len(part), drawn_lines(part, district_month, **drawn_for))
                    for head, part in lines.parts
                ],
                "waiting": waiting_after(request.user, district_month),
                "marks": marks,
                "comparison": check.total.comparison,
                **totals_shown(request.user, check, rows),
                "timeliness": judged_of(request.user, district_month),
                "shown": evidence_shown(rows),
                "sampled": AuditItem.objects.filter(
                    sample=newest_sample(district_month, request.user)
                ).count(),
                "may_confirm": workflow.may_take(
                    Step.Name.CONFIRM_PROVINCE, district_month, request.user
                ),
                **drawn_for,
                "form": form,
                "reported": reported_of(request.user, district_month),
                "resolutions": Resolution.objects.visible_to(request.user)
                .filter(district_month=district_month)
                .select_related("district_month"),
                "steps": steps_of(request.user, district_month),
            },
            status=status,
        )


def _notes(posted, keys: Iterable[int]) -> dict[int, str]:
    """What was typed beside rows, to be shown again."""
    return {key: posted[f"mark-{key}"] for key in keys if f"mark-{key}" in posted}


def marks_typed(posted) -> dict[int, str]:
    """The rows that were ticked, and those where only what is wrong was written: id to note."""
    notes = {name[5:]: text for name, text in posted.items() if name.startswith("mark-")}
    noted = [key for key, text in notes.items() if text.strip()]
    return {
        row_id: notes.get(str(row_id), "").replace("\x00", "")[:300]
        for row_id in whole_numbers([*posted.getlist("mark"), *noted])
    }


@dataclass(frozen=True)
class Reported:
    """What the department holds of a province's month: how many districts, and their total (baht)."""

    districts: int
    total: Decimal


def reported_of(user: User, district_month: DistrictMonth) -> Reported | None:
    """What the department holds, and would lose by a return; None before the province reported."""
    own = ProvinceMonth.objects.visible_to(user).filter(
        month=district_month.month_id, status=ProvinceMonth.Status.CONFIRMED
    )
    if not own.exists():
        return None
    months = DistrictMonth.objects.visible_to(user).filter(month=district_month.month_id)
    totals = [one.total for one in progress_of(months).values()]
    return Reported(len(totals), sum(totals, Decimal(0)))
