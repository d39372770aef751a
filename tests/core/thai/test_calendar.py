"""Fiscal years begin in October; a clerk's date is พ.ศ., and a ค.ศ. year is asked about."""

import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from core.thai import calendar


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2026, 9, 30), 2569),
        (date(2026, 10, 1), 2570),
        (date(2026, 12, 31), 2570),
        (date(2027, 1, 1), 2570),
    ],
)
def test_october_begins_the_next_fiscal_year(day, year):
    assert calendar.fiscal_year(day) == year


def test_a_fiscal_year_is_october_to_september():
    months = calendar.fiscal_year_months(2570)
    assert months == [date(2026, m, 1) for m in (10, 11, 12)] + [
        date(2027, m, 1) for m in range(1, 10)
    ]
    assert {calendar.fiscal_year(month) for month in months} == {2570}


@given(st.dates(date(1900, 1, 1), date(2900, 1, 1)), st.integers(-500, 500))
def test_months_go_forth_and_back(day, count):
    moved = calendar.add_months(day, count)
    assert calendar.add_months(moved, -count) == day.replace(day=1)


def test_months_between_holds_both_ends():
    assert list(calendar.months_between(date(2026, 11, 20), date(2027, 1, 1))) == [
        date(2026, 11, 1),
        date(2026, 12, 1),
        date(2027, 1, 1),
    ]
    assert list(calendar.months_between(date(2027, 1, 1), date(2026, 12, 1))) == []


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("24/11/2569", date(2026, 11, 24)),
        (" 4-1-2569 ", date(2026, 1, 4)),
        ("24.11.2569", date(2026, 11, 24)),
        ("24 พ.ย. 2569", date(2026, 11, 24)),
        ("24พฤศจิกายน2569", date(2026, 11, 24)),
        ("27 พ.ย. 69", date(2026, 11, 27)),
        ("๒๗ พฤศจิกายน ๖๙", date(2026, 11, 27)),
        ("1ม.ค.08", date(1965, 1, 1)),
        ("๒๔ พฤศจิกายน พ.ศ. ๒๕๖๙", date(2026, 11, 24)),
        ("๒๙/๐๒/๒๕๖๗", date(2024, 2, 29)),
    ],
)
def test_reads_a_date_in_the_buddhist_era(typed, day):
    assert calendar.parse_thai_date(typed) == day


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("24/11/2026", "ปีต้องเป็น พ.ศ. (พิมพ์ 2026; หมายถึง 2569 หรือไม่)"),
        ("29/2/2568", "ไม่มีวันที่ 29/2/2568 ในปฏิทิน ตรวจวันและเดือนอีกครั้ง"),
        ("31 เม.ย. 2569", "ไม่มีวันที่ 31 เม.ย. 2569 ในปฏิทิน ตรวจวันและเดือนอีกครั้ง"),
        ("1 มกรา 2569", "ไม่มีวันที่ 1 มกรา 2569 ในปฏิทิน ตรวจวันและเดือนอีกครั้ง"),
        (
            "24 พ.ย. 98",
            "พิมพ์ปี พ.ศ. ให้ครบ 4 หลัก (พิมพ์ 98; หมายถึง 24 พ.ย. 2498 หรือ 2598)",
        ),
        ("27/11/69", "พิมพ์ปี พ.ศ. ให้ครบ 4 หลัก (พิมพ์ 69; หมายถึง 27/11/2569 หรือไม่)"),
        ("31 เม.ย. 69", "ไม่มีวันที่ 31 เม.ย. 69 ในปฏิทิน ตรวจวันและเดือนอีกครั้ง"),
        ("0/0/2569", "ไม่มีวันที่ 0/0/2569 ในปฏิทิน ตรวจวันและเดือนอีกครั้ง"),
        ("2569-11-24", "เขียนวันที่เป็น วัน/เดือน/ปี พ.ศ. เช่น 24/11/2569 หรือ 24 พ.ย. 2569"),
        ("พรุ่งนี้", "เขียนวันที่เป็น วัน/เดือน/ปี พ.ศ. เช่น 24/11/2569 หรือ 24 พ.ย. 2569"),
        ("", "เขียนวันที่เป็น วัน/เดือน/ปี พ.ศ. เช่น 24/11/2569 หรือ 24 พ.ย. 2569"),
    ],
)
def test_refuses_in_thai_what_is_no_date(typed, says):
    with pytest.raises(ValueError, match=f"^{re.escape(says)}$"):
        calendar.parse_thai_date(typed)


@given(st.dates(date(1900, 1, 1), date(2400, 1, 1)))
def test_every_day_reads_back_as_it_is_written(day):
    numeric = f"{day.day}/{day.month}/{calendar.buddhist_year(day)}"
    for written in (numeric, calendar.day_short(day), f"{day.day} {calendar.month_name(day)}"):
        assert calendar.parse_thai_date(written) == day


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "0000-01", "2026-1", "2569", "2026-10-01"])
def test_an_address_names_a_real_month(text):
    with pytest.raises(ValueError, match=r"month|year"):
        calendar.parse_month(text)


def test_words_of_a_day():
    day = date(2026, 11, 21)
    assert calendar.parse_month("2026-11") == date(2026, 11, 1)
    assert calendar.month_name(day) == "พฤศจิกายน 2569"
    assert calendar.day_short(day) == "21 พ.ย. 2569"
    assert calendar.day_long(day) == "เสาร์ 21 พฤศจิกายน 2569"
    assert calendar.moment(datetime(2026, 11, 20, 18, 2, tzinfo=UTC)) == "21 พ.ย. 2569 01:02"


def test_a_moment_is_of_the_day_it_is_in_bangkok():
    at = datetime(2026, 11, 20, 18, 2, tzinfo=UTC)
    assert calendar.day_short(at) == "21 พ.ย. 2569"
    assert calendar.day_long(at) == "เสาร์ 21 พฤศจิกายน 2569"
    assert calendar.day_short(datetime(2026, 11, 20, 18, 2)) == "20 พ.ย. 2569"


@time_machine.travel(datetime(2026, 9, 30, 17, 0, tzinfo=UTC), tick=False)
def test_today_is_bangkoks():
    assert calendar.today() == date(2026, 10, 1)
