"""One renderer for each file format, from a `ReportTable` to bytes (screen: `html`)."""

from collections.abc import Callable
from dataclasses import dataclass

from core.reports.renderers import excel, json, pdf, svg
from core.reports.tables import ReportTable


@dataclass(frozen=True)
class FileFormat:
    """A format to download; `render` takes the table and whether paper is in Thai digits."""

    extension: str
    content_type: str
    render: Callable[[ReportTable, bool], bytes]
    opens_in_browser: bool = False


FILE_FORMATS: dict[str, FileFormat] = {
    "xlsx": FileFormat(
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        lambda table, thai_digits: excel.render(table),
    ),
    "pdf": FileFormat(
        "pdf",
        "application/pdf",
        lambda table, thai_digits: pdf.render(table, thai_digits=thai_digits),
        opens_in_browser=True,
    ),
    "json": FileFormat(
        "json",
        "application/json; charset=utf-8",
        lambda table, thai_digits: json.render(table),
    ),
    "svg": FileFormat(  # the chart; NothingToDraw where there is none
        "svg",
        "image/svg+xml; charset=utf-8",
        lambda table, thai_digits: svg.render(table),
    ),
    "map": FileFormat(  # the map, as above
        "svg",
        "image/svg+xml; charset=utf-8",
        lambda table, thai_digits: svg.render_map(table),
    ),
}
