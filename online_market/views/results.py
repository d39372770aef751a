"""The result of a district's surveyed products: the grid it is recorded in, and read by the others."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from core.areas.scope import Role
from core.pages import RoleView, seen_version
from core.steps import StepRefused, is_for
from core.thai.calendar import buddhist_year
from core.thai.digits import format_baht
from core.users.requests import AuthenticatedHttpRequest
from online_market import words
from online_market.answering import Outcome
from online_market.models import OnlineResult, Survey, SurveyAnswer
from online_market.progress import progress_of
from online_market.proposals import Proposal, online_links, proposals
from online_market.results import ResultInput, save_results
from online_market.steps import RESULT
from online_market.views.doors import hidden_from, survey_or_404
from online_market.words import answers_with_words

FIELDS = ("channels", "sales", "sold_on", "note")


@dataclass
class ResultLine:
    """A surveyed product with its result as kept or as typed, and what the portal proposes."""

    answer: Any  # with its words (answers_with_words)
    result: OnlineResult | None
    proposal: Proposal | None
    links: list[str]
    sold: bool = False
    texts: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    theirs: str = ""

    def __post_init__(self):
        kept = self.result
        self.sold = bool(kept and kept.sold)
        self.texts = {
            "channels": kept.channels if kept else "",
            "sales": "" if kept is None or kept.sales is None else format_baht(kept.sales),
            "sold_on": _day(kept.sold_on) if kept and kept.sold_on else "",
            "note": kept.note if kept else "",
        }
        self.was = said_of(self.sold, self.texts)

    @property
    def version(self) -> int:
        return self.result.version if self.result else 0

    @property
    def maker(self) -> str:
        return self.answer.told[words.MAKER]

    @property
    def name(self) -> str:
        return self.answer.told[words.NAME]

    @property
    def category(self) -> str:
        return self.answer.told[words.CATEGORY]

    @property
    def proposed(self) -> str:
        return format_baht(self.proposal.amount) if self.proposal else ""


def _day(day) -> str:
    return f"{day.day}/{day.month}/{buddhist_year(day)}"


def said_of(sold: bool, texts: dict[str, str]) -> str:
    """A row as one text, to tell whether it was touched."""
    return "|".join([f"{sold:d}", *(texts[name].strip() for name in FIELDS)])


class ResultView(RoleView):
    """The own district records what was sold online while the round is open; the others read."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest, pk: int, **kwargs) -> HttpResponse:
        survey = survey_or_404(request.user, pk)
        return self._page(survey, self._lines(survey))

    def post(self, request: AuthenticatedHttpRequest, pk: int, **kwargs) -> HttpResponse:
        survey = survey_or_404(request.user, pk)
        self.only_for(RESULT)
        lines = self._lines(survey)
        rows = self._typed(lines)
        try:
            outcomes = save_results(survey, rows, by=request.user)
        except StepRefused as refusal:
            messages.error(request, str(refusal))
            return self._page(survey, lines, status=409)
        saved = sum(one.done in ("new", "changed") for one in outcomes)
        refused = [one for one in outcomes if not one.done]
        if saved or not refused:
            messages.success(request, f"บันทึกแล้ว {saved} รายการ" if saved else "ไม่มีข้อมูลใดเปลี่ยน")
        if not refused:
            return redirect(request.get_full_path())
        messages.error(request, f"ยังไม่ได้บันทึก {len(refused)} รายการ ดูแถวสีแดง")
        lines = self._lines(survey)
        _typed_over(lines, rows, refused)
        return self._page(survey, lines, status=409 if any(r.theirs for r in refused) else 422)

    def _lines(self, survey: Survey) -> list[ResultLine]:
        user = self.request.user
        answers = answers_with_words(
            SurveyAnswer.objects.visible_to(user).filter(survey=survey).select_related("result")
        )
        sold = proposals(
            user,
            [one.base for one in answers],
            survey.round.period_from,
            survey.round.period_until,
        )
        links = online_links(user, [one.base.producer_id for one in answers])
        return [
            ResultLine(
                one,
                getattr(one, "result", None),
                sold.get((one.base.producer_id, one.base.product.category)),
                links.get(one.base.producer_id, []),
            )
            for one in answers
        ]

    def _typed(self, lines: list[ResultLine]) -> list[ResultInput]:
        """The rows that were touched."""
        posted, rows = self.request.POST, []
        for line in lines:
            key = f"row-{line.answer.pk}-"
            if f"{key}version" not in posted:
                continue
            texts = {name: posted.get(f"{key}{name}", "") for name in FIELDS}
            sold = f"{key}sold" in posted
            if said_of(sold, texts) == posted.get(f"{key}was", ""):
                continue
            seen = seen_version(posted, f"{key}version")
            rows.append(ResultInput(line.answer.pk, seen, sold, **texts))
        return rows

    def _page(self, survey: Survey, lines: list[ResultLine], status: int = 200) -> HttpResponse:
        user = self.request.user
        figures = next(
            one.figures
            for one in progress_of(user, survey.round, survey.district.province)
            if one.district.pk == survey.district_id
        )
        context = {
            "title": f"ผลการจำหน่ายออนไลน์ {survey.district.titled_name}",
            "survey": survey,
            "round": survey.round,
            "lines": lines,
            "figures": figures,
            "editable": survey.round.is_open and is_for(RESULT, user),
            "own": user.of_district,
            "hidden_from_department": hidden_from(user, survey),
        }
        return self.show("online_market/result.html", context, status=status)


def _typed_over(lines: list[ResultLine], rows: list[ResultInput], refused: list[Outcome]) -> None:
    """Put what was typed and refused back into the lines, with why."""
    by_answer = {line.answer.pk: line for line in lines}
    typed = {row.answer: row for row in rows}
    for outcome in refused:
        line = by_answer.get(outcome.key)
        if line is None:
            continue
        row = typed[outcome.key]
        line.sold = row.sold
        line.texts = {name: getattr(row, name) for name in FIELDS}
        line.errors, line.theirs = outcome.errors, outcome.theirs
