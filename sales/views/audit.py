"""สุ่มตรวจหลักฐาน: the draw, the rows drawn, and what the province found."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from core.areas.scope import Role
from core.steps import StepRefused, is_for
from core.thai.digits import format_baht
from core.users.requests import AuthenticatedHttpRequest
from sales.evidence import audit, files
from sales.evidence.files import evidence_counts
from sales.evidence.forms import ResultForm, SampleForm
from sales.evidence.sampling import default_size
from sales.models import AuditItem, AuditSample, DistrictMonth, SalesRow, Step
from sales.months import workflow
from sales.views.doors import DistrictMonthView

Result = AuditItem.Result


def audit_address(district_month: DistrictMonth) -> str:
    return reverse(
        "admin:sales-audit", args=[f"{district_month.month_id:%Y-%m}", district_month.district_id]
    )


class AuditView(DistrictMonthView):
    """The draw in force with its rows; the district sees them once they are drawn."""

    roles = frozenset({Role.DISTRICT, Role.PROVINCE})

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        return self._page(self.get_district_month())

    def post(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        """The draw."""
        self.only_for(audit.DRAW)
        district_month = self.get_district_month()
        form = SampleForm(request.POST)
        if not form.is_valid():
            messages.error(request, "กรอกจำนวนรายการเป็นตัวเลข")
            return self._page(district_month, sample_form=form, status=422)
        try:
            sample = audit.draw_sample(district_month, by=request.user, **form.cleaned_data)
        except StepRefused as refusal:
            messages.error(request, str(refusal))
            return self._page(district_month, sample_form=form, status=409)
        messages.success(request, f"สุ่มแล้ว {sample.items.count()} รายการ อำเภอเห็นรายการเหล่านี้ตั้งแต่บัดนี้")
        return redirect(request.path)

    def _page(
        self,
        district_month: DistrictMonth,
        sample_form: SampleForm | None = None,
        refused: tuple[int, ResultForm] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        request = self.request
        sample = audit.newest_sample(district_month, request.user)
        items = _lines(district_month, sample, refused) if sample else []
        population = SalesRow.objects.filter(district_month=district_month, total__gt=0).count()
        wrong = [line for line in items if line["item"].result in _WRONG]
        return self.show(
            "sales/audit.html",
            {
                "title": f"สุ่มตรวจหลักฐาน {district_month.month}",
                "district_month": district_month,
                "sample": sample,
                "items": items,
                "checked": sum(line["item"].result != Result.PENDING for line in items),
                "matched": sum(line["item"].result == Result.MATCH for line in items),
                "wrong": wrong,
                "earlier": AuditSample.objects.visible_to(request.user)
                .filter(district_month=district_month, number__lt=sample.number if sample else 0)
                .select_related("drawn_by"),
                "population": population,
                "may_check": is_for(audit.RECORD, request.user),
                "may_add": is_for(files.ADD, request.user),
                "may_draw": audit.may_draw(district_month, request.user) and population > 0,
                "may_return": workflow.may_take(
                    Step.Name.RETURN_DISTRICT, district_month, request.user
                ),
                "sample_form": sample_form
                or SampleForm(
                    initial={
                        "size": default_size(population),
                        "seen": sample.number if sample else 0,
                    }
                ),
            },
            status=status,
        )


_WRONG = (Result.MISMATCH, Result.NO_EVIDENCE)
_STATES = {
    Result.PENDING: "entering",
    Result.MATCH: "done",
    Result.MISMATCH: "late",
    Result.NO_EVIDENCE: "warning",
}


def _lines(district_month, sample: AuditSample, refused) -> list[dict]:
    """The drawn rows with their evidence, the form of the result, and what a return would mark."""
    counts = evidence_counts(district_month)
    lines = []
    for item in sample.items.select_related("producer", "row", "checked_by"):
        form = ResultForm(
            prefix=None,
            auto_id=f"id_{item.pk}_%s",
            initial={
                "result": item.result,
                "found_amount": format_baht(item.found_amount) if item.found_amount else "",
                "note": item.note,
                "version": item.version,
            },
        )
        lines.append(
            {
                "item": item,
                "files": counts.get(item.producer_id, 0),
                "state": _STATES[Result(item.result)],
                "form": refused[1] if refused and refused[0] == item.pk else form,
                "changed": item.row is not None and item.row.total != item.figure,
                "mark": _mark(item),
            }
        )
    return lines


def _mark(item: AuditItem) -> str:
    """What is wrong, as the mark of a return says it."""
    if item.result == Result.NO_EVIDENCE:
        said = "ไม่มีหลักฐาน"
    elif item.found_amount is not None:
        said = f"หลักฐานได้ {format_baht(item.found_amount)} บาท"
    else:
        said = "ไม่ตรงกับหลักฐาน"
    return " · ".join(filter(None, [said, item.note]))[:300]


class AuditResultView(AuditView):
    """Writes down the result of one drawn row."""

    roles = audit.RECORD.roles
    http_method_names = ["post", "options"]

    def post(self, request: AuthenticatedHttpRequest, **kwargs: Any) -> HttpResponse:
        district_month = self.get_district_month()
        found = get_object_or_404(
            AuditItem.objects.filter(
                sample__in=AuditSample.objects.visible_to(request.user).filter(
                    district_month=district_month
                )
            ).select_related("sample__district_month__district", "producer"),
            pk=self.kwargs["item"],
        )
        form = ResultForm(request.POST, auto_id=f"id_{found.pk}_%s")
        if not form.is_valid():
            said = [str(error) for errors in form.errors.values() for error in errors]
            messages.error(request, f"{found.producer}: {' '.join(said)}")
            return self._page(district_month, refused=(found.pk, form), status=422)
        given = dict(form.cleaned_data)
        try:
            audit.record_result(found, by=request.user, seen_version=given.pop("version"), **given)
        except StepRefused as refusal:
            messages.error(request, f"{found.producer}: {refusal}")
            return self._page(district_month, refused=(found.pk, form), status=409)
        messages.success(request, f"บันทึกผลแล้ว: {found.producer}")
        return redirect(f"{audit_address(district_month)}#item-{found.pk}")
