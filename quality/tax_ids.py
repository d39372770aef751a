"""The rule of core.thai.identifiers.check_tax_id as a condition over a column that holds a juristic
person's 13 digits or nothing.

A national id is stored encrypted, so nothing can be computed from it; one that is held was checked when
it was typed.
"""

from functools import reduce
from operator import add

from django.db.models import Exists, F, IntegerField, OuterRef, Q, Value
from django.db.models.functions import Cast, NullIf, Substr
from django.db.models.lookups import Exact

from core.areas.models import Province
from core.thai import calendar
from core.thai.identifiers import CENTRAL, LENGTH, IdentifierRefused, check_tax_id

_WEIGHTS = range(LENGTH, 1, -1)  # 13 for the first digit, 2 for the twelfth


def _digit(field: str, place: int):
    """The digit at `place`, from 1; NULL of an empty column."""
    return Cast(NullIf(Substr(F(field), place, 1), Value("")), IntegerField())


def has_check_digit(field: str) -> Q:
    """d13 = (11 - (13·d1 + 12·d2 + … + 2·d12) mod 11) mod 10"""
    weighed = reduce(
        add, (_digit(field, place) * weight for place, weight in enumerate(_WEIGHTS, 1))
    )
    return Q(Exact(_digit(field, LENGTH), (Value(11) - weighed % Value(11)) % Value(10)))


def is_refused(field: str) -> Q:
    """A number that nobody can have; false of an empty column.

    The province digits are asked for too: the check digit never sees an error in digit 3.
    """
    province = Province.objects.filter(pk=Substr(OuterRef(field), 2, 2))
    central = Q(**{f"{field}__regex": f"^.{CENTRAL}"})
    return ~Q(**{field: ""}) & (
        Q(**{field: "0" * LENGTH}) | ~has_check_digit(field) | ~(central | Q(Exists(province)))
    )


def refusal_words(number: str) -> str:
    """Why a number of `is_refused` is refused, as the form would say it."""
    try:
        check_tax_id(number, [number[1:3]], calendar.buddhist_year(calendar.today()))
    except IdentifierRefused as refusal:
        return str(refusal)
    return f"หลักที่ 2-3 ({number[1:3]}) ไม่ใช่รหัสจังหวัด ตรวจกับบัตรอีกครั้ง"
