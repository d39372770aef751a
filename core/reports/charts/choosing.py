"""Which drawing a report gets: bars or lines by its chart, tiles by its map."""

from collections.abc import Sequence
from math import ceil

from core.reports.charts import bars, lines, tiles
from core.reports.charts.drawing import LINE, Drawing, Words
from core.reports.charts.lettering import MILLION, heading, legend
from core.reports.charts.series import (
    Group,
    Series,
    group_of,
    lengths,
    series_of,
    shown_of,
    told_of,
)
from core.reports.tables import Chart, ReportTable

FEWEST_OF_A_LINE = 3  # months; fewer are no run of time


class NothingToDraw(Exception):
    """The report has no chart or map, or nothing in it to draw."""


def drawings(table: ReportTable) -> list[Drawing]:
    """Those of a report's page, in their order: the map, then the chart."""
    return [one for one in (draw_map(table), draw(table)) if one is not None]


def for_paper(table: ReportTable) -> list[Drawing]:
    """As `drawings`, in parts that each fit a page: bars of many rows go on over several."""
    found = drawings(table)
    most = bars.rows_of_a_page(table.chart)
    if not found or found[-1].rows <= most:
        return found
    pages = ceil(found[-1].rows / most)
    of_a_page = ceil(found.pop().rows / pages)
    parts = (draw(table, begin=page * of_a_page, most=of_a_page) for page in range(pages))
    return [*found, *(part for part in parts if part)]


def draw(
    table: ReportTable, *, alone: bool = False, begin: int = 0, most: int | None = None
) -> Drawing | None:
    """The drawing of the table's chart; None where there is none, or no figure but 0 to draw.

    A figure below 0 has no bar but is written; a line goes down to it. Of lying bars only the rows from
    `begin` on, at most `most`, to the scale of all.
    """
    chart = table.chart
    if chart is None:
        return None
    drawn = chart.of or table
    series = series_of(chart.values, drawn)
    groups = [group_of(chart.values, chart.label, row) for row in drawn.rows]
    longest = max((length for one in groups for length in lengths(chart, one)), default=0)
    if longest <= 0:
        return None
    drawing = Drawing(f"แผนภูมิ {table.title}", told_of(series, groups, stacked=chart.stacked), alone)
    shown, left_out = shown_of(chart, groups)
    of_lines = runs_over_time(chart, len(shown))
    stands = chart.over_time and not of_lines
    top = heading(drawing, table) if alone else 0
    in_millions = (stands or of_lines) and series[0].column.kind == "baht" and longest >= MILLION
    if of_lines and chart.stacked:
        series, shown = with_whole(series, shown)
    top = legend(drawing, series, top, in_millions=in_millions, of_lines=of_lines)
    if left_out:
        top += LINE
        drawing.words.append(Words(0, top, left_out, quiet=True))
    if of_lines:
        lines.over_time(drawing, series, shown, top, in_millions=in_millions)
    elif stands:
        bars.standing(drawing, chart, series, shown, longest, top, in_millions=in_millions)
    else:
        end = len(shown) if most is None else min(begin + most, len(shown))
        bars.lying(drawing, chart, series, shown, longest, top, range(begin, end))
        drawing.rows = end - begin
    return drawing


def runs_over_time(chart: Chart, rows: int) -> bool:
    """Whether the chart is drawn as lines: several columns beside each other, or more months than bars
    could say the figures of."""
    several = len(chart.values) > 1 and not chart.stacked
    return chart.over_time and (rows > bars.MOST_STANDING or (several and rows >= FEWEST_OF_A_LINE))


def with_whole(
    series: Sequence[Series], groups: Sequence[Group]
) -> tuple[list[Series], list[Group]]:
    """The parts of one whole and, as the first line, their sum."""
    totals = [one.total for one in series if one.total is not None]
    whole = sum(totals[1:], totals[0]) if len(totals) == len(series) else None
    return (
        [Series(series[0].column, "รวม", whole), *series],
        [Group(one.name, (one.whole, *one.amounts), one.note) for one in groups],
    )


def draw_map(table: ReportTable, *, alone: bool = False) -> Drawing | None:
    """The tiles of the table's map; None where there is none, or no figure but 0 to draw."""
    tile_map = table.tile_map
    if tile_map is None:
        return None
    drawn = tile_map.of or table
    (series,) = series_of([tile_map.value], drawn, with_group=True)
    groups = [group_of([tile_map.value], tile_map.label, row) for row in drawn.rows]
    if not any(one.whole for one in groups):
        return None
    told = f"77 จังหวัด แต่ละช่องมีชื่อจังหวัดและตัวเลข · {told_of([series], groups, stacked=False)}"
    drawing = Drawing(f"แผนที่ {table.title} {series.name}", told, alone, key="map")
    top = heading(drawing, table) if alone else 0
    tiles.provinces(drawing, series, groups, tile_map.provinces, top + 6)
    return drawing
