"""A report's chart as a picture of its own, for a letter or a slide."""

from base64 import b64encode
from functools import cache

import fontpkg_sarabun
from django.template.loader import render_to_string

from core.reports.charts import NothingToDraw, draw
from core.reports.tables import ReportTable


def render(table: ReportTable) -> bytes:
    """Raises NothingToDraw."""
    drawing = draw(table, alone=True)
    if drawing is None:
        raise NothingToDraw(table.title)
    return render_to_string("reports/chart.html", {"drawing": drawing, "face": _face()}).encode()


@cache
def _face() -> str:
    """Sarabun itself goes with the file: it reads alike where there is no Thai face."""
    path = fontpkg_sarabun.ROOT / "files" / "Sarabun-Regular.ttf"
    return b64encode(path.read_bytes()).decode()
