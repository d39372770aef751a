"""A letter on A4 paper; Thai digits by choice."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.documents.typesetting import in_thai_digits, typeset
from core.letters.letter import Letter
from core.reports.renderers.pdf import table_texts

TEMPLATE = Path(__file__).with_name("letter.typ")


def render(letter: Letter, *, thai_digits: bool = False) -> bytes:
    """The letter as PDF."""
    return render_all([letter], thai_digits=thai_digits)


def render_all(letters: Sequence[Letter], *, thai_digits: bool = False) -> bytes:
    """Letters to several readers as one PDF, each on pages of its own; at least one."""
    said = [_said(letter) for letter in letters]
    return typeset(TEMPLATE, letters=in_thai_digits(said) if thai_digits else said)


def _said(letter: Letter) -> dict[str, Any]:
    return {
        "form": letter.form,
        "office": letter.office,
        "number": letter.number,
        "day": letter.day,
        "subject": letter.subject,
        "to": letter.to,
        "paragraphs": list(letter.paragraphs),
        "table": letter.table and table_texts(letter.table),
        "enclosures": list(letter.enclosures),
        "signature": list(letter.signature.lines),
        "endorsement": list(letter.endorsement.lines) if letter.endorsement else None,
    }
