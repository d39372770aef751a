"""Fiscal years, rounds, quarters and months as spans, and the keys addresses name them by."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.thai.calendar import add_months, fiscal_year
from core.thai.periods import (
    parse_period,
    periods_of,
    periods_with,
    quarter_period,
    round_period,
    span,
    year_period,
)


@pytest.mark.parametrize(
    ("key", "first", "last", "name", "title"),
    [
        ("2569", (2025, 10), (2026, 9), "ปีงบประมาณ 2569", "ปีงบประมาณ 2569"),
        ("2569-r1", (2025, 10), (2026, 3), "รอบที่ 1 ปีงบประมาณ 2569", "รอบที่ 1 ปีงบประมาณ 2569"),
        ("2569-r2", (2026, 4), (2026, 9), "รอบที่ 2 ปีงบประมาณ 2569", "รอบที่ 2 ปีงบประมาณ 2569"),
        ("2567-q2", (2024, 1), (2024, 3), "ไตรมาสที่ 2 ปีงบประมาณ 2567", "ไตรมาสที่ 2 ปีงบประมาณ 2567"),
        ("2024-02", (2024, 2), (2024, 2), "กุมภาพันธ์ 2567", "ประจำเดือนกุมภาพันธ์ 2567"),
        (
            "2025-08..2025-11",
            (2025, 8),
            (2025, 11),
            "ส.ค. 2568 - พ.ย. 2568",
            "ส.ค. 2568 - พ.ย. 2568",
        ),
    ],
)
def test_a_key_names_its_months(key, first, last, name, title):
    period = parse_period(key)
    assert (period.first, period.last) == (date(*first, 1), date(*last, 1))
    assert (period.key, period.name, period.title) == (key, name, title)


@pytest.mark.parametrize(
    "wrong",
    (
        "|2569-r3|2569-q0|2569-q5|2569-m1|1999|2026-13|๒๕๖๙|2026-1|2569 "
        "|2026-10..|..2026-10|2026-11..2026-10|2569..2570"
    ).split("|"),
)
def test_what_is_no_period_is_refused(wrong):
    with pytest.raises(ValueError):  # noqa: PT011  (the message is for us; the form says its own)
        parse_period(wrong)


def test_parts_of_a_year_put_its_months_together():
    months = year_period(2570).months
    assert months[0] == date(2026, 10, 1)
    assert months[-1] == date(2027, 9, 1)
    assert sum((round_period(2570, number).months for number in (1, 2)), ()) == months
    assert sum((quarter_period(2570, number).months for number in (1, 2, 3, 4)), ()) == months


@given(st.dates(date(1999, 1, 1), date(2100, 1, 1)))
def test_every_month_lies_in_its_year_round_and_quarter(day):
    month = day.replace(day=1)
    for period in periods_with(month):
        assert month in period.months
        assert period.fiscal_year == fiscal_year(month)
        assert parse_period(period.key) == period
        assert period.a_year_before().months == tuple(add_months(m, -12) for m in period.months)


def test_what_is_offered_holds_a_month_that_is_there():
    offered = periods_of([date(2026, 10, 1), date(2026, 9, 1), date(2026, 8, 1)])
    assert [(year, [period.key for period in periods]) for year, periods in offered] == [
        (2570, ["2570", "2570-r1", "2570-q1", "2026-10"]),
        (2569, ["2569", "2569-r2", "2569-q4", "2026-09", "2026-08"]),
    ]


def test_a_span_goes_forward():
    assert span(date(2025, 12, 1), date(2026, 1, 1)).months == (date(2025, 12, 1), date(2026, 1, 1))
