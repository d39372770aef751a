"""Figures out of line: against the own past, last year's month, others; the fall of บ้านโพธิ์."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest

from core.areas.models import District
from core.areas.row_security import seen_as
from core.thai.calendar import add_months
from demo.build import demo_data
from sales.models import DistrictMonth, SalesRow
from sales.months import checks
from sales.months.anomalies import (
    DISTRICT_LIMIT,
    Anomaly,
    Past,
    Peers,
    check_totals,
    compare_district,
    find_anomaly,
    find_district_anomaly,
    find_period_anomaly,
    needs_peers,
    percent_change,
)
from sales.months.checks import check_district
from tests.support import factories as make

D = Decimal


def past(*totals: str, last_year: str | None = None) -> Past:
    return Past(tuple(map(D, totals)), None if last_year is None else D(last_year))


STEADY = past(*["36000"] * 12)

# --- A row against its own past --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("total", "before", "short"),
    [
        ("180000", STEADY, "สูงกว่าปกติ 5 เท่า"),
        ("179999.99", STEADY, None),
        ("7200", STEADY, "ต่ำกว่าปกติ 80%"),
        ("7200.01", STEADY, None),
        ("0", STEADY, "ต่ำกว่าปกติ 100%"),
        ("1", STEADY, "ต่ำกว่าปกติ 99%"),  # 100 is for nothing at all
        ("4999", past(*["0"] * 12), None),
        ("5000", past(*["0"] * 12), "ปกติไม่มียอด"),
        ("5999", past(*["1000"] * 12), None),  # six times, but not 5,000 baht apart
        ("6000", past(*["1000"] * 12), "สูงกว่าปกติ 6 เท่า"),
        ("360000", past("36000", "36000", "36000"), None),  # three months say nothing
        ("360000", past("36000", "36000", "36000", "36000"), "สูงกว่าปกติ 10 เท่า"),
        # One slip of last year does not move the median.
        ("36000", past("3600000", *["36000"] * 11), None),
    ],
)
def test_far_is_five_times_and_five_thousand_baht(total, before, short):
    found = find_anomaly(D(total), before)
    assert (found.short if found else None) == short


def test_the_sentence_says_what_it_rests_on():
    found = find_anomaly(D("3600"), past(*["36000"] * 12, last_year="41000"))
    assert found == Anomaly(
        "ต่ำกว่าปกติ 90%",
        "ต่ำกว่าปกติ 90% ปกติเดือนละประมาณ 36,000.00 บาท (ค่ากลาง 12 เดือน) · เดือนเดียวกันปีก่อน 41,000.00 บาท",
    )
    assert found.detail == "ปกติเดือนละประมาณ 36,000.00 บาท (ค่ากลาง 12 เดือน)"


def test_what_sold_as_in_the_same_month_last_year_is_its_season():
    season = past(*["0"] * 11, "400000", last_year="400000")
    assert find_anomaly(D("390000"), season) is None
    assert find_anomaly(D("390000"), past(*["0"] * 12, last_year="0")) is not None
    assert find_anomaly(D("0"), past(*["36000"] * 11, "0", last_year="0")) is None


# --- Against others --------------------------------------------------------------------------------


def peers(**said) -> Peers:
    values = {"place": "อำเภอ", "sold": 12, "level": D(30_000), "compared": 12, "change": D(1)}
    return Peers(**(values | said))


def test_a_jump_that_all_share_is_not_asked_for():
    fell = D("3600")
    assert find_anomaly(fell, STEADY, peers(change=D("0.1"))) is None
    asked = find_anomaly(fell, STEADY, peers(change=D("0.9")))
    assert asked.sentence.endswith(" · ผู้ผลิตแบบเดียวกัน 12 รายในอำเภอลดลง 10%")


def test_who_stayed_where_all_others_jumped_is_not_asked_either():
    """Only what is far from the own past is; the others can excuse it, not accuse."""
    assert find_anomaly(D(36_000), STEADY, peers(change=D(9))) is None
    assert not needs_peers(D(36_000), STEADY)


def test_without_enough_others_the_own_past_decides():
    assert find_anomaly(D(3600), STEADY, peers(change=None)).short == "ต่ำกว่าปกติ 90%"
    assert "แบบเดียวกัน" not in find_anomaly(D(3600), STEADY, peers(change=None)).sentence


@pytest.mark.parametrize(
    ("total", "short"),
    [
        ("299999", None),
        ("300000", "สูงกว่ารายอื่น 10 เท่า"),
        ("3000", "ต่ำกว่ารายอื่น 90%"),
        ("3001", None),
        ("0", None),  # a beginner that sold nothing is nothing to ask about
    ],
)
def test_a_beginner_is_held_against_the_level_of_others(total, short):
    new = past("30000")
    assert needs_peers(D(total), new)
    found = find_anomaly(D(total), new, peers())
    assert (found.short if found else None) == short


def test_a_beginner_is_told_who_it_was_compared_with():
    assert find_anomaly(D(900_000), past("1", "2"), peers(place="จังหวัด")).sentence == (
        "สูงกว่ารายอื่น 30 เท่า ค่ากลางของผู้ผลิตแบบเดียวกัน 12 รายในจังหวัด 30,000.00 บาท "
        "(ผู้ผลิตมียอดย้อนหลังเพียง 2 เดือน)"
    )


def test_in_the_portals_first_months_nobody_is_asked():
    assert find_anomaly(D(900_000), past(), peers(change=None)) is None
    assert find_anomaly(D(900_000), past(), None) is None


# --- A district ------------------------------------------------------------------------------------


def test_a_district_that_halved_or_doubled_is_asked():
    usual = past(*["5000000"] * 12, last_year="5000000")
    assert find_district_anomaly(D("2500000.01"), usual) is None
    assert find_district_anomaly(D("2500000"), usual).sentence == (
        "ลดลง 50% เหลือ 2,500,000.00 บาท ค่ากลาง 12 เดือนก่อนหน้า 5,000,000.00 บาท "
        "· เดือนเดียวกันปีก่อน 5,000,000.00 บาท"
    )
    assert find_district_anomaly(D("9999999"), usual) is None
    assert find_district_anomaly(D("10000000"), usual).short == "เพิ่มขึ้นเป็น 2.0 เท่า"
    assert (
        find_district_anomaly(D("10000000"), past(*["5000000"] * 12, last_year="9000000")) is None
    )
    assert find_district_anomaly(D("40000"), past(*["130000"] * 12)) is None  # below 100,000 baht


@pytest.mark.parametrize(
    ("total", "twelve", "last_month", "told"),
    [
        # October stood at 26.7 M against 13.5 M, and the page called it normal: it says the numbers.
        (
            "26700000",
            past(*["13500000"] * 12, last_year="13400000"),
            "13500000",
            "ยอดรวม 26,700,000.00 บาท เป็น 1.98 เท่าของค่ากลาง 12 เดือนก่อนหน้า 13,500,000.00 บาท"
            " · เป็น 1.98 เท่าของเดือนก่อน 13,500,000.00 บาท"
            " · เป็น 1.99 เท่าของเดือนเดียวกันปีก่อน 13,400,000.00 บาท",
        ),
        # Not asked yet, so not shown as the limit either.
        (
            "9999999",
            past(*["5000000"] * 12),
            None,
            "ยอดรวม 9,999,999.00 บาท เป็น 1.99 เท่าของค่ากลาง 12 เดือนก่อนหน้า 5,000,000.00 บาท",
        ),
        (
            "2500001",
            past(*["5000000"] * 12),
            None,
            "ยอดรวม 2,500,001.00 บาท เป็น 0.51 เท่าของค่ากลาง 12 เดือนก่อนหน้า 5,000,000.00 บาท",
        ),
        (
            "5",
            past("4", "0"),
            "0",
            "ยอดรวม 5.00 บาท เดือนก่อน 0.00 บาท · มียอดย้อนหลัง 2 เดือน ค่ากลางต้องมีอย่างน้อย 4 เดือน",
        ),
    ],
)
def test_the_months_total_is_told_beside_its_past_in_numbers(total, twelve, last_month, told):
    said = compare_district(D(total), twelve, None if last_month is None else D(last_month))
    assert said == told
    assert "ปกติ" not in said + DISTRICT_LIMIT


def test_the_limit_is_told_in_numbers():
    assert DISTRICT_LIMIT == (
        "ต้องชี้แจงเมื่อเป็น 2 เท่าขึ้นไป หรือไม่เกิน 0.50 เท่า และต่างกันตั้งแต่ 100,000.00 บาท "
        "ทั้งจากค่ากลางและจากเดือนเดียวกันปีก่อน"
    )


def test_months_that_nobody_filled_in_are_not_zero():
    october = date(2026, 10, 1)
    totals = {add_months(october, -count): D(5_000_000) for count in range(1, 4)}
    assert check_totals(october, totals | {october: D(100)}).month is None
    totals[add_months(october, -4)] = D(5_000_000)
    assert check_totals(october, totals | {october: D(100)}).month.short == "ลดลง 99%"


def test_the_year_is_asked_in_its_last_month_and_compares_the_months_both_have():
    september = date(2026, 9, 1)
    totals = {add_months(september, -count): D(1_000_000) for count in range(12)}
    totals |= {add_months(september, -count): D(4_000_000) for count in range(12, 20)}
    checked = check_totals(september, totals)
    assert checked.year.sentence == (
        "ปีงบประมาณ 2569 (8 เดือน) ลดลง 75%: 8,000,000.00 บาท · ช่วงเดียวกันปีก่อน 32,000,000.00 บาท"
    )
    assert checked.month is None
    assert checked.sentence == checked.year.sentence
    before = check_totals(date(2026, 8, 1), totals)
    assert before.year is not None
    assert before.sentence == ""  # shown, asked only in September


def test_a_change_in_per_cent():
    assert percent_change(D(59_112_473), D(3_475_562_647)) == D("-98.3")
    assert percent_change(D(5), D(0)) is None
    assert find_period_anomaly(D(300_000), D(0), "ไตรมาสที่ 1").short == "เดิมไม่มียอด"


# --- The real years of ฉะเชิงเทรา (fixtures) ---------------------------------------------------------


@pytest.fixture(scope="module")
def district_totals() -> dict[str, dict[date, Decimal]]:
    """Totals by district and month of the demo: fiscal years 2563-2565 are the published incomes."""
    totals: dict[str, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for sale in demo_data(date(2026, 11, 1)).sales:
        if sale.entry != "blank" and sale.month < date(2026, 9, 1):
            totals[sale.district][sale.month] += D(sum(sale.amounts)) / 100
    return totals


def asked_of(totals: dict[date, Decimal]) -> dict[date, str]:
    """What the chief was asked in each month, knowing only what came before it."""
    known: dict[date, Decimal] = {}
    asked = {}
    for month in sorted(totals):
        known[month] = totals[month]
        if sentence := check_totals(month, known).sentence:
            asked[month] = sentence
    return asked


def test_the_fall_of_ban_pho_is_asked_about_in_its_first_month_and_over_its_year(district_totals):
    asked = asked_of(district_totals["2405"])
    first = date(2021, 10, 1)
    assert [*asked] == [*(add_months(first, count) for count in range(6)), date(2022, 9, 1)]
    assert asked[first].startswith("ลดลง 98% เหลือ ")
    assert asked[date(2022, 9, 1)] == (
        "ปีงบประมาณ 2565 ลดลง 98%: 59,112,473.00 บาท · ช่วงเดียวกันปีก่อน 3,475,562,647.00 บาท"
    )


def test_no_quiet_district_is_asked_in_seven_years(district_totals):
    quiet = district_totals.keys() - {"2405"}
    assert len(quiet) == 10
    assert {code: asked_of(district_totals[code]) for code in quiet} == {code: {} for code in quiet}


# --- Fed from the database -------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


def months_of(district: District, back: int) -> list[DistrictMonth]:
    return [make.district_month(district, add_months(make.OCTOBER, -n)) for n in range(back + 1)]


def sell(months: list[DistrictMonth], totals: list[str], name: str = "ผู้ผลิต") -> SalesRow:
    """A producer whose totals are these, this month's first; returns this month's row."""
    maker = make.producer(months[0].district, name)
    rows = [
        make.row(month, maker, amounts=(total, "0", "0", "0"))
        for month, total in zip(months, totals, strict=False)
    ]
    return rows[0]


def anomalies(month: DistrictMonth) -> dict[int, str]:
    rows = list(checks.rows_to_check(month))
    return {pk: found.short for pk, found in checks.anomalies_of(month, rows).items()}


def test_a_shared_fall_in_the_district_excuses_and_a_lonely_one_does_not():
    months = months_of(make.district(), 5)
    lonely = sell(months, ["1000", *["50000"] * 5])
    assert anomalies(months[0]) == {lonely.pk: "ต่ำกว่าปกติ 98%"}
    for number in range(7):
        sell(months, ["1000", *["50000"] * 5], f"{number}")
    assert len(anomalies(months[0])) == 8  # seven others are too few
    sell(months, ["1000", *["50000"] * 5], "แปด")
    assert anomalies(months[0]) == {}


def test_others_are_of_the_same_category_and_kind_and_of_the_province_where_the_district_is_small():
    months = months_of(make.district(), 5)
    beside = months_of(make.district("2403", "บางน้ำเปรี้ยว"), 5)
    elsewhere = months_of(make.district("2501", "ที่อื่น"), 5)
    lonely = sell(months, ["1000", *["50000"] * 5])
    for number in range(8):
        sell(elsewhere, ["1000", *["50000"] * 5], f"{number}")
        maker = make.producer(beside[0].district, f"รายเดียว {number}", kind="individual")
        for month, total in zip(beside, ["1000", *["50000"] * 5], strict=True):
            make.row(month, maker, amounts=(total, "0", "0", "0"))
    assert anomalies(months[0]) == {lonely.pk: "ต่ำกว่าปกติ 98%"}
    for number in range(8):
        sell(beside, ["1000", *["50000"] * 5], f"กลุ่ม {number}")
    assert anomalies(months[0]) == {}
    with seen_as(make.district_officer(months[0].district)):  # who sees no row beside
        assert anomalies(months[0]) == {}


def test_a_beginner_far_above_the_others_is_asked():
    months = months_of(make.district(), 5)
    for number in range(8):
        sell(months, ["30000"] * 6, f"{number}")
    beginner = sell(months, ["300000"], "มาใหม่")
    assert anomalies(months[0]) == {beginner.pk: "สูงกว่ารายอื่น 10 เท่า"}


def test_the_districts_total_counts_months_filled_in_only():
    months = months_of(make.district(), 5)
    sell(months, ["1000", *["900000"] * 5])
    make.row(months[0], make.producer(months[0].district, "ว่าง"), entry="blank")
    checked = check_district(months[0])
    assert checked.month.sentence == (
        "ลดลง 99% เหลือ 1,000.00 บาท ค่ากลาง 5 เดือนก่อนหน้า 900,000.00 บาท"
    )


@pytest.mark.parametrize(
    "totals", [["5"] * 3, ["9", "1", "5", "3"], ["2", "9", "4", "1", "3"], list("597318264805")]
)
def test_the_usual_month_of_others_is_found_in_the_database_as_here(totals):
    months = months_of(make.district(), len(totals))
    row = sell(months, ["7", *totals])
    group = (row.category, row.kind)
    ((_, district, total, usual),) = checks._neighbours(months[0], {group})[group]
    assert (district, total) == (months[0].district_id, 7)
    assert usual == Past(tuple(map(Decimal, totals))).usual


@pytest.mark.parametrize("others", [1, 3])
def test_finding_them_costs_the_same_at_1_and_at_3(django_assert_num_queries, others):
    months = months_of(make.district(), 5)
    for number in range(others):
        sell(months, ["1000", *["50000"] * 5], f"{number}")
    rows = list(checks.rows_to_check(months[0]))
    with django_assert_num_queries(1):
        assert len(checks.anomalies_of(months[0], rows)) == others
