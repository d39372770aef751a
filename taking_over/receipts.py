"""What came of one file of a take-over: counted while it is read, kept, told."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from taking_over.models import TakenTable


@dataclass
class Result:
    """What came of a file. `held`: reasons by row number. `not_taken_cells`: as CSV."""

    rows: int = 0
    taken: int = 0
    already_there: int = 0
    held: dict[int, str] = field(default_factory=dict)
    not_taken: int = 0
    not_taken_cells: str = ""
    sums: dict[str, Decimal] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass
class Receipt:
    """What came of one file, as it is kept and shown."""

    table: TakenTable
    result: Result = field(default_factory=Result)
    held_back: bytes = b""
    not_taken: bytes = b""


def summary(table: TakenTable) -> str:
    """อ่าน 100 · นำเข้า 95 · มีอยู่แล้ว 2 · กันไว้ 3 · ค่าที่เก็บไม่ได้ 4"""
    said = f"อ่าน {table.rows:,} · นำเข้า {table.taken:,} · มีอยู่แล้ว {table.already_there:,}"
    return f"{said} · กันไว้ {table.held_back:,} · ค่าที่เก็บไม่ได้ {table.not_taken:,}"


def receipt_of(table: TakenTable) -> dict[str, Any]:
    """What is kept of a file, for a report."""
    return {
        "entity": table.entity,
        "table": table.table_title,
        "file": table.file_title,
        "sha256": table.file_hash,
        "status": table.status,
        "rows": table.rows,
        "taken": table.taken,
        "already_there": table.already_there,
        "held_back": table.held_back,
        "not_taken": table.not_taken,
        "sums": table.sums,
        "notes": table.notes,
        "message": table.message,
    }
