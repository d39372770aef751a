"""Bars: lying, a row for each name; or standing, a column for each month."""

from collections.abc import Iterator, Sequence

from core.reports.charts.drawing import SMALL, TYPE, WIDTH, Bar, Drawing, Line, Words, fill_of
from core.reports.charts.lettering import figure, room
from core.reports.charts.series import Amount, Group, Series
from core.reports.tables import Chart

MOST_STANDING = 14  # more would not hold their figures

_BAR, _BAR_OF_SEVERAL, _GAP = 18, 15, 10
_WIDEST_NAME = 420
_STANDS = 220  # of the highest standing bar
_PAGE = 1080  # of the bars on a page of A4, upright, below the legend


def rows_of_a_page(chart: Chart | None) -> int:
    """How many names fit a drawing that is printed on one page."""
    count = 1 if chart is None or chart.stacked else len(chart.values)
    return int(_PAGE / (count * (_BAR if count == 1 else _BAR_OF_SEVERAL) + _GAP))


def lying(
    drawing: Drawing,
    chart: Chart,
    series: Sequence[Series],
    groups: Sequence[Group],
    longest: Amount,
    top: float,
    part: range,
) -> None:
    """A row of bars for each name of the `part`, its figure at the end."""
    column = series[0].column
    tied = [[one.whole] if chart.stacked else list(one.amounts) for one in groups]
    figures = [[figure(one, column, in_millions=False) for one in of] for of in tied]
    left = min(_WIDEST_NAME, max(room(one.name) for one in groups)) + 12
    right = max(room(text) for of in figures for text in of) + 12
    scale = (WIDTH - left - right) / float(longest)
    count = 1 if chart.stacked else len(series)
    height = _BAR if count == 1 else _BAR_OF_SEVERAL
    y = begun = top + 10
    for group, texts in [(groups[at], figures[at]) for at in part]:
        middle = y + height * (1 if group.whole is None else count) / 2 + 5
        drawing.words.append(Words(left - 8, middle, group.name, anchor="end"))
        if group.whole is None:
            drawing.words.append(Words(left + 6, middle, group.note, size=SMALL, quiet=True))
            y += height + _GAP
            continue
        x = left
        for place, amount in enumerate(group.amounts):
            length = max(0.0, float(amount or 0) * scale)
            if length:
                drawing.bars.append(Bar(x, y, length, height, fill_of(place)))
            if chart.stacked:
                x += length
            elif amount is not None:
                drawing.words.append(
                    Words(left + length + 6, y + height - 3, texts[place], size=SMALL)
                )
            if not chart.stacked:
                y += height
        if chart.stacked:
            drawing.words.append(Words(x + 6, middle, texts[0], size=TYPE))
            y += height
        y += _GAP
    drawing.lines.append(Line(left, begun - 4, left, y - _GAP + 4))
    drawing.height = round(y)


def standing(
    drawing: Drawing,
    chart: Chart,
    series: Sequence[Series],
    groups: Sequence[Group],
    longest: Amount,
    top: float,
    *,
    in_millions: bool,
) -> None:
    """A column for each month, its figure above; upright where several share a month."""
    column = series[0].column
    count = 1 if chart.stacked else len(series)

    def said(amount: Amount | None) -> str:
        return figure(amount, column, in_millions=in_millions)

    turned = count > 1
    amounts = [[one.whole] if chart.stacked else list(one.amounts) for one in groups]
    above = 22 + (max(room(said(one), SMALL) for of in amounts for one in of) - 10 if turned else 0)
    ground = top + above + _STANDS
    slot = WIDTH / len(groups)
    width = min(90.0, slot * 0.62) / count
    scale = _STANDS / float(longest)
    for number, group in enumerate(groups):
        middle = slot * (number + 0.5)
        for line, word in enumerate(group.name.split()):
            drawing.words.append(
                Words(middle, ground + 17 + 16 * line, word, anchor="middle", size=SMALL)
            )
        if group.whole is None:
            drawing.words.append(
                Words(middle + 4, ground - 6, group.note, size=SMALL, quiet=True, turned=True)
            )
        y, x = ground, middle - width * count / 2
        for place, amount in enumerate(group.amounts):
            length = max(0.0, float(amount or 0) * scale)
            if length:
                drawing.bars.append(Bar(x, y - length, width, length, fill_of(place)))
            if chart.stacked:
                y -= length
                continue
            drawing.words += _at(said(amount), x + width / 2, ground - length - 6, turned=turned)
            x += width
        if chart.stacked:
            drawing.words += _at(said(group.whole), middle, y - 6, turned=False)
    drawing.lines.append(Line(0, ground, WIDTH, ground))
    names = max(len(one.name.split()) for one in groups)
    drawing.height = round(ground + 10 + 16 * names)


def _at(text: str, x: float, y: float, *, turned: bool) -> Iterator[Words]:
    if text and turned:
        yield Words(x + 4, y, text, size=SMALL, turned=True)
    elif text:
        yield Words(x, y, text, anchor="middle", size=SMALL)
