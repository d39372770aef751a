"""A report's chart, or its map, as a picture of its own: for a letter, a slide, a page of its paper."""

from base64 import b64encode
from functools import cache

import fontpkg_sarabun
from django.template.loader import render_to_string

from core.reports.charts import Drawing, NothingToDraw, draw, draw_map
from core.reports.tables import ReportTable


def render(table: ReportTable) -> bytes:
    """The chart. Raises NothingToDraw."""
    return _file(draw(table, alone=True))


def render_map(table: ReportTable) -> bytes:
    """The map. Raises NothingToDraw."""
    return _file(draw_map(table, alone=True))


def _file(drawing: Drawing | None) -> bytes:
    if drawing is None:
        raise NothingToDraw
    return written(drawing, face=_face()).encode()


def written(drawing: Drawing, face: str = "") -> str:
    """The drawing as SVG; `face` is the type that goes with it."""
    return render_to_string("reports/chart.html", {"drawing": drawing, "face": face})


@cache
def _face() -> str:
    """Sarabun itself goes with the file: it reads alike where there is no Thai face."""
    path = fontpkg_sarabun.ROOT / "files" / "Sarabun-Regular.ttf"
    return b64encode(path.read_bytes()).decode()
