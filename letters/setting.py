"""A letter as core.letters sets it, from what was typed or from what is kept."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from core.letters.letter import Form, Letter
from core.reports.tables import Row, Signature, Summary
from core.thai.calendar import month_name
from letters.models import Kind, OutgoingLetter
from sales.reports.layouts import TOTALS_IN_A_LETTER

_FORM: Mapping[str, Form] = {
    Kind.MEMO: "memo",
    Kind.EXTERNAL: "external",
    Kind.CIRCULAR: "external",
}


def letter_of(
    kind: str,
    office: str,
    words: Mapping[str, Any],
    table: Summary | None,
    *,
    number: str = "",
    day: date | None = None,
) -> Letter:
    """`words`: title, to, enclosures, body and signature as they are typed: a paragraph, an enclosure
    or a line to be signed is a line each."""
    return Letter(
        _FORM[kind],
        office=office,
        subject=words["title"],
        to=words["to"],
        paragraphs=_lines(words["body"]),
        signature=Signature(_lines(words["signature"])),
        table=table,
        enclosures=_lines(words["enclosures"]),
        number=number,
        day=f"{day.day} {month_name(day)}" if day else "",
    )


def kept_letter(letter: OutgoingLetter) -> Letter:
    """The letter that went out, the same whenever it is asked for."""
    words = {
        name: getattr(letter, name) for name in ("title", "to", "enclosures", "body", "signature")
    }
    return letter_of(
        letter.kind, letter.letterhead, words, _table(letter.table),
        number=letter.full_number, day=letter.day,
    )  # fmt: skip


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _table(kept: Sequence[Sequence[str]] | None) -> Summary | None:
    if kept is None:
        return None
    *rows, total = [_row(one) for one in kept]
    return Summary("", TOTALS_IN_A_LETTER, tuple(rows), total)


def _row(kept: Sequence[str]) -> Row:
    name, *amounts = kept
    keys = [column.key for column in TOTALS_IN_A_LETTER[1:]]
    return {"name": name} | dict(zip(keys, map(Decimal, amounts), strict=True))
