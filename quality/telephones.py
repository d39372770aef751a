"""The rule of core.thai.phones as a condition over a column; both agree on the vectors of
ID_AND_PHONE_CHECKS (tests/quality/test_expressions.py)."""

from django.db.models import F, Func, Q, TextField

from core.thai.phones import MADE_UP, PhoneRefused, parse_phone
from quality.expressions import arabic, matches, replaced, without
from quality.rules import Part

_NUMBER = (
    "^(0(6[1-6]|8[0-9]|9[0-9])[0-9]{7}"  # mobile
    "|0(60|68)[0-9]{7}"  # VoIP
    "|02[0-9]{7}|0(3[2-9]|4[2-5]|5[2-6]|7[3-7])[0-9]{6}"  # fixed
    "|1800[0-9]{6}|1[0-9]{2,3})$"
)
_FIXED = "^0(2[0-9]|3[2-9]|4[2-5]|5[2-6]|7[3-7])[0-9]{6}$"  # only these have lines beside them
_EXTENSION = "(ต่อ|ext\\.?|x)[\\s.:]*[0-9]{1,6}\\s*$"
_RANGE = "[-\\u2010-\\u2015]\\s*[0-9]{1,2}\\s*$"
# As core.thai.identifiers.clean, and the brackets and points of printed numbers.
_BETWEEN_DIGITS = (
    "[\\s\\u00a0\\u00ad\\u200b-\\u200f\\u2060\\ufeff\\u2010-\\u2015"
    "\\u2212\\ufe58\\ufe63\\uff0d().-]"  # one class, the hyphen last
)
_COUNTRY = "^(\\+66|66(?=[0-9]{8,10}$))0?"


def is_telephone(field: str) -> Q:
    """Whether the column holds a number that parse_phone accepts."""
    text = Func(arabic(F(field)), function="btrim", output_field=TextField())
    line = without(text, _EXTENSION, "i")
    number = Q(matches(_digits(line), _NUMBER)) & ~Q(matches(_digits(line), MADE_UP))
    return number | Q(matches(_digits(without(line, _RANGE, "")), _FIXED))


def _digits(text: Func) -> Func:
    return replaced(without(text, _BETWEEN_DIGITS), _COUNTRY, "0", "")


def wrong_telephone(field: str) -> Q:
    """Something else than a telephone stands there."""
    return ~Q(**{field: ""}) & ~is_telephone(field)


def short_telephone(field: str) -> Q:
    return Q(**{f"{field}__regex": r"^\s*1[0-9]{2,3}\s*$"})


def telephone_parts(field: str = "phone") -> list[Part]:
    return [
        Part("missing", lambda: Q(**{field: ""}), "ยังไม่มีเบอร์โทรศัพท์"),
        Part(
            "wrong",
            lambda: wrong_telephone(field),
            lambda record: telephone_words(getattr(record, field)),
        ),
        Part(
            "short",
            lambda: short_telephone(field),
            lambda record: f"โทรศัพท์ {getattr(record, field)}: เบอร์สั้นโทรหาผู้ผลิตไม่ได้",
        ),
    ]


def telephone_words(text: str) -> str:
    """โทรศัพท์ 12345: ขาดอีก 4 หลัก (เบอร์บ้านมี 9 หลัก)"""
    try:
        parse_phone(text)
    except PhoneRefused as refusal:
        return f"โทรศัพท์ {text}: {refusal}"
    return f"โทรศัพท์ {text}: ตรวจเบอร์อีกครั้ง"
