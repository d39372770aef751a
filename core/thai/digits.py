"""Digits and amounts as clerks write them (DOMAIN.md 1): Thai and Arabic digits, thousands
separators and spaces come in; Arabic digits go to the screen, Thai ones to paper by choice."""

import re
from decimal import ROUND_HALF_UP, Decimal

_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙０１２３４５６７８９", "01234567890123456789")
_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_INVISIBLE = re.compile("[\\s\u00a0\u200b-\u200d\u2060\ufeff]+")

LARGEST_AMOUNT = Decimal("999999999999.99")


def to_arabic(text: str) -> str:
    """Thai (๐-๙) and full-width digits as 0-9; everything else stays."""
    return text.translate(_ARABIC)


def to_thai(text: str) -> str:
    """0-9 as ๐-๙; everything else stays."""
    return text.translate(_THAI)


def format_baht(amount: Decimal) -> str:
    """1,098,640.00"""
    return f"{amount:,.2f}"


def percent(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """What `part` is of `whole` in percent, two decimals, half up; None of nothing."""
    if not whole:
        return None
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)


def parse_baht(text: str) -> Decimal | None:
    """The amount in baht that a clerk typed or pasted; None for an empty cell, 0 for a dash.

    Raises ValueError with a Thai message that says what is wrong and how to write it: a letter, a
    negative, a comma out of place, more than two decimals, more than twelve digits.
    """
    typed = text.strip()
    cleaned = _INVISIBLE.sub("", to_arabic(typed)).removeprefix("฿").removesuffix("บาท")
    if not cleaned:
        return None
    if cleaned in {"-", "–", "—"}:
        return Decimal("0.00")
    if re.match(r"^[-−–(]", cleaned):
        raise ValueError("ยอดจำหน่ายติดลบไม่ได้ ใส่ตัวเลขตั้งแต่ 0 ขึ้นไป")
    if not re.fullmatch(r"[\d.,]+", cleaned):
        wrong = re.sub(r"[\d.,]", "", cleaned)[:12]
        raise ValueError(f"มีตัวอักษร “{wrong}” ปนอยู่ ใส่เฉพาะตัวเลข เช่น 359,900.00")
    if re.search(r"\.\d*,|\..*\.", cleaned):
        raise ValueError("จุดคือทศนิยม ลูกน้ำคือหลักพัน เขียนเป็น 1,234.56")
    whole, dot, decimals = cleaned.partition(".")
    if "," in whole and not re.fullmatch(r"\d{1,3}(,\d{3})+", whole):
        raise ValueError("ลูกน้ำไม่ตรงหลักพัน เขียนเป็น 1,234.56 หรือไม่ต้องใส่ลูกน้ำ")
    if dot and not re.fullmatch(r"\d{1,2}", decimals):
        if not re.fullmatch(r"\d{0,2}0*", decimals) or not decimals:
            raise ValueError("ทศนิยมมีได้ไม่เกิน 2 ตำแหน่ง (สตางค์)")
    amount_text = f"{whole.replace(',', '') or '0'}.{decimals[:2]:0<2}"
    amount = Decimal(amount_text)
    if amount > LARGEST_AMOUNT:
        raise ValueError("ตัวเลขใหญ่เกินไป ใส่ได้ไม่เกิน 12 หลัก ตรวจจำนวนหลักอีกครั้ง")
    return amount
