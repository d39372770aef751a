"""Digits and amounts as clerks write them (DOMAIN.md 1): Thai and Arabic digits, thousands
separators and spaces come in; Arabic digits go to the screen, Thai ones to paper by choice."""

import re
from decimal import ROUND_HALF_UP, Decimal

_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙０１２３４５６７８９", "01234567890123456789")
_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_OTHERS = re.compile("[๐-๙０-９]")
_NOTHING = re.compile("[\u200b-\u200d\u2060\ufeff]+")
_MINUS = "-−–—"
_BLANK = "[ \u00a0\u2000-\u200a\u202f\u205f\u3000]"
_SPACED = re.compile(rf"[1-9][0-9]{{0,2}}(?:{_BLANK}[0-9]{{3}})+(?:\.[0-9]+)?")
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_NO_NUMBER = re.compile(r"[^0-9.,\s]")

_DASHES = frozenset("-–—")

LARGEST_AMOUNT = Decimal("999999999999.99")


def to_arabic(text: str) -> str:
    """Thai (๐-๙) and full-width digits as 0-9; everything else stays."""
    return text.translate(_ARABIC) if _OTHERS.search(text) else text  # hardly any text has them


def to_thai(text: str) -> str:
    """0-9 as ๐-๙; everything else stays."""
    return text.translate(_THAI)


def format_baht(amount: Decimal | int) -> str:
    """1,098,640.00"""
    return f"{amount:,.2f}"


def millions(baht: Decimal, digits: int = 1) -> str:
    """25,743.3 of 25743250000.00: baht in millions, for a drawing or a card; halves away from zero."""
    return f"{(baht / 1_000_000).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP):,}"


def percent(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """What `part` is of `whole` in percent, two decimals, half up; None of nothing."""
    if not whole:
        return None
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)


def one_number(text: str, *, example: str = "359,900.00") -> str:
    """The one number a clerk typed, pasted or has in a cell, as plain digits: 1234.5, -500; "" for none.

    Every reader of numbers of the portal goes through here. Raises ValueError with a Thai message that
    says what is wrong and how to write it, with `example`: a letter, several numbers in one cell, a
    comma out of place.

    A space within is a thousands separator only where the groups are right and nobody can have meant
    several numbers: a further group begins with 0, or decimals stand at the end. A line break or a tab
    never is one. The cases are in tests/cases/amounts.json, which the tests of the script read too:

        1 098 640 · 5 000 · 1 234.56          one number
        500 600 · 150 200 250 · 1 234 567     several numbers in the cell
        500⏎600 · 1⏎098 · 1, 098 · 12 3456    several numbers in the cell
        5,000⏎ · 500. · .5 · (500) · 150.-    5000 · 500 · 0.5 · -500 · 150
    """
    if _PLAIN.fullmatch(text):
        return text
    typed = _NOTHING.sub("", to_arabic(text)).strip()
    cleaned = typed.removeprefix("฿").removesuffix("บาท").strip()
    if cleaned.endswith((".-", ",-")):  # 150.- is a price without satang
        cleaned = cleaned[:-2].rstrip()
    if not cleaned:
        return ""
    number = _unsigned(cleaned)
    sign = "-" if number != cleaned else ""
    if _NO_NUMBER.search(number) or not number:
        wrong = re.sub(r"[0-9.,\s]", "", cleaned)[:12]
        raise ValueError(f"มีตัวอักษร “{wrong}” ปนอยู่ กรอกเฉพาะตัวเลข เช่น {example}")
    parts = number.split()
    if len(parts) > 1:
        is_one = "." in parts[-1] or any(part.startswith("0") for part in parts[1:])
        if not (is_one and _SPACED.fullmatch(number)):
            raise ValueError(
                f"มีตัวเลข {len(parts)} จำนวนในช่อง ({_told(parts)}) กรอกช่องละจำนวนเดียว "
                f"ถ้าเป็นจำนวนเดียวเขียนติดกัน เช่น {example}"
            )
        number = "".join(parts)
    return sign + _plain(number)


def _unsigned(text: str) -> str:
    """Without the minus before it, or the brackets of an accountant."""
    if text[0] in _MINUS:
        return text[1:].lstrip()
    return text[1:-1].strip() if text[0] == "(" and text[-1] == ")" else text


def _told(parts: list[str]) -> str:
    """500 และ 600; the first four of many."""
    *before, last = [part[:20] for part in parts[:4]]
    return f"{', '.join(before)} และ {last}"


def _plain(number: str) -> str:
    """Digits, commas and dots as digits and one dot; ValueError where they stand wrong."""
    if re.search(r"\.[0-9]*,|\..*\.", number):
        raise ValueError("จุดคือทศนิยม ลูกน้ำคือหลักพัน เขียนเป็น 1,234.56")
    whole, _, decimals = number.partition(".")
    if "," in whole:
        first, *groups = whole.split(",")
        if not 1 <= len(first) <= 3 or any(len(group) != 3 for group in groups):
            raise ValueError("ลูกน้ำไม่ตรงหลักพัน เขียนเป็น 1,234.56 หรือไม่ต้องกรอกลูกน้ำ")
    if not whole and not decimals:
        raise ValueError("มีแต่จุด ไม่มีตัวเลข กรอกตัวเลข หรือเว้นว่างไว้")
    return f"{whole.replace(',', '') or '0'}.{decimals}" if decimals else whole.replace(",", "")


def parse_baht(text: str) -> Decimal | None:
    """The amount in baht that a clerk typed or pasted; None for an empty cell, 0 for a dash.

    Raises ValueError with a Thai message that says what is wrong and how to write it: what `one_number`
    refuses, a negative, more than two decimals, more than twelve digits.
    """
    number = "0" if text.strip() in _DASHES else one_number(text)
    if not number:
        return None
    whole, _, decimals = number.removeprefix("-").partition(".")
    if decimals[2:].strip("0"):
        raise ValueError("ทศนิยมมีได้ไม่เกิน 2 ตำแหน่ง (สตางค์)")
    amount = Decimal(f"{whole}.{decimals[:2]:0<2}")
    if amount and number.startswith("-"):
        raise ValueError("ตัวเลขติดลบไม่ได้ กรอกตัวเลขตั้งแต่ 0 ขึ้นไป")
    if amount > LARGEST_AMOUNT:
        raise ValueError("ตัวเลขใหญ่เกินไป กรอกได้ไม่เกิน 12 หลัก ตรวจจำนวนหลักอีกครั้ง")
    return amount


def parse_count(text: str) -> int | None:
    """The whole number from 0 that a clerk typed: people, pieces, a year; None for an empty cell.

    Raises ValueError with a Thai message: what `one_number` refuses, decimals, a negative, more than
    twelve digits.
    """
    number = one_number(text, example="12")
    whole, _, decimals = number.partition(".")
    if decimals.strip("0"):
        raise ValueError(f"“{text.strip()[:40]}” ไม่ใช่จำนวนเต็ม กรอกเฉพาะตัวเลข เช่น 12")
    if len(whole) > 13 or len(whole.lstrip("-")) > 12:
        raise ValueError("ตัวเลขใหญ่เกินไป กรอกได้ไม่เกิน 12 หลัก ตรวจจำนวนหลักอีกครั้ง")
    if not whole:
        return None
    if int(whole) < 0:
        raise ValueError("ตัวเลขติดลบไม่ได้ กรอกตัวเลขตั้งแต่ 0 ขึ้นไป")
    return int(whole)
