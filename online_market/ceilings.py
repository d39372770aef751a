"""Targets of a round from its base (DOMAIN.md 10): plain arithmetic, no database.

The target of a district is the ceiling of the percentage of its base products. Rounding up in each
district asks for more than the ceiling of the whole; both are shown, and what is asked is the districts'
sum. Worked, 11 percent:

    district    products    11 %     ceiling
    A                137    15.07         16
    B                100    11.00         11
    C                  1     0.11          1
    together         238    26.18         27 of the whole, 28 of the districts: 1 by rounding up

A target moved by hand from one district to another keeps the province's sum; where it does not,
`off` says by how many products.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal


def ceiling_of(percentage: Decimal, products: int) -> int:
    """Whole products: the least number that is at least `percentage` percent of `products`."""
    share = percentage * products / 100
    return int(share.to_integral_value(ROUND_CEILING))


@dataclass(frozen=True)
class AreaTarget:
    """One district: its base products, what the rule gives, what is asked."""

    products: int
    computed: int
    target: int


@dataclass(frozen=True)
class Reconciled:
    """Districts of a province, or of the nation, together."""

    products: int
    ceiling_of_sum: int
    computed: int
    target: int

    @property
    def by_rounding(self) -> int:
        """How many products rounding up in each district asks for beyond the ceiling of the whole."""
        return self.computed - self.ceiling_of_sum

    @property
    def off(self) -> int:
        """How many products the targets set by hand ask above (or, negative, below) the rule."""
        return self.target - self.computed


def reconcile(percentage: Decimal, districts: Iterable[AreaTarget]) -> Reconciled:
    """The districts together beside the whole."""
    rows = list(districts)
    products = sum(row.products for row in rows)
    return Reconciled(
        products,
        ceiling_of(percentage, products),
        sum(row.computed for row in rows),
        sum(row.target for row in rows),
    )
