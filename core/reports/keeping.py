"""A filled report as plain JSON values and back, without loss: what a printed version is kept as."""

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from core.reports.tables import (
    Certificate,
    Column,
    ReportTable,
    Row,
    Signature,
    Summary,
    Value,
)

_BAHT = "decimal"


def _plain(value: Value) -> Any:
    return {_BAHT: str(value)} if isinstance(value, Decimal) else value


def _value(plain: Any) -> Value:
    return Decimal(plain[_BAHT]) if isinstance(plain, dict) else plain


def _plain_row(row: Row | None) -> dict[str, Any] | None:
    return None if row is None else {key: _plain(value) for key, value in row.items()}


def _row(plain: dict[str, Any] | None) -> Row | None:
    return None if plain is None else {key: _value(value) for key, value in plain.items()}


def _plain_grid(table: ReportTable | Summary) -> dict[str, Any]:
    return {
        "columns": [asdict(column) for column in table.columns],
        "rows": [_plain_row(row) for row in table.rows],
        "total": _plain_row(table.total),
    }


def _grid(kept: dict[str, Any]) -> dict[str, Any]:
    return {
        "columns": tuple(Column(**column) for column in kept["columns"]),
        "rows": tuple(_row(row) for row in kept["rows"]),
        "total": _row(kept["total"]),
    }


def as_kept(table: ReportTable) -> dict[str, Any]:
    """Everything that paper shows, its certificate among it."""
    return {
        "title": table.title,
        "subtitle_lines": list(table.subtitle_lines),
        "coverage": table.coverage,
        "preamble": list(table.preamble),
        **_plain_grid(table),
        "summaries": [{"title": one.title, **_plain_grid(one)} for one in table.summaries],
        "notes": list(table.notes),
        "signatures": [list(one.lines) for one in table.signatures],
        "draft": table.draft,
        "by_hand": table.by_hand,
        "orientation": table.orientation,
        "certificate": asdict(table.certificate) if table.certificate else None,
    }


def from_kept(kept: dict[str, Any]) -> ReportTable:
    """The report that `as_kept` made this of."""
    return ReportTable(
        title=kept["title"],
        subtitle_lines=tuple(kept["subtitle_lines"]),
        coverage=kept["coverage"],
        preamble=tuple(kept.get("preamble", ())),  # the prints of before had none
        **_grid(kept),
        summaries=tuple(Summary(one["title"], **_grid(one)) for one in kept["summaries"]),
        notes=tuple(kept["notes"]),
        signatures=tuple(Signature(tuple(lines)) for lines in kept["signatures"]),
        draft=kept["draft"],
        by_hand=kept["by_hand"],
        orientation=kept["orientation"],
        certificate=Certificate(**kept["certificate"]) if kept["certificate"] else None,
    )
