"""The department: the state of the 77 provinces, and opening, closing and re-opening months."""

from datetime import date

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect

from core.areas.scope import Role
from core.pages import RoleView
from core.users.requests import AuthenticatedHttpRequest
from sales.calendar import timeliness
from sales.calendar.forms import OpenMonthForm
from sales.calendar.notices import notices_of
from sales.models import ProvinceMonth, SalesMonth, Step
from sales.months import workflow
from sales.months.forms import CloseMonthForm, MonthReasonForm
from sales.months.progress import Progress, confirmed_sums
from sales.views.doors import MonthView

DEPARTMENT = frozenset({Role.DEPARTMENT})


class MonthsView(RoleView):
    """เปิด–ปิดเดือน: the months with their dates and how many provinces confirmed; open the next."""

    roles = DEPARTMENT

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        return self._page(OpenMonthForm.for_next_month())

    def post(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        form = OpenMonthForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        try:
            month = workflow.open_month(by=request.user, **form.cleaned_data)
        except workflow.StepRefused as refusal:
            messages.error(request, str(refusal))
            return self._page(form, status=409)
        messages.success(request, f"เปิดเดือน{month} แล้ว ทุกอำเภอเริ่มบันทึกได้")
        if form.moved_words:
            messages.success(request, form.moved_words)
        return redirect("admin:sales-months")

    def _page(self, form: OpenMonthForm, status: int = 200) -> HttpResponse:
        confirmed = Count("provinces", filter=Q(provinces__status="confirmed"))
        months = list(
            SalesMonth.objects.annotate(
                confirmed=confirmed, all_provinces=Count("provinces")
            ).order_by("-month")
        )
        judged: dict[date, list[timeliness.Timeliness]] = {month.pk: [] for month in months}
        provinces = list(
            ProvinceMonth.objects.visible_to(self.request.user).select_related("month")
        )
        for one, of_it in zip(
            provinces, timeliness.of_provinces(self.request.user, provinces).values(), strict=True
        ):
            judged[one.month_id].append(of_it)
        reopened = Step.objects.visible_to(self.request.user).filter(name=Step.Name.REOPEN_MONTH)
        return self.show(
            "sales/months.html",
            {
                "title": "เปิด–ปิดเดือน",
                "lines": [(month, timeliness.tally(judged[month.pk])) for month in months],
                "reopened": set(reopened.values_list("month", flat=True)),
                "form": form,
            },
            status=status,
        )


class MonthStateView(MonthView):
    """สถานะ 77 จังหวัด of one month: who confirmed, who is missing; close or re-open it."""

    roles = DEPARTMENT

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        return self._page(self.get_month())

    def post(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        month = self.get_month()
        reason = MonthReasonForm(request.POST)
        try:
            if request.POST.get("step") == "close_month":
                close = CloseMonthForm(request.POST)
                close.full_clean()
                workflow.close_month(month.pk, by=request.user, **close.cleaned_data)
                messages.success(request, f"ปิดเดือน{month} แล้ว")
            elif request.POST.get("step") == "report_month":
                workflow.report_month(month.pk, by=request.user)
                messages.success(request, f"บันทึกแล้วว่ารายงานอธิบดีเรื่องเดือน{month}แล้ว เปิดเดือนถัดไปได้")
            elif request.POST.get("step") == "reopen_month":
                text = reason.cleaned_data["reason"] if reason.is_valid() else ""
                workflow.reopen_month(month.pk, by=request.user, reason=text)
                messages.success(request, f"เปิดเดือน{month} อีกครั้งแล้ว")
        except workflow.StepRefused as refusal:
            messages.error(request, str(refusal))
            return self._page(month, status=409)
        return redirect(request.path)

    def _page(self, month: SalesMonth, status: int = 200) -> HttpResponse:
        provinces = list(
            ProvinceMonth.objects.visible_to(self.request.user)
            .filter(month=month)
            .select_related("province", "confirmed_by", "month")
            .order_by("status", "province__sort_key")
        )
        judged = timeliness.of_provinces(self.request.user, provinces)
        return self.show(
            "sales/month_state.html",
            {
                "title": f"สถานะ 77 จังหวัด {month}",
                "month": month,
                "months": SalesMonth.objects.all()[:12],
                "provinces": [(one, judged[one.pk]) for one in provinces],
                "tally": timeliness.tally(judged.values()),
                "notices": notices_of(self.request.user, [month.pk])[month.pk],
                "confirmed": sum(p.is_confirmed for p in provinces),
                "missing": [p for p in provinces if not p.is_confirmed],
                "sums": confirmed_sums(self.request.user, [month.pk]).get(month.pk, Progress()),
                "reason_form": MonthReasonForm(),
                "close_form": CloseMonthForm(),
                "steps": Step.objects.visible_to(self.request.user)
                .filter(month=month)
                .exclude(name=Step.Name.CONFIRM_DISTRICT)
                .select_related("by", "province", "district"),
            },
            status=status,
        )
