"""ยอดที่ผู้ผลิตแจ้ง: the district's list of what waits, one of it, and the links that bring it."""

import json
from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.views.decorators.debug import sensitive_variables

from core import steps
from core.areas.scope import Role
from core.pages import RoleView, whole_numbers
from core.pictures.views import SIZES, picture_response
from core.steps import StepRefused
from core.thai import calendar
from core.users.requests import AuthenticatedHttpRequest
from sales.models import CHANNELS, DistrictMonth, ProducerPhoto, Proposal, ProposalStep, SalesRow
from sales.months.entry import EntryRefused, RowInput, closed_because
from sales.proposals import answering, link_papers, links
from sales.proposals.standing import proposals_of, reporters, waiting_lines
from sales.views.doors import DistrictMonthView
from sales.views.overtaken import CHANNEL_LABELS, shown_amounts
from sales.views.rows import LARGEST_BATCH, RowsAnswer

DISTRICT = frozenset({Role.DISTRICT})
NO_ROW = "ตารางไม่มีรายการของผู้ผลิตและประเภทนี้แล้ว รับยอดไม่ได้ ปิดรายการพร้อมเหตุผลได้"


def proposals_address(
    district_month: DistrictMonth, page: str = "sales-proposals", *more: Any
) -> str:
    month = f"{district_month.month_id:%Y-%m}"
    return reverse(f"admin:{page}", args=[month, district_month.district_id, *more])


class ProposalsView(DistrictMonthView):
    """What waits of a month beside its rows; ticked ones, or all, are accepted in one step."""

    roles = DISTRICT

    def get(self, request: AuthenticatedHttpRequest, **kwargs: Any) -> HttpResponse:
        district_month = self.get_district_month()
        return self.show(
            "sales/proposals.html",
            {
                "title": f"ยอดที่ผู้ผลิตแจ้ง {district_month.month}",
                "district_month": district_month,
                "lines": waiting_lines(request.user, district_month),
                "closed": closed_because(district_month),
            },
        )

    def post(self, request: AuthenticatedHttpRequest, **kwargs: Any) -> HttpResponse:
        district_month = self.get_district_month()
        chosen = request.POST.getlist("proposal")
        seen = dict(filter(None, map(_seen, chosen)))
        if not seen:
            messages.warning(request, "ยังไม่ได้เลือกรายการ ทำเครื่องหมายหน้าชื่อก่อน")
            return redirect(proposals_address(district_month))
        try:
            accepted = answering.accept(district_month, seen, by=request.user)
        except EntryRefused as refusal:
            messages.error(request, str(refusal))
            return redirect(proposals_address(district_month))
        if accepted.saved:
            messages.success(request, f"รับยอดที่ผู้ผลิตแจ้งแล้ว {accepted.saved} รายการ")
        if accepted.refused:
            messages.error(
                request,
                f"ยังไม่ได้รับ {accepted.refused} รายการ เพราะมีผู้บันทึกหรือผู้ผลิตแจ้งใหม่ก่อน ตรวจอีกครั้ง",
            )
        return redirect(proposals_address(district_month))


def _seen(text: str) -> tuple[int, int] | None:
    """A proposal and the version of its row, as a form carries them: 17-3."""
    numbers = whole_numbers(text.split("-"))
    return (numbers[0], numbers[1]) if len(numbers) == 2 else None


class AcceptView(DistrictMonthView):
    """What the grid's script accepts: proposals with the versions of their rows, as JSON; answered as a
    save is, with the month's totals."""

    roles = DISTRICT
    belonging = ("month", "district")

    def post(self, request: AuthenticatedHttpRequest, **kwargs: Any) -> JsonResponse:
        district_month = self.get_district_month()
        try:
            sent = json.loads(request.body)["proposals"]
            seen = {int(one["id"]): int(one["version"]) for one in sent}
        except (ValueError, KeyError, TypeError, RecursionError):
            return JsonResponse({"message": "อ่านข้อมูลที่ส่งมาไม่ได้"}, status=400)
        if len(seen) > LARGEST_BATCH or any(not 0 <= one < 2**31 for one in seen.values()):
            return JsonResponse({"message": f"รับได้ครั้งละไม่เกิน {LARGEST_BATCH} รายการ"}, status=400)
        try:
            accepted = answering.accept(district_month, seen, by=request.user)
        except EntryRefused as refusal:
            return JsonResponse({"message": str(refusal)}, status=409)
        answer = asdict(RowsAnswer.of(district_month, accepted.results, by=request.user))
        return JsonResponse(answer | {"refused": accepted.refused})


class AnswerForm(forms.Form):
    """The reason of a correction, or the question to the producer."""

    reason = steps.reason_field("เหตุผลหรือคำถาม (แสดงต่อผู้ผลิต)", longest=answering.LONGEST_REASON)


class ProposalView(DistrictMonthView):
    """One proposal beside its row, with its photographs: accept, correct with a reason, or ask back."""

    roles = DISTRICT

    def get(self, request: AuthenticatedHttpRequest, proposal: int, **kwargs: Any) -> HttpResponse:
        district_month = self.get_district_month()
        return self._page(district_month, self._proposal(district_month, proposal))

    def post(self, request: AuthenticatedHttpRequest, proposal: int, **kwargs: Any) -> HttpResponse:
        district_month = self.get_district_month()
        found = self._proposal(district_month, proposal)
        row = self._row(district_month, found)
        step = request.POST.get("step")
        typed = _typed(request, row)
        try:
            if row is None and step != ProposalStep.Name.CLOSE:
                raise StepRefused(NO_ROW)
            if step == ProposalStep.Name.ACCEPT:
                accepted = answering.accept(
                    district_month, {found.pk: typed.version}, by=request.user
                )
                if accepted.refused:
                    raise StepRefused(answering.OVERTAKEN)
                said = "รับยอดที่ผู้ผลิตแจ้งแล้ว"
            elif step == ProposalStep.Name.CORRECT:
                reason = request.POST.get("reason", "")
                result = answering.correct(
                    district_month, found, typed, reason=reason, by=request.user
                )
                if not result.saved:
                    wrong = " ".join(result.errors.values()) or answering.OVERTAKEN
                    raise StepRefused(wrong)
                said = "บันทึกตัวเลขที่แก้ไขแล้ว ผู้ผลิตเห็นเหตุผลในลิงก์"
            elif step == ProposalStep.Name.ASK:
                question = request.POST.get("question", "")
                answering.ask(district_month, found, question=question, by=request.user)
                said = "ส่งคำถามแล้ว ผู้ผลิตเห็นเมื่อเปิดลิงก์"
            elif step == ProposalStep.Name.CLOSE:
                why = request.POST.get("why", "")
                answering.close(district_month, found, reason=why, by=request.user)
                said = "ปิดรายการโดยไม่รับยอดแล้ว"
            else:
                raise StepRefused("เลือกว่าจะรับ แก้ไข ถามกลับ หรือไม่รับ")
        except (StepRefused, EntryRefused) as refusal:
            messages.error(request, str(refusal))
            return self._page(district_month, found, typed, status=422)
        messages.success(request, f"{said}: {found}")
        return redirect(proposals_address(district_month))

    def _proposal(self, district_month: DistrictMonth, key: int) -> Proposal:
        own = Proposal.objects.visible_to(self.request.user).with_row_producer()
        found = own.select_related("link__producer__district__province")
        return get_object_or_404(found, link__district_month=district_month, pk=key)

    def _row(self, district_month: DistrictMonth, proposal: Proposal) -> SalesRow | None:
        """None where the registry holds it no more: then it can only be closed."""
        producer, category = answering.place_of(proposal)
        rows = SalesRow.objects.visible_to(self.request.user).select_related("producer")
        own = rows.filter(district_month=district_month, producer=producer, category=category)
        return own.first()

    def _page(
        self,
        district_month: DistrictMonth,
        proposal: Proposal,
        typed: RowInput | None = None,
        status: int = 200,
    ) -> HttpResponse:
        request, row = self.request, self._row(district_month, proposal)
        waiting = Proposal.objects.visible_to(request.user).waiting().filter(pk=proposal.pk)
        said, stands = shown_amounts(proposal), shown_amounts(row) if row else {}
        fields = typed.amounts if typed else said
        photos = ProducerPhoto.objects.visible_to(request.user).waiting()
        return self.show(
            "sales/proposal.html",
            {
                "title": f"ยอดที่ผู้ผลิตแจ้ง: {proposal.link.producer.name}",
                "district_month": district_month,
                "proposal": proposal,
                "row": row,
                "no_row": NO_ROW,
                "version": typed.version if typed else row.version if row else 0,
                "fields": [
                    (one, CHANNEL_LABELS[one], said[one], stands.get(one, ""), fields.get(one, ""))
                    for one in CHANNELS
                ],
                "may_answer": district_month.is_editable and waiting.exists(),
                "reason": request.POST.get("reason", ""),
                "question": request.POST.get("question", ""),
                "why": request.POST.get("why", ""),
                "longest": answering.LONGEST_REASON,
                "earlier": proposals_of(
                    request.user, district_month, *answering.place_of(proposal)
                ),
                "photos": photos.filter(
                    link__district_month=district_month,
                    link__producer=proposal.link.producer_id,
                ),
            },
            status=status,
        )


def _typed(request: AuthenticatedHttpRequest, row: SalesRow | None) -> RowInput:
    posted = request.POST
    version = posted.get("version", "")
    return RowInput(
        row.pk if row else 0,
        int(version) if version.isdecimal() and len(version) < 10 else -1,
        {one: posted.get(one, "") for one in CHANNELS},
        no_sales="no_sales" in posted,
        note=row.note if row else "",
    )


class ProducerPhotoView(RoleView):
    """A photograph that waits beside a proposal, for the district it was sent to."""

    roles = DISTRICT

    def get(
        self, request: AuthenticatedHttpRequest, pk: int, size: str, **kwargs: Any
    ) -> HttpResponse:
        if size not in SIZES:
            raise Http404("no such size")
        photo = get_object_or_404(ProducerPhoto.objects.visible_to(request.user).waiting(), pk=pk)
        kept = photo.thumbnail if size == "thumbnail" else photo.file
        return picture_response(request, kept, f"producer-photo-{pk}-{size}")


class ProducerLinksView(DistrictMonthView):
    """ลิงก์แจ้งยอด: who has one, who reported; new ones on slips or as texts to be copied, told once."""

    roles = DISTRICT

    def get(self, request: AuthenticatedHttpRequest, **kwargs: Any) -> HttpResponse:
        district_month = self.get_district_month()
        found = reporters(request.user, district_month)
        return self.show(
            "sales/producer_links.html",
            {
                "title": f"ลิงก์แจ้งยอด {district_month.month}",
                "district_month": district_month,
                "lines": found,
                "without": sum(one.state != "usable" for one in found),
                "sent": sum(one.sent for one in found),
                "closed": closed_because(district_month),
            },
        )

    @sensitive_variables()
    def post(self, request: AuthenticatedHttpRequest, **kwargs: Any) -> HttpResponse:
        district_month = self.get_district_month()
        here = proposals_address(district_month, "sales-producer-links")
        which = request.POST.get("which")
        ticked = whole_numbers(request.POST.getlist("producer"))
        if which != "without_link" and not ticked:
            messages.warning(request, "ยังไม่ได้เลือกผู้ผลิต ทำเครื่องหมายหน้าชื่อก่อน")
            return redirect(here)
        if which == "withdraw":
            ended = links.withdraw(district_month, ticked, by=request.user)
            messages.success(request, f"ยกเลิกลิงก์แล้ว {ended} ราย")
            return redirect(here)
        try:
            issued = links.issue(
                district_month, None if which == "without_link" else ticked, by=request.user
            )
        except EntryRefused as refusal:
            messages.error(request, str(refusal))
            return redirect(here)
        if not issued:
            messages.warning(request, "ทุกรายมีลิงก์ที่ยังใช้ได้แล้ว ถ้าหาย เลือกชื่อแล้วออกใหม่")
            return redirect(here)
        if request.POST.get("way") == "screen":
            return self._texts(district_month, issued, here)
        return _slips(district_month, issued)

    @sensitive_variables()
    def _texts(
        self, district_month: DistrictMonth, issued: list[links.IssuedLink], back: str
    ) -> HttpResponse:
        answer = self.show(
            "sales/producer_links_issued.html",
            {
                "title": "ลิงก์ที่ออกใหม่",
                "back": back,
                "issued": [
                    {
                        "producer": one.producer,
                        "text": link_papers.text(one),
                        "code": mark_safe(link_papers.code_svg(one.address)),  # noqa: S308  (ours)
                    }
                    for one in issued
                ],
            },
        )
        answer["Cache-Control"] = "no-store"
        return answer


@sensitive_variables()
def _slips(district_month: DistrictMonth, issued: list[links.IssuedLink]) -> HttpResponse:
    name = f"producer-links-{district_month.month_id:%Y-%m}-{calendar.today():%Y%m%d}.pdf"
    return HttpResponse(
        link_papers.slips(issued),
        content_type="application/pdf",
        headers={
            "Content-Disposition": content_disposition_header(True, name),
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
