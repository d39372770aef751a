"""What a cell says, as text or a date: the same whether it came from xlsx, xls or csv.

A number is the text a person sees for it, without ".0" and never in scientific notation. Excel itself
shows and keeps fifteen digits of a typed number; the sixteenth and further of a fraction are what binary
arithmetic left behind (359900.50000000006), so fractions are read as Excel shows them. A date whose year
is 2400 or more was typed in พ.ศ. into an Excel that took it for ค.ศ. (24/11/2569 on a machine with
English settings): no date of this registry lies in the 25th century, so it is moved by 543 years.
"""

import datetime
from decimal import Decimal

from core.reading.errors import Unreadable
from core.thai.calendar import BUDDHIST_ERA_OFFSET
from core.thai.texts import clean_text


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
        f"ตัวเลขในช่องยาว {len(text.lstrip('-'))} หลัก Excel เก็บได้ 15 หลัก หลักท้ายจึงกลายเป็น 0 "
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
