"""What a person is told of a file that was read: what was passed over, what was read though hidden."""

from collections.abc import Mapping, Sequence

from core.reading.errors import column_letter, listed
from core.reading.headings import HeadingRow
from core.reading.skipped_rows import NUMBERED
from core.reading.workbook import NumberedRow, Worksheet


def notes_about(
    head: HeadingRow,
    sheet: Worksheet,
    others: Sequence[Worksheet],
    first: Sequence[NumberedRow],
) -> list[str]:
    """The remarks in Thai, none for a plain table."""
    notes = []
    if others:
        names = [f"“{one.name}”" + ("" if one.visible else " (ซ่อนอยู่)") for one in others]
        notes.append(f"อ่านชีต “{sheet.name}” เท่านั้น ไม่ได้อ่านชีต {listed(names)}")
    if not sheet.visible:
        notes.append(f"ชีต “{sheet.name}” ซ่อนอยู่")
    above = [number for number, _ in first if number < head.first_row]
    if above:
        notes.append(f"หัวตารางอยู่แถว {head.row} ข้ามข้อความเหนือหัวตาราง (แถว {spans(above)})")
    hidden = sorted({number for number in sheet.features.hidden_rows if number > head.row})
    if hidden:
        notes.append(f"มีแถวที่ซ่อนหรือกรองไว้ อ่านด้วย: แถว {spans(hidden)}")
    columns = {
        column
        for start, end in sheet.features.hidden_columns
        for column in head.names
        if start <= column <= end and head.names[column]
    }
    if columns:
        named = [f"{column_letter(column)} ({head.names[column]})" for column in sorted(columns)]
        notes.append(f"มีคอลัมน์ที่ซ่อนไว้ อ่านด้วย: {listed(named)}")
    nameless = sorted(
        {
            column
            for number, cells in first
            if number > head.row
            for column, one in enumerate(cells)
            if one and column not in head.names
        }
    )
    if nameless:
        letters = [column_letter(column) for column in nameless]
        notes.append(f"คอลัมน์ที่ไม่มีหัว ไม่ได้อ่าน: {listed(letters)}")
    return notes


def passed_note(passed: Mapping[int, str]) -> list[str]:
    """Which lines were no records, each with the words it begins with."""
    told = [
        f"แถว {number} {words if words == NUMBERED else f'“{words[:60]}”'}"
        for number, words in passed.items()
    ]
    return [f"ข้ามแถวที่ไม่ใช่รายการ: {listed(told, 12)}"] if told else []


def spans(numbers: Sequence[int]) -> str:
    """5-9, 14 for 5, 6, 7, 8, 9, 14."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return listed([f"{a}-{b}" if b > a else str(a) for a, b in found], 8)
