"""A report's chart as a picture of its own, for a letter or a slide."""

from django.template.loader import render_to_string

from core.reports.charts import NothingToDraw, draw
from core.reports.tables import ReportTable


def render(table: ReportTable) -> bytes:
    """Raises NothingToDraw."""
    drawing = draw(table, alone=True)
    if drawing is None:
        raise NothingToDraw(table.title)
    return render_to_string("reports/chart.html", {"drawing": drawing}).encode()
