"""A report's drawings: bars, lines over time, and a map of the provinces as tiles.

Reads a `ReportTable` with its `Chart` and its `TileMap`; templates/reports/chart.html writes what is
drawn as SVG. Amounts stay Decimal up to the length of a bar. The unit is one pixel of the screen.
"""

from core.reports.charts.choosing import NothingToDraw, draw, draw_map, drawings, for_paper
from core.reports.charts.drawing import WIDTH, Drawing
from core.reports.charts.series import MOST_ROWS

__all__ = [
    "MOST_ROWS",
    "WIDTH",
    "Drawing",
    "NothingToDraw",
    "draw",
    "draw_map",
    "drawings",
    "for_paper",
]
