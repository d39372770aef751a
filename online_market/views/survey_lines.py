"""The rows of a survey's grid: what is kept, what was typed, what the portal proposes beside it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from core.fields import column_of
from core.pages import seen_version
from core.thai.digits import format_baht
from core.thai.names import name_key
from online_market import words
from online_market.answering import AnswerInput, Outcome, taken_elsewhere
from online_market.models import READINESS, BaseProduct, Survey, SurveyAnswer
from online_market.proposals import Proposal, last_year_of, proposals

ROWS_A_PAGE = 100
LABELS = {
    name: str(column_of(SurveyAnswer, name).verbose_name) for name in (*READINESS, "online_sales")
}


@dataclass
class SurveyLine:
    """A product of the base as the grid shows it. `was` is what the page showed of it: a row posted as
    it was is not touched, whoever saved it meanwhile."""

    base: BaseProduct
    told: tuple[str, ...]
    answer: SurveyAnswer | None
    proposal: Proposal | None = None
    blocked: str = ""
    picked: bool = False
    ticks: dict[str, bool] = field(default_factory=dict)
    sales: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    theirs: str = ""

    def __post_init__(self):
        self.take_kept()

    def take_kept(self) -> None:
        self.picked = self.answer is not None
        self.ticks = {name: bool(getattr(self.answer, name, False)) for name in READINESS}
        kept = self.answer.online_sales if self.answer else None
        self.sales = "" if kept is None else format_baht(kept)
        self.was = said_of(self.picked, self.ticks, self.sales)

    @property
    def version(self) -> int:
        return self.answer.version if self.answer else 0

    @property
    def maker(self) -> str:
        return self.told[words.MAKER]

    @property
    def name(self) -> str:
        return self.told[words.NAME]

    @property
    def place(self) -> str:
        """อาหาร · กลุ่มผู้ผลิตชุมชน · รหัส 2402-1: what tells alike rows apart."""
        parts = (self.told[words.CATEGORY], self.told[words.KIND], self.told[words.CODE])
        return " · ".join(part for part in parts if part)

    @property
    def fields(self) -> list[tuple[str, str, bool]]:
        return [(name, LABELS[name], self.ticks[name]) for name in READINESS]

    @property
    def proposed(self) -> str:
        return format_baht(self.proposal.amount) if self.proposal else ""

    @property
    def state(self) -> str:
        if self.errors or self.theirs:
            return "refused"
        return "saved" if self.picked else "blank"


def said_of(picked: bool, ticks: Mapping[str, bool], sales: str) -> str:
    """A row in a few letters, to tell whether it was touched: 1|0101|1,500.00"""
    return (
        f"{picked:d}|{''.join(f'{bool(ticks.get(name)):d}' for name in READINESS)}|{sales.strip()}"
    )


def survey_lines(survey: Survey, user) -> list[SurveyLine]:
    """Every product of the district's base, in the order of the form; four statements."""
    base = list(
        words.with_registry(
            BaseProduct.objects.visible_to(user).filter(
                round=survey.round_id, district=survey.district_id
            )
        )
    )
    answers = {
        one.base_id: one for one in SurveyAnswer.objects.visible_to(user).filter(survey=survey)
    }
    taken = taken_elsewhere(survey, [one.product_id for one in base])
    first, last = last_year_of(survey)
    sold = proposals(user, base, first, last)
    lines = []
    for one in base:
        answer = answers.get(one.pk)
        told = tuple(answer.words) if answer and answer.words else words.words_of(one)
        key = (one.producer_id, one.product.category)
        lines.append(SurveyLine(one, told, answer, sold.get(key), taken.get(one.product_id, "")))
    return lines


def narrowed(lines: list[SurveyLine], show: str, query: str) -> list[SurveyLine]:
    """`show`: picked, rest or every one; `query`: part of the product's or the producer's name."""
    if show == "picked":
        lines = [line for line in lines if line.picked]
    elif show == "rest":
        lines = [line for line in lines if not line.picked and not line.blocked]
    if wanted := name_key(query):
        lines = [
            line
            for line in lines
            if wanted in name_key(line.maker) or wanted in name_key(line.name)
        ]
    return lines


def typed_rows(posted: Mapping, bases: Iterable[int]) -> list[AnswerInput]:
    """The rows of a posted page that were touched."""
    rows = []
    for pk in bases:
        key = f"row-{pk}-"
        if f"{key}version" not in posted:
            continue
        ticks = {name: f"{key}{name}" in posted for name in READINESS}
        picked, sales = f"{key}picked" in posted, posted.get(f"{key}online_sales", "")
        # Something answered of a product that was not ticked is a product that was meant.
        answered = any(ticks.values()) or bool(sales.strip())
        was = posted.get(f"{key}was", "")
        if said_of(picked, ticks, sales) == was:
            continue
        picked = picked or (answered and was.startswith("0"))
        seen = seen_version(posted, f"{key}version")
        rows.append(AnswerInput(pk, seen, picked, ticks, sales))
    return rows


def typed_over(lines: list[SurveyLine], rows: list[AnswerInput], outcomes: list[Outcome]) -> None:
    """Put what was typed and refused back into the lines, with why."""
    by_base = {line.base.pk: line for line in lines}
    typed = {row.base: row for row in rows}
    for outcome in outcomes:
        line = by_base.get(outcome.key)
        if line is None or outcome.done:
            continue
        row = typed[outcome.key]
        line.picked, line.ticks, line.sales = row.picked, dict(row.ticks), row.online_sales
        line.errors, line.theirs = outcome.errors, outcome.theirs
