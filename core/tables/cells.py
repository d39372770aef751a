"""How one kind of value stands in a cell, both ways: widgets of django-import-export.

`render` gives what an exported cell holds: text, or a Decimal or int where people calculate with it.
`clean` reads a cell as `core.reading` gives it (a text, "" for none, a date) and raises
ValueError with a Thai sentence that says what is wrong and how to mend it. A cell unchanged since
its export is not read at all: the check compares it with what the export would write now.
"""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import QuerySet
from import_export.widgets import Widget

from core.reading import Guess, Truth
from core.thai import calendar
from core.thai.digits import parse_baht, parse_count, to_arabic
from core.thai.years import validate_thai_year

# What Excel shows of a day it made and a CSV keeps: 12-Mar, ธ.ค.-64, Dec-64.
_MONTH_OF_EXCEL = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|" + "|".join(
    re.escape(name) for name in calendar.MONTHS_SHORT
)
_DAY_OF_EXCEL = re.compile(
    rf"[0-9]{{1,2}}-(?:{_MONTH_OF_EXCEL})(?:-[0-9]{{2,4}})?|(?:{_MONTH_OF_EXCEL})-[0-9]{{2,4}}",
    re.IGNORECASE,
)
_SHORT = range(100)  # letters of a column of numbers and codes, where nobody writes a day
_AS_TEXT = "ตั้งรูปแบบทั้งคอลัมน์เป็น “ข้อความ” (Text) แล้วพิมพ์ค่าเดิมอีกครั้ง"
DAY_REFUSED = "Excel เปลี่ยนค่าที่พิมพ์เป็นวันที่ ({}) " + _AS_TEXT

Rendered = str | int | Decimal | date

_DASHES = frozenset({"-", "–", "—"})  # there is none
_UNIT = re.compile(r"(?<=[0-9๐-๙])\s*(?:คน|ราย|ครัวเรือน|ชิ้น|ปี)$")

SCIENTIFIC = re.compile(r"\d(\.\d+)?E[+-]?\d+", re.IGNORECASE)

SCIENTIFIC_REFUSED = (
    "Excel ย่อเลขยาวเป็น {} หลักท้ายหายไป เปิดไฟล์ต้นทาง ตั้งรูปแบบช่องเป็น “ข้อความ” (Text) แล้วกรอกเลขเต็มอีกครั้ง"
)


class NotAsHeld(ValueError):
    """A cell says something else than its record does; nothing that a row without one can be told."""


@dataclass(frozen=True, slots=True)
class CellRead:
    """The result of reading a cell. `doubt`: a Thai warning when the value was interpreted
    differently from what is written. `rest`: remaining content, stored in another column
    (Column.rest)."""

    value: object
    doubt: str = ""
    rest: str = ""


class Cell(Widget):
    """Any text, as it is.

    `is_secret`: no page, log or kept preview shows what was typed. `blank_keeps`: an empty cell leaves
    the record as it is instead of emptying it. `may_be_persons`: a number typed here may be that of a
    person, and then belongs elsewhere.
    """

    is_secret = False
    may_be_persons = False
    blank_keeps = False

    def hides(self, cell: object) -> bool:
        """Whether what was typed is shown to nobody."""
        return self.is_secret

    def spread(self, value: object) -> tuple[Any, ...]:
        """A value over the fields of its column; one field, itself, unless a cell says otherwise."""
        return (value,)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Rendered:
        return "" if value is None else value

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return typed_text(value)

    def read(self, value: object) -> CellRead:
        """The cell, and what is to be said of it; ValueError as `clean`."""
        return CellRead(self.clean(value))

    def means(self, value: object, shown: str) -> bool:
        """Whether a read-only cell means the same as the registry's value although it is written
        differently."""
        return False

    def key_text(self, value: object) -> str:
        """A key's cell as the export writes it; ValueError as `clean`."""
        return str(self.render(self.clean(value)))


class TextCell(Cell):
    """A text of a column; line ends only where `lines`."""

    def __init__(
        self, most: int | None = None, *, lines: bool = False, validators: Sequence[Any] = ()
    ):
        super().__init__()
        self.most, self.lines = most, lines
        self.validators = [one for one in validators if not isinstance(one, MaxLengthValidator)]

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = value if type(value) is str else typed_text(value)
        if self.most is not None and len(text) > self.most:
            raise ValueError(f"ยาว {len(text):,} ตัวอักษร กรอกได้ไม่เกิน {self.most:,}")
        if len(text) <= 11 and self.most in _SHORT and _DAY_OF_EXCEL.fullmatch(text):
            raise ValueError(DAY_REFUSED.format(text))
        if not self.lines and "\n" in text:
            raise ValueError("มีการขึ้นบรรทัดใหม่ในช่อง เขียนให้อยู่ในบรรทัดเดียว")
        if text and self.validators:
            _validate(self.validators, text)
        return text


def is_free_text(cell: Cell) -> bool:
    """Whichever class reads it; a code is a number of its own."""
    return isinstance(cell, TextCell) and not isinstance(cell, CodeCell)


class CodeCell(TextCell):
    """A code or a number that is a name: digits are text, Thai ones read, never 1.2E+12."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = to_arabic(typed_text(value))
        if SCIENTIFIC.fullmatch(text):
            raise ValueError(SCIENTIFIC_REFUSED.format(text))
        return super().clean(text)


class IdCell(CodeCell):
    """The portal's own number of a record."""

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = super().clean(value)
        if text and not (text.isascii() and text.isdigit() and len(text) < 19):
            raise ValueError(f"“{text}” ไม่ใช่เลขที่ระบบออกให้ รายการใหม่ให้เว้นว่าง")
        return text.lstrip("0") if text.strip("0") else text


class ChoiceCell(Cell):
    """One of the words of the form; blank where the column allows it.

    `other_words`: how lists write a choice beside its own word, to the value (core.tables.words).
    """

    def __init__(
        self,
        choices: Iterable[tuple[str, str]],
        *,
        blank: bool,
        other_words: Mapping[str, str] = {},
    ):
        super().__init__()
        self.words = dict(choices)
        self.blank = blank
        self.values = dict(other_words)
        self.values |= {choice_key(label): value for value, label in self.words.items() if label}
        self.values |= {choice_key(value): value for value in self.words if value}

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return self.words.get(value, value or "")

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = typed_text(value)
        if not text and self.blank:
            return ""
        found = self.values.get(choice_key(text))
        if found is None:
            offered = " / ".join(label for label in self.words.values() if label)
            near = difflib.get_close_matches(choice_key(text), self.values, 1, 0.6)
            meant = f" น่าจะเป็น “{self.words[self.values[near[0]]]}”" if near else ""
            raise ValueError(
                f"ไม่รู้จัก “{text}”{meant} ใช้คำใดคำหนึ่ง: {offered}" if text else f"ต้องระบุ: {offered}"
            )
        return found


class BooleanCell(Cell):
    """ใช่, ไม่ใช่, or not known."""

    _YES = frozenset(
        {"ใช่", "มี", "มีแล้ว", "เคย", "ได้", "ทำ", "1", "true", "✓", "✔", "√", "☑", "/", "yes", "y"}
    )
    _NO = frozenset(
        {"ไม่ใช่", "ไม่มี", "ยังไม่มี", "ไม่เคย", "ไม่ได้", "ไม่ทำ", "ไม่", "0", "false", "no", "n", "☐"}
    )

    def __init__(self, *, blank: bool = True):
        super().__init__()
        self.blank = blank

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else "ใช่" if value else "ไม่ใช่"

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool | None:
        text = to_arabic(value if isinstance(value, Truth) else typed_text(value)).lower()
        text = "" if text in _DASHES else text
        if text in self._YES:
            return True
        if text in self._NO:
            return False
        if not text and self.blank:
            return None
        raise ValueError(f"ไม่รู้จัก “{text}” กรอก ใช่ หรือ ไม่ใช่" if text else "ต้องระบุ ใช่ หรือ ไม่ใช่")


class FlagCell(BooleanCell):
    """ใช่ or ไม่ใช่ of a field that has a default: an empty cell leaves it as it is."""

    blank_keeps = True


class IntegerCell(Cell):
    """A whole number from 0; thousands separators and Thai digits are read."""

    def __init__(
        self, *, blank: bool = True, most: int = 2_147_483_647, validators: Sequence[Any] = ()
    ):
        super().__init__()
        self.blank, self.most, self.validators = blank, most, validators

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        text = _UNIT.sub("", typed_text(value).strip())
        number = None if text in _DASHES else parse_count(text)
        if number is None:
            if not self.blank:
                raise ValueError("ต้องระบุ")
            return None
        if number > self.most:
            raise ValueError(f"กรอกได้ไม่เกิน {self.most:,} ตรวจจำนวนหลักอีกครั้ง")
        _validate(self.validators, number)
        return number


class YearCell(IntegerCell):
    """A year (พ.ศ.)."""

    def __init__(self, *, blank: bool = True):
        super().__init__(blank=blank, validators=[validate_thai_year])


class DecimalCell(Cell):
    """A quantity or an amount in baht from 0, two decimals; a number in the sheet."""

    def __init__(self, *, blank: bool = True):
        super().__init__()
        self.blank = blank

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Decimal | None:
        found = parse_baht(typed_text(value))
        if found is None and not self.blank:
            raise ValueError("ต้องระบุ ถ้าไม่มีกรอก 0")
        return found


class DateCell(Cell):
    """A day in พ.ศ., written 24/11/2569 so that every Excel shows the same; date cells are read.

    A day that cannot be meant is refused; of a date cell the other reading is named, since Excel takes
    9/3/68 for 1968. `is_doubtful`: of which days a date cell is asked about though they may be meant;
    written as text with four digits they are taken.
    """

    def __init__(
        self,
        *,
        blank: bool = True,
        validators: Sequence[Any] = (),
        is_doubtful: Callable[[date], bool] = lambda day: False,
    ):
        super().__init__()
        self.blank, self.validators = blank, validators
        self.is_doubtful = is_doubtful

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        if value is None:
            return ""
        return f"{value.day}/{value.month}/{calendar.buddhist_year(value)}"

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> date | None:
        if isinstance(value, datetime):
            value = value.date()
        if isinstance(value, date):
            return self._of_date_cell(value)
        if not value or value in _DASHES:
            if self.blank:
                return None
            raise ValueError("ต้องระบุวันที่ เช่น 24/11/2569")
        day = calendar.parse_thai_date(typed_text(value))
        _validate(self.validators, day)
        return day

    def _of_date_cell(self, day: date) -> date:
        other = self.other_reading(day)
        both = f"วันที่นี้คือ {self.render(day)} หรือ {self.render(other)} พิมพ์ปี พ.ศ. ให้ครบ 4 หลักเป็นข้อความ"
        try:
            _validate(self.validators, day)
        except ValueError as error:
            raise ValueError(f"{error} {both}" if other else str(error)) from None
        if other and self.is_doubtful(day):
            raise ValueError(f"{both} ถ้าพิมพ์ปีสองหลัก Excel อ่านเป็น ค.ศ.")
        return day

    def other_reading(self, day: date) -> date | None:
        """The day that was meant if its year was typed with two digits; None where that cannot be."""
        other = calendar.two_digit_reading(day)
        if other in (None, day):
            return None
        try:
            _validate(self.validators, other)
        except ValueError:
            return None
        return other


class WordsCell(Cell):
    """Several short words in one cell, commas between."""

    def __init__(self, most: int):
        super().__init__()
        self.most = most

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return ", ".join(value or ())

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[str]:
        words = [word.strip() for word in typed_text(value).split(",") if word.strip()]
        if too_long := next((word for word in words if len(word) > self.most), ""):
            raise ValueError(f"“{too_long[:20]}…” ยาวเกิน {self.most} ตัวอักษร คั่นคำด้วยลูกน้ำ")
        return words


class ReferenceCell(Cell):
    """One item of a list, by its name; the id is what the record keeps.

    `items`: the queryset of the list, read once for a check.
    """

    def __init__(
        self, items: Callable[[], QuerySet[Any]], *, name: str = "name", blank: bool = True
    ):
        super().__init__()
        self.items, self.name, self.blank = items, name, blank
        self._by_name: dict[str, object] | None = None

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = typed_text(value)
        if not text:
            if self.blank:
                return None
            raise ValueError("ต้องระบุ")
        if self._by_name is None:
            self._names = {name: key for key, name in self.items().values_list("pk", self.name)}
            self._by_name = {_folded(name): key for name, key in self._names.items()}
        found = self._by_name.get(_folded(text))
        if found is None:
            raise ValueError(f"ไม่มี “{text}” ในรายการ{nearest(_folded(text), self._by_name)}")
        return found

    def key_text(self, value: object) -> str:
        key = self.clean(value)
        return next(name for name, one in self._names.items() if one == key)


def nearest(text: str, known: Iterable[str]) -> str:
    """ " ใกล้ที่สุดคือ “…”", or nothing: what a person may have meant."""
    close = difflib.get_close_matches(text, list(known), 1, 0.6)
    return f" ใกล้ที่สุดคือ “{close[0]}”" if close else ""


def choice_key(text: str) -> str:
    """A choice's word as it is compared: without the word ประเภท or a number before it, และ, spaces and
    punctuation ("1. ผ้า/เครื่องแต่งกาย" is ผ้า เครื่องแต่งกาย)."""
    text = re.sub(r"^\s*[0-9]{1,2}\s*[.)]\s*", "", to_arabic(text))
    text = re.sub(r"^\s*ประเภท\s*:?", "", text)
    return re.sub(r"[^0-9A-Za-z\u0e01-\u0e4e]+|และ", "", text).lower()


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().lower()


def typed_text(value: object) -> str:
    """What was typed into a cell. ValueError for what Excel made of it: a day of the house number
    12/3 or the certificate 12/2564, a truth of the name TRUE. What was typed is lost then."""
    if isinstance(value, datetime | date):
        raise ValueError(
            DAY_REFUSED.format(f"{value.day}/{value.month}/{calendar.buddhist_year(value)}")
        )
    if isinstance(value, Guess):
        raise ValueError(f"Excel เปลี่ยนค่าที่พิมพ์เป็น{value.called} ({value}) {_AS_TEXT}")
    return str(value)


def _validate(validators: Sequence[Any], value: object) -> None:
    for validator in validators:
        try:
            validator(value)
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from None
