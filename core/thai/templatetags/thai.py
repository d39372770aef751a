"""Template filters for dates in พ.ศ. and amounts in baht; built in to every template."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template

from core.thai import calendar, digits, numbered, phones
from core.thai.digits import format_baht

register = template.Library()


@register.filter
def baht(amount: Decimal | None) -> str:
    """1,098,640.00; nothing for no amount."""
    return "" if amount is None else format_baht(amount)


@register.filter
def count(number: int) -> str:
    """1,095: a number of things. Ids and years are written without separators."""
    return f"{number:,}"


@register.filter
def whole_baht(amount: Decimal | None) -> str:
    """1,098,640 where there are no satang, else with them."""
    if amount is None:
        return ""
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else format_baht(amount)


@register.filter
def millions(amount: Decimal) -> str:
    """0.47 of 466,250.00 baht; the unit stands in the heading."""
    return digits.millions(amount, 2)


@register.filter
def without_sign(change: Decimal) -> Decimal:
    """3.32 of -3.32: ▼ and ▲ say which way."""
    return abs(change)


@register.filter
def phone(text: str) -> str:
    """0-3851-0000 ต่อ 12, 08-1000-0000; an old text that is no number as it was written."""
    return phones.shown(text)


@register.filter
def bare_number(text: str) -> str:
    """11/2569 of "ครั้งที่ ๑๑/๒๕๖๙", to stand behind its own word."""
    return numbered.bare_number(text)


@register.filter
def month_name(month: date) -> str:
    return calendar.month_name(month)


@register.filter
def month_short(month: date) -> str:
    return calendar.month_short(month)


@register.filter
def month_only(month: date) -> str:
    """ตุลาคม, without the year."""
    return calendar.MONTHS[month.month - 1]


@register.filter
def month_letters(month: date) -> str:
    """ต.ค., without the year."""
    return calendar.MONTHS_SHORT[month.month - 1]


@register.filter
def month_key(month: date) -> str:
    """2026-10, as addresses write a month."""
    return f"{month:%Y-%m}"


@register.filter
def thai_day(day: date | None) -> str:
    return calendar.day_short(day) if day else ""


@register.filter
def thai_long_day(day: date | None) -> str:
    return calendar.day_long(day) if day else ""


@register.filter
def readonly_contents(field: Any) -> str:
    """A field that the admin only shows, as it shows it; a date or moment of the record in พ.ศ."""
    name = field.field["field"]
    value = getattr(field.form.instance, name, None) if isinstance(name, str) else None
    if isinstance(value, datetime):
        return calendar.moment(value)
    return calendar.day_short(value) if isinstance(value, date) else field.contents()


@register.filter
def thai_moment(at: datetime | None) -> str:
    return calendar.moment(at) if at else ""
