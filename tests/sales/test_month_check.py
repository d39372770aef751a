"""MonthCheck: a month gathered once, with what stands in the way of its confirmation."""

from random import Random

import pytest

from core.thai.calendar import add_months
from sales.models import DistrictMonth, SalesRow
from sales.months.anomalies import Anomaly
from sales.months.checks import MonthCheck, left_to_answer
from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def month() -> DistrictMonth:
    of = make.district_month(make.district())
    for number, amount in enumerate(["5", "7"]):
        make.row(of, make.producer(of.district, f"กลุ่ม {number}"), amounts=(amount, "0", "0", "0"))
    return of


def test_a_month_is_gathered_once(month, django_assert_num_queries):
    """Two queries: the rows, and the others of their kind, since these have no past of their own."""
    with django_assert_num_queries(2):
        check = MonthCheck.of(month)
    with django_assert_num_queries(1):
        totals = {check.total.comparison, check.total.comparison}
    with django_assert_num_queries(0):  # nothing was ever returned
        assert (check.marks, check.open_marks, check.faults.unanswered) == ([], (), ())
    assert (len(check.rows), len(totals), check.anomalies) == (2, 1, {})


def test_only_some_rows_are_gathered(month):
    first, _second = month.rows.order_by("pk")
    assert [row.pk for row in MonthCheck.read(month, only=[first.pk]).rows] == [first.pk]
    assert MonthCheck.read(month, only=[]).rows == []


def test_a_row_read_as_values_says_what_the_row_says(month):
    """Whatever a page shows of a row, the values have it too."""
    reason = make.reason("อื่น ๆ")
    month.rows.filter(pk=month.rows.first().pk).update(reason=reason, reason_words="ย้าย")
    of_instances, of_values = MonthCheck.of(month), MonthCheck.read(month)
    for row, read in zip(of_instances.rows, of_values.rows, strict=True):
        for name in read._fields:
            if name not in {"producer_name", "producer_code", "reason_name"}:
                assert getattr(read, name) == getattr(row, name), name
        assert (read.producer.name, read.producer.code) == (row.producer.name, row.producer.code)
        for name in ("amounts", "category_short", "kind_short", "named", "explained"):
            assert getattr(read, name) == getattr(row, name)
        for said in ("get_category_display", "get_entry_display"):
            assert getattr(read, said)() == getattr(row, said)()
    assert of_instances.anomalies == of_values.anomalies
    assert of_instances.fingerprint == of_values.fingerprint


def test_what_stands_in_the_way_follows_the_rows(month):
    """The step writes the answers upon the rows of its check, so the same check demands what is left."""
    first, second = month.rows.order_by("pk")
    second.entry = SalesRow.Entry.BLANK
    check = MonthCheck(month, [first, second], {first.pk: Anomaly("สูง", "สูงกว่าปกติ")})
    assert (check.faults.blank, check.faults.unexplained) == ({second.pk}, {first.pk})
    first.reason = make.reason()
    assert check.faults.unexplained == frozenset()


def test_what_a_page_showed_is_compared_row_by_row(month):
    first, second = month.rows.order_by("pk")
    seen = MonthCheck.of(month).fingerprint
    assert MonthCheck.of(month).changed_since(seen) == set()
    SalesRow.objects.filter(pk=first.pk).update(version=first.version + 1)
    assert MonthCheck.of(month).changed_since(seen) == {first.pk}
    gone = second.pk
    second.delete()
    assert MonthCheck.of(month).changed_since(seen) == {first.pk, gone}


@pytest.mark.parametrize("seed", range(4))
def test_what_is_left_is_counted_as_the_check_of_the_month_finds_it(seed):
    """The database passes over the rows in line; it must draw the line where the check does. Totals lie
    at the limits and beside them, of short pasts and long ones."""
    drawn, of = Random(seed), make.district()
    months = [make.district_month(of, add_months(make.OCTOBER, -back)) for back in range(14)]
    totals = ["0", "1000", "5000", "5999.99", "6000", "6250", "10000", "30000", "50000", "250000"]
    for number in range(24):
        maker = make.producer(of, f"กลุ่ม {number}")
        for month in months[: drawn.choice([1, 4, 5, 13, 14])]:
            entry = drawn.choice(["amounts"] * 5 + ["blank", "no_sales"])
            total = drawn.choice(totals) if entry == "amounts" else "0"
            make.row(month, maker, amounts=(total, "0", "0", "0"), entry=entry)
    left = left_to_answer(months[:3])
    assert any(one.unexplained for one in left.values())
    for month in months[:3]:
        assert left[month.pk].unexplained == len(MonthCheck.read(month).faults.unexplained)


@pytest.mark.parametrize("count", [1, 3])
def test_what_is_left_of_1_and_3_months_in_line_is_one_query(count, django_assert_num_queries):
    of = make.district()
    months = [make.district_month(of, add_months(make.OCTOBER, -back)) for back in range(count)]
    for month in months:
        make.row(month, make.producer(of, f"{month.month_id}"))
    with django_assert_num_queries(1):
        left_to_answer(months)
