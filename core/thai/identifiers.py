"""Thai identification numbers, 13 digits: of a person, and of a juristic person or taxpayer.

The rules of ID_AND_PHONE_CHECKS (DOMAIN.md 12). Beside the check digit the province in digits 2-3 is
asked for: digit 3 weighs 11, so modulo 11 never sees an error in it. What cannot be is refused with a
Thai sentence; what can be but should be looked at is accepted with one (`review`).
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from stdnum import ean
from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.th import moa, pin

from core.thai.digits import to_arabic

LENGTH = 13

# Registry office 99xx (the central registry; our made-up people too) and the Revenue Department's
# series 0-99 stand beside the provinces.
CENTRAL = "99"

# No juristic person of our registers is older (the first company law is of พ.ศ. 2454).
_FIRST_YEAR = 2454

_KINDS_OF_JURISTIC_PERSONS = {
    "2": "ห้างหุ้นส่วนสามัญนิติบุคคล",
    "3": "ห้างหุ้นส่วนจำกัด",
    "5": "บริษัทจำกัด",
    "7": "บริษัทมหาชนจำกัด",
}
# White space, hyphens and dashes of any kind, and what nobody sees.
_BETWEEN_DIGITS = re.compile(
    "[\\s\u00a0\u00ad\u200b-\u200f\u2060\ufeff\u2010-\u2015\u2212\ufe58\ufe63\uff0d-]"
)


# 13 digits that are a person's and no juristic person's: what does not begin with 0, and a person's
# without registration status where neither the province nor the kind is a juristic person's. Read by
# PostgreSQL too (constraints), so nothing in it is Python's alone.
PERSON_PATTERN = r"^([1-9]\d{12}|0(?!99)\d\d[^2357]\d(00|89)\d{6})$"

# The same inside a text, as PostgreSQL finds it: digits together, or with one space or hyphen between.
PERSON_IN_TEXT = r"(^|[^0-9๐-๙])[1-8๑-๘]([ -]?[0-9๐-๙]){12}([^0-9๐-๙]|$)"

# The same as Python finds it, whatever stands between the digits.
_WRITTEN = re.compile(rf"(?<!\d)[1-8](?:{_BETWEEN_DIGITS.pattern}{{0,2}}\d){{12}}(?!\d)", re.ASCII)

# What holds no such run of digits, with two of anything between, holds no id; most texts hold none.
_RUN_OF_DIGITS = re.compile(rf"\d(?:\D{{0,2}}\d){{{LENGTH - 1}}}")
_APART = "\n\n\n"  # more than stands between two digits of one

# เลขสารบบอาหาร of อย., as it is printed; what stands before one; barcodes of Thailand.
_FOOD_LICENCE = re.compile(r"\d\d-\d-\d{5}-\d-\d{4}")
_SAYS_LICENCE = re.compile(
    r"(อย|อ\.ย|สารบบอาหาร|สารบบ|บาร์โค้ด|barcode)[.\s:]*(เลขที่)?[\s:]*$", re.IGNORECASE
)
_THAI_BARCODE = "885"

PERSONS_NUMBER_HERE = "มีเลขประจำตัวประชาชนในช่องนี้ ลบออกแล้วบันทึกอีกครั้ง"

# One digit again and again, or one after the other: typed to fill a field, if it is longer than chance.
_LONGEST_CHANCE = 5
_COUNTED = "012345678901234567890"


class IdentifierRefused(ValueError):
    """A number that cannot be one; the message says in Thai what is wrong and how to mend it."""


@dataclass(frozen=True)
class Identifier:
    """An accepted number, its digits as text; `review` says what to look at, if anything."""

    number: str
    review: str = ""


def clean(text: str) -> str:
    """Thai and full-width digits as 0-9, without spaces, hyphens and what nobody sees."""
    return _BETWEEN_DIGITS.sub("", to_arabic(text))


def check_national_id(text: str, province_codes: Collection[str], this_year: int) -> Identifier:
    """เลขประจำตัวประชาชน. `province_codes`: the two-digit codes of the country's provinces.

    A first digit 0 is a person without registration status: accepted, to be looked at. Refused if it
    can only be a company's number typed in the wrong place (`this_year`, พ.ศ., see
    `_is_of_juristic_person`).
    """
    number = _thirteen_digits(text)
    if number[0] == "9":
        raise IdentifierRefused("เลขประจำตัวประชาชนไม่ขึ้นต้นด้วย 9 ตรวจกับบัตรอีกครั้ง")
    if number == "0" * LENGTH:
        raise IdentifierRefused("เลขเป็นศูนย์ทั้งหมด ถ้ายังไม่ทราบให้เว้นว่างไว้")
    if number[0] == "0":
        # stdnum knows no such number; the sum is the same as a juristic person's.
        _check(moa, number)
        if _is_of_juristic_person(number, province_codes, this_year):
            kind = _KINDS_OF_JURISTIC_PERSONS[number[3]]
            raise IdentifierRefused(
                f"เป็นเลขของนิติบุคคล ({kind}) ไม่ใช่ของบุคคล กรอกที่ช่องเลขประจำตัวผู้เสียภาษี (หมวด 1)"
            )
        return Identifier(number, "เลขขึ้นต้นด้วย 0 (บุคคลไม่มีสถานะทางทะเบียน) ตรวจกับเอกสาร")
    _check(pin, number)
    _check_province(number, province_codes)
    return Identifier(number)


def check_tax_id(text: str, province_codes: Collection[str], this_year: int) -> Identifier:
    """เลขประจำตัวผู้เสียภาษี: a juristic person's, or a natural person's national id; `is_of_person` tells.

    `this_year` (พ.ศ.): a registration later than it is to be looked at.
    """
    number = _thirteen_digits(text)
    if number[0] != "0":
        return check_national_id(number, province_codes, this_year)
    if number == "0" * LENGTH:
        raise IdentifierRefused("เลขเป็นศูนย์ทั้งหมด ถ้ายังไม่ทราบให้เว้นว่างไว้")
    _check(moa, number)
    if number[1:3] == CENTRAL:
        return Identifier(number)
    _check_province(number, province_codes)
    if number[3] not in _KINDS_OF_JURISTIC_PERSONS:
        return Identifier(number, f"ไม่รู้จักประเภทนิติบุคคล (หลักที่ 4 คือ {number[3]}) ตรวจกับหนังสือรับรอง")
    year = _year_of_registration(number)
    if year > this_year:
        return Identifier(number, f"ปีที่จดทะเบียนในเลข ({year}) ยังมาไม่ถึง ตรวจกับหนังสือรับรอง")
    return Identifier(number)


def is_of_person(number: str) -> bool:
    """Whether 13 digits are a person's national id, in whatever field they were typed: kept as such,
    never as a firm's. Not asked: whether the number can be one."""
    return re.fullmatch(PERSON_PATTERN, number) is not None


def persons_numbers(text: str, *, checked: bool = True) -> list[str]:
    """The national ids written in a text, as digits. `checked`: those with the right check digit only,
    for other numbers of 13 digits are no person's business."""
    if len(text) < LENGTH or not _RUN_OF_DIGITS.search(text):
        return []
    return [clean(one.group()) for one in _written(to_arabic(text), checked=checked)]


def may_hold_number(texts: Iterable[str]) -> bool:
    """Whether one of several texts may hold a national id: one look at all of them, since hardly any
    text does. Each is asked for itself then (`persons_numbers`)."""
    return _RUN_OF_DIGITS.search(_APART.join(texts)) is not None


def with_masks(text: str, *, checked: bool = True) -> str:
    """The text with the mask of every national id written in it (`persons_numbers`)."""
    if len(text) < LENGTH or not _RUN_OF_DIGITS.search(text):
        return text
    pieces, end = [], 0
    for one in _written(to_arabic(text), checked=checked):
        pieces += [text[end : one.start()], masked(clean(one.group()))]
        end = one.end()
    return "".join([*pieces, text[end:]])


def _written(text: str, *, checked: bool) -> Iterator[re.Match[str]]:
    """Of the numbers whose check digit is asked those of a food's licence and of a Thai barcode are
    passed over: they have 13 digits too, and one in ten of them the right check digit."""
    for one in _WRITTEN.finditer(text):
        if not checked:
            yield one
        elif pin.is_valid(clean(one.group())) and not _is_of_goods(text, one):
            yield one


def _is_of_goods(text: str, found: re.Match[str]) -> bool:
    number = clean(found.group())
    if _FOOD_LICENCE.fullmatch(found.group()) or _SAYS_LICENCE.search(text[: found.start()]):
        return True
    return number.startswith(_THAI_BARCODE) and ean.is_valid(number)


def grouped(number: str) -> str:
    """1-9999-00000-01-3, as cards print it."""
    return "-".join((number[0], number[1:5], number[5:10], number[10:12], number[12]))


def masked(number: str) -> str:
    """x-xxxx-xxxxx-01-3: what may be shown to who works with the record."""
    return f"x-xxxx-xxxxx-{number[10:12]}-{number[12]}"


def _thirteen_digits(text: str) -> str:
    number = clean(text)
    if not (number.isascii() and number.isdigit()):
        raise IdentifierRefused("พิมพ์เฉพาะตัวเลข 13 หลัก")
    if len(number) > _LONGEST_CHANCE and len(set(number)) == 1 and number != "0" * LENGTH:
        raise IdentifierRefused(f"เลข {number[0]} ซ้ำทุกหลัก ไม่ใช่เลขจริง ถ้ายังไม่ทราบให้เว้นว่างไว้")
    if len(number) > _LONGEST_CHANCE and number in _COUNTED:
        raise IdentifierRefused("เลขเรียงกันทุกหลัก ไม่ใช่เลขจริง ถ้ายังไม่ทราบให้เว้นว่างไว้")
    if len(number) < LENGTH:
        raise IdentifierRefused(f"ขาดอีก {LENGTH - len(number)} หลัก (เลขประจำตัวมี 13 หลัก)")
    if len(number) > LENGTH:
        raise IdentifierRefused(f"เกินมา {len(number) - LENGTH} หลัก (เลขประจำตัวมี 13 หลัก)")
    return number


def _year_of_registration(number: str) -> int:
    """พ.ศ., of a juristic person's number: digits 5-7 are its last three."""
    return 2000 + int(number[4:7])


def _is_of_juristic_person(number: str, province_codes: Collection[str], this_year: int) -> bool:
    """Whether a number that begins with 0 has a juristic person's province, kind and year.

    Digits 6-7 00 and 89 are left open: numbers of persons without registration status have them
    there (general knowledge, not in our sources), and nobody may be locked out by a guess.
    """
    return (
        number[1:3] in province_codes
        and number[3] in _KINDS_OF_JURISTIC_PERSONS
        and _FIRST_YEAR <= _year_of_registration(number) <= this_year
        and number[5:7] not in {"00", "89"}
    )


def _check(kind: Any, number: str) -> None:
    try:
        kind.validate(number)
    except InvalidChecksum as error:
        raise IdentifierRefused("หลักสุดท้ายไม่ตรงกับเลขที่เหลือ มีหลักที่พิมพ์ผิด ตรวจกับบัตรทีละหลัก") from error
    except ValidationError as error:
        raise IdentifierRefused("ไม่ใช่เลขประจำตัวที่ออกได้ ตรวจกับบัตรทีละหลัก") from error


def _check_province(number: str, province_codes: Collection[str]) -> None:
    if number[1:3] != CENTRAL and number[1:3] not in province_codes:
        raise IdentifierRefused(f"หลักที่ 2-3 ({number[1:3]}) ไม่ใช่รหัสจังหวัด ตรวจกับบัตรอีกครั้ง")
