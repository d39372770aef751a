"""A letter gets its number and is kept as it is written; a wrong one is cancelled. Templates are kept
here too, by the office whose they are."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from core.areas.scope import Role
from core.reports.tables import Summary
from core.steps import StepRefused, StepRule, Workflow, longest_in, may, reason_given, reread
from core.thai.calendar import buddhist_year
from core.users.models import User
from letters.models import Kind, LetterCancellation, LetterTemplate, OutgoingLetter
from letters.models.offices import office_columns

_WRITING = Workflow(not_yours="{step}เป็นหน้าที่ของ{whose}", no_reason="ระบุเหตุผลที่{step}")

KEEP_TEMPLATE = StepRule("บันทึกแบบหนังสือ", (), None, frozenset(Role), workflow=_WRITING)
ISSUE = StepRule("ออกเลขหนังสือ", (), None, frozenset(Role), workflow=_WRITING)
CANCEL = StepRule(
    "ยกเลิกหนังสือ", (), None, frozenset(Role), needs_reason=True,
    longest=longest_in(LetterCancellation), workflow=_WRITING,
)  # fmt: skip

_TOTALS = ("name", "domestic", "export", "total")


@dataclass(frozen=True)
class NextNumber:
    """What the next letter of an office is likely to have: its code, and the number after the last."""

    reference: str
    number: int


def next_number(user: User, kind: str, day: date) -> NextNumber:
    """The office's own code is the one of its last letter; "" before the first. One or two queries."""
    own = OutgoingLetter.objects.visible_to(user)
    last = own.order_by("-at", "-pk").values_list("reference", flat=True).first()
    same = own.numbered_with(kind == Kind.CIRCULAR).filter(year=buddhist_year(day))
    highest = same.aggregate(highest=Max("number"))["highest"] or 0
    return NextNumber(last or "", highest + 1)


@transaction.atomic
def keep_template(template: LetterTemplate, *, by: User) -> LetterTemplate:
    """A new template of the own office, or what was changed of one."""
    may(by, KEEP_TEMPLATE)
    if template.pk is not None:
        reread(LetterTemplate.objects.of_office(by), template)
    else:
        for column, value in office_columns(by).items():
            setattr(template, column, value)
    template.by, template.changed_at = by, timezone.now()
    template.save()
    return template


@transaction.atomic
def issue(
    template: LetterTemplate,
    *,
    by: User,
    about: str,
    table: Summary | None,
    number: int,
    day: date,
    **words: Any,
) -> OutgoingLetter:
    """Keep a letter under its number of the calendar year of `day`; a number that was given already is
    refused. `table`: the totals of the month it is about, if it shows them."""
    may(by, ISSUE)
    year = buddhist_year(day)
    try:
        with transaction.atomic():
            return OutgoingLetter.objects.create(
                template=template, kind=template.kind, about=about, number=number, day=day, year=year,
                table=_rows(table), by=by, at=timezone.now(), **office_columns(by), **words,
            )  # fmt: skip
    except IntegrityError as refused:
        same = OutgoingLetter.objects.visible_to(by).filter(year=year, number=number)
        if not same.numbered_with(template.kind == Kind.CIRCULAR).exists():
            raise
        free = next_number(by, template.kind, day).number
        sentence = f"เลขที่ {number} ของปี {year} ใช้แล้ว เลขถัดไปคือ {free}"
        raise StepRefused(sentence, field="number") from refused


@transaction.atomic
def cancel(letter: OutgoingLetter, *, by: User, reason: str) -> LetterCancellation:
    """Put a letter of the own office out of force; once. Its number stays used."""
    may(by, CANCEL)
    reason = reason_given(reason, CANCEL)
    found = reread(OutgoingLetter.objects.visible_to(by), letter)
    if LetterCancellation.objects.filter(letter=found).exists():
        raise StepRefused("หนังสือฉบับนี้ยกเลิกไปแล้ว")
    return LetterCancellation.objects.create(letter=found, by=by, at=timezone.now(), reason=reason)


def _rows(table: Summary | None) -> list[list[str]] | None:
    """The rows of a table, its total last, as they are kept: amounts as text, for no float touches
    baht."""
    if table is None:
        return None
    rows = [*table.rows, *([table.total] if table.total else [])]
    return [[str(row[key]) for key in _TOTALS] for row in rows]
