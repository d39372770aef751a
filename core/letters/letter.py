"""An official letter (หนังสือราชการ) as data: what is said, not how it is set."""

from dataclasses import dataclass
from typing import Literal

from core.reports.tables import Signature, Summary

Form = Literal["memo", "external"]


@dataclass(frozen=True)
class Letter:
    """A memo (บันทึกข้อความ) inside an office's house, or a letter to another office (หนังสือภายนอก).

    `office` is whose it is; `number` (ฉช 0019.5/12) and `day` are left to the registry of the office, as
    dots, where they are not given.
    `paragraphs` are the body, the last one what is asked for; `table` stands between them and that last
    one. `enclosures` are named one a line. `endorsement` is a second block to be signed by the reader,
    such as a committee's chair.
    """

    form: Form
    office: str
    subject: str
    to: str
    paragraphs: tuple[str, ...]
    signature: Signature
    table: Summary | None = None
    enclosures: tuple[str, ...] = ()
    endorsement: Signature | None = None
    number: str = ""
    day: str = ""
