"""The allocation of targets to areas, by the rule that reproduces the real tables (DOMAIN.md 9).

Pure arithmetic of fractions; nothing is rounded before the end, and no order of rows matters.

1. Over the years given (the last three fiscal years): L = the least, H = the largest of the totals.
2. low_i = min_i x L / sum(min), high_i = max_i x H / sum(max).
3. Where low_i > high_i the two are swapped, and the difference moves to the area with the largest
   high: its low up, its high down. So both totals stay L and H.
4. A level between stands at its share of the way from low to high: standard at 1/2.
5. A remainder (round 2 = year - round 1) is taken cell by cell, then step 3 again.

Worked, two years, baht. L = 150 and H = 270; sum(min) = 120, sum(max) = 300, so a low is its min x 1.25
and a high its max x 0.90:

    area    2564   2565    min   max     low    high    after step 3    standard
    A         40    190     40   190      50     171       64    157       110.5
    B         70     40     40    70      50      63       50     63        56.5
    C         40     40     40    40      50      36       36     50        43
    total    150    270    120   300     150     270      150    270       210

C is inverted by 14: it gets 36 and 50, and A, whose high is the largest, 50 + 14 and 171 - 14.

What the letters leave open, decided here (docs/decisions/0012):
- An area takes no more than brings its low and high together; what is left goes to the next largest
  high. Areas as large as each other come by their name.
- Where all of them together cannot take it (H - L is less than the differences), every inverted area is
  turned only as far as there is room, in proportion, so that none stays inverted and the totals hold.
- A table whose low total is above its high total cannot be put right and is refused.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

LOW, HIGH = Fraction(0), Fraction(1)


class CannotAllocate(ValueError):
    """The figures give no allocation; the message says why, in Thai."""


@dataclass(frozen=True)
class Level:
    """One level of a scheme: its name and its place between L (0) and H (1)."""

    name: str
    share: Fraction


@dataclass(frozen=True)
class Income:
    """What one area earned, baht, in each of the years the table has, in their order."""

    area: str
    years: tuple[Decimal, ...]


@dataclass(frozen=True)
class Moved:
    """What step 3 did: `area` was turned, and `amount` (baht, unrounded) of it went to `to`."""

    area: str
    to: str
    amount: Fraction


@dataclass(frozen=True)
class Allocation:
    """Targets by area, a cell for each level (the first is low, the last high), baht unrounded.

    `totals` are those of the levels, `moved` what step 3 did.
    """

    levels: tuple[Level, ...]
    cells: Mapping[str, tuple[Fraction, ...]]
    totals: tuple[Fraction, ...]
    moved: tuple[Moved, ...] = ()

    def rounded(self) -> dict[str, tuple[int, ...]]:
        """Each cell to the baht: the only place where anything is rounded."""
        return {area: tuple(map(to_baht, cells)) for area, cells in self.cells.items()}

    def rounded_totals(self) -> tuple[int, ...]:
        """The printed totals; rows of a column may add up to a baht beside them."""
        return tuple(map(to_baht, self.totals))


def to_baht(amount: Fraction | Decimal) -> int:
    """Half up to the baht."""
    return (Fraction(amount) + Fraction(1, 2)).__floor__()


def checked_levels(levels: Iterable[Level]) -> tuple[Level, ...]:
    """A scheme in its order. Refused: fewer than two levels, a name twice or empty, shares that do not
    rise from 0 (the lowest) to 1 (the highest)."""
    levels = tuple(levels)
    if len(levels) < 2:
        raise CannotAllocate("ต้องมีอย่างน้อย 2 ระดับ")
    names = [level.name for level in levels]
    if not all(names) or len(set(names)) < len(names):
        raise CannotAllocate("ชื่อระดับต้องไม่ว่างและไม่ซ้ำกัน")
    shares = [level.share for level in levels]
    if any(first >= second for first, second in pairwise(shares)):
        raise CannotAllocate("ตำแหน่งของระดับต้องเรียงจากน้อยไปมากและไม่ซ้ำกัน")
    if shares[0] != LOW or shares[-1] != HIGH:
        raise CannotAllocate("ระดับแรกต้องอยู่ที่ 0 (ต่ำสุด) และระดับสุดท้ายอยู่ที่ 1 (สูงสุด)")
    return levels


def evenly(names: Sequence[str]) -> tuple[Level, ...]:
    """Levels of these names at equal distances: three of them at 0, 1/2, 1."""
    steps = max(1, len(names) - 1)
    return checked_levels(Level(name, Fraction(n, steps)) for n, name in enumerate(names))


THREE_LEVELS = evenly(("low", "standard", "high"))


def year_totals(incomes: Iterable[Income]) -> tuple[Decimal, ...]:
    """What all areas earned in each year."""
    return tuple(sum(year, Decimal(0)) for year in zip(*(i.years for i in incomes), strict=True))


def allocate(
    incomes: Sequence[Income],
    levels: tuple[Level, ...] = THREE_LEVELS,
    *,
    bounds: tuple[Decimal, Decimal] | None = None,
) -> Allocation:
    """Steps 1 to 4 over the years given.

    `bounds` are the totals L and H where another table sets them (the nation's for a province); else
    they are the least and the largest of the years' totals. Refused with CannotAllocate: no area, an
    area twice, fewer than two years, an area with another number of years, an income below zero, no
    income to share out by (sum(min) or sum(max) is 0).
    """
    levels = checked_levels(levels)
    _check(incomes)
    if bounds is None:
        totals = year_totals(incomes)
        low_total, high_total = Fraction(min(totals)), Fraction(max(totals))
    else:
        low_total, high_total = Fraction(bounds[0]), Fraction(bounds[1])
    least = {income.area: Fraction(min(income.years)) for income in incomes}
    most = {income.area: Fraction(max(income.years)) for income in incomes}
    sum_least, sum_most = sum(least.values()), sum(most.values())
    if not sum_most:
        raise CannotAllocate("ทุกพื้นที่มีรายได้เป็น 0 ทุกปี จึงไม่มีสัดส่วนให้แบ่งเป้าหมาย")
    if not sum_least:
        raise CannotAllocate(
            "ทุกพื้นที่มีปีที่รายได้เป็น 0 ผลรวมของค่าต่ำสุดจึงเป็น 0 แบ่งเป้าหมายขั้นต่ำสุดไม่ได้ (หารด้วยศูนย์) "
            "ตรวจว่าข้อมูลปีใดยังไม่ครบ"
        )
    ends = {
        area: (
            least[area] * low_total / sum_least,
            most[area] * high_total / sum_most,
        )
        for area in least
    }
    ends, moved = _turned(ends)
    cells = {area: _between(low, high, levels) for area, (low, high) in ends.items()}
    return Allocation(levels, cells, _between(low_total, high_total, levels), moved)


def remainder(whole: Allocation, part: Allocation) -> Allocation:
    """Step 4: `whole` less `part` cell by cell, then step 3 where that inverts an area.

    A level between follows what step 3 did to low and high by its share. Refused: other areas or other
    levels in the two, a low total above the high total.
    """
    if [level.name for level in whole.levels] != [level.name for level in part.levels]:
        raise CannotAllocate("สองตารางมีระดับเป้าหมายไม่เหมือนกัน")
    if missing := sorted(set(whole.cells) - set(part.cells)):
        raise CannotAllocate(f"ตารางที่นำมาลบไม่มี: {' '.join(missing)}")
    if extra := sorted(set(part.cells) - set(whole.cells)):
        raise CannotAllocate(f"ตารางที่นำมาลบมีพื้นที่ที่ไม่อยู่ในตารางแรก: {' '.join(extra)}")
    left = {area: _less(cells, part.cells[area]) for area, cells in whole.cells.items()}
    before = {area: (cells[0], cells[-1]) for area, cells in left.items()}
    ends, moved = _turned(before)
    cells = {area: _followed(left[area], before[area], ends[area], whole.levels) for area in left}
    return Allocation(whole.levels, cells, _less(whole.totals, part.totals), moved)


def _check(incomes: Sequence[Income]) -> None:
    if not incomes:
        raise CannotAllocate("ไม่มีพื้นที่ในตาราง")
    areas = [income.area for income in incomes]
    if repeated := sorted({area for area in areas if areas.count(area) > 1}):
        raise CannotAllocate(f"มีพื้นที่ซ้ำ: {' '.join(repeated)}")
    years = {len(income.years) for income in incomes}
    if len(years) > 1:
        raise CannotAllocate("ทุกพื้นที่ต้องมีรายได้ครบทุกปีเท่ากัน")
    if years.pop() < 2:
        raise CannotAllocate("ต้องมีรายได้อย่างน้อย 2 ปี (ตามหลักเกณฑ์ใช้ 3 ปีล่าสุด)")
    if below := sorted(income.area for income in incomes if min(income.years) < 0):
        raise CannotAllocate(f"รายได้ติดลบไม่ได้: {' '.join(below)}")


Ends = dict[str, tuple[Fraction, Fraction]]


def _turned(ends: Ends) -> tuple[Ends, tuple[Moved, ...]]:
    """Step 3: no area inverted any more, both totals as before."""
    inverted = sorted(area for area, (low, high) in ends.items() if low > high)
    if not inverted:
        return ends, ()
    takers = sorted(
        (area for area, (low, high) in ends.items() if low <= high),
        key=lambda area: (-ends[area][1], area),
    )
    room = {area: (ends[area][1] - ends[area][0]) / 2 for area in takers}
    differences = {area: ends[area][0] - ends[area][1] for area in inverted}
    whole = sum(differences.values(), Fraction(0))
    free = sum(room.values(), Fraction(0))
    if 2 * free < whole:
        raise CannotAllocate("ยอดรวมขั้นต่ำสุดสูงกว่าขั้นสูงสุด สลับพื้นที่แล้วยังไม่เรียงตามลำดับ ตรวจตารางที่นำมาคำนวณ")
    turned = min(Fraction(1), free / whole)
    result, moved = dict(ends), []
    queue = list(takers)
    for area in inverted:
        low, high = ends[area]
        left = differences[area] * turned
        result[area] = (low - left, high + left)
        while left:
            to = queue[0]
            taken = min(left, room[to])
            if not taken:
                queue.pop(0)
                continue
            room[to] -= taken
            left -= taken
            result[to] = (result[to][0] + taken, result[to][1] - taken)
            moved.append(Moved(area, to, taken))
    return result, tuple(moved)


def _between(low: Fraction, high: Fraction, levels: tuple[Level, ...]) -> tuple[Fraction, ...]:
    return tuple(low + (high - low) * level.share for level in levels)


def _less(first: tuple[Fraction, ...], second: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    return tuple(one - other for one, other in zip(first, second, strict=True))


def _followed(
    cells: tuple[Fraction, ...],
    before: tuple[Fraction, Fraction],
    after: tuple[Fraction, Fraction],
    levels: tuple[Level, ...],
) -> tuple[Fraction, ...]:
    """The cells of an area after its low and high went from `before` to `after`.

    Figures taken from a printed table are off by half a baht each, so a level between is kept between.
    """
    low_by, high_by = after[0] - before[0], after[1] - before[1]
    moved = (
        cell + low_by + (high_by - low_by) * level.share
        for cell, level in zip(cells, levels, strict=True)
    )
    kept: list[Fraction] = []
    for cell in moved:
        kept.append(min(max(cell, after[0], *kept), after[1]))
    return tuple(kept)
