"""What the district answers on the check page: why a figure is out of line, and what it says to a mark
of the province (DOMAIN.md 8).

A reason is picked from the department's list, with a sentence where the list asks for one; a reply is a
sentence. Both change no figure, so neither raises a row's version; the history keeps who and when.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from django.db import transaction
from django.utils import timezone

from core.thai.sentences import sentence_said
from core.users.models import User
from sales.models import DistrictMonth, ExplanationReason, RowMark, SalesRow, in_words
from sales.months.entry import locked_for_entry
from sales.months.marks import open_marks

LONGEST_WORDS = 300
LONGEST_REPLY = 500


@dataclass(frozen=True)
class Answer:
    """Why a figure is out of line; without a reason it takes an answer back."""

    reason: ExplanationReason | None = None
    words: str = ""

    @classmethod
    def read(cls, reason: str, words: str, offered: Mapping[str, ExplanationReason]) -> Self:
        """From what was picked (a reason's key in `offered`) and written; ValueError, in Thai."""
        words = words.strip()
        if not reason:
            if words:
                raise ValueError("เลือกเหตุผลจากรายการด้วย")
            return cls()
        if reason not in offered:
            raise ValueError("เหตุผลนี้เลิกใช้แล้ว เลือกใหม่จากรายการ")
        picked = offered[reason]
        if picked.needs_words:
            words = sentence_said(words, longest=LONGEST_WORDS)
        elif len(words) > LONGEST_WORDS:
            raise ValueError(f"ยาวเกินไป ({len(words)} ตัวอักษร) เขียนได้ไม่เกิน {LONGEST_WORDS}")
        return cls(picked, words)

    def __str__(self) -> str:
        return in_words(self.reason, self.words)


def read_reply(text: str) -> str:
    """A reply to a mark; "" takes it back. ValueError, in Thai."""
    return sentence_said(text, longest=LONGEST_REPLY) if text.strip() else ""


@dataclass(frozen=True)
class Answers:
    """Everything answered in one go: by the id of the row, by the id of the mark, and why the total of
    the whole district is out of line (its chief's to say; None: left as it is)."""

    rows: Mapping[int, Answer] = field(default_factory=dict)
    marks: Mapping[int, str] = field(default_factory=dict)
    district: Answer | None = None

    def __bool__(self) -> bool:
        return bool(self.rows or self.marks or self.district is not None)


@transaction.atomic
def save_answers(district_month: DistrictMonth, answers: Answers, *, by: User) -> int:
    """Write them while the district enters or corrects; how many. EntryRefused as for a save of figures.

    What is answered twice says the last; rows and marks of elsewhere are passed over.
    """
    locked = locked_for_entry(district_month, by)
    rows = (
        SalesRow.objects.filter(district_month=locked, pk__in=answers.rows)
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    return write_answers(locked, answers, rows, open_marks(locked), by=by)


def write_answers(
    locked: DistrictMonth,
    answers: Answers,
    rows: Iterable[SalesRow],
    marks: Iterable[RowMark],
    *,
    by: User,
) -> int:
    """The same upon rows and open marks that were read since the month was locked, which say the answers
    afterwards. One statement for all rows, one for all marks."""
    if answers.district is not None and by.may_certify:
        locked.reason, locked.explanation = answers.district.reason, str(answers.district)
        locked.save(update_fields=["reason", "explanation"])
    rows = [row for row in rows if row.pk in answers.rows]
    for row in rows:
        answer = answers.rows[row.pk]
        row.reason, row.reason_words = answer.reason, answer.words
    SalesRow.objects.bulk_update(rows, ["reason", "reason_words"])
    marks = [mark for mark in marks if mark.pk in answers.marks]
    for mark in marks:
        mark.reply = answers.marks[mark.pk]
        mark.replied_at = timezone.now() if mark.reply else None
        mark.replied_by = by if mark.reply else None
    RowMark.objects.bulk_update(marks, ["reply", "replied_at", "replied_by"])
    return len(rows) + len(marks) + (answers.district is not None)
