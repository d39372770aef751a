"""Amounts as clerks write them: read to the satang, or refused in Thai with the reason."""

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.thai.digits import (
    LARGEST_AMOUNT,
    format_baht,
    parse_baht,
    parse_count,
    to_arabic,
    to_thai,
)

AMOUNTS = st.decimals(min_value=0, max_value=LARGEST_AMOUNT, places=2)


# What a cell may say and what it then is; the script that reads while typing is tested with the same.
CASES = json.loads((Path(__file__).parents[2] / "cases" / "amounts.json").read_text("utf-8"))
READ = [(case["typed"], case["amount"]) for case in CASES if "amount" in case]
REFUSED = [(case["typed"], case["refused"]) for case in CASES if "refused" in case]


def test_the_cases_are_all_there():
    assert (len(READ), len(REFUSED)) == (42, 51)
    assert len(READ) + len(REFUSED) == len(CASES) == len({case["typed"] for case in CASES})


@pytest.mark.parametrize(("typed", "amount"), READ)
def test_reads_what_clerks_type(typed, amount):
    found = parse_baht(typed)
    assert (None if found is None else str(found)) == amount


@pytest.mark.parametrize(("typed", "says"), [*REFUSED, ("9" * 9999, "ตัวเลขใหญ่เกินไป")])
def test_refuses_in_thai_what_is_no_amount(typed, says):
    with pytest.raises(ValueError, match=f"^{re.escape(says)}"):
        parse_baht(typed)


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("12", 12),
        ("1,234", 1234),
        ("๑๒", 12),
        (" 5 000 ", 5000),
        ("12.00", 12),
        ("-0", 0),
        ("", None),
    ],
)
def test_reads_whole_numbers(typed, count):
    assert parse_count(typed) == count


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (
            "12\n15",
            "มีตัวเลข 2 จำนวนในช่อง (12 และ 15) กรอกช่องละจำนวนเดียว ถ้าเป็นจำนวนเดียวเขียนติดกัน เช่น 12",
        ),
        ("7 10", "มีตัวเลข 2 จำนวนในช่อง (7 และ 10)"),
        ("12 345", "มีตัวเลข 2 จำนวนในช่อง (12 และ 345)"),
        ("12.5", "“12.5” ไม่ใช่จำนวนเต็ม กรอกเฉพาะตัวเลข เช่น 12"),
        ("-5", "ตัวเลขติดลบไม่ได้"),
        ("-", "มีตัวอักษร “-” ปนอยู่"),
        ("12 คน", "มีตัวอักษร “คน” ปนอยู่ กรอกเฉพาะตัวเลข เช่น 12"),
        ("9" * 9999, "ตัวเลขใหญ่เกินไป"),
    ],
)
def test_refuses_in_thai_what_is_no_whole_number(typed, says):
    with pytest.raises(ValueError, match=f"^{re.escape(says)}"):
        parse_count(typed)


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
