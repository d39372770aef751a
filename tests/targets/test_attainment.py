"""How far sales have come towards targets: the arithmetic, and whose figures each officer gets."""

from datetime import date
from decimal import Decimal

import pytest

from core.areas.models import Province
from core.thai.digits import percent
from sales.models import DistrictMonth
from targets.against import Against, against, together
from targets.attainment import (
    Attained,
    areas_attained,
    attained,
    attainment_of,
    month_by_month,
)
from targets.models import PlanPeriod
from tests.support import factories as make
from tests.support import target_factories as targets

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
YEAR, ROUND_1, ROUND_2 = PlanPeriod


def baht(text: str) -> Decimal:
    return Decimal(text)


# --- Arithmetic -----------------------------------------------------------------------------------


def test_percent_is_rounded_half_up_and_of_nothing_is_none():
    assert percent(baht("1"), baht("3")) == baht("33.33")
    assert percent(baht("0.005"), baht("100")) == baht("0.01")
    assert percent(baht("5"), baht("0")) is None


def test_a_level_is_reached_from_its_target_on():
    low, high = attained([("ต่ำ", baht("100")), ("สูง", baht("100.01"))], baht("100"))
    assert (low.reached, low.left, low.percent) == (True, 0, 100)
    assert (high.reached, high.left) == (False, baht("0.01"))
    assert Attained("ศูนย์", baht("0"), baht("0")).percent is None


def test_months_add_up_and_one_without_sales_adds_nothing():
    months = (OCTOBER, NOVEMBER, date(2026, 12, 1))
    assert month_by_month({OCTOBER: baht("5"), months[2]: baht("2")}, months) == (5, 5, 7)


# --- Through the doors ----------------------------------------------------------------------------


@pytest.fixture
def province(db) -> Province:
    """Targets of 100/150/200 for 2401 and half of that for 2402; 40 and 30 sold in October."""
    one, two = make.district("2401", "หนึ่ง"), make.district("2402", "สอง")
    plan = targets.whole_plan(one.province, {"2401": (100, 200, 100), "2402": (50, 100, 50)})
    targets.approved(plan)
    targets.sold(one, OCTOBER, "40")
    targets.sold(two, OCTOBER, "30")
    return one.province


def told(levels) -> list[tuple[str, str, str, str]]:
    return [(one.level, str(one.target), str(one.actual), str(one.percent)) for one in levels]


def test_a_district_sees_its_own_levels_and_what_it_entered(province, django_assert_num_queries):
    clerk = make.district_officer(make.district("2401"))
    with django_assert_num_queries(2):
        levels = attainment_of(clerk, 2570)
    assert told(levels) == [
        ("ต่ำ", "100.00", "40.00", "40.00"),
        ("กลาง", "150.00", "40.00", "26.67"),
        ("สูง", "200.00", "40.00", "20.00"),
    ]


def test_a_province_counts_what_its_districts_confirmed(province):
    officer = make.province_officer(province)
    assert told(attainment_of(officer, 2570))[0] == ("ต่ำ", "150.00", "None", "None")
    month = DistrictMonth.objects.get(district="2401", month=OCTOBER)
    make.confirm_district(month)
    assert told(attainment_of(officer, 2570))[0] == ("ต่ำ", "150.00", "40.00", "26.67")


def test_the_department_counts_provinces_that_confirmed_and_have_a_plan(
    province, django_assert_num_queries
):
    foreign = make.district("2501", "ที่อื่น")
    targets.sold(foreign, OCTOBER, "999")
    make.confirm_province(foreign.province)
    department = make.department_officer()
    assert told(attainment_of(department, 2570))[0] == ("ต่ำ", "150.00", "None", "None")
    make.confirm_province(province)
    with django_assert_num_queries(3):
        levels = attainment_of(department, 2570)
    assert told(levels)[0] == ("ต่ำ", "150.00", "70.00", "46.67")
    table = areas_attained(department, 2570, YEAR)
    assert [(row.area.pk, row.actual, len(row.levels)) for row in table.areas] == [
        ("25", 999, 0),
        ("24", 70, 3),
    ]
    assert [one.pk for one in table.without_plan] == ["25"]
    assert table.total.actual == 70


def test_rounds_have_their_own_targets_and_months(province):
    clerk = make.district_officer(make.district("2401"))
    assert [str(one.target) for one in attainment_of(clerk, 2570, ROUND_1)] == [
        "50.00", "75.00", "100.00",
    ]  # fmt: skip
    assert {one.actual for one in attainment_of(clerk, 2570, ROUND_2)} == {None}  # not opened yet


def test_without_a_plan_in_force_there_is_nothing_to_reach(province):
    assert attainment_of(make.district_officer(make.district("2401")), 2569) == ()
    draft = targets.whole_plan(province, {"2401": (1, 1, 1), "2402": (1, 1, 1)}, fiscal_year=2569)
    assert attainment_of(make.province_officer(province), 2569) == ()
    targets.approved(draft)
    assert len(attainment_of(make.province_officer(province), 2569)) == 3


# --- Estimates against actuals --------------------------------------------------------------------


def test_only_months_with_actuals_are_compared():
    both = together([Against(baht("10"), baht("8")), Against(baht("10"), None)])
    assert (both.estimate, both.actual, both.difference, both.percent) == (10, 8, -2, 80)
    none = together([Against(baht("10"), None)])
    assert (none.estimate, none.actual, none.difference) == (0, None, None)


def test_estimates_stand_beside_the_sales_of_the_same_districts(province):
    targets.signed(targets.estimate(make.district("2401"), monthly="50"))
    targets.estimate(make.district("2402"), monthly="70")  # a draft: nobody's but its district's
    officer = make.province_officer(province)
    for code in ("2401", "2402"):
        make.confirm_district(DistrictMonth.objects.get(district=code, month=OCTOBER))
    found = against(officer, 2570)
    assert found.by_month[OCTOBER] == Against(baht("50.00"), baht("40.00"))
    assert found.by_month[NOVEMBER] == Against(baht("50.00"), None)
    assert found.by_area == {"2401": Against(baht("50.00"), baht("40.00"))}
    assert (found.so_far, found.whole) == (Against(baht("50.00"), baht("40.00")), 600)
    assert [one.pk for one in found.without_estimate] == ["2402"]
    make.confirm_province(province)
    nation = against(make.department_officer(), 2570, by_province=True)
    assert nation.by_area == {"24": Against(baht("50.00"), baht("40.00"))}
