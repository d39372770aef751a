"""P06: is it still in business? Asked by a sweep with a date, answered by the district."""

from collections.abc import Sequence
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils import timezone

from core.thai import calendar
from producers.models import OperationAnswer, OperationSweep
from producers.operations import ANSWER
from producers.quality.register import PRODUCERS
from quality.rules import Part, Rule
from registration.models import REGISTERED

Found = OperationAnswer.Found


def _newest(column: str) -> Subquery:
    return Subquery(OperationSweep.objects.begun().values(column)[:1])


def _asked() -> Q:
    """Whoever was registered before the newest sweep; registration itself answers for the others."""
    before = Q(registered_on__lt=_newest("asked_from"))
    return (
        Q(status__in=REGISTERED)
        & Q(Exists(OperationSweep.objects.begun()))
        & (Q(registered_on=None) | before)
    )


def _answer() -> Coalesce:
    """What the district said last in the newest sweep; "" for nothing yet."""
    of_producer = OperationAnswer.objects.filter(producer=OuterRef("pk"), sweep=_newest("pk"))
    return Coalesce(
        Subquery(of_producer.order_by("-at", "-pk").values("found")[:1]),
        Value(""),
        output_field=CharField(),
    )


def _earlier(column: str) -> Subquery:
    """Of the last answer, whichever sweep asked."""
    answers = OperationAnswer.objects.filter(producer=OuterRef("pk")).order_by("-at", "-pk")
    return Subquery(answers.values(column)[:1])


# A record that carries the columns below, or what _prepare adds.


def _unanswered_words(producer: Any) -> str:
    asked = f"{producer.sweep_title} เริ่มสำรวจ {calendar.day_short(producer.sweep_from)}"
    if producer.answered_at is None:
        return f"{asked} ยังไม่เคยตอบ"
    found = Found(producer.answered).label
    return f"{asked} ตอบครั้งก่อน “{found}” {_answered_on(producer)}"


def _gone_words(producer: Any) -> str:
    return f"ตอบว่าไม่พบหรือเลิกแล้ว {_answered_on(producer)} ยังไม่ได้ยกเลิก"


def _answered_on(producer: Any) -> str:
    return calendar.day_short(timezone.localdate(producer.answered_at))


def _prepare(producers: Sequence[Any]) -> None:
    """Where each begins its cancelling."""
    for producer in producers:
        producer.closure_address = reverse(
            "admin:registration-closure", args=["producers", "producer", producer.pk]
        )


_COLUMNS = {
    "answered": lambda: _earlier("found"),
    "answered_at": lambda: _earlier("at"),
    "sweep_title": lambda: _newest("title"),
    "sweep_from": lambda: _newest("asked_from"),
}

OPERATION_RULE = Rule(
    "P06",
    "ยังประกอบกิจการอยู่หรือไม่",
    PRODUCERS,
    section="general",
    mend="สอบถามผู้ผลิตแล้วตอบ ถ้าไม่พบหรือเลิกแล้วให้ยกเลิกตามขั้นตอน",
    about=None,
    answers="producers/operation_answer.html",
    answers_all="producers/operation_answer_all.html",
    answering=ANSWER,
    prepare=_prepare,
    parts=[
        Part(
            "unanswered",
            lambda: _asked() & Q(Exact(_answer(), Value(""))),
            _unanswered_words,
            certain=False,
            columns=_COLUMNS,
        ),
        Part(
            "gone",
            lambda: _asked() & Q(Exact(_answer(), Value(Found.GONE.value))),
            _gone_words,
            certain=False,
        ),
    ],
)
