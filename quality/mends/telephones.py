"""What a telephone that was typed wrong was meant to be (P04): a zero that a sheet took, words around
the number, a letter O for the zero, the first of several."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from core.thai.digits import to_arabic
from core.thai.phones import Phone, PhoneRefused, parse_phone
from quality.mends.proposal import Change, Mend

_BETWEEN_NUMBERS = re.compile(r"[,/;\n]|หรือ|และ")
_LETTER_FOR_ZERO = re.compile(r"(?<=[0-9\s-])[oO]|(?<![A-Za-z])[oO](?=[\s-]?[0-9])")
_DIGITS = re.compile(r"\+?[0-9][0-9\s().-]{5,}[0-9]")

ZERO = "เติมเลข 0 ข้างหน้าที่หายไป"
WORDS = "ตัดคำที่ปนอยู่กับเบอร์ออก"
LETTER = "เปลี่ยนตัวอักษร O เป็นเลข 0"
FIRST = "เบอร์แรกของเบอร์ที่กรอกไว้ในช่องเดียวกัน"


def mended_telephone(text: str) -> tuple[Phone, str] | None:
    """The number that was meant and how it was found; None where that would be a guess: digits are
    missing or too many, or it is right as it is."""
    if not text or _read(text):
        return None
    zeroed = _LETTER_FOR_ZERO.sub("0", to_arabic(text))
    pieces = [piece for piece in _BETWEEN_NUMBERS.split(zeroed) if re.search("[0-9]", piece)]
    numbers = [found for piece in pieces if (found := _number_in(piece))]
    if not numbers or len(numbers) < len(pieces):
        return None
    phone, how = numbers[0]
    if len({one.stored for one, _ in numbers}) > 1:
        how = FIRST
    elif zeroed != to_arabic(text):
        how = LETTER
    return phone, how


def _number_in(piece: str) -> tuple[Phone, str] | None:
    """Of a piece that holds one number, whatever stands beside it."""
    if phone := _read(piece):
        return phone, WORDS
    runs = _DIGITS.findall(piece)
    if len(runs) != 1:
        return None
    if phone := _read(runs[0]):
        return phone, WORDS
    bare = re.sub(r"\D", "", runs[0])
    if not bare.startswith("0") and (phone := _read(f"0{bare}")):
        return phone, ZERO
    return None


def _read(text: str) -> Phone | None:
    try:
        phone = parse_phone(text)
    except PhoneRefused:
        return None
    return None if phone.kind == "short code" else phone


def telephone_mends(records: Sequence[Any], field: str = "phone") -> Iterator[Mend]:
    for record in records:
        if found := mended_telephone(getattr(record, field)):
            phone, how = found
            yield Mend(record, [Change(field, phone.stored, phone.shown)], how)


def telephones_of(
    records: Iterable[Any], held: dict[int, tuple[str, str]], field: str = "phone"
) -> Iterator[Mend]:
    """For records without a number, the one that `held` has for them: the number, and whose it is."""
    for record in records:
        text, source = held.get(record.pk, ("", ""))
        if not getattr(record, field) and (phone := _read(text)):
            yield Mend(record, [Change(field, phone.stored, phone.shown)], source)
