"""A report on A4 paper, typeset by typst with Sarabun; Thai digits by choice.

The same report makes the same bytes again, and its foot carries the first letters of the SHA-256 of
its figures.
"""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import segno

from core.documents.typesetting import Verbatim, in_thai_digits, outlined, typeset
from core.reports.cells import CENTRED, RIGHT_ALIGNED, cell_text
from core.reports.charts import Drawing, for_paper
from core.reports.renderers import svg
from core.reports.renderers.json import render as render_json
from core.reports.tables import (
    DRAFT_MARK,
    EMPTY_TABLE,
    Certificate,
    Column,
    ReportTable,
    Row,
    Summary,
    head_rows,
)
from core.thai.digits import to_thai

TEMPLATE = Path(__file__).with_name("paper.typ")


def _align(column: Column) -> str:
    if column.kind in CENTRED:
        return "center"
    return "right" if column.kind in RIGHT_ALIGNED else "left"


def table_texts(table: ReportTable | Summary) -> dict[str, Any]:
    """A table as paper sets it: every cell a text, with where it stands."""

    def texts(row: Row) -> list[str]:
        return [cell_text(row.get(column.key), column.kind) for column in table.columns]

    return {
        "title": table.title,
        "columns": [{"width": column.width, "align": _align(column)} for column in table.columns],
        "head": [
            [
                {"text": head.text, "x": head.column, "colspan": head.columns, "rowspan": head.rows}
                for head in row
            ]
            for row in head_rows(table.columns)
        ],
        "rows": [texts(row) for row in table.rows],
        "total": None if table.total is None else texts(table.total),
        "empty": EMPTY_TABLE,
    }


def _certificate(certificate: Certificate, *, thai_digits: bool) -> dict[str, Any]:
    """The address as letters and, with its signature, as a QR code that a creased sheet can still be
    read from: to be typed as it stands, so its digits are never Thai."""
    code = segno.make(certificate.address + certificate.signed, error="m", micro=False)
    return {
        "line": to_thai(certificate.line) if thai_digits else certificate.line,
        "address": certificate.address,
        "code": code.svg_inline(border=0, scale=1),
        "signed": bool(certificate.signed),
    }


def _drawn(drawing: Drawing, *, thai_digits: bool) -> dict[str, Any]:
    """A drawing for a page of its own, and what is read aloud of it."""
    if thai_digits:
        said = [replace(one, text=to_thai(one.text)) for one in drawing.words]
        drawing = replace(drawing, words=said, told=to_thai(drawing.told))
    title = to_thai(drawing.title) if thai_digits else drawing.title
    return {
        "svg": Verbatim(svg.written(drawing)),
        "title": title,
        "told": Verbatim(drawing.told),
        "ratio": drawing.width / drawing.height,
        "lies": drawing.width > 1.4 * drawing.height,
    }


def fingerprint(table: ReportTable) -> str:
    """The first 16 letters of the SHA-256 of the report's JSON; printed at the foot."""
    return hashlib.sha256(render_json(table)).hexdigest()[:16]


def render(table: ReportTable, *, thai_digits: bool = False) -> bytes:
    """The report as PDF."""
    texts = {
        "subtitle": list(table.subtitle_lines),
        "coverage": table.coverage,
        "draft": DRAFT_MARK if table.draft else "",
        "main": table_texts(table),
        "sheets": [table_texts(summary) for summary in table.summaries if summary.own_sheet],
        "summaries": [table_texts(summary) for summary in table.summaries if not summary.own_sheet],
        "preamble": list(table.preamble),
        "notes": list(table.notes),
        "signatures": [list(signature.lines) for signature in table.signatures],
        "digits": "0123456789",
    }
    data = (in_thai_digits(texts) if thai_digits else texts) | {
        "landscape": table.orientation == "landscape",
        "by_hand": table.by_hand,
        "fingerprint": fingerprint(table),
        "mark": outlined(DRAFT_MARK, size="64pt", fill="luma(238)") if table.draft else None,
        "drawings": [_drawn(one, thai_digits=thai_digits) for one in for_paper(table)],
        "certificate": table.certificate
        and _certificate(table.certificate, thai_digits=thai_digits),
    }
    return typeset(TEMPLATE, report=data)
