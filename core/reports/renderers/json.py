"""A report as JSON for programs: amounts are strings of baht ("366160.00"), never floats."""

import json
from decimal import Decimal
from typing import Any

from core.reports.tables import Column, ReportTable, Row, Summary, Value


def _value(value: Value) -> str | int | bool | None:
    return str(value) if isinstance(value, Decimal) else value


def _row(row: Row | None, columns: tuple[Column, ...]) -> dict[str, Any] | None:
    return None if row is None else {column.key: _value(row.get(column.key)) for column in columns}


def _grid(table: ReportTable | Summary) -> dict[str, Any]:
    return {
        "columns": [
            {
                "key": column.key,
                "heading": column.heading,
                "group": column.group,
                "kind": column.kind,
            }
            for column in table.columns
        ],
        "rows": [_row(row, table.columns) for row in table.rows],
        "total": _row(table.total, table.columns),
    }


def as_data(table: ReportTable) -> dict[str, Any]:
    """The table in plain values; keys in the order of the columns."""
    return {
        "title": table.title,
        "subtitle_lines": list(table.subtitle_lines),
        "coverage": table.coverage,
        "draft": table.draft,
        **_grid(table),
        "summaries": [{"title": summary.title, **_grid(summary)} for summary in table.summaries],
        "notes": list(table.notes),
        "signatures": [list(signature.lines) for signature in table.signatures],
        # Left out where there is none: the fingerprints of papers printed before stay what they were.
        **({"preamble": list(table.preamble)} if table.preamble else {}),
    }


def render(table: ReportTable) -> bytes:
    return json.dumps(as_data(table), ensure_ascii=False, indent=1).encode()
