"""How one kind of value stands in a cell, both ways: widgets of django-import-export.

`render` gives what an exported cell holds: text, or a Decimal or int where people calculate with it.
`clean` reads a cell as `core.imports.reading` gives it (a text, "" for none, a date) and raises
ValueError with a Thai sentence that says what is wrong and how to mend it. A cell left as it was
exported is never read at all: the check compares it with what the export would say.
"""

import difflib
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import QuerySet
from import_export.widgets import Widget

from core.thai import calendar, phones
from core.thai.digits import parse_baht, to_arabic
from core.thai.years import validate_thai_year

Rendered = str | int | Decimal | date

_SCIENTIFIC = re.compile(r"\d(\.\d+)?E[+-]?\d+", re.IGNORECASE)

SCIENTIFIC_REFUSED = (
    "Excel ย่อเลขยาวเป็น {} หลักท้ายหายไปแล้ว กลับไปที่ไฟล์ต้นทาง ตั้งรูปแบบช่องเป็น “ข้อความ” "
    "(Text) แล้วใส่เลขเต็มอีกครั้ง"
)


class Cell(Widget):
    """Any text, as it is.

    `is_secret`: no page, log or kept preview shows what was typed. `blank_keeps`: an empty cell leaves
    the record as it is instead of emptying it.
    """

    is_secret = False
    blank_keeps = False

    def hides(self, cell: object) -> bool:
        """Whether what was typed is shown to nobody."""
        return self.is_secret

    def spread(self, value: object) -> tuple:
        """A value over the fields of its column; one field, itself, unless a cell says otherwise."""
        return (value,)

    def render(self, value, obj=None, **kwargs) -> Rendered:
        return "" if value is None else value

    def clean(self, value, row=None, **kwargs):
        return str(value)

    def key_text(self, value: object) -> str:
        """A key's cell as the export writes it; ValueError as `clean`."""
        return str(self.render(self.clean(value)))


class TextCell(Cell):
    """A text of a column; line ends only where `lines`."""

    def __init__(self, most: int | None = None, *, lines: bool = False, validators: Sequence = ()):
        super().__init__()
        self.most, self.lines = most, lines
        self.validators = [one for one in validators if not isinstance(one, MaxLengthValidator)]

    def clean(self, value, row=None, **kwargs) -> str:
        text = value if type(value) is str else _text(value)
        if self.most is not None and len(text) > self.most:
            raise ValueError(f"ยาว {len(text):,} ตัวอักษร ใส่ได้ไม่เกิน {self.most:,}")
        if not self.lines and "\n" in text:
            raise ValueError("มีการขึ้นบรรทัดใหม่ในช่อง เขียนให้อยู่ในบรรทัดเดียว")
        if text and self.validators:
            _validate(self.validators, text)
        return text


class CodeCell(TextCell):
    """A code or a number that is a name: digits are text, Thai ones read, never 1.2E+12."""

    def clean(self, value, row=None, **kwargs) -> str:
        text = to_arabic(_text(value))
        if _SCIENTIFIC.fullmatch(text):
            raise ValueError(SCIENTIFIC_REFUSED.format(text))
        return super().clean(text)


class IdCell(CodeCell):
    """The portal's own number of a record."""

    def render(self, value, obj=None, **kwargs) -> str:
        return "" if value is None else str(value)

    def clean(self, value, row=None, **kwargs) -> str:
        text = super().clean(value)
        if text and not (text.isascii() and text.isdigit() and len(text) < 19):
            raise ValueError(f"“{text}” ไม่ใช่เลขที่ระบบออกให้ รายการใหม่ให้เว้นว่าง")
        return text.lstrip("0") if text.strip("0") else text


class ChoiceCell(Cell):
    """One of the words of the form; blank where the column allows it."""

    def __init__(self, choices: Iterable[tuple[str, str]], *, blank: bool):
        super().__init__()
        self.words = dict(choices)
        self.blank = blank
        self.values = {_folded(label): value for value, label in self.words.items()}
        self.values |= {value: value for value in self.words}

    def render(self, value, obj=None, **kwargs) -> str:
        return self.words.get(value, value or "")

    def clean(self, value, row=None, **kwargs) -> str:
        text = _text(value)
        if not text and self.blank:
            return ""
        found = self.values.get(_folded(text))
        if found is None:
            offered = " / ".join(label for label in self.words.values() if label)
            raise ValueError(
                f"ไม่รู้จัก “{text}” ใช้คำใดคำหนึ่ง: {offered}" if text else f"ต้องระบุ: {offered}"
            )
        return found


class BooleanCell(Cell):
    """ใช่, ไม่ใช่, or not known."""

    _YES = frozenset({"ใช่", "มี", "1", "true", "✓", "/", "yes"})
    _NO = frozenset({"ไม่ใช่", "ไม่มี", "ไม่", "0", "false", "no"})

    def __init__(self, *, blank: bool = True):
        super().__init__()
        self.blank = blank

    def render(self, value, obj=None, **kwargs) -> str:
        return "" if value is None else "ใช่" if value else "ไม่ใช่"

    def clean(self, value, row=None, **kwargs) -> bool | None:
        text = to_arabic(_text(value)).lower()
        if text in self._YES:
            return True
        if text in self._NO:
            return False
        if not text and self.blank:
            return None
        raise ValueError(f"ไม่รู้จัก “{text}” ใส่ ใช่ หรือ ไม่ใช่" if text else "ต้องระบุ ใช่ หรือ ไม่ใช่")


class IntegerCell(Cell):
    """A whole number from 0; thousands separators and Thai digits are read."""

    def __init__(self, *, blank: bool = True, most: int = 2_147_483_647, validators: Sequence = ()):
        super().__init__()
        self.blank, self.most, self.validators = blank, most, validators

    def clean(self, value, row=None, **kwargs) -> int | None:
        text = re.sub(r"[,\s]", "", to_arabic(_text(value)))
        if not text and self.blank:
            return None
        if not re.fullmatch(r"\d+", text, re.ASCII):
            raise ValueError(
                f"“{_text(value)}” ไม่ใช่จำนวนเต็ม ใส่เฉพาะตัวเลข เช่น 12" if text else "ต้องระบุ"
            )
        if len(text) > 12 or int(text) > self.most:
            raise ValueError(f"ใส่ได้ไม่เกิน {self.most:,} ตรวจจำนวนหลักอีกครั้ง")
        _validate(self.validators, int(text))
        return int(text)


class YearCell(IntegerCell):
    """A year (พ.ศ.)."""

    def __init__(self, *, blank: bool = True):
        super().__init__(blank=blank, validators=[validate_thai_year])


class DecimalCell(Cell):
    """A quantity or an amount in baht from 0, two decimals; a number in the sheet."""

    def __init__(self, *, blank: bool = True):
        super().__init__()
        self.blank = blank

    def clean(self, value, row=None, **kwargs) -> Decimal | None:
        found = parse_baht(_text(value))
        if found is None and not self.blank:
            raise ValueError("ต้องระบุ ถ้าไม่มีใส่ 0")
        return found


class DateCell(Cell):
    """A day in พ.ศ., written 24/11/2569 so that every Excel shows the same; date cells are read."""

    def __init__(self, *, blank: bool = True, validators: Sequence = ()):
        super().__init__()
        self.blank, self.validators = blank, validators

    def render(self, value, obj=None, **kwargs) -> str:
        if value is None:
            return ""
        return f"{value.day}/{value.month}/{calendar.buddhist_year(value)}"

    def clean(self, value, row=None, **kwargs) -> date | None:
        if isinstance(value, datetime):
            value = value.date()
        if not isinstance(value, date):
            if not value:
                if self.blank:
                    return None
                raise ValueError("ต้องระบุวันที่ เช่น 24/11/2569")
            value = calendar.parse_thai_date(value)
        _validate(self.validators, value)
        return value


class PhoneCell(Cell):
    """A telephone number as letters print it; stored as core.thai.phones keeps it."""

    def render(self, value, obj=None, **kwargs) -> str:
        return phones.shown(value or "")

    def clean(self, value, row=None, **kwargs) -> str:
        text = _text(value)
        if not text:
            return ""
        if _SCIENTIFIC.fullmatch(text):
            raise ValueError(SCIENTIFIC_REFUSED.format(text))
        phone = phones.parse_phone(text)
        if phone.kind == "short code":
            raise ValueError("เบอร์สั้นโทรหาผู้ผลิตไม่ได้ ใส่เบอร์มือถือหรือเบอร์บ้าน")
        return phone.stored


class WordsCell(Cell):
    """Several short words in one cell, commas between."""

    def __init__(self, most: int):
        super().__init__()
        self.most = most

    def render(self, value, obj=None, **kwargs) -> str:
        return ", ".join(value or ())

    def clean(self, value, row=None, **kwargs) -> list[str]:
        words = [word.strip() for word in _text(value).split(",") if word.strip()]
        if too_long := next((word for word in words if len(word) > self.most), ""):
            raise ValueError(f"“{too_long[:20]}…” ยาวเกิน {self.most} ตัวอักษร คั่นคำด้วยลูกน้ำ")
        return words


class ReferenceCell(Cell):
    """One item of a list, by its name; the id is what the record keeps.

    `items`: the queryset of the list, read once for a check.
    """

    def __init__(self, items: Callable[[], QuerySet], *, name: str = "name", blank: bool = True):
        super().__init__()
        self.items, self.name, self.blank = items, name, blank
        self._by_name: dict[str, object] | None = None

    def clean(self, value, row=None, **kwargs):
        text = _text(value)
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
    return _nearest(text, known)


def _nearest(text: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(text, list(known), 1, 0.6)
    return f" ใกล้ที่สุดคือ “{close[0]}”" if close else ""


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().lower()


def _text(value: object) -> str:
    """A text out of any cell; a date where a text is meant reads as a date is written."""
    if isinstance(value, datetime | date):
        return f"{value.day}/{value.month}/{calendar.buddhist_year(value)}"
    return str(value)


def _validate(validators: Sequence, value: object) -> None:
    for validator in validators:
        try:
            validator(value)
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from None
