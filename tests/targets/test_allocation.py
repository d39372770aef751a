"""The allocation of targets: the real table to the baht, its rule, and what holds for any table."""

import csv
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from django.conf import settings
from hypothesis import assume, given
from hypothesis import strategies as st

from targets.allocation import (
    THREE_LEVELS,
    Allocation,
    CannotAllocate,
    Income,
    Level,
    Moved,
    allocate,
    checked_levels,
    evenly,
    remainder,
    to_baht,
)

YEARS = ("rev_2563", "rev_2564", "rev_2565")
LEVELS = ("target_low", "target_standard", "target_high")


def real_table() -> list[dict[str, str]]:
    path = settings.BASE_DIR / "fixtures/targets_chachoengsao_2566_year.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def incomes_of(rows) -> list[Income]:
    return [
        Income(row["district_code"], tuple(Decimal(row[year]) for year in YEARS)) for row in rows
    ]


def income(area: str, *years: object) -> Income:
    return Income(area, tuple(Decimal(year) for year in years))


def table(cells: dict[str, tuple[int, int, int]]) -> Allocation:
    exact = {area: tuple(map(Fraction, row)) for area, row in cells.items()}
    return Allocation(THREE_LEVELS, exact, tuple(map(sum, zip(*exact.values(), strict=True))))


# --- The real table -------------------------------------------------------------------------------


def test_the_real_table_to_the_baht_all_33_cells_and_its_totals():
    *rows, total = real_table()
    result = allocate(incomes_of(rows))
    printed = {row["district_code"]: tuple(int(row[level]) for level in LEVELS) for row in rows}
    assert len(printed) * len(LEVELS) == 33
    assert result.rounded() == printed
    assert result.rounded_totals() == tuple(int(total[level]) for level in LEVELS)


def test_the_real_table_turns_phanom_sarakham_and_sanam_chai_khet_into_ban_pho():
    *rows, _total = real_table()
    result = allocate(incomes_of(rows))
    assert [(one.area, one.to, to_baht(one.amount)) for one in result.moved] == [
        ("2406", "2405", 7013971),
        ("2408", "2405", 3300348),
    ]


def test_the_worked_table_of_the_rule():
    """The table in the docstring of targets.allocation."""
    result = allocate([income("A", 40, 190), income("B", 70, 40), income("C", 40, 40)])
    assert result.cells == {
        "A": (Fraction(64), Fraction(221, 2), Fraction(157)),
        "B": (Fraction(50), Fraction(113, 2), Fraction(63)),
        "C": (Fraction(36), Fraction(43), Fraction(50)),
    }
    assert result.totals == (150, 210, 270)
    assert result.moved == (Moved("C", "A", Fraction(14)),)


# --- What the rule leaves open --------------------------------------------------------------------


def turned(**ends: tuple[int, int]) -> Allocation:
    """Step 3 by itself, on these lows and highs."""
    nothing = table(dict.fromkeys(ends, (0, 0, 0)))
    whole = table({area: (low, (low + high) // 2, high) for area, (low, high) in ends.items()})
    return remainder(whole, nothing)


def test_of_two_as_large_the_name_decides_not_the_order_of_rows():
    first = turned(B=(10, 100), A=(10, 100), C=(50, 40))
    second = turned(A=(10, 100), C=(50, 40), B=(10, 100))
    assert first.moved == second.moved == (Moved("C", "A", Fraction(10)),)


def test_the_largest_takes_no_more_than_it_can_and_the_next_takes_the_rest():
    """B takes 10 and stands then at 90 and 90; the other 20 go to A, the next largest."""
    result = turned(A=(0, 60), B=(80, 100), C=(50, 20))
    assert result.moved == (Moved("C", "B", Fraction(10)), Moved("C", "A", Fraction(20)))
    assert {area: (cells[0], cells[-1]) for area, cells in result.cells.items()} == {
        "A": (20, 40),
        "B": (90, 90),
        "C": (20, 50),
    }


def test_where_there_is_no_room_every_inverted_area_is_turned_in_proportion():
    """Every year has the same total, so L = H: low and high can only meet."""
    result = allocate([income("A", 30, 70), income("B", 70, 30), income("C", 100, 100)])
    assert result.totals == (200, 200, 200)
    assert all(len(set(cells)) == 1 for cells in result.cells.values())
    assert [sum(column) for column in zip(*result.cells.values(), strict=True)] == [200, 200, 200]


def test_one_area_gets_the_totals():
    assert allocate([income("A", 30, 70)]).cells == {"A": (30, 50, 70)}


def test_equal_incomes_get_equal_targets():
    result = allocate([income("A", 5, 5, 5), income("B", 5, 5, 5)])
    assert set(result.cells.values()) == {(5, 5, 5)}


def test_an_area_without_income_gets_nothing():
    assert allocate([income("A", 30, 70), income("B", 0, 0)]).cells["B"] == (0, 0, 0)


def test_satang_count_and_are_rounded_half_up_at_the_end():
    assert [to_baht(Decimal(text)) for text in ("0.49", "0.50", "1.5", "2.5", "-0.5")] == [
        0,
        1,
        2,
        3,
        0,
    ]
    assert allocate([income("A", "0.25", "0.75")]).rounded() == {"A": (0, 1, 1)}


def test_totals_set_from_above_take_the_place_of_the_own_ones():
    bounds = (Decimal(300), Decimal(900))
    result = allocate([income("A", 10, 20), income("B", 10, 40)], bounds=bounds)
    assert result.cells == {"A": (150, 225, 300), "B": (150, 375, 600)}
    assert result.totals == (300, 600, 900)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "ไม่มีพื้นที่ในตาราง"),
        ([income("A", 1)], "ต้องมีรายได้อย่างน้อย 2 ปี"),
        ([income("A", 1, 2), income("A", 1, 2)], "มีพื้นที่ซ้ำ: A"),
        ([income("A", 1, 2), income("B", 1, 2, 3)], "ครบทุกปีเท่ากัน"),
        ([income("A", 1, -2)], "รายได้ติดลบไม่ได้: A"),
        ([income("A", 0, 0)], "ทุกพื้นที่มีรายได้เป็น 0 ทุกปี"),
        ([income("A", 0, 5), income("B", 5, 0)], "หารด้วยศูนย์"),
    ],
)
def test_figures_that_give_no_allocation_are_refused_in_thai(rows, said):
    with pytest.raises(CannotAllocate, match=said.replace("(", r"\(")):
        allocate(rows)


@pytest.mark.parametrize(
    "levels",
    [
        [Level("one", Fraction(0))],
        [Level("a", Fraction(0)), Level("a", Fraction(1))],
        [Level("", Fraction(0)), Level("b", Fraction(1))],
        [Level("a", Fraction(1)), Level("b", Fraction(0))],
        [Level("a", Fraction(0)), Level("b", Fraction(1, 2))],
        [Level("a", Fraction(1, 2)), Level("b", Fraction(1))],
    ],
)
def test_a_scheme_rises_from_0_to_1(levels):
    with pytest.raises(CannotAllocate):
        checked_levels(levels)


# --- Round 2 --------------------------------------------------------------------------------------


def test_round_2_is_the_year_less_round_1_turned_where_it_inverts():
    year = table({"A": (100, 300, 500), "B": (60, 70, 80)})
    first = table({"A": (40, 140, 240), "B": (20, 40, 60)})
    second = remainder(year, first)
    assert second.cells == {"A": (80, 160, 240), "B": (20, 30, 40)}
    assert second.totals == (100, 190, 280)
    assert second.moved == (Moved("B", "A", Fraction(20)),)


def test_round_2_needs_the_same_areas_and_levels():
    year = table({"A": (1, 2, 3), "B": (1, 2, 3)})
    with pytest.raises(CannotAllocate, match="ไม่มี: B"):
        remainder(year, table({"A": (1, 2, 3)}))
    with pytest.raises(CannotAllocate, match="ไม่อยู่ในตารางแรก: B"):
        remainder(table({"A": (1, 2, 3)}), year)
    with pytest.raises(CannotAllocate, match="ระดับเป้าหมายไม่เหมือนกัน"):
        remainder(year, replace(year, levels=evenly(("a", "b", "c"))))


def test_a_round_2_whose_totals_are_inverted_is_refused():
    with pytest.raises(CannotAllocate, match="ยอดรวมขั้นต่ำสุดสูงกว่าขั้นสูงสุด"):
        remainder(table({"A": (100, 110, 120)}), table({"A": (10, 60, 110)}))


# --- What holds for any table ---------------------------------------------------------------------

AMOUNTS = st.decimals(0, Decimal("9999999999.99"), places=2)


@st.composite
def any_incomes(draw) -> list[Income]:
    years = draw(st.integers(2, 4))
    rows = draw(
        st.lists(st.tuples(*[AMOUNTS] * years), min_size=1, max_size=12).filter(
            lambda found: any(min(row) for row in found)
        )
    )
    return [Income(f"{number:02d}", row) for number, row in enumerate(rows)]


SCHEMES = st.integers(2, 6).map(lambda count: evenly([f"level{n}" for n in range(count)]))


def assert_holds(result: Allocation) -> None:
    for cells in result.cells.values():
        assert list(cells) == sorted(cells)
    for cells in result.rounded().values():
        assert list(cells) == sorted(cells)
    columns = tuple(map(sum, zip(*result.cells.values(), strict=True)))
    assert columns == result.totals


@given(any_incomes(), SCHEMES)
def test_sums_are_kept_and_no_area_is_inverted(incomes, levels):
    result = allocate(incomes, levels)
    sums = [sum(column) for column in zip(*(one.years for one in incomes), strict=True)]
    assert result.totals[0] == Fraction(min(sums))
    assert result.totals[-1] == Fraction(max(sums))
    assert_holds(result)


@given(any_incomes(), st.randoms())
def test_the_order_of_rows_and_of_years_does_not_matter(incomes, random):
    shuffled = random.sample(incomes, len(incomes))
    years = random.sample(range(len(incomes[0].years)), len(incomes[0].years))
    turned = [Income(one.area, tuple(one.years[n] for n in years)) for one in shuffled]
    assert allocate(incomes).cells == allocate(turned).cells


@given(any_incomes())
def test_step_3_moves_what_the_turned_areas_give_and_nothing_else(incomes):
    result = allocate(incomes)
    assume(result.moved)
    turned = {one.area for one in result.moved}
    assert turned.isdisjoint({one.to for one in result.moved})
    assert sum(one.amount for one in result.moved) > 0
    assert all(one.amount > 0 for one in result.moved)


@given(any_incomes(), st.integers(1, 3))
def test_round_2_keeps_the_sums_and_is_never_inverted(incomes, tenths):
    """Round 1 from a part of each year's income, a different one in each area."""
    part = [
        Income(one.area, tuple(year * (tenths + n % 4) / 10 for year in one.years))
        for n, one in enumerate(incomes)
    ]
    year, first = allocate(incomes), allocate(part)
    low, *_, high = (y - f for y, f in zip(year.totals, first.totals, strict=True))
    assume(low <= high)
    second = remainder(year, first)
    assert second.totals == tuple(y - f for y, f in zip(year.totals, first.totals, strict=True))
    for cells in second.cells.values():
        assert list(cells) == sorted(cells)
    ends = [(cells[0], cells[-1]) for cells in second.cells.values()]
    assert tuple(map(sum, zip(*ends, strict=True))) == (low, high)
