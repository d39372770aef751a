"""Builders of .ods files by hand, as excel_files.py builds those of Excel."""

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from xml.sax.saxutils import escape

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_NAMESPACES = (
    " ".join(
        f'xmlns:{name}="{_OASIS}:{name}:1.0"'
        for name in ("office", "table", "text", "style", "script")
    )
    + ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)


def ods_cell(value: object, attributes: str = "") -> str:
    """A cell: text, number, or nothing; `attributes` as they stand in XML."""
    if value is None:
        return f"<table:table-cell {attributes}/>"
    if isinstance(value, str):
        kind, shown = 'office:value-type="string"', escape(value)
    else:
        kind, shown = f'office:value-type="float" office:value="{value}"', str(value)
    return f"<table:table-cell {kind} {attributes}><text:p>{shown}</text:p></table:table-cell>"


def ods_row(cells: Iterable[object], attributes: str = "") -> str:
    """A row; a cell that begins like XML is taken as it is."""
    inside = "".join(
        one if isinstance(one, str) and one.startswith("<table:") else ods_cell(one)
        for one in cells
    )
    return f"<table:table-row {attributes}>{inside}</table:table-row>"


def ods_sheet(rows: Iterable[Sequence[object] | str], name: str = "ชีต1", before: str = "") -> str:
    inside = "".join(one if isinstance(one, str) else ods_row(one) for one in rows)
    return f'<table:table table:name="{name}">{before}{inside}</table:table>'


def ods_content(sheets: str, before: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content {_NAMESPACES}>'
        f"<office:scripts/><office:body><office:spreadsheet>{sheets}</office:spreadsheet>"
        "</office:body></office:document-content>"
    )


def open_document(
    rows: Iterable[Sequence[object] | str] = (),
    *,
    sheets: str = "",
    content: str = "",
    more: Mapping[str, str | bytes] = {},
) -> BytesIO:
    """An .ods of one sheet of these rows, of these `sheets`, or of this whole `content`."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", MIMETYPE, zipfile.ZIP_STORED)
        parts: dict[str, str | bytes] = {
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{_OASIS}:manifest:1.0"/>',
            "content.xml": content or ods_content(sheets or ods_sheet(rows)),
        }
        for name, part in (parts | dict(more)).items():
            package.writestr(name, part)
    file.seek(0)
    return file
