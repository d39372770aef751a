"""A district's survey: the grid to choose and answer in, its signatures, what the others read of it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from core.areas.scope import Role
from core.pages import RoleView, seen_version
from core.steps import StepRefused, offers
from core.thai import calendar
from core.thai.digits import format_baht
from core.users.requests import AuthenticatedHttpRequest
from online_market import signing
from online_market.answering import AnswerInput, save_answers
from online_market.forms import MarketReasonForm, SignForm, UploadForm
from online_market.models import (
    READINESS,
    DistrictTarget,
    MarketStep,
    Survey,
    SurveyAnswer,
    SurveyUpload,
)
from online_market.steps import ANSWER
from online_market.views.doors import hidden_from, survey_or_404
from online_market.views.survey_lines import (
    LABELS,
    ROWS_A_PAGE,
    SurveyLine,
    narrowed,
    survey_lines,
    typed_over,
    typed_rows,
)

# Steps of a survey that only change its standing; "save" and "fill" change its answers.
SHOWN = ("", "picked", "rest")


class SurveyView(RoleView):
    """The own district chooses and answers; each level signs and takes back; the others read."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest, pk: int, **kwargs) -> HttpResponse:
        survey = survey_or_404(request.user, pk)
        return self._page(survey, survey_lines(survey, request.user))

    def post(self, request: AuthenticatedHttpRequest, pk: int, **kwargs) -> HttpResponse:
        survey = survey_or_404(request.user, pk)
        steps = {
            "save": self._save,
            "fill": self._fill,
            "sign": self._sign,
            "take_back": self._take_back,
        }
        step = request.POST.get("step", "save")
        if step not in steps:
            raise Http404("no such step")
        if step in {"save", "fill"}:
            self.only_for(ANSWER)
        try:
            return steps[step](survey)
        except StepRefused as refusal:
            messages.error(request, str(refusal))
            survey = survey_or_404(request.user, pk)
            return self._page(survey, survey_lines(survey, request.user), status=409)

    # --- Steps ------------------------------------------------------------------------------------

    def _save(self, survey: Survey) -> HttpResponse:
        request = self.request
        lines = survey_lines(survey, request.user)
        rows = typed_rows(request.POST, [line.base.pk for line in lines])
        if not rows:
            messages.info(request, "ไม่มีข้อมูลใดเปลี่ยน")
            return redirect(request.get_full_path())
        outcomes = save_answers(survey, rows, by=request.user)
        refused = [one for one in outcomes if not one.done]
        saved = sum(one.done in ("new", "changed", "removed") for one in outcomes)
        if saved:
            messages.success(request, f"บันทึกแล้ว {saved} รายการ")
        if not refused:
            return redirect(request.get_full_path())
        messages.error(request, f"ยังไม่ได้บันทึก {len(refused)} รายการ ดูแถวสีแดง")
        survey = survey_or_404(request.user, survey.pk)
        lines = survey_lines(survey, request.user)
        typed_over(lines, rows, outcomes)
        status = 409 if any(one.theirs for one in refused) else 422
        return self._page(survey, lines, status=status)

    def _fill(self, survey: Survey) -> HttpResponse:
        """Blank amounts of chosen products take the portal's own, where it is theirs alone."""
        request = self.request
        rows = [
            AnswerInput(
                line.base.pk, line.version, True, line.ticks, format_baht(line.proposal.amount)
            )
            for line in survey_lines(survey, request.user)
            if line.picked and not line.sales and line.proposal and line.proposal.shared == 1
        ]
        if not rows:
            raise StepRefused("ไม่มีช่องว่างที่เติมได้ ระบบมียอดรวมของผู้ผลิตในประเภท ไม่แยกรายผลิตภัณฑ์")
        outcomes = save_answers(survey, rows, by=request.user)
        messages.success(request, f"เติมยอดจากระบบแล้ว {sum(bool(o.done) for o in outcomes)} รายการ")
        return redirect(request.get_full_path())

    def _sign(self, survey: Survey) -> HttpResponse:
        request = self.request
        form = SignForm(request.POST)
        if not form.is_valid():
            lines = survey_lines(survey, request.user)
            return self._page(survey, lines, sign_form=form, status=422)
        if typed_rows(request.POST, [one.base.pk for one in survey_lines(survey, request.user)]):
            raise StepRefused("มีคำตอบที่ยังไม่บันทึก บันทึกก่อนแล้วลงนาม")
        seen = seen_version(request.POST, "revision")
        signing.sign([(survey, seen)], by=request.user, **form.cleaned_data)
        messages.success(request, "ลงนามแล้ว แบบสำรวจปิดการแก้ไข")
        return redirect(request.path)

    def _take_back(self, survey: Survey) -> HttpResponse:
        signing.take_back(survey, by=self.request.user, reason=self.request.POST.get("reason", ""))
        messages.success(self.request, "เปิดแบบสำรวจให้อำเภอแก้ไขแล้ว ลายเซ็นเดิมเป็นอันยกเลิก")
        return redirect(self.request.path)

    # --- The page ---------------------------------------------------------------------------------

    def _page(self, survey: Survey, lines: list[SurveyLine], sign_form=None, status: int = 200):
        request, user = self.request, self.request.user
        own = user.of_district
        editable = survey.round.is_open and offers(ANSWER, survey, user)
        asked = request.GET.get("show", "")
        show = asked if asked in SHOWN and editable else ("" if editable else "picked")
        query = request.GET.get("q", "")
        shown = narrowed(lines, show, query)
        refused = [line for line in lines if line.errors or line.theirs]
        page = Paginator(shown, ROWS_A_PAGE).get_page(request.GET.get("page"))
        # A refused row is shown whatever the filter: what was typed is never lost.
        rows = [*[one for one in refused if one not in page.object_list], *page.object_list]
        counts = (
            SurveyAnswer.objects.visible_to(user)
            .filter(survey=survey)
            .aggregate(picked=Count("pk"), unsaid=Count("pk", filter=Q(online_sales=None)))
        )
        may_sign = survey.round.is_open and signing.may_sign(user, survey)
        signature = SignForm(initial={"position": user.position, "signed_on": calendar.today()})
        return self.show(
            "online_market/survey.html",
            {
                "title": f"แบบสำรวจความพร้อม{survey.district.titled_name}",
                "survey": survey,
                "round": survey.round,
                "target": DistrictTarget.objects.visible_to(user).get(
                    round=survey.round_id, district=survey.district_id
                ),
                "counts": counts,
                "ready": SurveyAnswer.objects.visible_to(user)
                .filter(survey=survey)
                .ready()
                .count(),
                "rows": rows,
                "page": page,
                "all": len(lines),
                "blocked": sum(bool(line.blocked) for line in lines),
                "show": show,
                "query": query,
                "labels": [LABELS[name] for name in READINESS],
                "editable": editable,
                "own": own,
                "hidden_from_department": hidden_from(user, survey),
                "may_sign": may_sign,
                "signing_word": signing.signing_word(user),
                "sign_form": sign_form or signature,
                "may_take_back": survey.round.is_open and signing.may_take_back(user, survey),
                "reason_form": MarketReasonForm(),
                "upload_form": UploadForm(),
                "receipt": SurveyUpload.objects.visible_to(user)
                .filter(survey=survey, confirmed_at__isnull=False)
                .first(),
                "signatures": signatures(survey),
                "steps": MarketStep.objects.visible_to(user)
                .filter(round=survey.round_id, district=survey.district_id)
                .select_related("by")[:40],
                "last_year": survey.round.fiscal_year - 1,
            },
            status=status,
        )


def signatures(survey: Survey) -> list[dict]:
    """The signatures a survey has, from the district up."""
    labels = {"district": "อำเภอลงนาม", "province": "จังหวัดรับรอง", "department": "กรมรับ"}
    return [
        {
            "label": labels[level],
            "name": getattr(survey, f"{level}_signed_name"),
            "position": getattr(survey, f"{level}_signed_position"),
            "on": getattr(survey, f"{level}_signed_on"),
        }
        for level in Survey.LEVELS
        if getattr(survey, f"{level}_signed_at")
    ]
