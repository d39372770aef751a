"""หลักฐาน: of one producer's month, of all figures of a district's month, and their files."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from core.areas.scope import Role
from core.documents.serving import as_download
from core.pages import RoleView
from core.pictures.views import SIZES, picture_response
from core.steps import is_for
from core.users.requests import AuthenticatedHttpRequest
from sales.evidence import files as evidence
from sales.evidence.forms import EvidenceForm
from sales.models import DistrictMonth, Evidence, SalesRow
from sales.views.audit import AuditView
from sales.views.doors import DistrictMonthView

PICTURES, CAMERA = "files", "camera"  # the two fields files come in


def evidence_address(district_month: DistrictMonth, producer_id: int) -> str:
    return reverse(
        "admin:sales-producer-evidence",
        args=[f"{district_month.month_id:%Y-%m}", district_month.district_id, producer_id],
    )


class EvidenceListView(DistrictMonthView):
    """Which figures of a month have evidence and which have none, the largest first."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        district_month = self.get_district_month()
        counts = evidence.evidence_counts(district_month)
        sold = list(
            SalesRow.objects.visible_to(request.user)
            .filter(district_month=district_month, total__gt=0)
            .select_related("producer")
            .order_by("-total", "pk")
        )
        lines = [{"row": row, "files": counts.get(row.producer_id, 0)} for row in sold]
        without = [line for line in lines if not line["files"]]
        return self.show(
            "sales/evidence_list.html",
            {
                "title": f"หลักฐานยอดจำหน่าย {district_month.month}",
                "district_month": district_month,
                "lines": lines if request.GET.get("show") == "all" else without,
                "all": request.GET.get("show") == "all",
                "without": len(without),
                "shown": evidence.shown_by_evidence(sold, counts),
                "may_add": is_for(evidence.ADD, request.user),
                "may_see_audit": AuditView.opens_to(request.user),
            },
        )


class ProducerEvidenceView(DistrictMonthView):
    """หลักฐานของผู้ผลิต of a month: what there is, and for its district the way to add more."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        return self._page(self.get_district_month(), EvidenceForm(user=request.user))

    def post(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        self.only_for(evidence.ADD)
        district_month = self.get_district_month()
        producer = self._rows(district_month)[0].producer
        form = EvidenceForm(request.POST, user=request.user)
        uploads: list[Any] = [*request.FILES.getlist(CAMERA), *request.FILES.getlist(PICTURES)]
        if not form.is_valid() or not uploads:
            messages.error(
                request, "เลือกชนิดหลักฐาน" if form.errors else "ถ่ายรูปหรือเลือกไฟล์อย่างน้อยหนึ่งไฟล์"
            )
            return self._page(district_month, form, status=422)
        try:
            outcomes = evidence.add_evidence(
                district_month, producer, uploads, by=request.user, **form.cleaned_data
            )
        except evidence.EvidenceRefused as refusal:
            messages.error(request, str(refusal))
            return self._page(district_month, form, status=409)
        _tell(request, outcomes)
        if not any(outcome.evidence for outcome in outcomes):
            return self._page(district_month, form, status=422)
        return redirect(evidence_address(district_month, producer.pk))

    def _rows(self, district_month: DistrictMonth) -> list[SalesRow]:
        """The producer's rows of the month; 404 for one without any."""
        rows = (
            SalesRow.objects.visible_to(self.request.user)
            .filter(district_month=district_month, producer=self.kwargs["producer"])
            .select_related("producer")
            .in_form_order()
        )
        if not rows:
            raise Http404("no such producer in the month")
        return list(rows)

    def _page(
        self, district_month: DistrictMonth, form: EvidenceForm, status: int = 200
    ) -> HttpResponse:
        request = self.request
        rows = self._rows(district_month)
        found = (
            Evidence.objects.visible_to(request.user)
            .filter(district_month=district_month, producer=rows[0].producer_id)
            .select_related("kind", "uploaded_by", "removed_by")
        )
        return self.show(
            "sales/producer_evidence.html",
            {
                "title": f"หลักฐานของ {rows[0].producer.name}",
                "district_month": district_month,
                "rows": rows,
                "total": sum(row.total for row in rows),
                "kept": [one for one in found if one.removed_at is None],
                "removed": [one for one in found if one.removed_at is not None],
                "form": form,
                "may_add": is_for(evidence.ADD, request.user),
                "may_remove": district_month.is_editable and is_for(evidence.REMOVE, request.user),
            },
            status=status,
        )


def _tell(request: AuthenticatedHttpRequest, outcomes: list[evidence.Outcome]) -> None:
    """How many were kept; each that was refused or is hard to read, by its name."""
    kept = [outcome for outcome in outcomes if outcome.evidence]
    if kept:
        messages.success(request, f"แนบหลักฐานแล้ว {len(kept)} ไฟล์")
    for outcome in outcomes:
        if outcome.refusal:
            messages.error(request, f"{outcome.name}: {outcome.refusal}")
        elif outcome.warning:
            messages.warning(request, f"{outcome.name}: แนบแล้ว แต่{outcome.warning}")


class RemoveEvidenceView(RoleView):
    """Takes back a file attached by mistake, while the month is being entered."""

    roles = evidence.REMOVE.roles

    def post(self, request: AuthenticatedHttpRequest, pk: int, **kwargs) -> HttpResponse:
        found = get_object_or_404(
            Evidence.objects.visible_to(request.user).select_related("district_month", "kind"),
            pk=pk,
        )
        try:
            evidence.remove_evidence(found, by=request.user)
            messages.success(request, f"ลบหลักฐานแล้ว: {found}")
        except evidence.EvidenceRefused as refusal:
            messages.error(request, str(refusal))
        return redirect(evidence_address(found.district_month, found.producer_id))


class EvidenceFileView(RoleView):
    """A picture on the page, a PDF to be saved; for who may see the month it belongs to."""

    roles = frozenset(Role)

    def get(
        self, request: AuthenticatedHttpRequest, pk: int, size: str, **kwargs
    ) -> HttpResponse | FileResponse:
        if size not in SIZES:
            raise Http404("no such size")
        found = get_object_or_404(Evidence.objects.visible_to(request.user).kept(), pk=pk)
        if found.is_pdf:
            return as_download(found.file, f"evidence-{pk}")
        kept = found.thumbnail if size == "thumbnail" else found.file
        return picture_response(request, kept, f"evidence-{pk}-{size}")
