"""The department's dates: those of one open month, the usual days, the list of holidays."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from core.areas.scope import Role
from core.pages import RoleView
from core.steps import StepRefused
from core.thai import calendar
from core.users.requests import AuthenticatedHttpRequest
from sales.calendar.forms import ChangeDatesForm, FillYearForm, RoadmapForm
from sales.calendar.public_holidays import fill_year
from sales.models import PublicHoliday, Roadmap, SalesMonth
from sales.months import workflow
from sales.views.doors import MonthView

DEPARTMENT = frozenset({Role.DEPARTMENT})
AHEAD = timedelta(days=120)


class ChangeDatesView(MonthView):
    """เปลี่ยนกำหนดวัน of an open month, with the reason every office reads."""

    roles = DEPARTMENT

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        month = self.get_month()
        return self._page(month, ChangeDatesForm.of(month))

    def post(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        month = self.get_month()
        form = ChangeDatesForm(request.POST)
        if not form.is_valid():
            return self._page(month, form, status=422)
        try:
            workflow.change_dates(month.pk, by=request.user, **form.cleaned_data)
        except StepRefused as refusal:
            messages.error(request, str(refusal))
            return self._page(month, form, status=409)
        messages.success(request, f"เปลี่ยนกำหนดวันของเดือน{month}แล้ว ทุกอำเภอและจังหวัดเห็นพร้อมเหตุผล")
        if form.moved_words:
            messages.success(request, form.moved_words)
        return redirect("admin:sales-month-state", month=f"{month.pk:%Y-%m}")

    def _page(self, month: SalesMonth, form: ChangeDatesForm, status: int = 200) -> HttpResponse:
        context = {"title": f"เปลี่ยนกำหนดวัน {month}", "month": month, "form": form}
        return self.show("sales/month_dates.html", context, status=status)


class RoadmapView(RoleView):
    """กำหนดวันและวันหยุด: the usual days a month is proposed with, and the holidays ahead."""

    roles = DEPARTMENT

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        return self._page(RoadmapForm(instance=Roadmap.current()))

    def post(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        form = RoadmapForm(request.POST, instance=Roadmap.current())
        if not form.is_valid():
            return self._page(form, status=422)
        form.save()
        messages.success(request, "บันทึกแล้ว ใช้เสนอวันเมื่อเปิดเดือนถัดไป เดือนที่เปิดแล้วไม่เปลี่ยน")
        return redirect("admin:sales-roadmap")

    def _page(self, form: RoadmapForm, status: int = 200) -> HttpResponse:
        today = calendar.today()
        ahead = PublicHoliday.objects.visible_to(self.request.user).filter(
            day__range=(today, today + AHEAD)
        )
        newest = PublicHoliday.objects.order_by("day").last()
        next_year = calendar.buddhist_year(newest.day if newest else today) + 1
        return self.show(
            "sales/roadmap.html",
            {
                "title": "กำหนดวันและวันหยุด",
                "form": form,
                "ahead": ahead,
                "newest": newest,
                "fill_form": FillYearForm(initial={"year": next_year}),
            },
            status=status,
        )


class FillHolidaysView(RoleView):
    """เติมวันหยุดของปี: adds what the package proposes and the list has not."""

    roles = DEPARTMENT

    def post(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        form = FillYearForm(request.POST)
        if not form.is_valid():
            messages.error(request, f"ปี พ.ศ.: {' '.join(map(str, form.errors['year']))}")
            return redirect("admin:sales-roadmap")
        year = form.cleaned_data["year"]
        try:
            added = fill_year(year, by=request.user)
        except StepRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:sales-roadmap")
        said = f"เติมวันหยุดของปี พ.ศ. {year} แล้ว {added} วัน" if added else f"ปี พ.ศ. {year} มีครบแล้ว"
        messages.success(request, f"{said} ตรวจกับประกาศคณะรัฐมนตรีก่อนใช้")
        return redirect("admin:sales-roadmap")
