"""The arithmetic of targets, by the worked example of its module."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from online_market.ceilings import AreaTarget, Reconciled, ceiling_of, reconcile

ELEVEN = Decimal(11)


@pytest.mark.parametrize(
    ("percentage", "products", "expected"),
    [
        ("11", 137, 16),
        ("11", 100, 11),
        ("11", 1, 1),
        ("11", 0, 0),
        ("11.00", 200, 22),
        ("11.5", 200, 23),
        ("11.01", 100, 12),
        ("100", 7, 7),
        ("0.01", 225970, 23),
    ],
)
def test_a_target_is_the_ceiling_of_the_percentage(percentage, products, expected):
    assert ceiling_of(Decimal(percentage), products) == expected


def test_the_sum_of_ceilings_stands_beside_the_ceiling_of_the_sum():
    rows = [AreaTarget(n, ceiling_of(ELEVEN, n), ceiling_of(ELEVEN, n)) for n in (137, 100, 1)]
    found = reconcile(ELEVEN, rows)
    assert found == Reconciled(238, 27, 28, 28)
    assert (found.by_rounding, found.off) == (1, 0)


@pytest.mark.parametrize(
    ("targets", "off"), [((15, 12, 1), 0), ((15, 11, 1), -1), ((18, 11, 1), 2)]
)
def test_a_target_moved_between_districts_keeps_the_sum_or_says_how_far_off(targets, off):
    products = (137, 100, 1)
    rows = [
        AreaTarget(n, ceiling_of(ELEVEN, n), target)
        for n, target in zip(products, targets, strict=True)
    ]
    assert reconcile(ELEVEN, rows).off == off


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(1, 10_000).map(lambda hundredths: Decimal(hundredths) / 100),
    st.lists(st.integers(0, 2000), min_size=1, max_size=20),
)
def test_districts_never_ask_less_than_the_whole_nor_more_than_one_each_beyond_it(share, products):
    found = reconcile(share, [AreaTarget(n, ceiling_of(share, n), 0) for n in products])
    assert 0 <= found.by_rounding < len(products)
    assert all(0 <= ceiling_of(share, n) <= n for n in products)
