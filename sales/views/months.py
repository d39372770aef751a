"""The department: the state of the 77 provinces, and opening, closing and re-opening months."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from core.areas.scope import Role
from core.thai import calendar
from sales import workflow
from sales.forms import CloseMonthForm, OpenMonthForm, ReasonForm
from sales.models import ProvinceMonth, SalesMonth, Step
from sales.progress import Progress, confirmed_sums
from sales.views.doors import MonthView, RoleView

DEPARTMENT = frozenset({Role.DEPARTMENT})


class MonthsView(RoleView):
    """เปิด–ปิดเดือน: the months with their dates and how many provinces confirmed; open the next."""

    roles = DEPARTMENT

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return self._page(OpenMonthForm.for_next_month())

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        form = OpenMonthForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        try:
            month = workflow.open_month(by=request.user, **form.cleaned_data)
        except workflow.StepRefused as refusal:
            messages.error(request, str(refusal))
            return self._page(form, status=409)
        messages.success(request, f"เปิดเดือน{month} แล้ว ทุกอำเภอเริ่มบันทึกได้")
        return redirect("admin:sales-months")

    def _page(self, form: OpenMonthForm, status: int = 200) -> HttpResponse:
        confirmed = Count("provinces", filter=Q(provinces__status="confirmed"))
        months = SalesMonth.objects.annotate(
            confirmed=confirmed, all_provinces=Count("provinces")
        ).order_by("-month")
        return render(
            self.request,
            "sales/months.html",
            {
                "title": "เปิด–ปิดเดือน",
                "months": months,
                "form": form,
            },
            status=status,
        )


class MonthStateView(MonthView):
    """สถานะ 77 จังหวัด of one month: who confirmed, who is missing; close or re-open it."""

    roles = DEPARTMENT

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return self._page(self.get_month())

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        month = self.get_month()
        reason = ReasonForm(request.POST)
        try:
            if request.POST.get("step") == "close_month":
                close = CloseMonthForm(request.POST)
                close.full_clean()
                workflow.close_month(month.pk, by=request.user, **close.cleaned_data)
                messages.success(request, f"ปิดเดือน{month} แล้ว")
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
            .select_related("province", "confirmed_by")
            .order_by("status", "province__sort_key")
        )
        return render(
            self.request,
            "sales/month_state.html",
            {
                "title": f"สถานะ 77 จังหวัด {month}",
                "month": month,
                "months": SalesMonth.objects.all()[:12],
                "provinces": provinces,
                "confirmed": sum(p.is_confirmed for p in provinces),
                "missing": [p for p in provinces if not p.is_confirmed],
                "sums": confirmed_sums(self.request.user, [month.pk]).get(month.pk, Progress()),
                "reason_form": ReasonForm(),
                "close_form": CloseMonthForm(),
                "steps": Step.objects.visible_to(self.request.user)
                .filter(month=month)
                .select_related("by", "province"),
                "late": calendar.today() > month.province_due,
            },
            status=status,
        )
