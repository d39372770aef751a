"""What a drawing is made of: words, bars, lines, marks, tiles, each with its place."""

from dataclasses import dataclass, field

WIDTH = 900
TALL = 1500  # beyond that a drawing is printed over several pages, not shrunk onto one
FILLS = 6  # patterns, strokes and marks of the template; a seventh column begins again

TYPE, SMALL, HEADING = 14, 12.5, 16
LINE = 20


def fill_of(place: int) -> int:
    """The number of the pattern, stroke and mark of the column at `place`, from 1."""
    return place % FILLS + 1


@dataclass(frozen=True)
class Words:
    """One line of text; `turned` stands upright, read from below; `light` stands on a dark ground."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    size: float = TYPE
    bold: bool = False
    quiet: bool = False
    turned: bool = False
    light: bool = False


@dataclass(frozen=True)
class Bar:
    """`fill` is the number of its pattern."""

    x: float
    y: float
    width: float
    height: float
    fill: int


@dataclass(frozen=True)
class Line:
    """`quiet`: a rule behind what is drawn."""

    x1: float
    y1: float
    x2: float
    y2: float
    quiet: bool = False


@dataclass(frozen=True)
class Stroke:
    """A line through `points`; `fill` is the number of its colour and dashes."""

    points: tuple[tuple[float, float], ...]
    fill: int


@dataclass(frozen=True)
class Mark:
    """Where a figure lies on its line; `fill` is the number of its shape."""

    x: float
    y: float
    fill: int


@dataclass(frozen=True)
class Tile:
    """A province; `shade` from 1 (light) to 5, 0 where it has no figure."""

    x: float
    y: float
    width: float
    height: float
    shade: int


@dataclass
class Drawing:
    """Ready to be written. `alone`: a file of its own, which says its title and has a ground. `key`
    begins the ids inside it, so that two stand on one page. `rows`: how many of lying bars."""

    title: str
    told: str
    alone: bool = False
    key: str = "chart"
    rows: int = 0
    width: int = WIDTH
    height: int = 0
    words: list[Words] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    tiles: list[Tile] = field(default_factory=list)

    @property
    def is_tall(self) -> bool:
        return self.height > TALL
