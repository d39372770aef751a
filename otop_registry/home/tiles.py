"""Thailand as 77 squares, each province near its place: no map data, readable in print (LOOK.md)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.areas.models import Province
from core.areas.places import COLUMNS, PLACES, ROWS

STEP, SIDE = 30, 28
WIDTH, HEIGHT = STEP * COLUMNS, STEP * ROWS


@dataclass(frozen=True)
class Told:
    """What is said of a province: its heat (0-4, none), the words beside it, where it leads."""

    colour: str
    words: str
    address: str


@dataclass(frozen=True)
class Tile:
    """One square, in units of the drawing."""

    province: Province
    letters: str
    x: int
    y: int
    told: Told

    @property
    def middle(self) -> tuple[int, int]:
        """Where its letters stand."""
        return self.x + SIDE // 2, self.y + SIDE // 2 + 4


def tiles(provinces: Iterable[Province], told: Mapping[str, Told]) -> list[Tile]:
    """A square for each province of whom something is told; one without a place is not drawn, the
    table beside the drawing still names it."""
    drawn = []
    for province in provinces:
        if province.code in PLACES and province.code in told:
            letters, column, row = PLACES[province.code]
            drawn.append(Tile(province, letters, column * STEP, row * STEP, told[province.code]))
    return drawn
