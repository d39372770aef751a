"""Answers of a survey and results of its products: saved many at once, each row whole or not at all.

A row is saved on the version it was read at; one saved meanwhile by somebody else is refused and
answered with what they wrote. Answers change while the survey is unsigned, results while the round is
open; the locks make a signature or a closing and a save wait for each other.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from django.db import IntegrityError, transaction
from django.utils import timezone

from core.areas.row_security import seen_as_portal
from core.fields import column_of
from core.steps import StepRefused
from core.thai.calendar import day_short, moment
from core.thai.digits import format_baht, parse_baht
from core.users.models import User
from online_market.models import READINESS, BaseProduct, Survey, SurveyAnswer
from online_market.models.surveys import ONE_ROUND_OF_A_SERIES
from online_market.steps import ANSWER, locked_survey

Done = Literal["new", "changed", "removed", "unchanged", ""]
NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class AnswerInput:
    """A row of the survey as typed, on the version it was read at; 0 for one not in the survey yet."""

    base: int
    version: int
    picked: bool
    ticks: Mapping[str, bool]
    online_sales: str = ""


@dataclass
class Outcome:
    """What became of a row: `done` "" where it is wrong at some fields, or was overtaken (`theirs`)."""

    key: int
    done: Done = ""
    errors: dict[str, str] = field(default_factory=dict)
    theirs: str = ""


def taken_elsewhere(survey: Survey, products: Iterable[int]) -> dict[int, str]:
    """Products that another round of the series surveyed: a Thai sentence with the round and the date.

    Searches all areas on purpose, since a product that moved counts only once; nothing else about
    it is revealed.
    """
    others = (
        SurveyAnswer.objects.filter(series=survey.round.series, product__in=products)
        .exclude(survey__round=survey.round_id)
        .select_related("survey__round")
    )
    with seen_as_portal("a product that moved was counted where it stood; told is in which round"):
        found = list(others)
    return {
        one.product_id: f"นับแล้วใน{one.survey.round} เมื่อ {day_short(timezone.localtime(one.answered_at))}"
        for one in found
    }


@transaction.atomic
def save_answers(survey: Survey, rows: Sequence[AnswerInput], *, by: User) -> list[Outcome]:
    """Write the rows that can be written; the others say why not.

    Raises StepRefused where the survey is signed or its round closed, and for anybody but its district.
    """
    locked = locked_survey(survey, ANSWER, by)
    try:
        with transaction.atomic():
            return _save_answers(locked, rows, by)
    except IntegrityError as error:
        if cast(Any, error.__cause__).diag.constraint_name != ONE_ROUND_OF_A_SERIES:
            raise
        raise StepRefused(
            "อีกรอบหนึ่งเพิ่งเลือกผลิตภัณฑ์เดียวกัน เปิดหน้านี้ใหม่แล้วตรวจอีกครั้ง", field="row"
        ) from error


def _save_answers(survey: Survey, rows: Sequence[AnswerInput], by: User) -> list[Outcome]:
    wanted = [row.base for row in rows]
    base = {
        one.pk: one
        for one in BaseProduct.objects.visible_to(by).filter(
            round=survey.round_id, district=survey.district_id, pk__in=wanted
        )
    }
    kept = {
        one.base_id: one
        for one in SurveyAnswer.objects.visible_to(by)
        .filter(survey=survey, base__in=wanted)
        .select_related("answered_by", "result")
    }
    new = [row.base for row in rows if row.picked and row.base not in kept]
    taken = taken_elsewhere(survey, [base[pk].product_id for pk in new if pk in base])
    now = timezone.now()
    outcomes, to_create, to_change = [], [], []
    to_remove: list[SurveyAnswer] = []
    for row in rows:
        outcome = Outcome(row.base)
        outcomes.append(outcome)
        if row.base not in base:
            outcome.errors["row"] = "ไม่พบผลิตภัณฑ์นี้ในฐานของอำเภอ"
            continue
        answer = kept.get(row.base)
        if (answer.version if answer else 0) != row.version:
            outcome.theirs = _theirs(answer)
            continue
        if not row.picked:
            _remove(answer, outcome, to_remove)
            continue
        try:
            sales = parse_baht(row.online_sales)
        except ValueError as error:
            outcome.errors["online_sales"] = str(error)
            continue
        said = (*(bool(row.ticks.get(name)) for name in READINESS), sales)
        if answer is None:
            if sentence := taken.get(base[row.base].product_id):
                outcome.errors["row"] = sentence
                continue
            answer = SurveyAnswer(survey=survey, base=base[row.base], version=0)
            answer.product_id, answer.series = base[row.base].product_id, survey.round.series
            outcome.done = "new"
            to_create.append(answer)
        elif answer.said == said:
            outcome.done = "unchanged"
            continue
        else:
            outcome.done = "changed"
            to_change.append(answer)
        for name, value in zip((*READINESS, "online_sales"), said, strict=True):
            setattr(answer, name, value)
        answer.version += 1
        answer.answered_at, answer.answered_by = now, by
    SurveyAnswer.objects.bulk_create(to_create)
    written = [*READINESS, "online_sales", "version", "answered_at", "answered_by"]
    SurveyAnswer.objects.bulk_update(to_change, written)
    SurveyAnswer.objects.filter(pk__in=[one.pk for one in to_remove]).delete()
    if to_create or to_change or to_remove:
        survey.revision += 1
        survey.save(update_fields=["revision"])
    return outcomes


def _remove(answer: SurveyAnswer | None, outcome: Outcome, to_remove: list[SurveyAnswer]) -> None:
    if answer is None:
        outcome.done = "unchanged"
    elif hasattr(answer, "result"):
        outcome.errors["row"] = "บันทึกผลการจำหน่ายของผลิตภัณฑ์นี้แล้ว นำออกจากแบบสำรวจไม่ได้"
    else:
        outcome.done = "removed"
        to_remove.append(answer)


def _theirs(answer: SurveyAnswer | None) -> str:
    if answer is None:
        return "มีผู้อื่นนำผลิตภัณฑ์นี้ออกจากแบบสำรวจแล้ว"
    ticked = [
        str(column_of(SurveyAnswer, name).verbose_name)
        for name in READINESS
        if getattr(answer, name)
    ]
    if answer.online_sales is not None:
        ticked.append(f"{format_baht(answer.online_sales)} บาท")
    told = ", ".join(ticked) or "เลือกไว้ ยังไม่ตอบข้อใด"
    return f"{answer.answered_by} บันทึกเมื่อ {moment(answer.answered_at)}: {told}"
