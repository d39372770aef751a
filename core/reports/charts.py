"""A report's bars: where every bar, line and word of the drawing lies.

Reads a `ReportTable` and its `Chart`; templates/reports/chart.html writes it as SVG. Amounts stay
Decimal up to the length of a bar. The unit of the drawing is one pixel of the screen.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from core.reports.cells import cell_text
from core.reports.tables import DRAFT_MARK, EMPTY_TABLE, Chart, Column, ReportTable, Row, Summary

WIDTH = 900
MOST_ROWS = 80  # of lying bars; beyond them the largest are drawn
MOST_EMPTY = 12  # rows without a figure, or only 0; where there are more, none of them is drawn
TALL = 1500  # beyond that a drawing is printed over several pages, not shrunk onto one
MOST_STANDING = 14  # more would not hold their figures
FILLS = 6  # patterns of the template; a seventh column begins again

_LETTER = 0.55  # of the size of the type; marks above and below take no room of their own
_TYPE, _SMALL, _HEADING = 14, 12.5, 16
_LINE = 20
_BAR, _BAR_OF_SEVERAL, _GAP = 18, 15, 10
_WIDEST_NAME = 420
_STANDS = 220  # of the highest standing bar
_MILLION = Decimal(1_000_000)

Amount = int | Decimal


class NothingToDraw(Exception):
    """The report has no chart, or nothing in it to draw."""


@dataclass(frozen=True)
class Words:
    """One line of text; `turned` stands upright, read from below."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    size: float = _TYPE
    bold: bool = False
    quiet: bool = False
    turned: bool = False


@dataclass(frozen=True)
class Bar:
    """`fill` is the number of its pattern, from 1."""

    x: float
    y: float
    width: float
    height: float
    fill: int


@dataclass(frozen=True)
class Line:
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass
class Drawing:
    """Ready to be written. `alone`: a file of its own, which says its title and has a ground."""

    title: str
    told: str
    alone: bool = False
    width: int = WIDTH
    height: int = 0
    words: list[Words] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @property
    def is_tall(self) -> bool:
        return self.height > TALL


@dataclass(frozen=True)
class _Series:
    """One column of the chart as its legend names it; `total` as the last row of the table has it."""

    column: Column
    name: str
    total: Amount | None

    def reads(self, amount: Amount) -> str:
        """The figure with its unit, for who cannot see the drawing."""
        text = cell_text(amount, self.column.kind)
        return f"{text} บาท" if self.column.kind == "baht" else text


@dataclass(frozen=True)
class _Group:
    """A row: its name, an amount for each series (None: no figure) and what says why there is none."""

    name: str
    amounts: tuple[Amount | None, ...]
    note: str

    @property
    def whole(self) -> Amount | None:
        held = [amount for amount in self.amounts if amount is not None]
        return sum(held[1:], held[0]) if held else None


def draw(table: ReportTable, *, alone: bool = False) -> Drawing | None:
    """The drawing of the table's chart; None where there is none, or no figure but 0 to draw.

    A figure below 0 has no bar but is written.
    """
    chart = table.chart
    if chart is None:
        return None
    drawn = chart.of or table
    series = _series(chart, drawn)
    groups = [_group(chart, row) for row in drawn.rows]
    longest = max((length for one in groups for length in _lengths(chart, one)), default=0)
    if longest <= 0:
        return None
    told = _told(chart, series, groups)
    shown, left_out = _shown(chart, groups)
    drawing = Drawing(f"แผนภูมิ {table.title}", told, alone)
    top = _heading(drawing, table) if alone else 0
    stands = chart.over_time and len(shown) <= MOST_STANDING
    in_millions = stands and series[0].column.kind == "baht" and longest >= _MILLION
    top = _legend(drawing, series, top, in_millions=in_millions)
    if left_out:
        top += _LINE
        drawing.words.append(Words(0, top, left_out, quiet=True))
    if stands:
        _standing(drawing, chart, series, shown, longest, top, in_millions=in_millions)
    else:
        _lying(drawing, chart, series, shown, longest, top)
    return drawing


# --- What is drawn --------------------------------------------------------------------------------


def _series(chart: Chart, drawn: ReportTable | Summary) -> list[_Series]:
    by_key = {column.key: column for column in drawn.columns}
    columns = [by_key[key] for key in chart.values]
    several = len({column.group for column in columns}) > 1
    return [
        _Series(column, _name(column, with_group=several), _total(column, drawn.total))
        for column in columns
    ]


def _name(column: Column, *, with_group: bool) -> str:
    """As the head says it, without the unit: ส่งออกต่างประเทศ ออนไลน์."""
    heading = "" if column.heading == "บาท" else column.heading
    words = [column.group, heading] if with_group or not heading else [heading]
    return " ".join(word.replace(" (บาท)", "") for word in words if word)


def _total(column: Column, total: Row | None) -> Amount | None:
    return None if total is None else _amount(total.get(column.key))


def _amount(value: object) -> Amount | None:
    """A figure; a word in a column of figures is none."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return value
    return None


def _group(chart: Chart, row: Row) -> _Group:
    return _Group(
        str(row.get(chart.label) or ""),
        tuple(_amount(row.get(key)) for key in chart.values),
        str(row.get("note") or EMPTY_TABLE),
    )


def _lengths(chart: Chart, group: _Group) -> Iterator[Amount]:
    """What the bars of a row reach to: parts of one whole together, else each."""
    above = [amount for amount in group.amounts if amount is not None and amount > 0]
    if chart.stacked:
        yield sum(above)
    else:
        yield from above


def _shown(chart: Chart, groups: Sequence[_Group]) -> tuple[Sequence[_Group], str]:
    """The rows to draw, at most `MOST_ROWS`, in the order of the table; and what says which are not."""
    told = []
    held = [one for one in groups if one.whole]
    empty = len(groups) - len(held)
    if not chart.over_time and empty > MOST_EMPTY:
        groups = held
        told.append(f"ไม่แสดง {empty:,} แถวที่ยังไม่มีตัวเลขหรือเป็น 0")
    if len(groups) > MOST_ROWS:
        told.append(f"แสดง {MOST_ROWS} แถวที่มากที่สุด จากทั้งหมด {len(groups):,} แถว")
        by_length = sorted(
            range(len(groups)), key=lambda place: -max(_lengths(chart, groups[place]), default=0)
        )
        groups = [groups[place] for place in sorted(by_length[:MOST_ROWS])]
    return groups, " · ".join(told)


def _told(chart: Chart, series: Sequence[_Series], groups: Sequence[_Group]) -> str:
    """The chart in words: what it adds up to, the largest, the smallest, and who has no figure."""
    said = []
    if chart.stacked:
        totals = [one.total for one in series if one.total is not None]
        if len(totals) == len(series):
            said.append(f"รวม {series[0].reads(sum(totals[1:], totals[0]))}")
        said.append(_ends(series[0], [(one.name, one.whole) for one in groups]))
        said += [f"{one.name} {one.reads(one.total)}" for one in series if one.total is not None]
    else:
        for place, one in enumerate(series):
            whole = "" if one.total is None else f"รวม {one.reads(one.total)} "
            ends = _ends(one, [(group.name, group.amounts[place]) for group in groups])
            said.append(f"{one.name}: {whole}{ends}")
    missing = [one.name for one in groups if one.whole is None]
    if missing:
        names = f": {' '.join(missing)}" if len(missing) <= MOST_EMPTY else ""
        said.append(f"ไม่มีตัวเลข {len(missing):,} แถว{names}")
    return " · ".join(words for words in said if words)


def _ends(series: _Series, pairs: Sequence[tuple[str, Amount | None]]) -> str:
    held = [(name, amount) for name, amount in pairs if amount is not None]
    if not held:
        return ""
    most = max(held, key=lambda pair: pair[1])
    least = min(held, key=lambda pair: pair[1])
    return f"มากที่สุด {most[0]} {series.reads(most[1])} น้อยที่สุด {least[0]} {series.reads(least[1])}"


# --- Where it lies --------------------------------------------------------------------------------


def _room(text: str, size: float = _TYPE) -> float:
    """About how wide a line is; vowels and marks above and below a letter take no room."""
    return sum(unicodedata.category(letter) != "Mn" for letter in text) * size * _LETTER


def _wrapped(text: str, size: float) -> Iterator[str]:
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and _room(longer, size) > WIDTH:
            yield line
            line = word
        else:
            line = longer
    if line:
        yield line


def _heading(drawing: Drawing, table: ReportTable) -> float:
    """Title, place and period, and whose figures they are: what the page says around the drawing."""
    said: list[tuple[str, float]] = [(table.title, _HEADING)]
    # The unit stands by the legend: a drawing may be in millions.
    said += [(line, _TYPE) for line in table.subtitle_lines if not line.startswith("หน่วย:")]
    if table.draft:
        said.append((DRAFT_MARK, _TYPE))
    said.append((table.coverage, _SMALL))
    y = 4.0
    for text, size in said:
        for line in _wrapped(text, size):
            y += _LINE + (2 if size == _HEADING else 0)
            drawing.words.append(
                Words(0, y, line, size=size, bold=size == _HEADING, quiet=size == _SMALL)
            )
    return y + 8


def _unit(column: Column, *, in_millions: bool) -> str:
    if column.kind == "baht":
        return "หน่วย: ล้านบาท" if in_millions else "หน่วย: บาท"
    return "หน่วย: ร้อยละ" if column.kind == "percent" else ""


def _figure(amount: Amount | None, column: Column, *, in_millions: bool) -> str:
    if amount is None:
        return ""
    return f"{amount / _MILLION:,.2f}" if in_millions else cell_text(amount, column.kind)


def _legend(drawing: Drawing, series: Sequence[_Series], top: float, *, in_millions: bool) -> float:
    """Each pattern with its name and sum, then the unit; answers where the drawing goes on."""
    unit = _unit(series[0].column, in_millions=in_millions)
    x, y = 0.0, top + _LINE
    for place, one in enumerate(series):
        sums = f" {_figure(one.total, one.column, in_millions=in_millions)}"
        text = (one.name + sums).strip()
        width = 22 + _room(text) + 22
        if x and x + width > WIDTH:
            x, y = 0.0, y + _LINE + 2
        drawing.bars.append(Bar(x, y - 12, 15, 13, _fill(place)))
        drawing.words.append(Words(x + 22, y, text))
        x += width
    if unit and x + _room(unit) > WIDTH:
        x, y = 0.0, y + _LINE + 2
    if unit:
        drawing.words.append(Words(x, y, unit, quiet=True))
    return y + 6


def _fill(place: int) -> int:
    return place % FILLS + 1


def _lying(
    drawing: Drawing,
    chart: Chart,
    series: Sequence[_Series],
    groups: Sequence[_Group],
    longest: Amount,
    top: float,
) -> None:
    """A row of bars for each name, its figure at the end."""
    column = series[0].column
    tied = [[one.whole] if chart.stacked else list(one.amounts) for one in groups]
    figures = [[_figure(one, column, in_millions=False) for one in of] for of in tied]
    left = min(_WIDEST_NAME, max(_room(one.name) for one in groups)) + 12
    right = max(_room(text) for of in figures for text in of) + 12
    scale = (WIDTH - left - right) / float(longest)
    count = 1 if chart.stacked else len(series)
    height = _BAR if count == 1 else _BAR_OF_SEVERAL
    y = begun = top + 10
    for group, texts in zip(groups, figures, strict=True):
        middle = y + height * (1 if group.whole is None else count) / 2 + 5
        drawing.words.append(Words(left - 8, middle, group.name, anchor="end"))
        if group.whole is None:
            drawing.words.append(Words(left + 6, middle, group.note, size=_SMALL, quiet=True))
            y += height + _GAP
            continue
        x = left
        for place, amount in enumerate(group.amounts):
            length = max(0.0, float(amount or 0) * scale)
            if length:
                drawing.bars.append(Bar(x, y, length, height, _fill(place)))
            if chart.stacked:
                x += length
            elif amount is not None:
                drawing.words.append(
                    Words(left + length + 6, y + height - 3, texts[place], size=_SMALL)
                )
            if not chart.stacked:
                y += height
        if chart.stacked:
            drawing.words.append(Words(x + 6, middle, texts[0]))
            y += height
        y += _GAP
    drawing.lines.append(Line(left, begun - 4, left, y - _GAP + 4))
    drawing.height = round(y)


def _standing(
    drawing: Drawing,
    chart: Chart,
    series: Sequence[_Series],
    groups: Sequence[_Group],
    longest: Amount,
    top: float,
    *,
    in_millions: bool,
) -> None:
    """A column for each month, its figure above; upright where several share a month."""
    column = series[0].column
    count = 1 if chart.stacked else len(series)

    def figure(amount: Amount | None) -> str:
        return _figure(amount, column, in_millions=in_millions)

    turned = count > 1
    amounts = [[one.whole] if chart.stacked else list(one.amounts) for one in groups]
    above = 22 + (
        max(_room(figure(one), _SMALL) for of in amounts for one in of) - 10 if turned else 0
    )
    ground = top + above + _STANDS
    slot = WIDTH / len(groups)
    width = min(90.0, slot * 0.62) / count
    scale = _STANDS / float(longest)
    for number, group in enumerate(groups):
        middle = slot * (number + 0.5)
        for line, word in enumerate(group.name.split()):
            drawing.words.append(
                Words(middle, ground + 17 + 16 * line, word, anchor="middle", size=_SMALL)
            )
        if group.whole is None:
            drawing.words.append(
                Words(middle + 4, ground - 6, group.note, size=_SMALL, quiet=True, turned=True)
            )
        y, x = ground, middle - width * count / 2
        for place, amount in enumerate(group.amounts):
            length = max(0.0, float(amount or 0) * scale)
            if length:
                drawing.bars.append(Bar(x, y - length, width, length, _fill(place)))
            if chart.stacked:
                y -= length
                continue
            drawing.words += _at(figure(amount), x + width / 2, ground - length - 6, turned=turned)
            x += width
        if chart.stacked:
            drawing.words += _at(figure(group.whole), middle, y - 6, turned=False)
    drawing.lines.append(Line(0, ground, WIDTH, ground))
    names = max(len(one.name.split()) for one in groups)
    drawing.height = round(ground + 10 + 16 * names)


def _at(text: str, x: float, y: float, *, turned: bool) -> Iterator[Words]:
    if text and turned:
        yield Words(x + 4, y, text, size=_SMALL, turned=True)
    elif text:
        yield Words(x, y, text, anchor="middle", size=_SMALL)
