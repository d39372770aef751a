"""What a name cannot be (P02, D01, C01, C02), as conditions over a column.

The letters say "name wrong" and no more; the readings are decision 0016.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Length, Trim
from django.db.models.lookups import LessThan

from quality.expressions import UNSEEN, arabic, bare, is_one_of, matches
from quality.models import CheckWord
from quality.rules import Part

SHORTEST = 3  # letters and marks: ผ้า is a name, กข is none

# A mobile or a line, however its digits are set apart; not what stands inside a longer number
# (รหัสโอทอป 4807000286851, a tax id).
_APART = "[\\s().-]{0,2}"
_TELEPHONE = (
    f"(^|[^0-9])[\\s().-]*0{_APART}([689]({_APART}[0-9]){{8}}|[2-7]({_APART}[0-9]){{7}})([^0-9]|$)"
)

_ADDRESS = (
    "^\\s*((บ้าน)?เลขที่\\s*[0-9]|[0-9]+([/-][0-9]+)*\\s*(หมู่|ม\\.|ต\\.|ตำบล|ถ\\.|ถนน|ซ\\.|ซอย)"
    "|(หมู่|ม\\.)\\s*(ที่)?\\s*[0-9]|ตำบล|ต\\.|อำเภอ|อ\\.|จังหวัด|จ\\.)"
    "|(ตำบล|ต\\.|แขวง).+(อำเภอ|อ\\.|เขต).+(จังหวัด|จ\\.|กรุงเทพ|กทม)"
)

# Letters ก to ฮ; marks above and below; ำ, า and ะ stand behind a letter or its marks.
_MARKS = "\\u0e31\\u0e34-\\u0e3a\\u0e47-\\u0e4e"
_MISTYPED = (
    f"(^|[^\\u0e01-\\u0e2e{_MARKS}])[{_MARKS}\\u0e33]"  # a mark without its letter
    f"|([{_MARKS}])[{_MARKS}]*\\2"  # twice on a letter, next to each other or not
    "|[\\u0e48-\\u0e4b]{2}"  # two tones on a letter
    "|[\\u0e40-\\u0e44]{2}"  # เเ for แ, ไไ
    "|\\u0e4d[\\u0e48-\\u0e4b]?[\\u0e32\\u0e33]"  # ํ and า for ำ
    "|\\u0e33[\\u0e32\\u0e33]"  # ำ and another, or its า again
    "|(^|[^\\u0e24\\u0e26])\\u0e45"  # ๅ for า; behind ฤ and ฦ it is right
    "|[\\u0e32\\u0e30][\\u0e48-\\u0e4b]"  # a tone behind า or ะ
)


def too_short(field: str) -> Q:
    return Q(LessThan(Length(Trim(F(field))), SHORTEST))


def without_letters(field: str) -> Q:
    """Digits and punctuation only."""
    return ~Q(matches(F(field), "[ก-ฮA-Za-z]"))


def placeholder(field: str) -> Q:
    """The whole name is a word that stands for none; spaces, case and punctuation aside."""
    words = CheckWord.objects.in_use(CheckWord.Use.PLACEHOLDER).order_by()
    return Q(is_one_of(bare(F(field)), words.values_list(bare(F("name")))))


def telephone(field: str) -> Q:
    return Q(matches(arabic(F(field)), _TELEPHONE))


def unseen(field: str) -> Q:
    return Q(matches(F(field), UNSEEN))


def mistyped(field: str) -> Q:
    """Thai marks where none can stand; core.thai.texts mends most of these as they come in."""
    return Q(matches(F(field), _MISTYPED))


def without_thai(field: str) -> Q:
    """Latin letters and no Thai one: may be right, so somebody has to look."""
    return Q(matches(F(field), "[A-Za-z]")) & ~Q(matches(F(field), "[ก-ฮ]"))


def address(field: str) -> Q:
    """It begins as an address does, or names a place down from its subdistrict."""
    return Q(matches(arabic(F(field)), _ADDRESS))


# How names of groups and firms begin, and those of people: a title, a name, a family's name. Snacks and
# plants are called นางเล็ด, นางพญา, นางรำ too.
_GROUP = "^\\s*(กลุ่ม|วิสาหกิจชุมชน|บริษัท|บจก\\.|หจก\\.|ห้างหุ้นส่วน|ชมรม|สหกรณ์)"
_PERSON = (
    "^\\s*(นางสาว|น\\.\\s?ส\\.|นาย|นาง(?!สาว|เล็ด|พญา|นวล|ฟ้า|รำ|กวัก|ไม้|แย้ม|เงือก))\\s*[ก-๎]{2,}"
    "\\s+[ก-๎]{2,}\\s*$"
)


def of_maker(field: str) -> Q:
    """As groups, firms and people are called, and no product."""
    return Q(matches(F(field), f"{_GROUP}|{_PERSON}"))


def spelt_wrong(field: str) -> Q:
    """Wrong beyond judgement as it is spelt, whatever the department's words: what an index holds."""
    return (
        too_short(field)
        | without_letters(field)
        | telephone(field)
        | unseen(field)
        | mistyped(field)
    )


def wrong_name(field: str) -> Q:
    """Wrong beyond judgement, in whichever way."""
    return spelt_wrong(field) | placeholder(field)


def name_parts(field: str = "name", called: str = "ชื่อ", **options: Any) -> list[Part]:
    """The parts of a check of one of the record's names; `called`: which, `options` of each Part."""

    def part(key: str, condition: Callable[[str], Q], words: str) -> Part:
        return Part(
            key if field == "name" else f"{field}_{key}",
            lambda: ~Q(**{field: ""}) & condition(field) if field != "name" else condition(field),
            lambda record: _said(record, field, words, called),
            **options,
        )

    return [
        part("short", too_short, "สั้นเกินไป"),
        part("letters", without_letters, "ไม่มีตัวอักษร"),
        part("placeholder", placeholder, "ไม่ใช่ชื่อจริง"),
        part("telephone", telephone, "มีเบอร์โทรศัพท์อยู่ในชื่อ"),
        part("unseen", unseen, "มีอักขระที่มองไม่เห็นหรืออ่านไม่ออก พิมพ์ชื่อใหม่ทั้งช่อง"),
        part("mistyped", mistyped, "มีสระหรือวรรณยุกต์ที่ไม่มีพยัญชนะ พิมพ์ซ้ำ หรือผิดที่"),
    ]


def thai_part(field: str = "name") -> Part:
    """A name without a Thai letter: a matter of judgement."""
    return Part(
        "latin",
        lambda: without_thai(field),
        lambda record: _said(record, field, "ไม่มีอักษรไทย"),
        certain=False,
    )


def address_part(field: str = "name") -> Part:
    """An address in the place of a name: a matter of judgement."""
    return Part(
        "address",
        lambda: address(field),
        lambda record: _said(record, field, "เป็นที่อยู่ กรอกที่ช่องที่อยู่ (หมวด 2)"),
        certain=False,
    )


def _said(record, field: str, words: str, called: str = "ชื่อ") -> str:
    return f"{called} “{getattr(record, field)}” {words}"
