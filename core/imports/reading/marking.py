"""Cells that must not be taken for what they seem to hold: errors of Excel, and what a merge covers."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from core.imports.reading.cells import Cell
from core.imports.reading.heads import Head
from core.imports.reading.limits import MOST_MERGED
from core.imports.reading.opened import Merged
from core.imports.reading.refusals import FileRefused, Unreadable, listed, place


class _Row(Protocol):
    @property
    def number(self) -> int: ...
    @property
    def cells(self) -> list[Cell]: ...


def mark_errors(
    rows: list,
    errors: Mapping[tuple[int, int], str],
    head: Head,
    columns: Sequence[int],
    row: Callable,
) -> list:
    """The rows with each cell that shows #N/A, #REF! and the like made Unreadable.

    The values' reader gives such cells as empty; a row that held nothing else comes back.
    """
    places = {column: index for index, column in enumerate(columns)}
    by_number = {one.number: one for one in rows}
    added = []
    for (number, column), name in errors.items():
        if number <= head.row or column not in places:
            continue
        if number not in by_number:
            by_number[number] = row(number, [""] * len(columns))
            added.append(by_number[number])
        by_number[number].cells[places[column]] = Unreadable(
            f"ช่อง {place(number, column)} เป็นค่าผิดพลาด {name} ของ Excel พิมพ์ค่าที่ถูกต้องแทน"
        )
    return sorted([*rows, *added], key=lambda one: one.number) if added else rows


def mark_merged(
    rows: list, merged: Sequence[Merged], head: Head, columns: Sequence[int]
) -> tuple[list, list[str]]:
    """The rows with each cell that a merge covers made Unreadable, and what to say of it.

    Excel keeps one value for a merged place, in its first cell. Whether the other cells mean the same
    value or none cannot be known.
    """
    below = [one for one in merged if one[1][0] >= head.row]
    if not below or not rows:
        return rows, []
    if len(below) > MOST_MERGED:
        raise FileRefused(
            f"ตารางผสานช่องไว้ {len(below):,} แห่ง เลือกทั้งตารางแล้วยกเลิกการผสานช่อง (Unmerge) ใส่ค่าให้ครบทุกช่อง"
        )
    places = {column: index for index, column in enumerate(columns)}
    by_number = {one.number: one for one in rows}
    named = []
    for (top, left), (bottom, right) in below:
        hit = [column for column in columns if left <= column <= right]
        numbers = range(max(top, head.row) + 1, min(bottom + 1, rows[-1].number) + 1)
        if len(numbers) > len(rows):
            numbers = [number for number in by_number if top < number <= bottom + 1]  # type: ignore
        covered = False
        for number in numbers if hit else ():
            one = by_number.get(number)
            for column in hit if one else ():
                if (number, column) != (top + 1, left):
                    one.cells[places[column]] = Unreadable(
                        f"ช่องนี้ผสานอยู่กับ {place(top + 1, left)} ยกเลิกการผสานช่อง แล้วใส่ค่าของแถวนี้"
                    )
                    covered = True
        if covered:
            named.append(f"{place(top + 1, left)}:{place(bottom + 1, right)}")
    said = f"ช่องที่ผสานกัน ค่านับให้ช่องแรกเท่านั้น: {listed(named)}"
    return rows, [said] if named else []
