"""The province: its board of districts x months, the review of one, and the confirmation of many."""

from collections.abc import Container, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from core.areas.models import District
from core.areas.scope import Role
from core.pages import RoleView, whole_number
from core.thai import calendar
from sales.calendar.deadlines import counted
from sales.calendar.notices import notices_of
from sales.calendar.timeliness import Outcome, Timeliness, of_districts, of_provinces
from sales.evidence.audit import newest_sample
from sales.evidence.files import shown_by_evidence
from sales.forms import ReasonForm, ResolutionForm
from sales.models import (
    AuditItem,
    DistrictMonth,
    ProvinceMonth,
    Resolution,
    SalesMonth,
    SalesRow,
    Step,
)
from sales.months import workflow
from sales.months.district_totals import check_district
from sales.months.marks import is_changed, last_marks
from sales.months.progress import Progress, progress_of
from sales.months.readings import keep_reading, readings_of
from sales.months.steps import DISTRICT_CONFIRMED
from sales.views.check import steps_of, totals_by_category
from sales.views.doors import DistrictMonthView, month_or_404
from sales.views.grid_rows import grid_rows


def board_cells(user, months: list[date]) -> list[dict]:
    """Districts x months with their state, the share entered, and the year's total (baht)."""
    district_months = list(
        DistrictMonth.objects.visible_to(user)
        .filter(month__in=months)
        .select_related("month", "district")
    )
    judged = of_districts(user, district_months)
    entering = [dm for dm in district_months if dm.is_editable]
    progress = progress_of(entering)
    totals = dict(
        SalesRow.objects.visible_to(user)
        .filter(month__in=months)
        .values_list("district_month__district")
        .annotate(Sum("total"))
        .values_list("district_month__district", "total__sum")
    )
    by_place = {(dm.district_id, dm.month_id): dm for dm in district_months}
    lines = []
    for district in District.objects.visible_to(user).order_by("code"):
        cells = [
            board_cell(by_place.get((district.pk, month)), progress, judged) for month in months
        ]
        returned = [
            dm
            for dm in district_months
            if dm.district_id == district.pk and dm.status == DistrictMonth.Status.RETURNED
        ]
        lines.append(
            {
                "district": district,
                "cells": cells,
                "total": totals.get(district.pk, Decimal(0)),
                "returned": returned,
            }
        )
    return lines


def board_cell(
    district_month: DistrictMonth | None,
    progress: Mapping[int, Progress],
    judged: Mapping[int, Timeliness],
) -> dict:
    """One cell: the state's word for the stylesheet, its sign, its name for the reader, what says that
    the district confirmed late; `asked`: the total was out of line and its chief explained it."""
    if district_month is None:
        return {"state": "none", "sign": "", "name": "ยังไม่เปิดเดือน"}
    status, timeliness = district_month.status, judged[district_month.pk]
    if not district_month.month.is_open and status == DistrictMonth.Status.PROVINCE_CONFIRMED:
        sign, state, name = "■", "closed", "กรมปิดเดือนแล้ว"
    elif status == DistrictMonth.Status.PROVINCE_CONFIRMED:
        sign, state, name = "✓", status, "จังหวัดยืนยันแล้ว"
    elif status == DistrictMonth.Status.DISTRICT_CONFIRMED:
        sign, state, name = "รอ", status, "รอจังหวัดตรวจ"
    elif status == DistrictMonth.Status.RETURNED:
        sign, state, name = "↩", status, "ส่งกลับแก้ไข"
    elif not district_month.month.is_open:
        sign, state, name = "–", "missing", "ปิดเดือนโดยไม่มีตัวเลข"
    else:
        percent = progress[district_month.pk].percent
        overdue = timeliness.outcome == Outcome.OVERDUE
        sign, state = (timeliness.sign, "late") if overdue else (f"{percent}%", "entering")
        name = f"กำลังบันทึก {percent}%"
    late = timeliness.outcome == Outcome.LATE
    asked = bool(district_month.out_of_line) and status not in DistrictMonth.EDITABLE
    return {
        "state": state,
        "sign": sign,
        "name": f"{name} {timeliness.sentence}" + (" ยอดรวมต้องชี้แจง" if asked else ""),
        "late": timeliness.sign if late else "",
        "district_month": district_month,
        "asked": asked,
    }


class BoardView(RoleView):
    """กระดานยืนยันยอดจำหน่าย of a fiscal year, and what waits for the province in one month."""

    roles = frozenset({Role.PROVINCE})

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return self.page(self._month())

    def page(
        self,
        month: date,
        *,
        ticked: Container[int] = (),
        outcomes: Sequence[workflow.Outcome] = (),
        status: int = 200,
    ) -> HttpResponse:
        """`ticked` are ids of districts' months; `outcomes`: of each in a batch that stopped."""
        request = self.request
        year = calendar.fiscal_year(month)
        months = calendar.fiscal_year_months(year)
        lines = board_cells(request.user, months)
        waiting = waiting_districts(request.user, month)
        province_month = (
            ProvinceMonth.objects.visible_to(request.user)
            .filter(month=month)
            .select_related("month", "province", "confirmed_by")
            .first()
        )
        this_month = [
            cell["district_month"]
            for line in lines
            for cell, of in zip(line["cells"], months, strict=True)
            if of == month and cell.get("district_month")
        ]
        confirmed = sum(dm.status == "province_confirmed" for dm in this_month)
        return self.show(
            "sales/board.html",
            {
                "title": "กระดานยืนยันยอดจำหน่าย",
                "month": month,
                "months": months,
                "year": year,
                "years": sorted(
                    {
                        calendar.fiscal_year(m)
                        for m in SalesMonth.objects.values_list("pk", flat=True)
                    },
                    reverse=True,
                ),
                "open_months": SalesMonth.objects.filter(status="open").order_by("month"),
                "lines": lines,
                "waiting": waiting,
                "ticked": ticked,
                "outcomes": outcomes,
                "province_month": province_month,
                "timeliness": of_provinces(request.user, [province_month])[province_month.pk]
                if province_month
                else None,
                "notices": notices_of(request.user, [month])[month],
                "confirmed": confirmed,
                "districts": len(lines),
                "resolutions": Resolution.objects.visible_to(request.user).filter(
                    province_month=province_month
                ),
                "resolution_form": ResolutionForm(),
            },
            status=status,
        )

    def _month(self) -> date:
        """The month asked for, else the oldest open one that waits, else the newest."""
        asked = self.request.GET.get("month")
        if asked:
            return month_or_404(asked)
        year = whole_number(self.request.GET.get("year", ""))
        if year and 2500 < year < 2700:
            return calendar.fiscal_year_months(year)[-1]
        own = DistrictMonth.objects.visible_to(self.request.user)
        waiting = own.filter(month__status="open", status="district_confirmed")
        first = waiting.order_by("month_id").values_list("month", flat=True).first()
        newest = SalesMonth.objects.values_list("month", flat=True).first()
        return first or newest or calendar.add_months(calendar.today(), -1)


def waiting_districts(user, month: date) -> list[dict]:
    """The districts whose confirmation waits for the province, each with what to look at."""
    waiting = list(
        DistrictMonth.objects.visible_to(user)
        .filter(month=month, status=DistrictMonth.Status.DISTRICT_CONFIRMED)
        .select_related("month", "district", "district_confirmed_by")
        .prefetch_related("resolutions")
    )
    progress, judged = progress_of(waiting), of_districts(user, waiting)
    read = readings_of(user, waiting)
    before = dict(
        SalesRow.objects.visible_to(user)
        .filter(
            month=calendar.add_months(month, -1),
            district_month__district__in=[dm.district_id for dm in waiting],
        )
        .values_list("district_month__district")
        .annotate(Sum("total"))
        .values_list("district_month__district", "total__sum")
    )
    lines = []
    for dm in waiting:
        total, last = progress[dm.pk].total, before.get(dm.district_id)
        change = ((total / last - 1) * 100).quantize(Decimal("0.1")) if last else None
        lines.append(
            {
                "district_month": dm,
                "progress": progress[dm.pk],
                "timeliness": judged[dm.pk],
                "change": change,
                "fallen": change is not None and change <= -50,
                "read": read.get(dm.pk),
                "resolution": next((one for one in dm.resolutions.all() if one.is_in_force), None),
            }
        )
    return lines


class ConfirmView(BoardView):
    """Confirms the districts that were ticked, all or none, on the versions the board showed. Where it
    stops, the board says of each what happened, with the ticks that still hold."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, month: str, **kwargs) -> HttpResponse:
        seen = {}
        for chosen in request.POST.getlist("district_month"):
            pk, _, version = chosen.partition(":")
            if pk.isdecimal() and version.isdecimal() and len(pk) < 19 and len(version) < 10:
                seen[int(pk)] = int(version)
        day = month_or_404(month)
        board = f"{reverse('admin:sales-board')}?month={month}"
        get_object_or_404(SalesMonth, pk=day)
        try:
            confirmed, reported = workflow.confirm_province(seen, by=request.user, month=day)
        except workflow.BatchStopped as stopped:
            messages.error(request, str(stopped))
            fine = {one.district_month for one in stopped.outcomes if not one.refused}
            return self.page(day, ticked=fine, outcomes=stopped.outcomes, status=409)
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
        return redirect(board)


def marks_typed(posted) -> dict[int, str]:
    """The rows that were ticked, and those where only what is wrong was written: id to note."""
    notes = {name[5:]: text for name, text in posted.items() if name.startswith("mark-")}
    noted = [row_id for row_id, text in notes.items() if text.strip()]
    return {
        int(row_id): notes.get(row_id, "").replace("\x00", "")[:300]
        for row_id in [*posted.getlist("mark"), *noted]
        if row_id.isdecimal() and len(row_id) < 19
    }


class ReviewView(DistrictMonthView):
    """One district's month as the province reads it: rows, totals, trail; return it with marks."""

    roles = frozenset({Role.PROVINCE})

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        district_month = self.get_district_month()
        if request.method == "GET" and district_month.status == DISTRICT_CONFIRMED:
            keep_reading(district_month, by=request.user)
        return self._page(district_month, ReasonForm())

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        district_month = self.get_district_month()
        form = ReasonForm(request.POST)
        if not form.is_valid():
            messages.error(request, "เขียนเหตุผลที่ส่งกลับ")
            return self._page(district_month, form, status=422)
        marks = marks_typed(request.POST)
        version = whole_number(request.POST.get("version", ""))
        try:
            workflow.return_district(
                district_month,
                by=request.user,
                seen_version=-1 if version is None else version,
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

    def _reported(self, district_month: DistrictMonth) -> dict | None:
        """What the department holds of the province's month, and would lose by a return."""
        own = ProvinceMonth.objects.visible_to(self.request.user).filter(
            month=district_month.month_id, status=ProvinceMonth.Status.CONFIRMED
        )
        if not own.exists():
            return None
        months = DistrictMonth.objects.visible_to(self.request.user).filter(
            month=district_month.month_id
        )
        total = sum((one.total for one in progress_of(months).values()), Decimal(0))
        return {"districts": len(months), "total": total}

    def _page(self, district_month, form, status: int = 200) -> HttpResponse:
        request = self.request
        rows = grid_rows(district_month)
        marked = map(whole_number, request.POST.getlist("mark"))
        marks = last_marks(district_month)
        by_id = {row.row.pk: row.row for row in rows}
        for mark in marks:
            mark.is_changed = is_changed(mark, by_id.get(mark.row_id))
        return self.show(
            "sales/review.html",
            {
                "title": f"{district_month.district.titled_name} {district_month.month}",
                "district_month": district_month,
                "lines": [(row, request.POST.get(f"mark-{row.key}", "")) for row in rows],
                "marks": marks,
                "comparison": check_district(district_month).comparison,
                "progress": progress_of([district_month])[district_month.pk],
                "timeliness": of_districts(request.user, [district_month])[district_month.pk],
                "categories": totals_by_category(rows),
                "out_of_line": [row for row in rows if row.anomaly],
                "shown": shown_by_evidence(
                    (row.row for row in rows),
                    {row.row.producer_id: row.evidence for row in rows if row.evidence},
                ),
                "sampled": AuditItem.objects.filter(
                    sample=newest_sample(district_month, request.user)
                ).count(),
                "may_confirm": workflow.may_take(
                    Step.Name.CONFIRM_PROVINCE, district_month, request.user
                ),
                "may_return": workflow.may_take(
                    Step.Name.RETURN_DISTRICT, district_month, request.user
                ),
                "form": form,
                "reported": self._reported(district_month),
                "marked": {row_id for row_id in marked if row_id is not None},
                "resolutions": Resolution.objects.visible_to(request.user)
                .filter(district_month=district_month)
                .select_related("district_month"),
                "steps": steps_of(request.user, district_month),
            },
            status=status,
        )
