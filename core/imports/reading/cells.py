"""What a cell says, as text or a date: the same whether it came from xlsx, xls or csv.

A number is the text a person sees for it, without ".0" and never in scientific notation. Excel itself
shows and keeps fifteen digits of a typed number; the sixteenth and further of a fraction are what binary
arithmetic left behind (359900.50000000006), so fractions are read as Excel shows them. A date whose year
is 2400 or more was typed in พ.ศ. into an Excel that took it for ค.ศ. (24/11/2569 on a machine with
English settings): no date of this registry lies in the 25th century, so it is moved by 543 years.
"""

import datetime
import re
import unicodedata
from decimal import Decimal

from core.imports.reading.refusals import Unreadable
from core.thai.calendar import BUDDHIST_ERA_OFFSET


class Guess(str):
    """What Excel made of a text that was typed; a text of a sheet never is one."""

    __slots__ = ()
    called = ""


class Truth(Guess):
    """TRUE or FALSE."""

    __slots__ = ()
    called = "ค่าจริง/เท็จ"


class Clock(Guess):
    """A time of day, or a number of hours: of 1:20."""

    __slots__ = ()
    called = "เวลา"


Cell = str | datetime.date | datetime.datetime | Guess | Unreadable

FIRST_BUDDHIST_YEAR = 2400
_EXACT = 10**15  # whole numbers below are exact in Excel and shown in full

_TONES = "\u0e48-\u0e4b"
_ABOVE_BELOW = "\u0e31\u0e34-\u0e3a\u0e47"
_NO_CHARACTER = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe\uffff"
    "\ud800-\udfff"
)
_SPACES = "\u00a0\u2000-\u200a\u202f\u205f\u3000"

# One look at a cell; most of two million have nothing that this finds. A single set in front keeps the
# search quick: what begins like a fault is looked at again.
_TO_CLEAN = re.compile(
    rf"[\r\u2028\u2029{_NO_CHARACTER}{_SPACES}\u0300-\u036f\u0e4d{_TONES}\u0e4c\u0e33]"
    rf"(?:(?<=[^{_TONES}\u0e4c\u0e33])|(?<=[{_TONES}\u0e4c])[{_ABOVE_BELOW}]|(?<=\u0e33)[{_TONES}])"
)
_LINE_END = re.compile("\r\n?|[\u2028\u2029\x85]")
_NONE = re.compile(f"[{_NO_CHARACTER}]+")
_SPACE = re.compile(f"[{_SPACES}]")
_MARKS = re.compile(f"[{_ABOVE_BELOW}{_TONES}\u0e4c]{{2,}}")
_SARA_AM = re.compile(f"([{_TONES}]*)\u0e4d([{_TONES}]*)\u0e32([{_TONES}]*)")
_TONE_LATE = re.compile(f"\u0e33([{_TONES}]+)")


def clean_text(text: str) -> str:
    """The text without what nobody sees, and with Thai marks as they are typed rightly.

    Out go controls, zero-width characters, direction marks and the spaces around; a no-break space
    becomes a space, every line end a line feed. นิคหิต and อา become ำ with its tone mark before it; a
    tone mark typed before its vowel goes behind. The spaces and lines within stay. Cleaning twice is
    cleaning once.
    """
    text = text.strip()
    if text.isascii() and text.isprintable():
        return text
    while _TO_CLEAN.search(text):
        cleaned = _cleaned(text)
        if cleaned == text:
            break
        text = cleaned
    return text


def _cleaned(text: str) -> str:
    text = _LINE_END.sub("\n", text)
    text = _SPACE.sub(" ", _NONE.sub("", text))
    text = unicodedata.normalize("NFC", text)
    text = _MARKS.sub(_vowels_first, text)
    text = _SARA_AM.sub("\\1\\2\\3\u0e33", text)
    text = _TONE_LATE.sub("\\1\u0e33", text)
    return text.strip()


def _vowels_first(marks: re.Match[str]) -> str:
    return "".join(sorted(marks[0], key="\u0e48\u0e49\u0e4a\u0e4b\u0e4c".__contains__))


def cell(value: object) -> Cell:
    """What a value of the workbook's reader says; "" for an empty cell."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, bool):
        return Truth("TRUE" if value else "FALSE")
    if isinstance(value, int | float):
        return _number(float(value))
    if isinstance(value, datetime.datetime):
        return _moment(value)
    if isinstance(value, datetime.date):
        return _day(value)
    if isinstance(value, datetime.time):
        return Clock(value.isoformat("seconds" if value.second else "minutes"))
    if isinstance(value, datetime.timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        hours, minutes = divmod(minutes, 60)
        return Clock(f"{hours}:{minutes:02}" + (f":{seconds:02}" if seconds else ""))
    return "" if value is None else Unreadable("อ่านค่าในช่องนี้ไม่ได้ พิมพ์ใหม่เป็นข้อความ")


def number_text(value: float) -> str:
    """24110, 359900.5, 1234567890123: shortest, without .0, never 1.2E+12."""
    if value.is_integer():
        return str(int(value)) if abs(value) < _EXACT else format(Decimal(repr(value)), "f")
    if value != value or value in (float("inf"), float("-inf")):
        return Unreadable("ช่องนี้ไม่ใช่ตัวเลข พิมพ์ใหม่")
    return format(Decimal(f"{value:.15g}"), "f")


def _number(value: float) -> str:
    """The number of a cell; Unreadable from sixteen digits on, of which Excel kept fifteen."""
    text = number_text(value)
    if abs(value) < _EXACT or isinstance(text, Unreadable):
        return text
    return Unreadable(
        f"ตัวเลขในช่องยาว {len(text.lstrip('-'))} หลัก Excel เก็บได้ 15 หลัก หลักท้ายกลายเป็น 0 ไปแล้ว "
        "ตั้งรูปแบบช่องเป็น “ข้อความ” (Text) แล้วพิมพ์เลขเต็มอีกครั้ง"
    )


def _day(day: datetime.date) -> Cell:
    if day.year < FIRST_BUDDHIST_YEAR:
        return day
    try:
        return day.replace(year=day.year - BUDDHIST_ERA_OFFSET)
    except ValueError:
        written = f"{day.day}/{day.month}/{day.year}"
        return Unreadable(f"ไม่มีวันที่ {written} ในปฏิทิน ตรวจวันและเดือนอีกครั้ง")


def _moment(moment: datetime.datetime) -> Cell:
    day = _day(moment.date())
    if isinstance(day, str) or moment.time() == datetime.time():
        return day
    return datetime.datetime.combine(day, moment.time())
