"""An estimate typed, filled in from last year, signed, made anew."""

from datetime import date
from decimal import Decimal

import pytest

from core.areas.models import District
from core.steps import StepRefused
from core.thai.calendar import fiscal_year_months
from sales.figures.rollup import Amounts
from targets import estimating
from targets.models import Estimate, EstimateMonth
from tests.support import factories as make
from tests.support import target_factories as targets

pytestmark = pytest.mark.django_db

OCTOBER = date(2026, 10, 1)
MONTHS = fiscal_year_months(2570)


@pytest.fixture
def district() -> District:
    return make.district("2402")


@pytest.fixture
def clerk(district):
    return make.district_officer(district)


@pytest.fixture
def chief(district):
    return make.district_chief(district)


def months(**first: str) -> dict[date, Amounts]:
    """Twelve months of nothing but these channels of October."""
    of_october = Amounts(**{name: Decimal(amount) for name, amount in first.items()})
    return {month: of_october if month == OCTOBER else Amounts() for month in MONTHS}


def test_a_typed_grid_reads_thai_digits_and_says_which_cell_is_wrong():
    typed = estimating.read_grid(
        {
            (OCTOBER, "domestic_offline"): "๑,๒๓๔.๕๐",
            (OCTOBER, "export_online"): "-",
            (date(2026, 11, 1), "export_offline"): "1.234,56",
        },
        2570,
    )
    assert typed.months[OCTOBER] == Amounts(Decimal("1234.50"))
    assert set(typed.months) == set(MONTHS) - {date(2026, 11, 1)}
    assert typed.errors == {
        (date(2026, 11, 1), "export_offline"): "จุดคือทศนิยม ลูกน้ำคือหลักพัน เขียนเป็น 1,234.56"
    }


def test_an_estimate_is_begun_once_a_year_by_its_district(clerk, district):
    estimate = estimating.begin(2570, by=clerk)
    assert (estimate.district, estimate.number, estimate.status) == (district, 1, "draft")
    with pytest.raises(StepRefused, match="มีประมาณการปีงบประมาณ 2570 แล้ว"):
        estimating.begin(2570, by=clerk)
    with pytest.raises(StepRefused, match="จัดทำประมาณการได้ถึงปีงบประมาณ 2571"):
        estimating.begin(2572, by=clerk)
    with pytest.raises(StepRefused, match="หน้าที่ของอำเภอ"):
        estimating.begin(2571, by=make.province_officer(district.province))


def test_twelve_months_are_saved_together_and_again(clerk):
    estimate = estimating.begin(2570, by=clerk)
    estimating.save(
        estimate, months(domestic_offline="5", export_online="2"), "ก", by=clerk, seen_version=1
    )
    estimating.save(estimate, months(domestic_offline="7"), "ข", by=clerk, seen_version=2)
    october = EstimateMonth.objects.get(estimate=estimate, month=OCTOBER)
    assert (october.total, october.export_online) == (Decimal("7.00"), 0)
    estimate.refresh_from_db()
    assert (estimate.note, estimate.revision, estimate.months.count()) == ("ข", 3, 12)
    with pytest.raises(StepRefused, match="มีผู้แก้ไขประมาณการนี้"):
        estimating.save(estimate, months(), "", by=clerk, seen_version=1)


def test_last_year_is_what_the_district_sold_month_by_month(clerk, district):
    targets.sold(district, date(2025, 10, 1), "40")
    targets.sold(district, date(2026, 9, 1), "60")
    targets.sold(district, OCTOBER, "80")
    sibling = make.district("2403", "-")
    make.row(
        make.district_month(sibling, date(2025, 11, 1)), make.producer(sibling), amounts=("9",) * 4
    )
    filled = estimating.last_year(estimating.begin(2570, by=clerk), by=clerk)
    assert {month: amounts.total for month, amounts in filled.items() if amounts.total} == {
        OCTOBER: Decimal("40.00"),
        date(2027, 9, 1): Decimal("60.00"),
    }


def test_the_chief_signs_what_was_shown_and_nobody_else(clerk, chief, district):
    estimate = targets.estimate(district)
    province = make.province_officer(district.province)
    assert not Estimate.objects.visible_to(province).exists()
    with pytest.raises(StepRefused, match="สิทธิของพัฒนาการอำเภอ"):
        estimating.sign(estimate, by=clerk, seen_version=1)
    with pytest.raises(StepRefused, match="มีผู้แก้ไขประมาณการนี้"):
        estimating.sign(estimate, by=chief, seen_version=2)
    estimating.sign(estimate, by=chief, seen_version=1)
    for other in (province, make.department_officer()):
        assert Estimate.objects.visible_to(other).get().signed_by == chief
    with pytest.raises(StepRefused, match="รับรองแล้ว แก้ไขไม่ได้"):
        estimating.save(estimate, months(), "", by=clerk, seen_version=None)


def test_an_estimate_of_nothing_is_not_signed(chief, district):
    for monthly in ("", "0"):
        estimate = targets.estimate(district, 2570 if monthly else 2569, monthly)
        with pytest.raises(StepRefused, match="ทุกเดือนเป็น 0"):
            estimating.sign(estimate, by=chief, seen_version=1)


def test_a_revised_estimate_is_the_next_version(clerk, chief, district):
    first = targets.signed(targets.estimate(district))
    with pytest.raises(StepRefused, match="ระบุเหตุผลของการทำฉบับใหม่"):
        estimating.revise(first, by=clerk, reason="")
    second = estimating.revise(first, by=clerk, reason="น้ำท่วม")
    assert (second.number, second.months.count()) == (2, 12)
    province = make.province_officer(district.province)
    assert Estimate.objects.visible_to(province).get() == first
    estimating.sign(second, by=chief, seen_version=1)
    first.refresh_from_db()
    assert first.status == "superseded"
    assert Estimate.objects.visible_to(province).in_force().get() == second


def test_another_districts_estimate_is_not_there(district):
    estimate = targets.estimate(district)
    sibling = make.district_chief(make.district("2403", "-"))
    for step in (
        lambda: estimating.sign(estimate, by=sibling, seen_version=1),
        lambda: estimating.save(estimate, months(), "", by=sibling, seen_version=1),
        lambda: estimating.revise(estimate, by=sibling, reason="-"),
    ):
        with pytest.raises(Estimate.DoesNotExist):
            step()
