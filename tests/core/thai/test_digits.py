"""Amounts as clerks write them: read to the satang, or refused in Thai with the reason."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.thai.digits import LARGEST_AMOUNT, format_baht, parse_baht, to_arabic, to_thai

AMOUNTS = st.decimals(min_value=0, max_value=LARGEST_AMOUNT, places=2)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("359900", "359900.00"),
        ("359,900.00", "359900.00"),
        ("1,234.5", "1234.50"),
        ("๓๕๙,๙๐๐.๒๕", "359900.25"),
        ("１２３", "123.00"),
        ("๑2๓", "123.00"),
        ("0", "0.00"),
        ("-", "0.00"),
        ("–", "0.00"),
        ("  1 234.56  ", "1234.56"),
        ("1\u00a0234.56", "1234.56"),
        ("\u200b1,234\u2060.56\ufeff", "1234.56"),
        ("฿1,234", "1234.00"),
        ("1,234 บาท", "1234.00"),
        (".5", "0.50"),
        ("12.5000", "12.50"),
        ("999,999,999,999.99", "999999999999.99"),
    ],
)
def test_reads_what_clerks_type(typed, amount):
    assert str(parse_baht(typed)) == amount


@pytest.mark.parametrize("typed", ["", "   ", "\u00a0", "\u200b", "บาท"])
def test_an_empty_cell_is_no_amount(typed):
    assert parse_baht(typed) is None


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("12a", "มีตัวอักษร “a” ปนอยู่ ใส่เฉพาะตัวเลข เช่น 359,900.00"),
        ("๑๒ก", "มีตัวอักษร “ก” ปนอยู่ ใส่เฉพาะตัวเลข เช่น 359,900.00"),
        ("1e5", "มีตัวอักษร “e” ปนอยู่ ใส่เฉพาะตัวเลข เช่น 359,900.00"),
        ("=SUM(A1)", "มีตัวอักษร “=SUM(A)” ปนอยู่ ใส่เฉพาะตัวเลข เช่น 359,900.00"),
        ("1\x002", "มีตัวอักษร “\x00” ปนอยู่ ใส่เฉพาะตัวเลข เช่น 359,900.00"),
        ("-5", "ยอดจำหน่ายติดลบไม่ได้ ใส่ตัวเลขตั้งแต่ 0 ขึ้นไป"),
        ("(5)", "ยอดจำหน่ายติดลบไม่ได้ ใส่ตัวเลขตั้งแต่ 0 ขึ้นไป"),
        ("−5", "ยอดจำหน่ายติดลบไม่ได้ ใส่ตัวเลขตั้งแต่ 0 ขึ้นไป"),
        ("1.234,56", "จุดคือทศนิยม ลูกน้ำคือหลักพัน เขียนเป็น 1,234.56"),
        ("1.2.3", "จุดคือทศนิยม ลูกน้ำคือหลักพัน เขียนเป็น 1,234.56"),
        ("1,00,000", "ลูกน้ำไม่ตรงหลักพัน เขียนเป็น 1,234.56 หรือไม่ต้องใส่ลูกน้ำ"),
        ("1,2", "ลูกน้ำไม่ตรงหลักพัน เขียนเป็น 1,234.56 หรือไม่ต้องใส่ลูกน้ำ"),
        (",", "ลูกน้ำไม่ตรงหลักพัน เขียนเป็น 1,234.56 หรือไม่ต้องใส่ลูกน้ำ"),
        ("1.234", "ทศนิยมมีได้ไม่เกิน 2 ตำแหน่ง (สตางค์)"),
        ("1000000000000", "ตัวเลขใหญ่เกินไป ใส่ได้ไม่เกิน 12 หลัก ตรวจจำนวนหลักอีกครั้ง"),
        ("9" * 99, "ตัวเลขใหญ่เกินไป ใส่ได้ไม่เกิน 12 หลัก ตรวจจำนวนหลักอีกครั้ง"),
        ("9" * 9999, "ตัวเลขใหญ่เกินไป ใส่ได้ไม่เกิน 12 หลัก ตรวจจำนวนหลักอีกครั้ง"),
    ],
)
def test_refuses_in_thai_what_is_no_amount(typed, says):
    with pytest.raises(ValueError, match=f"^{re.escape(says)}$"):
        parse_baht(typed)


@pytest.mark.parametrize("typed", ["5.", "."])
def test_a_dot_without_decimals_is_refused(typed):
    with pytest.raises(ValueError, match="ทศนิยม"):
        parse_baht(typed)


@given(AMOUNTS)
def test_what_is_shown_reads_back(amount):
    assert parse_baht(format_baht(amount)) == amount
    assert parse_baht(to_thai(format_baht(amount))) == amount


@given(st.text())
def test_any_text_is_an_amount_in_range_or_refused_in_thai(text):
    refused, amount = "", None
    try:
        amount = parse_baht(text)
    except ValueError as error:
        refused = str(error)
    assert not refused or re.search("[ก-๙]", refused)
    assert amount is None or (0 <= amount <= LARGEST_AMOUNT and amount.as_tuple()[2] == -2)


def test_digits_turn_thai_and_back():
    assert to_thai("24/11/2569 ก") == "๒๔/๑๑/๒๕๖๙ ก"
    assert to_arabic("๒๔/๑๑/๒๕๖๙ ก") == "24/11/2569 ก"
    assert format_baht(Decimal("1098640")) == "1,098,640.00"
