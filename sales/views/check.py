"""ตรวจและยืนยัน: the chief sees what stands in the way, and confirms what was shown."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from core.areas.scope import Role
from products.models import Category
from sales.calendar.deadlines import counted
from sales.calendar.timeliness import of_districts
from sales.evidence.audit import newest_sample
from sales.evidence.files import shown_by_evidence
from sales.forms import ResolutionForm
from sales.models import AuditItem, ExplanationReason, Resolution, SalesRow, Step
from sales.months import answering, entry, readiness, workflow
from sales.months.anomalies import DISTRICT_LIMIT
from sales.months.district_totals import check_district
from sales.months.marks import last_marks
from sales.months.progress import progress_of
from sales.views.answers import Questions, questions_of, typed
from sales.views.doors import DistrictMonthView
from sales.views.grid import grid_address
from sales.views.grid_rows import GridRow, grid_rows
from sales.views.timing import time_of


class CheckView(DistrictMonthView):
    """Totals, rows not filled in, figures out of line; the confirmation; the resolution after it."""

    roles = frozenset({Role.DISTRICT})

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return self._page(self.get_district_month())

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        district_month = self.get_district_month()
        asked = self._questions(district_month, grid_rows(district_month))
        answers = typed(asked, request.POST)
        if request.POST.get("step") == "answer":
            return self._answer(district_month, answers, asked)
        if asked.errors:
            messages.error(request, f"ยังไม่ได้ยืนยัน {_wrong(asked)}")
            return self._page(district_month, typed_again=True, status=422)
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
            return self._page(now, in_question=refusal.row_ids, typed_again=True, status=409)
        judged = of_districts(request.user, [confirmed])[confirmed.pk]
        at, first = confirmed.district_confirmed_at, judged.confirmed.first
        said = counted("ยืนยัน", at, judged.due, first=first)
        messages.success(request, f"{said} ส่งให้จังหวัดตรวจ รายการปิดการแก้ไข พิมพ์ รต.๒ ได้จากหน้านี้")
        return redirect(request.path)

    def _answer(self, district_month, answers, asked) -> HttpResponse:
        """Keeps what was answered; what cannot be taken stays in its field and leaves the others be."""
        request = self.request
        try:
            count = answering.save_answers(district_month, answers, by=request.user)
        except entry.EntryRefused as refusal:
            messages.error(request, f"{refusal} คำตอบที่พิมพ์ไว้ยังไม่ได้บันทึก คัดลอกเก็บไว้ได้จากหน้านี้")
            return self._page(self.get_district_month(), typed_again=True, status=409)
        if asked.errors:
            saved = f"บันทึกแล้ว {count} รายการ " if count else ""
            messages.error(request, f"{saved}{_wrong(asked)}")
            return self._page(self.get_district_month(), typed_again=True, status=422)
        messages.success(request, f"บันทึกแล้ว {count} รายการ" if count else "ไม่มีคำตอบใหม่ที่ต้องบันทึก")
        return redirect(request.path)

    def _questions(self, district_month, lines) -> Questions:
        held = {line.row.reason_id for line in lines} | {district_month.reason_id}
        return questions_of(
            district_month,
            lines,
            last_marks(district_month),
            check_district(district_month),
            ExplanationReason.objects.visible_to(self.request.user).offered(keeping=held - {None}),
        )

    def _page(
        self,
        district_month,
        in_question=frozenset(),
        resolution_form=None,
        *,
        typed_again: bool = False,
        status: int = 200,
    ) -> HttpResponse:
        request = self.request
        if district_month.is_editable:
            entry.prepare_rows(district_month)
        rows = grid_rows(district_month)
        asked = self._questions(district_month, rows)
        unsaved = []
        if typed_again:
            typed(asked, request.POST)
            if not district_month.is_editable:
                unsaved = asked.typed_anew()
        return self.show(
            "sales/check.html",
            {
                "title": f"ตรวจและยืนยัน {district_month.month}",
                "district_month": district_month,
                "grid_address": grid_address(district_month),
                "progress": progress_of([district_month])[district_month.pk],
                **time_of(request.user, district_month),
                "categories": totals_by_category(rows),
                "changed": [row for row in rows if row.row.pk in in_question],
                "blank": [row for row in rows if row.row.entry == SalesRow.Entry.BLANK],
                "out_of_line": [row for row in rows if row.anomaly],
                "unexplained": sum(1 for row in rows if row.anomaly and row.row.reason_id is None),
                "asked": asked,
                "unsaved": unsaved,
                "district_check": asked.checked,
                "district_limit": DISTRICT_LIMIT,
                "shown": shown_by_evidence(
                    (row.row for row in rows),
                    {row.row.producer_id: row.evidence for row in rows if row.evidence},
                ),
                "sampled": AuditItem.objects.filter(
                    sample=newest_sample(district_month, request.user)
                ).count(),
                "seen": readiness.fingerprint(row.row for row in rows),
                "may_confirm": workflow.may_take(
                    Step.Name.CONFIRM_DISTRICT, district_month, request.user
                ),
                "resolutions": Resolution.objects.visible_to(request.user)
                .filter(district_month=district_month)
                .select_related("district_month"),
                "resolution_form": resolution_form or ResolutionForm(),
                "steps": steps_of(request.user, district_month),
            },
            status=status,
        )


def _wrong(asked: Questions) -> str:
    return f"ยังใช้ไม่ได้ {len(asked.errors)} ช่อง ดูข้อความใต้ช่องสีแดง ที่พิมพ์ไว้ยังอยู่ในหน้านี้"


class RestWithoutSalesView(DistrictMonthView):
    """Marks every row not filled in as without sales, in one step the clerk asked for."""

    roles = frozenset({Role.DISTRICT})

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
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


def totals_by_category(rows: list[GridRow]) -> list[tuple]:
    """(label, number of rows, four amounts, total) of each category that has rows."""
    totals = []
    for category in Category:
        of_category = [row.row for row in rows if row.row.category == category]
        if of_category:
            amounts = [
                sum(column) for column in zip(*(r.amounts for r in of_category), strict=True)
            ]
            totals.append((category.label, len(of_category), amounts, sum(amounts)))
    return totals


def steps_of(user, district_month):
    """The trail of a district's month, newest first, through the person's own door: its own steps,
    those of the whole month, and the time its province was given."""
    of_it = Q(district=district_month.district_id) | Q(province=None, district=None)
    of_it |= Q(province=district_month.district.province_id, name__in=Step.OF_EXTENSIONS)
    return (
        Step.objects.visible_to(user)
        .filter(of_it, month=district_month.month_id)
        .select_related("by", "province")
        .prefetch_related("marks")
    )
