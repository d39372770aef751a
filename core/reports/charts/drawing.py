"""What a drawing is made of: words, bars, lines, marks, tiles, each with its place."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape

from django.utils.safestring import SafeString, mark_safe

WIDTH = 900
TALL = 1500  # beyond that a drawing is printed over several pages, not shrunk onto one
FILLS = 6  # patterns, strokes and marks of the template; a seventh column begins again

TYPE, SMALL, HEADING = 14, 12.5, 16
LINE = 20


def fill_of(place: int) -> int:
    """The number of the pattern, stroke and mark of the column at `place`, from 1."""
    return place % FILLS + 1


_SHADES = (
    'fill="#fff" stroke-dasharray="4 3"',
    'fill="#f6f1fa"',
    'fill="#dccbea"',
    'fill="#b996d3"',
    'fill="#8152a8"',
    'fill="#4d2470"',
)


def _at(place: float) -> str:
    return f"{place:.1f}"


def _box(one: "Bar | Tile") -> str:
    place = f'x="{_at(one.x)}" y="{_at(one.y)}"'
    return f'{place} width="{_at(one.width)}" height="{_at(one.height)}"'


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

    @property
    def markup(self) -> str:
        x, y = _at(self.x), _at(self.y)
        said = ' font-weight="600"' if self.bold else ""
        said += ' fill="#5a6376"' if self.quiet else ' fill="#fff"' if self.light else ""
        said += f' transform="rotate(-90 {x} {y})"' if self.turned else ""
        place = f'x="{x}" y="{y}" text-anchor="{self.anchor}" font-size="{self.size}"'
        return f"<text {place}{said}>{escape(self.text)}</text>"


@dataclass(frozen=True)
class Bar:
    """`fill` is the number of its pattern."""

    x: float
    y: float
    width: float
    height: float
    fill: int

    @property
    def markup(self) -> str:
        fill = "#5a2d82" if self.fill == 1 else f"url(#chart-fill-{self.fill})"
        return f'<rect {_box(self)} fill="{fill}" />'


@dataclass(frozen=True)
class Line:
    """`quiet`: a rule behind what is drawn."""

    x1: float
    y1: float
    x2: float
    y2: float
    quiet: bool = False

    @property
    def markup(self) -> str:
        ends = f'x1="{_at(self.x1)}" y1="{_at(self.y1)}" x2="{_at(self.x2)}" y2="{_at(self.y2)}"'
        quiet = ' stroke="#d5d9e0"' if self.quiet else ""
        return f"<line {ends}{quiet} />"


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

    @property
    def markup(self) -> str:
        return f'<rect {_box(self)} rx="3" stroke="#8a94a6" {_SHADES[self.shade]} />'


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

    @property
    def shapes(self) -> SafeString:
        """Bars, lines and tiles as SVG: hundreds, which a template asks for attribute by attribute."""
        return _together([*self.bars, *self.lines, *self.tiles])

    @property
    def texts(self) -> SafeString:
        return _together(self.words)


def _together(parts: Iterable[Words | Bar | Line | Tile]) -> SafeString:
    return mark_safe("\n".join([one.markup for one in parts]))  # noqa: S308  (words are escaped)
