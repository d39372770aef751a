"""Which sums of a month stay unpublished, so that nobody's own figure can be worked out: plain
arithmetic, no database (decision 0039).

A cell is sensitive where fewer than `fewest` producers stand behind it, or one of them for more than
`largest_share` percent. Leaving it out is not enough: it could be taken from the sums around it. So for
each sensitive cell the rule looks for a *swing*: an amount moved round the corners of a box of finest
cells, added at every other corner, so that every sum along the box's sides stays as it is. Whatever
the swing changes is left unpublished. A reader of the published sums then cannot tell the true month
from the swung one, which is a proof that the cell is not to be solved; the swing is as wide as the
smallest corner lets it be without going below nothing. Corners where nobody sold take part: they too
are then left out, and may have been more.

The sides of the box are some of the dimensions; along the others the swing reaches the sums above it,
which then are left out too. The cheapest box is taken; one of no sides, a single cell and every sum
above it, is always there and dearest.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations, product

from open_data.cube import DIMENSIONS, NOTHING, Cell, Cube, Sum

PROTECTION = Decimal(
    "0.15"
)  # a sensitive sum is known no closer than within this part, up and down
_PROVINCE = 0
_PARTNERS = 6  # provinces tried as the other side of a box
_BASES = 3  # finest cells tried below a sensitive sum
_DIGIT = len(DIMENSIONS)


@dataclass(frozen=True)
class Rule:
    """Below how many producers, and above what percent of one, a sum is sensitive."""

    fewest: int = 3
    largest_share: int = 85

    def is_sensitive(self, sum_: Sum) -> bool:
        if not sum_.producers:
            return False
        too_large = sum_.largest * 100 > abs(sum_.amount) * self.largest_share
        return sum_.producers < self.fewest or too_large


@dataclass(frozen=True)
class Swing:
    """Finest cells that go up together while the others go down: `lower` is how far the first may fall,
    `upper` how far the second may (None: nothing falls)."""

    up: tuple[Cell, ...]
    down: tuple[Cell, ...]
    changed: frozenset[Cell]
    lower: Decimal
    upper: Decimal | None

    def shields(self, cell: Cell, need: Decimal, known: Mapping[Cell, Sum]) -> bool:
        """Whether it hides this cell within twice `need`, from whoever knows own figures too: a
        corner of a single producer would be no secret to that producer."""
        if cell not in self.changed:
            return False
        if self.upper is not None and self.lower + self.upper < 2 * need:
            return False
        others = (one for one in (*self.up, *self.down) if not _is_part(one, cell))
        return not any(one in known and known[one].producers == 1 for one in others)


@dataclass
class Protected:
    """What of a cube is left unpublished, and the swing that hides each sensitive cell."""

    cube: Cube
    withheld: set[Cell] = field(default_factory=set[Cell])
    swings: dict[Cell, Swing] = field(default_factory=dict[Cell, Swing])

    def is_published(self, cell: Cell) -> bool:
        return cell not in self.withheld

    def amount(self, cell: Cell) -> Decimal | None:
        """Nothing where nobody sold; None where it is not published."""
        if cell in self.withheld:
            return None
        return self.cube[cell].amount if cell in self.cube else NOTHING


def protect(
    cube: Cube, rule: Rule, *, withheld: Iterable[Cell] = (), changes: Cube | None = None
) -> Protected:
    """`withheld`: what an earlier version left out stays out. `changes`: what producers changed since
    that version, summed; where few changed, the two versions beside each other would tell."""
    needs = {
        cell: PROTECTION * sum_.amount for cell, sum_ in cube.items() if rule.is_sensitive(sum_)
    }
    for cell, change in (changes or {}).items():
        if rule.is_sensitive(change):
            needs[cell] = max(needs.get(cell, NOTHING), PROTECTION * change.largest)
    found = Protected(cube, withheld=set(withheld) | set(needs))
    search = _Search(found)
    order = sorted(needs, key=lambda cell: (-cell.count(None), -needs[cell], _in_order(cell)))
    for cell in order:
        swing = search.made_already(cell, needs[cell]) or search.best(cell, needs[cell])
        found.swings[cell] = swing
        found.withheld |= swing.changed
        search.add(swing)
    return found


def _in_order(cell: Cell) -> tuple[str, ...]:
    return tuple(one or "" for one in cell)


def _is_part(finest: Cell, cell: Cell) -> bool:
    return all(whole is None or one == whole for one, whole in zip(finest, cell, strict=True))


class _Search:
    """For swings in one cube."""

    def __init__(self, found: Protected) -> None:
        self.found, self.cube = found, found.cube
        self.finest = {cell: sum_ for cell, sum_ in self.cube.items() if None not in cell}
        self.values = [
            sorted({cell[place] or "" for cell in self.finest}) for place in range(_DIGIT)
        ]
        self.provinces: dict[Cell, list[Cell]] = defaultdict(list)
        for cell in sorted(self.finest, key=lambda one: (-self.finest[one].amount, _in_order(one))):
            self.provinces[cell[1:]].append(cell)
        wholes = ((one, None, None, None, None) for one in self.values[_PROVINCE])
        ordered = sorted(wholes, key=lambda one: -self.cube[one].amount)
        self.largest_provinces = [one[0] for one in ordered]
        self.swings_of: dict[Cell, list[Swing]] = defaultdict(list)

    def add(self, swing: Swing) -> None:
        for cell in swing.changed:
            self.swings_of[cell].append(swing)

    def made_already(self, cell: Cell, need: Decimal) -> Swing | None:
        made = self.swings_of.get(cell, ())
        return next((one for one in made if one.shields(cell, need, self.finest)), None)

    def best(self, cell: Cell, need: Decimal) -> Swing:
        """The one that leaves out least beside what is left out already."""
        cheapest, least = None, -1
        for swing in self._offered(cell, need):
            cost = self._cost(swing)
            if (cheapest is None or cost < least) and swing.shields(cell, need, self.finest):
                cheapest, least = swing, cost
                if not cost:
                    break
        return cheapest or self._alone(cell)

    def _cost(self, swing: Swing) -> int:
        """A sum over more is worth more to whoever reads."""
        held = self.found.withheld
        return sum(8 ** cell.count(None) for cell in swing.changed if cell not in held)

    def _offered(self, cell: Cell, need: Decimal) -> Iterator[Swing]:
        open_places = [place for place in range(_DIGIT) if cell[place] is not None]
        for base in self._bases(cell):
            partners = {place: self._partners(base, place) for place in open_places}
            for size in range(len(open_places), 0, -1):
                for sides in combinations(open_places, size):
                    for opposite in product(*(partners[place] for place in sides)):
                        box = self._box(base, dict(zip(sides, opposite, strict=True)), need)
                        if box:
                            yield box
            yield self._single(base)

    def _bases(self, cell: Cell) -> list[Cell]:
        below = [one for one in self._below(cell) if one in self.finest]
        return sorted(below, key=lambda one: (-self.finest[one].amount, _in_order(one)))[:_BASES]

    def _below(self, cell: Cell) -> Iterable[Cell]:
        if None not in cell:
            return (cell,)
        return product(*(self.values[at] if one is None else (one,) for at, one in enumerate(cell)))

    def _partners(self, base: Cell, place: int) -> list[str]:
        """The other values along a side; of provinces those that sold most of the same."""
        if place != _PROVINCE:
            return [one for one in self.values[place] if one != base[place]]
        held = self.found.withheld
        alike = sorted(self.provinces[base[1:]], key=lambda one: one not in held)
        names = [one[0] or "" for one in alike[: _PARTNERS + 1]]
        names += self.largest_provinces[: 2 * _PARTNERS]
        return list(dict.fromkeys(one for one in names if one != base[0]))

    def _box(self, base: Cell, opposite: Mapping[int, str], need: Decimal) -> Swing | None:
        """None where it is too narrow, as most are."""
        up: list[Cell] = []
        down: list[Cell] = []
        lower = upper = None
        for turned in product((False, True), repeat=len(opposite)):
            corner = list(base)
            for place, turns in zip(opposite, turned, strict=True):
                if turns:
                    corner[place] = opposite[place]
            cell = tuple(corner)
            amount = self._amount(cell)
            if sum(turned) % 2:
                down.append(cell)
                upper = amount if upper is None else min(upper, amount)
            else:
                up.append(cell)
                lower = amount if lower is None else min(lower, amount)
            if upper is not None and lower is not None and lower + upper < 2 * need:
                return None
        sides = frozenset(opposite)
        corners = (*up, *down)
        changed = frozenset(above for one in corners for above in _sums_along(one, sides))
        return Swing(tuple(up), tuple(down), changed, lower or NOTHING, upper)

    def _amount(self, cell: Cell) -> Decimal:
        return self.finest[cell].amount if cell in self.finest else NOTHING

    def _alone(self, cell: Cell) -> Swing:
        """A finest cell and every sum above it: what changes there shows nowhere. Of a cell that nobody
        adds to any more it can only have been more."""
        base = next(iter(self._bases(cell)), None)
        if base is None:
            base = tuple(
                one if one is not None else (self.values[at][0] if self.values[at] else "")
                for at, one in enumerate(cell)
            )
        return self._single(base)

    def _single(self, base: Cell) -> Swing:
        changed = frozenset(_sums_along(base, frozenset()))
        return Swing((base,), (), changed, self._amount(base), None)


def _sums_along(corner: Cell, sides: frozenset[int]) -> Iterator[Cell]:
    """The sums that a box of these sides does not leave as they are: over none of its sides."""
    return product(*((one,) if place in sides else (one, None) for place, one in enumerate(corner)))
