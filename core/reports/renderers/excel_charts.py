"""The drawings of a report in its workbook: a chart of Excel's own, and the map as cells.

Both can be edited there. Columns differ by pattern, lines by dashes and marks, as on screen.
"""

from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.chart import BarChart, LineChart, Reference, Series
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.marker import Marker
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.fill import ColorChoice, PatternFillProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from core.areas.places import COLUMNS, PLACES, ROWS
from core.documents.sheet_sizes import FACE
from core.reports.charts.choosing import runs_over_time
from core.reports.charts.series import amount_of, group_of, series_of, shown_of
from core.reports.charts.tiles import DARK, shades
from core.reports.renderers.sheets import BOLD, BOX, FORMATS, PLAIN, Sheet
from core.reports.tables import Chart, Column, ReportTable, Row, Summary, Value

CHART_SHEET, MAP_SHEET = "แผนภูมิ", "แผนที่"

# Pattern and colour of each column, dashes and mark of each line; as core.reports.charts draws them.
_FILLS = (
    ("pct90", "5A2D82"), ("wdUpDiag", "1F6FB2"), ("pct40", "B4540A"), ("wdDnDiag", "1D7F4E"),
    ("lgGrid", "3B4252"), ("ltHorz", "B3261E"),
)  # fmt: skip
_DASHES = ("solid", "dash", "sysDot", "dashDot", "lgDash", "sysDash")
_MARKS = ("circle", "square", "triangle", "diamond", "dot", "x")
_SHADES = ("F6F1FA", "DCCBEA", "B996D3", "8152A8", "4D2470")
_WIDE, _HIGH, _OF_A_ROW = 26.0, 12.0, 0.62  # centimetres


@dataclass(frozen=True)
class Written:
    """Where the rows of a table stand: the sheet, its columns, first and last row."""

    sheet: Worksheet
    columns: tuple[Column, ...]
    first: int
    last: int

    def of(self, key: str) -> Reference:
        column = [one.key for one in self.columns].index(key) + 1
        return Reference(self.sheet, min_col=column, min_row=self.first, max_row=self.last)


def add_chart(book: Workbook, table: ReportTable, main: Written) -> None:
    """The chart on a sheet of its own, of the cells of the main table; where it draws other figures, or
    not all of the rows, of a table that stands beside it."""
    chart = table.chart
    if chart is None:
        return
    drawn = chart.of or table
    groups = [group_of(chart.values, chart.label, row) for row in drawn.rows]
    shown, left_out = shown_of(chart, groups)
    if not any(one.whole for one in shown):
        return
    sheet = Sheet(book.create_sheet(CHART_SHEET), ())
    for line in (table.title, *table.subtitle_lines, *([left_out] if left_out else [])):
        sheet.plain(line, BOLD if line == table.title else PLAIN)
    if chart.of is None and len(shown) == len(table.rows):
        source = main
    else:
        kept = [row for row, group in zip(drawn.rows, groups, strict=True) if group in shown]
        source = _table_beside(sheet, chart, drawn, kept)
    sheet.sheet.add_chart(_native(table, chart, drawn, source, len(shown)), f"A{sheet.at + 1}")
    sheet.set_up_page("landscape" if chart.over_time else "portrait", pages_high=1)


def _table_beside(
    sheet: Sheet, chart: Chart, drawn: ReportTable | Summary, rows: list[Row]
) -> Written:
    keys = (chart.label, *chart.values)
    columns = tuple(column for key in keys for column in drawn.columns if column.key == key)
    beside = Summary("", columns, tuple(rows))
    sheet.widen(beside)
    sheet.at += 1
    sheet.head(beside)
    first = sheet.at
    for row in rows:
        sheet.body(row, columns, PLAIN)
    return Written(sheet.sheet, columns, first, sheet.at - 1)


def _native(
    table: ReportTable, chart: Chart, drawn: ReportTable | Summary, source: Written, rows: int
) -> BarChart | LineChart:
    of_lines = runs_over_time(chart, rows)
    made = LineChart() if of_lines else BarChart()
    if not of_lines:
        made.type = "col" if chart.over_time else "bar"
        made.grouping, made.gapWidth = ("stacked" if chart.stacked else "clustered"), 40
        made.overlap = 100 if chart.stacked else 0
    for place, one in enumerate(series_of(chart.values, drawn)):
        series = Series(source.of(one.column.key), title=one.name)
        pattern, colour = _FILLS[place % len(_FILLS)]
        if of_lines:
            dash = _DASHES[place % len(_DASHES)]
            series.graphicalProperties = GraphicalProperties(
                ln=LineProperties(solidFill=colour, prstDash=dash, w=28_000)
            )
            series.smooth = False
            series.marker = Marker(
                symbol=_MARKS[place % len(_MARKS)], spPr=GraphicalProperties(solidFill=colour)
            )
        else:
            series.graphicalProperties = GraphicalProperties(
                pattFill=PatternFillProperties(
                    prst=pattern,
                    fgClr=ColorChoice(srgbClr=colour),
                    bgClr=ColorChoice(srgbClr="FFFFFF"),
                ),
                ln=LineProperties(solidFill="3B4252"),
            )
        made.series.append(series)
    made.set_categories(source.of(chart.label))
    made.title = None
    made.legend.position = "t"
    made.x_axis.delete = made.y_axis.delete = False  # openpyxl leaves them out otherwise
    made.y_axis.majorGridlines = ChartLines()
    kind = next(column.kind for column in drawn.columns if column.key == chart.values[0])
    made.y_axis.number_format = "#,##0" if kind == "baht" else FORMATS.get(kind, "General")
    made.width, made.height = _WIDE, _HIGH
    if not chart.over_time:
        # From the top down, as the table reads, with the axis of figures below.
        made.x_axis.scaling.orientation = "maxMin"
        made.y_axis.crosses = "max"
        columns = 1 if chart.stacked else len(chart.values)
        made.height = max(_HIGH, rows * _OF_A_ROW * (0.5 + 0.5 * columns) + 3)
        made.width = _WIDE * 0.75
    return made


def add_map(book: Workbook, table: ReportTable) -> None:
    """A province is two cells near its place, its name and its figure, darker the higher it is."""
    tile_map = table.tile_map
    if tile_map is None:
        return
    drawn = tile_map.of or table
    (series,) = series_of([tile_map.value], drawn, with_group=True)
    by_code = dict(zip(tile_map.provinces, drawn.rows, strict=False))
    amounts = {code: amount_of(row.get(tile_map.value)) for code, row in by_code.items()}
    held = [amount for amount in amounts.values() if amount is not None]
    if not any(held):
        return
    shade_of = shades(held)
    sheet = Sheet(book.create_sheet(MAP_SHEET), ())
    for line in (table.title, *table.subtitle_lines, series.name):
        sheet.plain(line, BOLD if line in (table.title, series.name) else PLAIN)
    begin, cells = sheet.at + 1, sheet.sheet
    for code, row in by_code.items():
        if code not in PLACES:
            continue
        _, across, down = PLACES[code]
        amount = amounts[code]
        shade = 0 if amount is None else shade_of(amount)
        said: tuple[Value, Value] = (row.get(tile_map.label), "-" if amount is None else amount)
        for place, value in enumerate(said):
            cell = cells.cell(begin + 2 * down + place, across + 1)
            cell.value, cell.border = value, BOX
            cell.font = Font(name=FACE, size=12, color="FFFFFF" if shade >= DARK else "1B2130")
            cell.alignment = Alignment("center", "center", shrink_to_fit=True)
            if shade:
                cell.fill = PatternFill("solid", fgColor=_SHADES[shade - 1])
            if place:
                cell.number_format = FORMATS.get(series.column.kind, "General")
    for column in range(1, COLUMNS + 1):
        cells.column_dimensions[get_column_letter(column)].width = 17
    for down in range(2 * ROWS):
        cells.row_dimensions[begin + down].height = 21
    sheet.set_up_page("portrait", pages_high=1)
