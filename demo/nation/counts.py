"""How many producers, products and outlets each province has (DOMAIN.md 11, 26 January 2567)."""

from collections.abc import Mapping

from demo.figures import ProvinceCounts, published_counts
from demo.shares import divide

BANGKOK = "10"

# The nation as the department published it, without a column for ว่าง.
NATION_PRODUCERS, NATION_PRODUCTS, NATION_OUTLETS = 99_336, 225_970, 1_274
_KINDS = {"group": 54_100, "individual": 43_172, "sme": 2_064}
_CATEGORIES = {
    "food": 87_506, "beverage": 12_004, "fabric": 43_133, "utensil": 53_868, "herb": 29_459,
}  # fmt: skip
_QUADRANTS = {"A": 9_577, "B": 9_867, "C": 25_899, "D": 180_627}


def nation_counts() -> dict[str, ProvinceCounts]:
    """Every province by code, Bangkok too, which the table of the provinces leaves out."""
    counts = published_counts()
    counts[BANGKOK] = bangkok_counts(counts)
    return dict(sorted(counts.items()))


def bangkok_counts(provinces: Mapping[str, ProvinceCounts]) -> ProvinceCounts:
    """Bangkok: the nation less the 76 provinces.

    Totals, quadrants and outlets come out consistent: 1,185 producers, 2,715 products (735 A, 459 B,
    696 C, 825 D), 59 outlets. Kinds and categories do not: the nation's add up to its total without
    a column ว่าง, while the provinces left 170 producers and 430 products blank, so the differences
    (283 + 918 + 154 producers, 3,145 products) are too many by just those. Bangkok has its own
    totals, divided as the differences are.
    """
    producers = NATION_PRODUCERS - sum(sum(one.kinds.values()) for one in provinces.values())
    products = NATION_PRODUCTS - sum(sum(one.categories.values()) for one in provinces.values())
    kinds = _less(_KINDS, [one.kinds for one in provinces.values()])
    categories = _less(_CATEGORIES, [one.categories for one in provinces.values()])
    return ProvinceCounts(
        kinds={**_in_proportion(producers, kinds), "": 0},
        categories={**_in_proportion(products, categories), "": 0},
        quadrants=_less(_QUADRANTS, [one.quadrants for one in provinces.values()]),
        outlets=NATION_OUTLETS - sum(one.outlets for one in provinces.values()),
    )


def _less(nation: dict[str, int], provinces: list[dict[str, int]]) -> dict[str, int]:
    return {
        name: count - sum(province[name] for province in provinces)
        for name, count in nation.items()
    }


def _in_proportion(total: int, weights: dict[str, int]) -> dict[str, int]:
    return dict(zip(weights, divide(total, list(weights.values())), strict=True))
