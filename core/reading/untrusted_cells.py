"""Cells that are not what they seem to hold: formulas, errors of Excel, what a merge covers."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import product

from core.reading.cell_values import Cell
from core.reading.errors import FileRefused, Unreadable, listed, place
from core.reading.headings import HeadingRow, Headings
from core.reading.limits import MOST_COVERED, MOST_MERGED
from core.reading.rows import Row
from core.reading.sheet_features import SOMEWHERE, SheetFeatures
from core.reading.workbook import Merged


def mark_formulas(
    sheet: str,
    rows: list[Row],
    facts: SheetFeatures,
    head: HeadingRow,
    headings: Headings,
    passed: Collection[int],
) -> list[str]:
    """What to say of formulas; none is ever computed here.

    A column that nobody reads may hold any, so may a row that was passed over (`passed`); of one that
    the portal adds up itself the cells are emptied. Elsewhere the value that Excel kept beside the
    formula is read, and the row's remark names it, since it may be old; without one the cell is
    Unreadable.
    FileRefused where it cannot be told which cells are formulas.
    """
    columns = _columns(head)
    summed, read = set(), []
    for row, column in facts.formulas_below(head.row):
        name = head.names.get(column, "")
        if (row, column) == SOMEWHERE:
            raise FileRefused(_formulas_refused(sheet, "ที่ไม่ทราบตำแหน่ง"))
        if row in passed or not name or name in headings.unread:
            continue
        if name in headings.sums:
            summed.add((row, column))
        else:
            read.append((row, column))
    if facts.too_many:
        raise FileRefused(_formulas_refused(sheet, "จำนวนมาก"))
    by_number = {row.number: place for place, row in enumerate(rows)}
    for row, column in summed:
        if row in by_number:
            rows[by_number[row]].cells[columns.index(column)] = ""
    named = dict.fromkeys(head.names[column] for _, column in sorted(summed))
    notes = [f"คอลัมน์ “{name}” เป็นสูตร ไม่ได้อ่าน ระบบรวมให้" for name in named]
    return notes + _offer_kept_values(rows, read, head)


def _offer_kept_values(
    rows: list[Row], places: Sequence[tuple[int, int]], head: HeadingRow
) -> list[str]:
    """Let each row say which of its values are formulas' results."""
    columns = _columns(head)
    by_number = {row.number: place for place, row in enumerate(rows)}
    said: dict[int, list[str]] = {}
    for number, column in places:
        if number not in by_number:  # nothing in it but formulas that never were computed
            rows.append(Row(number, [""] * len(columns)))
            by_number[number] = len(rows) - 1
        cells, index = rows[by_number[number]].cells, columns.index(column)
        if cells[index] == "":
            cells[index] = Unreadable(
                f"ช่อง {place(number, column)} เป็นสูตรที่ไม่มีผลลัพธ์เก็บไว้ พิมพ์ค่าแทนสูตร"
            )
        else:
            said.setdefault(number, []).append(f"{head.names[column]} ({place(number, column)})")
    for number, named in said.items():
        row = rows[by_number[number]]
        remark = f"เป็นสูตร อ่านผลลัพธ์ที่ Excel เก็บไว้ล่าสุด: {listed(named)}"
        rows[by_number[number]] = replace(row, remark=remark)
    rows.sort(key=_number)
    if not said:
        return []
    headings = dict.fromkeys(head.names[column] for _, column in places)
    return [
        f"คอลัมน์ {listed([f'“{name}”' for name in headings])} มีสูตร ใช้ผลลัพธ์ที่ Excel เก็บไว้ ตรวจก่อนยืนยัน"
    ]


def _columns(head: HeadingRow) -> list[int]:
    return sorted(column for column, name in head.names.items() if name)


def _formulas_refused(sheet: str, where: str) -> str:
    return (
        f"ชีต “{sheet}” ช่อง {where} เป็นสูตร คัดลอกทั้งตารางแล้ววางเฉพาะค่า (วางแบบพิเศษ > ค่า) บันทึกแล้วส่งใหม่"
    )


def mark_errors(
    rows: list[Row], errors: Mapping[tuple[int, int], str], head_row: int, columns: Sequence[int]
) -> None:
    """Make each cell that shows #N/A, #REF! and the like Unreadable.

    The reader of values gives such cells as empty; a row that held nothing else comes back.
    """
    by_number = {row.number: row for row in rows}
    for (number, column), name in errors.items():
        if number <= head_row or column not in columns:
            continue
        if number not in by_number:
            blank: list[Cell] = [""] * len(columns)
            by_number[number] = Row(number, blank)
            insort(rows, by_number[number], key=_number)
        by_number[number].cells[columns.index(column)] = Unreadable(
            f"ช่อง {place(number, column)} เป็นค่าผิดพลาด {name} ของ Excel พิมพ์ค่าที่ถูกต้องแทน"
        )


def mark_merged(
    rows: list[Row], merged: Sequence[Merged], head_row: int, columns: Sequence[int]
) -> list[str]:
    """Make each cell that a merge covers Unreadable; what to say of it.

    Excel keeps one value for a merged place, in its first cell. Whether its other cells mean the same
    value or none cannot be known. FileRefused where so much is merged that it was hardly meant.
    """
    below = [one for one in merged if one[1][0] >= head_row]
    if len(below) > MOST_MERGED:
        raise _too_much(len(below))
    named, count = [], 0
    for (top, left), (bottom, right) in below:
        start = bisect_left(rows, max(top, head_row) + 1, key=_number)
        end = bisect_right(rows, bottom + 1, key=_number)
        hit = [index for index, column in enumerate(columns) if left <= column <= right]
        count += (end - start) * len(hit)
        if count > MOST_COVERED:
            raise _too_much(len(below))
        for row, index in product(rows[start:end], hit):
            if (row.number, columns[index]) != (top + 1, left):
                row.cells[index] = Unreadable(
                    f"ช่องนี้ผสานอยู่กับ {place(top + 1, left)} ยกเลิกการผสานช่อง แล้วกรอกค่าของแถวนี้"
                )
        if start < end and hit:
            named.append(f"{place(top + 1, left)}:{place(bottom + 1, right)}")
    return [f"ช่องที่ผสานกัน ค่านับให้ช่องแรกเท่านั้น: {listed(named)}"] if named else []


def _number(row: Row) -> int:
    return row.number


def _too_much(places: int) -> FileRefused:
    return FileRefused(
        f"ตารางผสานช่องไว้ {places:,} แห่ง เลือกทั้งตารางแล้วยกเลิกการผสานช่อง (Unmerge) กรอกค่าให้ครบทุกช่อง"
    )
