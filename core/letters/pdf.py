"""A letter on A4 paper; Thai digits by choice."""

from pathlib import Path

from core.documents.typesetting import in_thai_digits, typeset
from core.letters.letter import Letter
from core.reports.renderers.pdf import table_texts

TEMPLATE = Path(__file__).with_name("letter.typ")


def render(letter: Letter, *, thai_digits: bool = False) -> bytes:
    """The letter as PDF."""
    said = {
        "form": letter.form,
        "office": letter.office,
        "subject": letter.subject,
        "to": letter.to,
        "paragraphs": list(letter.paragraphs),
        "table": letter.table and table_texts(letter.table),
        "enclosures": list(letter.enclosures),
        "signature": list(letter.signature.lines),
        "endorsement": list(letter.endorsement.lines) if letter.endorsement else None,
    }
    return typeset(TEMPLATE, letter=in_thai_digits(said) if thai_digits else said)
