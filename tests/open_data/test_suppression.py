"""Nobody's figure can be worked out of the sums that are published: tried by solving for them."""

from collections.abc import Iterable
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from open_data.cube import WHOLE, Cell, Contribution, Cube, cells_above, cube_of
from open_data.suppression import PROTECTION, Protected, Rule, protect

RULE = Rule()
_PRIME = (
    2**61 - 1
)  # sums are of 0 and 1: what can be solved in fractions can be solved modulo this too


def finest_of(found: Protected) -> list[Cell]:
    return sorted(cell for cell in found.cube.keys() | found.withheld if None not in cell)


def held(cube: Cube, cell: Cell) -> Decimal:
    return cube[cell].amount if cell in cube else Decimal(0)


def every_cell(finest: Iterable[Cell]) -> set[Cell]:
    return {above for cell in finest for above in cells_above(cell)}


class Solver:
    """What follows from sums that are known: whether another sum is a combination of them."""

    def __init__(self, finest: list[Cell]) -> None:
        self.finest = finest
        self.pivots: dict[int, list[int]] = {}

    def row(self, cell: Cell) -> list[int]:
        return [
            int(all(one is None or one == part for one, part in zip(cell, below, strict=True)))
            for below in self.finest
        ]

    def left_over(self, row: list[int]) -> list[int]:
        row = list(row)
        for at in range(len(row)):
            if row[at] and at in self.pivots:
                times = row[at]
                pivot = self.pivots[at]
                row = [(one - times * two) % _PRIME for one, two in zip(row, pivot, strict=True)]
        return row

    def know(self, row: list[int]) -> None:
        row = self.left_over(row)
        lead = next((at for at, one in enumerate(row) if one), None)
        if lead is not None:
            inverse = pow(row[lead], -1, _PRIME)
            self.pivots[lead] = [one * inverse % _PRIME for one in row]

    def solves(self, row: list[int]) -> bool:
        return not any(self.left_over(row))


def assert_not_to_be_solved(found: Protected) -> None:
    """Neither exactly, nor, since no amount is below nothing, nearly."""
    solver = Solver(finest_of(found))
    for cell in every_cell(solver.finest):
        if found.is_published(cell):
            solver.know(solver.row(cell))
    for cell in found.withheld:
        assert not solver.solves(solver.row(cell)), cell
    amounts = {cell: held(found.cube, cell) for cell in solver.finest}
    for cell, sum_ in found.cube.items():
        if RULE.is_sensitive(sum_):
            low, high = reach(found, amounts, cell)
            assert high - low >= 2 * PROTECTION * sum_.amount, cell
            corners = (*found.swings[cell].up, *found.swings[cell].down)
            others = [one for one in corners if not is_part(one, cell) and one in found.cube]
            assert all(found.cube[one].producers > 1 for one in others), cell  # who could undo it


def is_part(finest: Cell, cell: Cell) -> bool:
    return all(whole in (None, one) for one, whole in zip(finest, cell, strict=True))


def reach(found: Protected, amounts: dict[Cell, Decimal], cell: Cell) -> tuple[Decimal, Decimal]:
    """Two months that the published sums do not tell from the true one: what the cell is in each."""
    swing = found.swings[cell]
    amounts_above = found.cube[cell].amount  # nothing holds it down
    ends = []
    for step in (-swing.lower, amounts_above if swing.upper is None else swing.upper):
        other = dict(amounts)
        for one in swing.up:
            other[one] += step
        for one in swing.down:
            other[one] -= step
        assert min(other.values()) >= 0
        summed: dict[Cell, Decimal] = {}
        for below, amount in other.items():
            for above in cells_above(below):
                summed[above] = summed.get(above, Decimal(0)) + amount
        told = {above for above in summed if found.is_published(above)}
        assert all(summed[above] == held(found.cube, above) for above in told)
        ends.append(summed[cell])
    return min(ends), max(ends)


def contributions(*lines: tuple[int, str, str]) -> list[Contribution]:
    """(producer, "24 food group domestic offline", amount)"""
    return [Contribution(who, tuple(cell.split()), Decimal(much)) for who, cell, much in lines]


@st.composite
def months(draw: st.DrawFn) -> list[Contribution]:
    """A month of some producers, each of one place and kind, with one to three amounts."""
    provinces = draw(st.integers(1, 4))
    found = []
    for who in range(draw(st.integers(1, 30))):
        province = str(10 + draw(st.integers(0, provinces - 1)))
        kind = draw(st.sampled_from(["group", "individual"]))
        for category, market, mode in draw(
            st.sets(
                st.tuples(
                    st.sampled_from(["food", "fabric"]),
                    st.sampled_from(["domestic", "domestic", "export"]),
                    st.sampled_from(["offline", "offline", "online"]),
                ),
                min_size=1,
                max_size=3,
            )
        ):
            amount = Decimal(draw(st.integers(1, 10**6))) / 100
            found.append(Contribution(who, (province, category, kind, market, mode), amount))
    return found


def test_the_solver_solves_what_can_be_solved():
    finest = [("24", "food", "group", "domestic", one) for one in ("offline", "online")]
    solver = Solver(finest)
    solver.know(solver.row(WHOLE))
    assert not solver.solves(solver.row(finest[1]))
    solver.know(solver.row(finest[0]))
    assert solver.solves(solver.row(finest[1]))


@given(months())
@settings(max_examples=200, deadline=None)
def test_no_sum_left_out_can_be_solved(month):
    assert_not_to_be_solved(protect(cube_of(month), RULE))


def test_only_the_sensitive_sums_left_out_would_be_solved():
    """So the test above sees it: without the sums around them they follow."""
    month = [
        Contribution(who, (str(p), c, "group", "domestic", "offline"), Decimal(100))
        for who, (p, c) in enumerate(
            [(10, "food")] * 4 + [(10, "fabric")] * 4 + [(11, "food")] * 4 + [(11, "fabric")] * 1
        )
    ]
    cube = cube_of(month)
    alone = Protected(cube, {cell for cell, one in cube.items() if RULE.is_sensitive(one)})
    with pytest.raises(AssertionError):
        assert_not_to_be_solved(alone)
    found = protect(cube, RULE)
    assert found.amount(WHOLE) == Decimal(1300)
    assert found.amount(("10", None, None, None, None)) == Decimal(800)
    assert found.amount((None, "food", None, None, None)) == Decimal(800)
    assert found.amount(("10", "food", "group", "domestic", "offline")) is None


def test_a_month_of_many_is_published_whole():
    month = [
        Contribution(
            who, (str(10 + who % 2), c, "group", "domestic", "offline"), Decimal(100 + who)
        )
        for who in range(20)
        for c in ("food", "fabric")
    ]
    found = protect(cube_of(month), RULE)
    assert not found.withheld


def test_a_producer_in_two_categories_counts_once():
    month = contributions(
        (1, "24 food group domestic offline", "100"),
        (1, "24 fabric group domestic offline", "100"),
        (2, "24 food group domestic offline", "100"),
    )
    assert cube_of(month)[WHOLE].producers == 2
    assert protect(cube_of(month), RULE).amount(WHOLE) is None


def test_one_large_producer_among_small_ones_is_kept_back():
    small = [(who, "24 food group domestic offline", "1") for who in range(2, 9)]
    month = contributions((1, "24 food group domestic offline", "1000"), *small)
    assert protect(cube_of(month), RULE).amount(WHOLE) is None
    assert protect(cube_of(month), Rule(largest_share=100)).amount(WHOLE) == Decimal(1007)


@given(months())
@settings(max_examples=50, deadline=None)
def test_what_was_left_out_once_stays_out(month):
    first = protect(cube_of(month), RULE)
    second = protect(cube_of(month), RULE, withheld=first.withheld)
    assert second.withheld >= first.withheld


def test_a_correction_of_one_producer_is_not_seen_beside_the_version_before():
    before = [
        Contribution(
            who, (str(10 + who % 2), c, "group", "domestic", "offline"), Decimal(100 + who)
        )
        for who in range(20)
        for c in ("food", "fabric")
    ]
    changed = [Contribution(3, ("11", "food", "group", "domestic", "offline"), Decimal(55))]
    first = protect(cube_of(before), RULE)
    cube = cube_of([*before, *changed])
    plain = protect(cube, RULE)
    assert plain.amount(WHOLE) - first.amount(WHOLE) == 55  # two versions would tell
    second = protect(cube, RULE, withheld=first.withheld, changes=cube_of(changed))
    assert second.amount(WHOLE) is None
    for cell in cells_above(changed[0].cell):
        assert second.amount(cell) is None
    assert second.amount(("10", "food", None, None, None)) is not None
    solver = Solver(finest_of(second))
    for cell in every_cell(solver.finest):
        if second.is_published(cell):
            solver.know(solver.row(cell))
    assert not any(solver.solves(solver.row(one)) for one in cells_above(changed[0].cell))
