"""How one value reads on screen and on paper (Arabic digits; paper turns them Thai by choice)."""

from core.reports.tables import Kind, Value
from core.thai.digits import format_baht

TICK = "✓"
CENTRED = frozenset({"tick", "year"})
RIGHT_ALIGNED = frozenset({"count", "baht", "percent"})


def cell_text(value: Value, kind: Kind) -> str:
    """359,900.00 · 1,204 · 98.20% · ✓; nothing for an empty cell, and for a tick not set."""
    if kind == "tick":
        return TICK if value is True else ""
    if value is None:
        return ""
    if isinstance(value, str):  # a word in a column of figures, such as รวม
        return value
    if kind == "year":
        return f"{value}"
    if kind == "baht":
        return format_baht(value)
    return f"{value:.2f}%" if kind == "percent" else f"{value:,}"
