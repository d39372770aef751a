"""แบบรายงานผล: which surveyed products were sold online in the round, where and for how much."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from core.thai import calendar
from core.thai.calendar import day_short, moment
from core.thai.digits import format_baht, parse_baht
from core.users.models import User
from online_market.answering import NOT_STORABLE, Outcome
from online_market.models import OnlineResult, Survey, SurveyAnswer
from online_market.steps import RESULT, locked_survey


@dataclass(frozen=True)
class ResultInput:
    """A result as typed, on the version it was read at; 0 for one not recorded yet."""

    answer: int
    version: int
    sold: bool
    channels: str = ""
    sales: str = ""
    sold_on: str = ""
    note: str = ""


@dataclass(frozen=True)
class Result:
    """What a typed result means; baht, a day."""

    sold: bool
    channels: str
    sales: Decimal | None
    sold_on: date | None
    note: str

    @property
    def said(self) -> tuple:
        return (self.sold, self.channels, self.sales, self.sold_on, self.note)

    @property
    def is_empty(self) -> bool:
        return self.said == (False, "", None, None, "")


def read_result(typed: ResultInput, survey: Survey) -> tuple[Result | None, dict[str, str]]:
    """The result as typed, or a Thai message for each field that is wrong.

    Sold needs a channel; an amount or a day without it is refused; the day lies in the round's period.
    """
    errors: dict[str, str] = {}
    sales, sold_on = None, None
    try:
        sales = parse_baht(typed.sales)
    except ValueError as error:
        errors["sales"] = str(error)
    if typed.sold_on.strip():
        try:
            sold_on = calendar.parse_thai_date(typed.sold_on)
        except ValueError as error:
            errors["sold_on"] = str(error)
    first, last = survey.round.period_from, survey.round.period_until
    if sold_on and not first <= sold_on <= last:
        errors["sold_on"] = f"รอบนี้นับผล {day_short(first)} ถึง {day_short(last)}"
    elif sold_on and sold_on > calendar.today():
        errors["sold_on"] = "วันที่ยังมาไม่ถึง ตรวจอีกครั้ง"
    texts = {"channels": (typed.channels, 500), "note": (typed.note, 300)}
    for name, (text, longest) in texts.items():
        if len(text.strip()) > longest:
            errors[name] = f"ยาว {len(text.strip())} ตัวอักษร กรอกได้ไม่เกิน {longest}"
        elif NOT_STORABLE.search(text):
            errors[name] = "มีอักขระที่ระบบบันทึกไม่ได้ พิมพ์ใหม่โดยไม่คัดลอกมา"
    if typed.sold and not typed.channels.strip():
        errors.setdefault("channels", "จำหน่ายแล้ว บอกช่องทางหรือลิงก์ด้วย")
    if not typed.sold and (sales or sold_on):
        errors.setdefault("sold", "มียอดหรือวันที่ แต่ไม่ได้ทำเครื่องหมายว่าจำหน่ายแล้ว")
    if errors:
        return None, errors
    if not typed.sold:
        sales = None  # a nought beside "not sold" says nothing more
    return Result(typed.sold, typed.channels.strip(), sales, sold_on, typed.note.strip()), {}


@transaction.atomic
def save_results(survey: Survey, rows: Sequence[ResultInput], *, by: User) -> list[Outcome]:
    """Write the results that can be written; the others say why not.

    Raises StepRefused once the round is closed, and for anybody but the survey's district.
    """
    locked = locked_survey(survey, RESULT, by)
    wanted = [row.answer for row in rows]
    answers = {
        one.pk: one
        for one in SurveyAnswer.objects.visible_to(by).filter(survey=locked, pk__in=wanted)
    }
    kept = {
        one.answer_id: one
        for one in OnlineResult.objects.visible_to(by)
        .filter(answer__in=list(answers))
        .select_related("recorded_by")
    }
    now = timezone.now()
    outcomes, to_create, to_change = [], [], []
    for row in rows:
        outcome = Outcome(row.answer)
        outcomes.append(outcome)
        if row.answer not in answers:
            outcome.errors["row"] = "ผลิตภัณฑ์นี้ไม่อยู่ในแบบสำรวจแล้ว"
            continue
        result = kept.get(row.answer)
        if (result.version if result else 0) != row.version:
            outcome.theirs = _theirs(result)
            continue
        read, outcome.errors = read_result(row, locked)
        if read is None:
            continue
        if read.said == (result.said if result else (False, "", None, None, "")):
            outcome.done = "unchanged"
            continue
        outcome.done = "changed" if result else "new"
        if result is None:
            result = OnlineResult(answer=answers[row.answer], version=0)
            to_create.append(result)
        else:
            to_change.append(result)
        for name, value in vars(read).items():
            setattr(result, name, value)
        result.version += 1
        result.recorded_at, result.recorded_by = now, by
    OnlineResult.objects.bulk_create(to_create)
    written = ["sold", "channels", "sales", "sold_on", "note"]
    OnlineResult.objects.bulk_update(to_change, [*written, "version", "recorded_at", "recorded_by"])
    return outcomes


def _theirs(result: OnlineResult | None) -> str:
    if result is None:
        return "ผลของผลิตภัณฑ์นี้เปลี่ยนไปแล้ว"
    told = "ยังไม่จำหน่าย"
    if result.sold:
        amount = "" if result.sales is None else f" {format_baht(result.sales)} บาท"
        told = f"จำหน่ายแล้ว {result.channels}{amount}"
    return f"{result.recorded_by} บันทึกเมื่อ {moment(result.recorded_at)}: {told}"
