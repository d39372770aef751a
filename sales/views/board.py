"""กระดานยืนยันยอดจำหน่าย: the province's districts x months, and the confirmation of many at once."""

from collections.abc import Container, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from accounts.invitation_papers import may_mail
from core.areas.scope import Role
from core.pages import NO_VERSION, RoleView, version_of, whole_number, whole_numbers
from core.thai import calendar
from core.users.models import User
from core.users.requests import AuthenticatedHttpRequest
from sales.calendar.deadlines import counted
from sales.calendar.notices import notices_of
from sales.calendar.timeliness import of_provinces
from sales.models import DistrictMonth, ProvinceMonth, Resolution, SalesMonth
from sales.months import workflow
from sales.months.forms import ResolutionForm
from sales.months.reminding import first_words, mail, remind
from sales.months.steps import DISTRICT_CONFIRMED, PROVINCE_CONFIRMED
from sales.views.board_lines import (
    BehindLine,
    board_foot,
    board_lines,
    districts_behind,
    gather,
    waiting_districts,
)
from sales.views.doors import month_or_404

TEMPLATE = "sales/board.html"
PROVINCE = frozenset({Role.PROVINCE})


class BoardView(RoleView):
    """The board of a fiscal year, and what waits for the province in one month."""

    roles = PROVINCE

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        return self.show(TEMPLATE, board_page(request.user, self._month()))

    def _month(self) -> date:
        """The month asked for, else the oldest open one that waits, else the newest."""
        asked = self.request.GET.get("month")
        if asked:
            return month_or_404(asked)
        year = whole_number(self.request.GET.get("year", ""))
        if year and 2500 < year < 2700:
            return calendar.fiscal_year_months(year)[-1]
        own = DistrictMonth.objects.visible_to(self.request.user)
        waiting = own.filter(month__status=SalesMonth.Status.OPEN, status=DISTRICT_CONFIRMED)
        first = waiting.order_by("month_id").values_list("month", flat=True).first()
        newest = SalesMonth.objects.values_list("month", flat=True).first()
        return first or newest or calendar.add_months(calendar.today(), -1)


def board_page(
    user: User,
    month: date,
    *,
    ticked: Container[int] = (),
    outcomes: Sequence[workflow.Outcome] = (),
) -> dict[str, Any]:
    """What the board shows; `ticked` are ids of districts' months, `outcomes` of each in a batch that
    stopped."""
    year = calendar.fiscal_year(month)
    months = calendar.fiscal_year_months(year)
    before = calendar.add_months(month, -1)
    found = gather(user, [*months, before], full=[month])
    lines = board_lines(found, months)
    province_month = (
        ProvinceMonth.objects.visible_to(user)
        .filter(month=month)
        .select_related("month__taken_over_by", "province", "confirmed_by")
        .first()
    )
    of_month = [line.cells[months.index(month)].district_month for line in lines]
    known = SalesMonth.objects.values_list("pk", flat=True)
    return {
        "title": "กระดานยืนยันยอดจำหน่าย",
        "month": month,
        "months": months,
        "year": year,
        "years": sorted({calendar.fiscal_year(one) for one in known}, reverse=True),
        "open_months": SalesMonth.objects.filter(status=SalesMonth.Status.OPEN).order_by("month"),
        "lines": lines,
        "foot": board_foot(lines),
        "waiting": waiting_districts(user, found, [month]),
        "behind": (behind := districts_behind(user, found, month)),
        "reminder": first_words(behind[0].district_month.month, _earliest(behind))
        if behind
        else "",
        "may_mail": may_mail(),
        "ticked": ticked,
        "outcomes": outcomes,
        "province_month": province_month,
        "timeliness": of_provinces(user, [province_month], found.extended)[province_month.pk]
        if province_month
        else None,
        "notices": notices_of(user, [month])[month],
        "confirmed": sum(dm.status == PROVINCE_CONFIRMED for dm in of_month if dm),
        "districts": len(lines),
        "resolutions": Resolution.objects.visible_to(user).filter(province_month=province_month),
        "resolution_form": ResolutionForm(),
    }


class ConfirmView(RoleView):
    """Confirms the districts that were ticked, all or none, on the versions the board showed. Where it
    stops, the board says of each what happened, with the ticks that still hold. `then`: the district
    whose page comes next, for who confirms one after the other."""

    roles = PROVINCE

    def post(self, request: AuthenticatedHttpRequest, month: str, **kwargs) -> HttpResponse:
        seen = _chosen(request.POST.getlist("district_month"))
        day = month_or_404(month)
        board = f"{reverse('admin:sales-board')}?month={month}"
        get_object_or_404(SalesMonth, pk=day)
        try:
            confirmed, reported = workflow.confirm_province(seen, by=request.user, month=day)
        except workflow.BatchStopped as stopped:
            messages.error(request, str(stopped))
            fine = {one.district_month for one in stopped.outcomes if not one.refused}
            context = board_page(request.user, day, ticked=fine, outcomes=stopped.outcomes)
            return self.show(TEMPLATE, context, status=409)
        except workflow.StepRefused as refusal:
            messages.error(request, str(refusal))
            return redirect(board)
        except DistrictMonth.DoesNotExist:
            messages.error(request, "เลือกได้เฉพาะอำเภอในจังหวัด เปิดหน้านี้ใหม่อีกครั้ง")
            return redirect(board)
        names = " ".join(dm.district.name_th for dm in confirmed)
        messages.success(request, f"ยืนยันแล้ว {len(confirmed)} อำเภอ: {names}")
        if reported:
            province_month = (
                ProvinceMonth.objects.visible_to(request.user)
                .select_related("month")
                .get(month=day)
            )
            judged = of_provinces(request.user, [province_month])[province_month.pk]
            at, first = province_month.confirmed_at, judged.confirmed.first
            said = counted("รายงานกรม", at, judged.due, first=first)
            messages.success(request, f"ครบทุกอำเภอ {said} กรมเห็นตัวเลขของจังหวัดตั้งแต่บัดนี้")
        following = request.POST.get("then", "")
        if DistrictMonth.objects.visible_to(request.user).filter(month=day, district=following):
            return redirect("admin:sales-review", month=month, district=following)
        return redirect(board)


class RemindView(RoleView):
    """Reminds the districts that were ticked of a month they have still to confirm."""

    roles = PROVINCE

    def post(self, request: AuthenticatedHttpRequest, month: str, **kwargs) -> HttpResponse:
        day = month_or_404(month)
        board = f"{reverse('admin:sales-board')}?month={month}"
        get_object_or_404(SalesMonth, pk=day)
        message = request.POST.get("message", "")
        try:
            reminded = remind(
                whole_numbers(request.POST.getlist("behind")),
                by=request.user, month=day, message=message,
            )  # fmt: skip
        except workflow.StepRefused as refusal:
            messages.error(request, str(refusal))
            return redirect(board)
        names = " ".join(one.district.name_th for one in reminded.months)
        messages.success(request, f"แจ้งเตือนแล้ว {len(reminded.months)} อำเภอ: {names}")
        if reminded.passed_over:
            names = " ".join(reminded.passed_over)
            messages.info(request, f"ยืนยันไปแล้วจึงไม่ได้แจ้งเตือน: {names}")
        address = request.build_absolute_uri(reverse("admin:index"))
        sent, unsent = mail(reminded, by=request.user, message=message, address=address)
        if sent:
            messages.success(request, f"ส่งอีเมลแล้ว {sent} คน")
        if unsent:
            messages.warning(request, f"ส่งอีเมลไม่ได้ {unsent} คน ข้อความแสดงในหน้างานวันนี้ของอำเภอแล้ว")
        return redirect(board)


def _earliest(behind: Sequence[BehindLine]) -> date | None:
    """The first of the days until which these districts have time; None once it has passed."""
    days = [line.timeliness.due.until for line in behind if line.timeliness.days_left >= 0]
    return min(days, default=None)


def _chosen(ticks: Sequence[str]) -> dict[int, int]:
    """The ticked districts' months with the version that was shown: posted as 12:3."""
    parts = [one.partition(":") for one in ticks]
    seen = {whole_number(key): version_of(version) for key, _, version in parts}
    return {key: one for key, one in seen.items() if key is not None and one != NO_VERSION}
