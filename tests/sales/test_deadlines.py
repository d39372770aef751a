"""The calendar: days moved past holidays, fiscal-year ends, leap days, midnight in Bangkok."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.thai.calendar import last_day
from sales.calendar.deadlines import (
    Due,
    Proposal,
    counted,
    counted_of_save,
    district_due,
    moved_to_working_day,
    province_due,
    why_off,
)
from sales.calendar.timeliness import Confirmations, Outcome, judge, tally
from sales.models import Roadmap

BANGKOK = ZoneInfo("Asia/Bangkok")
HOLIDAYS = {
    date(2026, 12, 5): "วันพ่อแห่งชาติ",
    date(2026, 12, 7): "ชดเชยวันพ่อแห่งชาติ",
    date(2026, 12, 10): "วันรัฐธรรมนูญ",
    date(2026, 12, 31): "วันสิ้นปี",
    date(2027, 1, 1): "วันขึ้นปีใหม่",
}


def bangkok(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BANGKOK)


@pytest.mark.parametrize(
    ("day", "moved"),
    [
        (date(2026, 12, 4), date(2026, 12, 4)),  # Friday
        (date(2026, 12, 5), date(2026, 12, 8)),  # Saturday and holiday, Sunday, its substitute
        (date(2026, 12, 6), date(2026, 12, 8)),
        (date(2026, 12, 10), date(2026, 12, 11)),
        (date(2026, 12, 31), date(2027, 1, 4)),  # over New Year and its weekend
        (date(2024, 2, 29), date(2024, 2, 29)),  # a leap day, a Thursday
        (date(2032, 2, 29), date(2032, 3, 1)),  # a leap day, a Sunday
        (date(2026, 9, 30), date(2026, 9, 30)),  # the last day of the fiscal year
        (date(2028, 9, 30), date(2028, 10, 2)),  # the same on a Saturday: into the next one
    ],
)
def test_a_day_off_moves_to_the_next_working_day(day, moved):
    assert moved_to_working_day(day, HOLIDAYS) == moved


@given(
    st.dates(date(2019, 1, 1), date(2032, 12, 31)), st.dates(date(2019, 1, 1), date(2032, 12, 31))
)
def test_moving_lands_on_a_working_day_and_keeps_the_order(one, other):
    first, second = sorted((one, other))
    moved = moved_to_working_day(first, HOLIDAYS)
    assert moved >= first
    assert why_off(moved, HOLIDAYS) == ""
    assert moved <= moved_to_working_day(second, HOLIDAYS)


def test_a_proposal_says_what_falls_on_what():
    said = Proposal.of(date(2026, 12, 5), HOLIDAYS).sentence
    assert said == "5 ธ.ค. 2569 ตรงกับวันพ่อแห่งชาติ เลื่อนเป็น 8 ธ.ค. 2569"
    sunday = Proposal.of(date(2026, 11, 8), HOLIDAYS).sentence
    assert sunday == "8 พ.ย. 2569 ตรงกับวันอาทิตย์ เลื่อนเป็น 9 พ.ย. 2569"
    assert Proposal.of(date(2026, 12, 4), HOLIDAYS).sentence == ""


@pytest.mark.parametrize(
    ("month", "days", "dates"),
    [
        (
            date(2026, 11, 1),
            (5, 5, 6, 10),
            ((2026, 12, 5), (2026, 12, 5), (2026, 12, 6), (2026, 12, 10)),
        ),
        (
            date(2026, 9, 1),
            (5, 6, 10, 25),
            ((2026, 10, 5), (2026, 10, 6), (2026, 10, 10), (2026, 10, 25)),
        ),
        (
            date(2026, 12, 1),
            (25, 26, 30, 30),
            ((2027, 1, 25), (2027, 1, 26), (2027, 1, 30), (2027, 1, 30)),
        ),
        (
            date(2027, 1, 1),
            (28, 29, 31, 31),
            ((2027, 2, 28), (2027, 2, 28), (2027, 2, 28), (2027, 2, 28)),
        ),
        (
            date(2028, 1, 1),
            (28, 29, 31, 31),
            ((2028, 2, 28), (2028, 2, 29), (2028, 2, 29), (2028, 2, 29)),
        ),
        (
            date(2026, 3, 1),
            (30, 31, 31, 31),
            ((2026, 4, 30), (2026, 4, 30), (2026, 4, 30), (2026, 4, 30)),
        ),
    ],
)
def test_the_usual_days_lie_in_the_next_month_and_exist_there(month, days, dates):
    names = ("district_day", "province_day", "close_day", "report_day")
    roadmap = Roadmap(**dict(zip(names, days, strict=True)))
    assert roadmap.dates_of(month) == tuple(date(*one) for one in dates)


@pytest.mark.parametrize(
    ("month", "last"),
    [
        (date(2028, 2, 1), 29),
        (date(2027, 2, 10), 28),
        (date(2000, 2, 1), 29),
        (date(2026, 12, 31), 31),
    ],
)
def test_the_last_day_of_a_month(month, last):
    assert last_day(month) == month.replace(day=last)


# --- Midnight in Bangkok --------------------------------------------------------------------------

FIFTH = Due(date(2026, 11, 5), date(2026, 11, 5))


@pytest.mark.parametrize(
    ("at", "late"),
    [
        (bangkok(2026, 11, 5, 23, 59, 59, 999999), 0),
        (bangkok(2026, 11, 6), 1),
        (datetime(2026, 11, 5, 16, 59, 59, 999999, tzinfo=UTC), 0),  # the same moment in UTC
        (datetime(2026, 11, 5, 17, tzinfo=UTC), 1),  # still the 5th in UTC
        (bangkok(2026, 11, 6, 23, 59, 59), 1),
        (bangkok(2026, 11, 7), 2),
        (bangkok(2026, 11, 1), 0),
    ],
)
def test_a_day_ends_at_midnight_in_bangkok(at, late):
    assert FIFTH.days_late(at) == late


@pytest.mark.parametrize(
    ("due", "at", "late"),
    [
        (date(2026, 9, 30), bangkok(2026, 9, 30, 23, 59, 59), 0),  # ends fiscal year 2569
        (date(2026, 9, 30), bangkok(2026, 10, 1), 1),
        (date(2028, 2, 29), bangkok(2028, 3, 1, 0, 0, 1), 1),
        (date(2028, 2, 28), bangkok(2028, 3, 1), 2),  # over the leap day
        (date(2027, 2, 28), bangkok(2027, 3, 1), 1),
        (date(2026, 12, 31), bangkok(2027, 1, 1), 1),
    ],
)
def test_days_late_over_the_ends_of_months_and_years(due, at, late):
    assert Due(due, due).days_late(at) == late


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)))
def test_lateness_is_counted_in_bangkok_whatever_zone_the_moment_is_told_in(at):
    day = at.astimezone(BANGKOK).date()
    due = Due(day - timedelta(days=3), day - timedelta(days=3))
    assert due.days_late(at) == due.days_late(at.astimezone(BANGKOK)) == 3


def test_what_counted_is_said_to_the_second():
    assert (
        counted("ยืนยัน", bangkok(2026, 11, 5, 23, 59, 58), FIFTH)
        == "ยืนยันเมื่อ 5 พ.ย. 2569 23:59:58 ทันกำหนด 5 พ.ย. 2569"
    )
    assert (
        counted("บันทึก", bangkok(2026, 11, 6, 0, 0, 3), FIFTH)
        == "บันทึกแล้ว 6 พ.ย. 2569 00:00:03 หลังกำหนด 5 พ.ย. 2569 ล่าช้า 1 วัน"
    )
    extended = Due(date(2026, 11, 5), date(2026, 11, 9))
    assert (
        counted("บันทึก", bangkok(2026, 11, 6, 0, 0, 3), extended)
        == "บันทึกเมื่อ 6 พ.ย. 2569 00:00:03 ทันกำหนด 9 พ.ย. 2569 (ขยายจาก 5 พ.ย. 2569)"
    )


def test_a_save_on_the_last_day_is_reminded_that_the_confirmation_counts():
    last_second = bangkok(2026, 11, 5, 23, 59, 58)
    said = counted_of_save(last_second, FIFTH, first_confirmed=None)
    assert said == ("บันทึกเมื่อ 5 พ.ย. 2569 23:59:58 ทันกำหนด 5 พ.ย. 2569 อำเภอต้องยืนยันภายในวันนี้ด้วย")
    before = counted_of_save(bangkok(2026, 11, 4, 9), FIFTH, first_confirmed=None)
    assert before == "บันทึกเมื่อ 4 พ.ย. 2569 09:00:00 ทันกำหนด 5 พ.ย. 2569"
    corrected = counted_of_save(
        bangkok(2026, 11, 9, 9), FIFTH, first_confirmed=bangkok(2026, 11, 4, 16, 5, 7)
    )
    assert corrected == (
        "บันทึกเมื่อ 9 พ.ย. 2569 09:00:00 นับความทันเวลาจากวันที่ยืนยันครั้งแรก 4 พ.ย. 2569 16:05:07"
    )


# --- Extensions -----------------------------------------------------------------------------------

MONTH = SimpleNamespace(
    pk=date(2026, 10, 1), district_due=date(2026, 11, 5), province_due=date(2026, 11, 6)
)


@pytest.mark.parametrize(
    ("extended", "district", "province"),
    [
        ({}, 5, 6),
        ({"2402": 9}, 9, 6),
        ({"2403": 9}, 5, 6),
        ({"24": 8}, 8, 8),
        ({"24": 8, "2402": 9}, 9, 8),
        ({"24": 12, "2402": 9}, 12, 12),
        ({"2402": 3}, 5, 6),  # the month's own date was moved past it since
    ],
)
def test_an_extension_moves_its_district_or_its_province_with_its_districts(
    extended, district, province
):
    days = {(MONTH.pk, code): date(2026, 11, day) for code, day in extended.items()}
    days |= {(date(2026, 9, 1), "2402"): date(2026, 11, 30)}  # of another month
    assert district_due(MONTH, "2402", "24", days).until.day == district
    assert province_due(MONTH, "24", days).until.day == province
    assert district_due(MONTH, "2402", "24", days).day.day == 5


# --- Judging --------------------------------------------------------------------------------------

EXTENDED = Due(date(2026, 11, 5), date(2026, 11, 9))
IN_TIME = bangkok(2026, 11, 5, 23, 59, 59)


@pytest.mark.parametrize(
    ("due", "first", "last", "day", "closed", "outcome", "late"),
    [
        (FIFTH, IN_TIME, IN_TIME, 20, False, Outcome.ON_TIME, 0),
        (FIFTH, IN_TIME, bangkok(2026, 11, 20), 21, False, Outcome.ON_TIME, 0),  # confirmed again
        (FIFTH, bangkok(2026, 11, 6), bangkok(2026, 11, 6), 20, True, Outcome.LATE, 1),
        (EXTENDED, bangkok(2026, 11, 6), bangkok(2026, 11, 6), 20, True, Outcome.EXTENDED, 0),
        (EXTENDED, IN_TIME, IN_TIME, 20, True, Outcome.ON_TIME, 0),  # did not need it
        (EXTENDED, bangkok(2026, 11, 11), bangkok(2026, 11, 11), 20, True, Outcome.LATE, 2),
        (FIFTH, None, None, 5, False, Outcome.WAITING, 0),
        (FIFTH, None, None, 6, False, Outcome.OVERDUE, 1),
        (EXTENDED, None, None, 9, False, Outcome.WAITING, 0),
        (EXTENDED, None, None, 12, False, Outcome.OVERDUE, 3),
        (FIFTH, None, None, 20, True, Outcome.CLOSED_WITHOUT, 0),
    ],
)
def test_the_first_confirmation_counts(due, first, last, day, closed, outcome, late):
    judged = judge(due, Confirmations(first, last), day=date(2026, 11, day), closed=closed)
    assert (judged.outcome, judged.days_late) == (outcome, late)
    assert judged.again == (last if last != first else None)
    assert judged.mark == (f"ล่าช้า {late} วัน" if late else "")


def test_a_tally_counts_each_office_once():
    day = date(2026, 11, 8)
    late = judge(FIFTH, Confirmations(bangkok(2026, 11, 7), None), day=day, closed=False)
    in_time = judge(FIFTH, Confirmations(IN_TIME, IN_TIME), day=day, closed=False)
    helped = judge(EXTENDED, Confirmations(bangkok(2026, 11, 7), None), day=day, closed=False)
    overdue = judge(FIFTH, Confirmations(), day=day, closed=False)
    counted_offices = tally([late, in_time, helped, overdue])
    assert (counted_offices.offices, counted_offices.in_time, counted_offices.late) == (4, 2, 2)
    assert counted_offices.days_late == 2 + 3
