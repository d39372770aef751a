"""The sums of a month by all five dimensions at once, with who stands behind each: plain arithmetic, no
database. Baht, in Decimal.

A cell is (province, category, kind, market, mode); None in a place is the sum over it, so the cell of
five None is the nation's total. The four channels are market (domestic, export) x mode (offline,
online).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

Cell = tuple[str | None, ...]
DIMENSIONS = ("province", "category", "kind", "market", "mode")
WHOLE: Cell = (None,) * len(DIMENSIONS)
NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Contribution:
    """What one producer adds to one cell of the finest grain."""

    producer: int
    cell: Cell
    amount: Decimal


@dataclass(frozen=True)
class Sum:
    """Of one cell: baht, how many producers, and the largest part of any one of them."""

    amount: Decimal
    producers: int
    largest: Decimal


Cube = dict[Cell, Sum]


def cells_above(cell: Cell) -> tuple[Cell, ...]:
    """The cell itself and every sum that it is part of."""
    return tuple(product(*((None,) if one is None else (one, None) for one in cell)))


def cube_of(contributions: Iterable[Contribution]) -> Cube:
    """Every cell that anybody adds to; a producer counts once in each, in however many categories it
    sold. One whose parts cancel out (changes may be negative) counts still."""
    by_producer: dict[int, list[Contribution]] = defaultdict(list)
    for one in contributions:
        if one.amount:
            by_producer[one.producer].append(one)
    places: dict[Cell, int] = {}  # of a cell in the lists: a number is found quicker than a tuple
    above: dict[Cell, list[int]] = {}
    amounts: list[Decimal] = []
    producers: list[int] = []
    largest: list[Decimal] = []
    for own in by_producer.values():
        added: dict[int, Decimal] = {}
        for one in own:
            if one.cell not in above:
                cells = cells_above(one.cell)
                above[one.cell] = [places.setdefault(cell, len(places)) for cell in cells]
                more = len(places) - len(amounts)
                amounts += [NOTHING] * more
                producers += [0] * more
                largest += [NOTHING] * more
            for place in above[one.cell]:
                added[place] = added.get(place, NOTHING) + one.amount
        for place, amount in added.items():
            amounts[place] += amount
            producers[place] += 1
            if abs(amount) > largest[place]:
                largest[place] = abs(amount)
    return {
        cell: Sum(amounts[place], producers[place], largest[place])
        for cell, place in places.items()
    }
