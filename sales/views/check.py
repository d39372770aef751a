"""ตรวจและยืนยัน: the chief sees what stands in the way, and confirms what was shown."""

from collections.abc import Container
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from core.areas.scope import Role
from core.users.requests import AuthenticatedHttpRequest
from sales.calendar.deadlines import counted
from sales.evidence.audit import newest_sample
from sales.models import AuditItem, DistrictMonth, Resolution, SalesRow, Step
from sales.months import answering, entry, workflow
from sales.months.anomalies import DISTRICT_LIMIT
from sales.months.checks import MonthCheck
from sales.months.forms import ResolutionForm
from sales.months.history import steps_of
from sales.proposals.standing import count_waiting
from sales.views.answers import Questions, questions_of, reasons_offered, typed
from sales.views.doors import DistrictMonthView, grid_address
from sales.views.grid_rows import evidence_shown, grid_rows, totals_shown
from sales.views.timing import judged_of, time_of

TEMPLATE = "sales/check.html"


class CheckView(DistrictMonthView):
    """Totals, rows not filled in, figures out of line; the confirmation; the resolution after it."""

    roles = frozenset({Role.DISTRICT})

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        return self.show(TEMPLATE, check_page(request, self.get_district_month()))

    def post(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        district_month = self.get_district_month()
        check = MonthCheck.of(district_month)
        asked = questions_of(check, reasons_offered(check, request.user))
        answers = typed(asked, request.POST)
        if request.POST.get("step") == "answer":
            return self._answer(district_month, answers, asked)
        if asked.errors:
            messages.error(request, f"ยังไม่ได้ยืนยัน {_wrong(asked)}")
            return self._as_typed(district_month, status=422)
        try:
            confirmed = workflow.confirm_district(
                district_month,
                by=request.user,
                seen=request.POST.get("seen", ""),
                answers=answers,
            )
        except workflow.StepRefused as refusal:
            messages.error(request, str(refusal))
            now = self.get_district_month()  # another step may have come first
            return self._as_typed(now, in_question=refusal.row_ids, status=409)
        judged = judged_of(request.user, confirmed)
        at, first = confirmed.district_confirmed_at, judged.confirmed.first
        assert at is not None  # just now
        said = counted("ยืนยัน", at, judged.due, first=first)
        messages.success(request, f"{said} ส่งให้จังหวัดตรวจ รายการปิดการแก้ไข พิมพ์ รต.๒ ได้จากหน้านี้")
        if waiting := count_waiting(request.user, confirmed):
            messages.warning(request, f"ยอดที่ผู้ผลิตแจ้งและยังไม่ได้รับ {waiting} รายการ ไม่อยู่ในยอดที่ยืนยัน")
        return redirect(request.path)

    def _answer(self, district_month, answers, asked) -> HttpResponse:
        """Keeps what was answered; what cannot be taken stays in its field and leaves the others be."""
        request = self.request
        try:
            count = answering.save_answers(district_month, answers, by=request.user)
        except entry.EntryRefused as refusal:
            messages.error(request, f"{refusal} คำตอบที่พิมพ์ไว้ยังไม่ได้บันทึก คัดลอกเก็บไว้ได้จากหน้านี้")
            return self._as_typed(self.get_district_month(), status=409)
        if asked.errors:
            saved = f"บันทึกแล้ว {count} รายการ " if count else ""
            messages.error(request, f"{saved}{_wrong(asked)}")
            return self._as_typed(self.get_district_month(), status=422)
        messages.success(request, f"บันทึกแล้ว {count} รายการ" if count else "ไม่มีคำตอบใหม่ที่ต้องบันทึก")
        return redirect(request.path)

    def _as_typed(
        self, now: DistrictMonth, *, status: int, in_question: Container[int] = ()
    ) -> HttpResponse:
        """The page as it stands now, with what was typed in its fields."""
        context = check_page(self.request, now, in_question=in_question, as_typed=True)
        return self.show(TEMPLATE, context, status=status)


def check_page(
    request: AuthenticatedHttpRequest,
    district_month: DistrictMonth,
    *,
    in_question: Container[int] = (),
    as_typed: bool = False,
    resolution_form: ResolutionForm | None = None,
) -> dict[str, Any]:
    """What the page shows, all of it of one `MonthCheck`; with `as_typed` its fields hold what was
    posted, of a month closed meanwhile to be copied."""
    user = request.user
    if district_month.is_editable:
        entry.prepare_rows(district_month)
    # Who saved a row is told only of those that changed meanwhile.
    check = MonthCheck.of(district_month) if in_question else MonthCheck.read(district_month)
    rows = grid_rows(check)
    asked = questions_of(check, reasons_offered(check, user), rows)
    if as_typed:
        typed(asked, request.POST)
    return {
        "title": f"ตรวจและยืนยัน {district_month.month}",
        "district_month": district_month,
        "grid_address": grid_address(district_month),
        **totals_shown(user, check, rows),
        **time_of(user, district_month),
        "changed": [row for row in rows if row.row.pk in in_question],
        "blank": [row for row in rows if row.row.entry == SalesRow.Entry.BLANK],
        "out_of_line": [row for row in rows if row.anomaly],
        "unexplained": len(check.faults.unexplained),
        "asked": asked,
        "unsaved": asked.typed_anew() if as_typed and not district_month.is_editable else [],
        "district_check": check.total,
        "district_limit": DISTRICT_LIMIT,
        "shown": evidence_shown(rows),
        "proposed": count_waiting(user, district_month) if district_month.is_editable else 0,
        "sampled": AuditItem.objects.filter(sample=newest_sample(district_month, user)).count(),
        "seen": check.fingerprint,
        "may_confirm": workflow.may_take(Step.Name.CONFIRM_DISTRICT, district_month, user),
        "resolutions": Resolution.objects.visible_to(user)
        .filter(district_month=district_month)
        .select_related("district_month"),
        "resolution_form": resolution_form or ResolutionForm(),
        "steps": steps_of(user, district_month),
    }


def _wrong(asked: Questions) -> str:
    return f"ยังใช้ไม่ได้ {len(asked.errors)} ช่อง ดูข้อความใต้ช่องสีแดง ที่พิมพ์ไว้ยังอยู่ในหน้านี้"


class RestWithoutSalesView(DistrictMonthView):
    """Marks every row not filled in as without sales, in one step the clerk asked for."""

    roles = frozenset({Role.DISTRICT})

    def post(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        district_month = self.get_district_month()
        try:
            count = entry.mark_rest_without_sales(district_month, by=request.user)
            messages.success(request, f"ทำเครื่องหมายไม่มียอดจำหน่ายแล้ว {count} รายการ")
        except entry.EntryRefused as refusal:
            messages.error(request, str(refusal))
        return redirect(
            "admin:sales-check",
            month=f"{district_month.month_id:%Y-%m}",
            district=district_month.district_id,
        )
