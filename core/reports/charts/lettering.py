"""The words of a drawing: how wide they are, figures and units, what stands above what is drawn."""

import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal

from core.reports.cells import cell_text
from core.reports.charts.drawing import (
    HEADING,
    LINE,
    SMALL,
    TYPE,
    WIDTH,
    Bar,
    Drawing,
    Mark,
    Stroke,
    Words,
    fill_of,
)
from core.reports.charts.series import Amount, Series
from core.reports.tables import DRAFT_MARK, Column, ReportTable

_LETTER = 0.55  # of the size of the type; marks above and below take no room of their own
MILLION = Decimal(1_000_000)


def room(text: str, size: float = TYPE) -> float:
    """About how wide a line is; vowels and marks above and below a letter take no room."""
    return sum(unicodedata.category(letter) != "Mn" for letter in text) * size * _LETTER


def _wrapped(text: str, size: float) -> Iterator[str]:
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and room(longer, size) > WIDTH:
            yield line
            line = word
        else:
            line = longer
    if line:
        yield line


def heading(drawing: Drawing, table: ReportTable) -> float:
    """Title, place and period, and whose figures they are: what the page says around the drawing."""
    said: list[tuple[str, float]] = [(table.title, HEADING)]
    # The unit stands by the legend: a drawing may be in millions.
    said += [(line, TYPE) for line in table.subtitle_lines if not line.startswith("หน่วย:")]
    if table.draft:
        said.append((DRAFT_MARK, TYPE))
    said.append((table.coverage, SMALL))
    y = 4.0
    for text, size in said:
        for line in _wrapped(text, size):
            y += LINE + (2 if size == HEADING else 0)
            drawing.words.append(
                Words(0, y, line, size=size, bold=size == HEADING, quiet=size == SMALL)
            )
    return y + 8


def unit(column: Column, *, in_millions: bool) -> str:
    if column.kind == "baht":
        return "หน่วย: ล้านบาท" if in_millions else "หน่วย: บาท"
    return "หน่วย: ร้อยละ" if column.kind == "percent" else ""


def figure(amount: Amount | None, column: Column, *, in_millions: bool) -> str:
    if amount is None:
        return ""
    return f"{amount / MILLION:,.2f}" if in_millions else cell_text(amount, column.kind)


def legend(
    drawing: Drawing,
    series: Sequence[Series],
    top: float,
    *,
    in_millions: bool,
    of_lines: bool = False,
) -> float:
    """Each pattern, or each line, with its name and sum, then the unit; answers where the drawing goes
    on."""
    said = unit(series[0].column, in_millions=in_millions)
    sample = 40 if of_lines else 22
    x, y = 0.0, top + LINE
    for place, one in enumerate(series):
        sums = f" {figure(one.total, one.column, in_millions=in_millions)}"
        text = (one.name + sums).strip()
        width = sample + room(text) + 22
        if x and x + width > WIDTH:
            x, y = 0.0, y + LINE + 2
        if of_lines:
            drawing.strokes.append(Stroke(((x, y - 5), (x + 32, y - 5)), fill_of(place)))
            drawing.marks.append(Mark(x + 16, y - 5, fill_of(place)))
        else:
            drawing.bars.append(Bar(x, y - 12, 15, 13, fill_of(place)))
        drawing.words.append(Words(x + sample, y, text))
        x += width
    if said and x + room(said) > WIDTH:
        x, y = 0.0, y + LINE + 2
    if said:
        drawing.words.append(Words(x, y, said, quiet=True))
    return y + 6
