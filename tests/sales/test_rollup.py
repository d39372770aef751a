"""Sums of รต.๓ and รต.๔ against worked figures (DOMAIN.md 8) and against their own rules."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.models import Category
from sales.figures.rollup import (
    KINDS,
    Amounts,
    ProducerCount,
    SalesLine,
    by_category,
    by_district,
    by_province,
)

baht = st.decimals(min_value=0, max_value=Decimal("999999999999.99"), places=2)
amounts = st.builds(Amounts, baht, baht, baht, baht)
districts = st.sampled_from(["2401", "2402", "1001"])
kinds = st.sampled_from(KINDS)
lines = st.lists(
    st.builds(
        SalesLine, districts, st.sampled_from(Category.values), kinds, st.integers(0, 500), amounts
    ),
    max_size=20,
)
counts = st.lists(st.builds(ProducerCount, districts, kinds, st.integers(0, 500)), max_size=9)
ALL_DISTRICTS, ALL_PROVINCES = ["1001", "2401", "2402"], ["10", "24"]


def baht_of(*values: str) -> Amounts:
    return Amounts(*map(Decimal, values))


def test_the_rows_of_the_letters_add_up():
    one = baht_of("359900.00", "6260.00", "0", "0")
    other = baht_of("1098640.00", "9980.00", "0", "0")
    assert [str(one.total), str(other.total)] == ["366160.00", "1108620.00"]
    assert one + other == baht_of("1458540.00", "16240.00", "0", "0")
    assert Amounts.zero().total == Decimal("0.00")


def test_five_categories_in_the_order_of_the_form_and_a_producer_of_two_counted_once():
    summed = by_category(
        [
            SalesLine("2402", "beverage", "group", 1, baht_of("6260.00", "0", "0", "0.25")),
            SalesLine("2402", "food", "group", 2, baht_of("359900.00", "0", "0", "0")),
            SalesLine("2401", "food", "", 1, baht_of("0.10", "0", "0.20", "0")),
        ],
        [ProducerCount("2402", "group", 2), ProducerCount("2401", "", 1)],
    )
    assert [row.key for row in summed.rows] == ["food", "beverage", "fabric", "utensil", "herb"]
    assert [str(row.amounts.total) for row in summed.rows] == [
        "359900.30",
        "6260.25",
        "0.00",
        "0.00",
        "0.00",
    ]
    assert summed.rows[0].producers == {"group": 2, "individual": 0, "sme": 0, "": 1}
    assert summed.rows[1].producers == {"group": 1, "individual": 0, "sme": 0, "": 0}
    assert summed.total.producers == {"group": 2, "individual": 0, "sme": 0, "": 1}
    assert summed.total.amounts == baht_of("366160.10", "0", "0.20", "0.25")


def test_districts_and_provinces_keep_the_order_given_and_their_producers():
    sold = [
        SalesLine("2402", "food", "sme", 1, baht_of("1", "2", "3", "4")),
        SalesLine("2402", "herb", "sme", 1, baht_of("10", "0", "0", "0")),
        SalesLine("1001", "food", "group", 3, baht_of("0", "0", "0", "0.05")),
    ]
    sellers = [ProducerCount("2402", "sme", 1), ProducerCount("1001", "group", 3)]
    districts = by_district(sold, sellers, ["2402", "2401", "1001"])
    assert [(row.key, str(row.amounts.total)) for row in districts.rows] == [
        ("2402", "20.00"),
        ("2401", "0.00"),
        ("1001", "0.05"),
    ]
    assert [row.producers["sme"] for row in districts.rows] == [1, 0, 0]
    provinces = by_province(sold, sellers, ["24", "10"])
    assert [(row.key, row.amounts.total) for row in provinces.rows] == [
        ("24", Decimal("20")),
        ("10", Decimal("0.05")),
    ]
    assert districts.total == provinces.total


@pytest.mark.parametrize("summed", [by_district, by_province])
def test_a_line_without_a_row_is_refused(summed):
    with pytest.raises(ValueError, match="has no row"):
        summed(
            [SalesLine("9601", "food", "group", 1, baht_of("1", "0", "0", "0"))], [], ["2402", "24"]
        )


def test_a_category_of_none_is_refused():
    with pytest.raises(ValueError, match="has no row"):
        by_category([SalesLine("2402", "", "group", 1, baht_of("1", "0", "0", "0"))], [])


@given(lines, counts)
def test_every_total_is_the_sum_of_its_rows_and_of_the_lines(sold, sellers):
    entered = sum((line.amounts for line in sold), Amounts.zero())
    tables = [
        by_category(sold, sellers),
        by_district(sold, sellers, ALL_DISTRICTS),
        by_province(sold, sellers, ALL_PROVINCES),
    ]
    for table in tables:
        assert sum((row.amounts for row in table.rows), Amounts.zero()) == entered
        assert table.total.amounts == entered
    for table in tables[1:]:
        for kind in KINDS:
            by_rows = sum(row.producers[kind] for row in table.rows)
            assert by_rows == table.total.producers[kind]
    assert tables[0].total == tables[1].total == tables[2].total


@given(lines, counts, st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_matter(sold, sellers, random):
    shuffled, shuffled_sellers = list(sold), list(sellers)
    random.shuffle(shuffled)
    random.shuffle(shuffled_sellers)
    assert by_category(sold, sellers) == by_category(shuffled, shuffled_sellers)
    assert by_district(sold, sellers, ALL_DISTRICTS) == by_district(
        shuffled, shuffled_sellers, ALL_DISTRICTS
    )
