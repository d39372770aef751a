"""The calendar of the programme: months, fiscal years, พ.ศ. (DOMAIN.md 1).

Storage is ISO dates; a month is its first day. A fiscal year is its พ.ศ. number N and runs from
1 October N-1 to 30 September N.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.utils import timezone

from core.thai.digits import to_arabic

BUDDHIST_ERA_OFFSET = 543

MONTHS = (
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
)
MONTHS_SHORT = (
    "ม.ค.",
    "ก.พ.",
    "มี.ค.",
    "เม.ย.",
    "พ.ค.",
    "มิ.ย.",
    "ก.ค.",
    "ส.ค.",
    "ก.ย.",
    "ต.ค.",
    "พ.ย.",
    "ธ.ค.",
)
# By the name of a month, whole or short; the points of a short one are often left out.
_NUMBERS = {
    name.replace(".", ""): number
    for names in (MONTHS, MONTHS_SHORT)
    for number, name in enumerate(names, 1)
}
WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")


def today() -> date:
    """Today in Bangkok."""
    return timezone.localdate()


def buddhist_year(day: date) -> int:
    """The พ.ศ. year of a day."""
    return day.year + BUDDHIST_ERA_OFFSET


def add_months(month: date, count: int) -> date:
    """The first day of the month `count` months after (before, if negative) that of `month`."""
    years, index = divmod(month.year * 12 + month.month - 1 + count, 12)
    return date(years, index + 1, 1)


def last_day(month: date) -> date:
    """The last day of the month `month` lies in: the 29th of February in a leap year."""
    return add_months(month, 1) - timedelta(days=1)


def fiscal_year(day: date) -> int:
    """The fiscal year (พ.ศ.) a day lies in: October begins the next one."""
    return buddhist_year(day) + (1 if day.month >= 10 else 0)


def fiscal_year_months(year: int) -> list[date]:
    """The twelve months of fiscal year `year` (พ.ศ.), October first."""
    first = date(year - BUDDHIST_ERA_OFFSET - 1, 10, 1)
    return [add_months(first, count) for count in range(12)]


def months_between(first: date, last: date) -> Iterator[date]:
    """Every month from `first` to `last`, both included."""
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = add_months(month, 1)


def month_name(month: date) -> str:
    """ตุลาคม 2569"""
    return f"{MONTHS[month.month - 1]} {buddhist_year(month)}"


def month_short(month: date) -> str:
    """ต.ค. 2569"""
    return f"{MONTHS_SHORT[month.month - 1]} {buddhist_year(month)}"


def months_told(months: Iterable[date]) -> str:
    """ต.ค. 2568 - ส.ค. 2569, ต.ค. 2569: months that follow each other as a span."""
    runs: list[list[date]] = []
    for month in sorted(set(months)):
        if runs and add_months(runs[-1][-1], 1) == month:
            runs[-1].append(month)
        else:
            runs.append([month])
    return ", ".join(
        month_short(run[0]) + (f" - {month_short(run[-1])}" if len(run) > 1 else "") for run in runs
    )


def _in_bangkok(day: date) -> date:
    """The day itself; of a moment the day it is in Bangkok, which till seven is the next one of UTC."""
    if isinstance(day, datetime) and timezone.is_aware(day):
        return timezone.localtime(day).date()
    return day


def day_short(day: date) -> str:
    """24 พ.ย. 2569; of a moment its day in Bangkok."""
    day = _in_bangkok(day)
    return f"{day.day} {month_short(day)}"


def day_in_full(day: date) -> str:
    """24 พฤศจิกายน พ.ศ. 2569, as an announcement is dated."""
    return f"{day.day} {MONTHS[day.month - 1]} พ.ศ. {buddhist_year(day)}"


def day_long(day: date) -> str:
    """เสาร์ 21 พฤศจิกายน 2569; of a moment its day in Bangkok."""
    day = _in_bangkok(day)
    return f"{WEEKDAYS[day.weekday()]} {day.day} {month_name(day)}"


def moment(at: datetime) -> str:
    """20 พ.ย. 2569 14:02, Bangkok time."""
    local = timezone.localtime(at)
    return f"{day_short(local.date())} {local:%H:%M}"


def moment_exact(at: datetime) -> str:
    """5 พ.ย. 2569 23:59:58, Bangkok time: to the second, where it decides."""
    local = timezone.localtime(at)
    return f"{day_short(local.date())} {local:%H:%M:%S}"


def two_digit_reading(day: date) -> date | None:
    """The day that was meant where Excel took two digits of พ.ศ. for ค.ศ.: 9/3/68 is 1968 to it and 2568
    to the clerk. None where such a day does not exist."""
    try:
        return day.replace(year=2500 - BUDDHIST_ERA_OFFSET + day.year % 100)
    except ValueError:
        return None


def parse_month(text: str) -> date:
    """The month written as an address or an option writes it: 2026-10 (ISO, ค.ศ.).

    Anything else raises ValueError.
    """
    if not re.fullmatch(r"\d{4}-\d{2}", text):
        raise ValueError(f"not a month: {text!r}")
    return date(int(text[:4]), int(text[5:]), 1)


def parse_thai_date(text: str) -> date:
    """The date a clerk typed in พ.ศ.: 24/11/2569, 24 พ.ย. 2569, 24 พ.ย. 69, ๒๔ พฤศจิกายน ๒๕๖๙.

    Two digits after a Thai month are of 25xx, but for those that would lie far ahead: 24 พ.ย. 98 may be
    2498. Raises ValueError with a Thai message for what cannot be a date, a ค.ศ. year and two digits
    after a month in figures (Excel takes 24/11/69 for 1969) included.
    """
    cleaned = to_arabic(text).strip()
    if short := re.fullmatch(r"(\d{1,2}\s*[/\-.]\s*\d{1,2}\s*[/\-.]\s*)(\d{2})", cleaned):
        raise ValueError(
            f"พิมพ์ปี พ.ศ. ให้ครบ 4 หลัก (พิมพ์ {short[2]}; หมายถึง {short[1]}25{short[2]} หรือไม่)"
        )
    numeric = re.fullmatch(r"(\d{1,2})\s*[/\-.]\s*(\d{1,2})\s*[/\-.]\s*(\d{4})", cleaned)
    worded = re.fullmatch(r"(\d{1,2})[\s-]*([ก-๙.]+?)[\s-]*(?:พ\.ศ\.)?\s*(\d{4}|\d\d)", cleaned)
    if worded and len(worded[3]) == 2 and 2500 + int(worded[3]) > buddhist_year(today()) + 10:
        day, name, year = worded.groups()
        raise ValueError(
            f"พิมพ์ปี พ.ศ. ให้ครบ 4 หลัก (พิมพ์ {year}; หมายถึง {day} {name} 24{year} หรือ 25{year})"
        )
    if numeric:
        day, month, year = (int(part) for part in numeric.groups())
    elif worded:
        day, year = int(worded[1]), int(worded[3]) + (2500 if len(worded[3]) == 2 else 0)
        month = _NUMBERS.get(worded[2].replace(".", ""), 0)
    else:
        raise ValueError("เขียนวันที่เป็น วัน/เดือน/ปี พ.ศ. เช่น 24/11/2569 หรือ 24 พ.ย. 2569")
    if year < 2400:
        raise ValueError(f"ปีต้องเป็น พ.ศ. (พิมพ์ {year}; หมายถึง {year + 543} หรือไม่)")
    try:
        return date(year - BUDDHIST_ERA_OFFSET, month, day)
    except ValueError:
        raise ValueError(f"ไม่มีวันที่ {text.strip()} ในปฏิทิน ตรวจวันและเดือนอีกครั้ง") from None
