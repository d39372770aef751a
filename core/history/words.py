"""A value of a record as a person reads it: choices by their words, dates in พ.ศ., baht with satang."""

from datetime import date, datetime
from decimal import Decimal

from django.db.models import DecimalField, Field, FileField

from core.thai import calendar, phones
from core.thai.digits import format_baht

_PHONE = "phone"


def text_of(field: Field, value: object) -> str:
    """`value` of `field` in words, "" for none; of a foreign key the record itself is given."""
    if value is None or value == "":
        return ""
    if field.name == _PHONE:
        return phones.shown(str(value))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, FileField):
        return str(value).rsplit("/", 1)[-1]
    if isinstance(value, bool):
        return "ใช่" if value else "ไม่ใช่"
    if isinstance(value, datetime):
        return calendar.moment(value)
    if isinstance(value, date):
        return calendar.day_short(value)
    if isinstance(value, Decimal):
        is_amount = isinstance(field, DecimalField) and field.decimal_places == 2
        return format_baht(value) if is_amount else str(value.normalize())
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)
