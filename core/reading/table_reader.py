"""Reading a table out of the file an office sends (`read_table`)."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import IO

from core.reading import limits
from core.reading.cell_values import Cell
from core.reading.csv_files import TextTable, cut_off, open_text, too_long
from core.reading.errors import FileRefused, column_letter, listed, megabytes
from core.reading.file_types import Kind, kind_of
from core.reading.headings import (
    FAULTS_HEADING,
    HeadingRow,
    Headings,
    check_heading_row,
    find_heading_row,
    heading_key,
    missing_sentence,
)
from core.reading.notes import notes_about, passed_note
from core.reading.rows import Row
from core.reading.skipped_rows import SkippedRows
from core.reading.unknown_columns import UnknownColumns
from core.reading.untrusted_cells import mark_errors, mark_formulas, mark_merged
from core.reading.workbook import NumberedRow, OpenWorkbook, Worksheet


@dataclass(frozen=True)
class ReadTable:
    """What was read: the known columns in the file's order, the rows that hold anything in them."""

    sheet: str  # "" for csv
    head_row: int
    headings: list[str]
    unknown: list[str]  # as written; their columns are left out
    rows: list[Row]
    notes: list[str]  # Thai remarks for the person


def read_table(
    file: IO[bytes],
    name: str,
    *,
    headings: Sequence[str],
    required: Collection[str] = (),
    aliases: Mapping[str, str] = {},
    keys: Collection[str] = (),
    amounts: Collection[str] = (),
    sums: Collection[str] = (),
    unread: Collection[str] = (),
    sheet: str = "",
) -> ReadTable:
    """The table with these headings in an .xlsx, .xls, .ods or .csv file, whatever stands around it.

    `aliases` maps other words for a heading to it; of `keys`, `amounts`, `sums` and `unread` see
    `Headings`. `sheet` names the sheet to read, by default the one whose head fits. `name` is the file's
    name and serves only the sentences. FileRefused, and nothing else, for a file that is no such table,
    holds formulas where it is read, cannot be told apart, or is hostile.
    Bounded by `core.reading.limits` in time and memory.
    """
    size = file.seek(0, 2)
    file.seek(0)
    known = Headings(headings, required, aliases, keys, amounts, sums, unread)
    kind = kind_of(file.read(4096), name)
    largest = limits.LARGEST_TEXT_FILE if kind is Kind.CSV else limits.LARGEST_FILE
    if size > largest:
        raise FileRefused(
            f"ไฟล์ใหญ่ {megabytes(size)} รับได้ไม่เกิน {megabytes(largest)} แบ่งเป็นหลายไฟล์แล้วส่งทีละไฟล์"
        )
    if kind is Kind.CSV:
        return _of_text(file, name, known)
    with OpenWorkbook(file, kind) as workbook:
        chosen, head = _choose(workbook.sheets, known, sheet)
        return _of_sheet(workbook, chosen, head, known)


def _of_text(file: IO[bytes], name: str, known: Headings) -> ReadTable:
    table = open_text(file, name, known)
    head = table.head
    if head is None or head.lacks(known):
        raise FileRefused(missing_sentence(head, known, ""))
    check_heading_row(head, (), known, "")
    notes = [table.remark] if table.remark else []
    first = [(number, cells[: table.head_width]) for number, cells in table.first]
    notes += notes_about(head, Worksheet(""), [], first)
    rows, passed = _rows(table.rows(), head, known, "", text=table)
    return ReadTable(
        "", head.row, _headings(head), _unknown(head), rows, notes + passed_note(passed)
    )


def _of_sheet(
    workbook: OpenWorkbook, chosen: Worksheet, head: HeadingRow, known: Headings
) -> ReadTable:
    facts = chosen.features
    check_heading_row(head, chosen.merged, known, f"ชีต “{chosen.name}” ")
    others = [one for one in workbook.sheets if one is not chosen]
    notes = notes_about(head, chosen, others, chosen.first)
    rows, passed = _rows(workbook.rows(chosen), head, known, f"ชีต “{chosen.name}” ")
    notes += mark_formulas(chosen.name, rows, facts, head, known, passed)
    notes += mark_merged(rows, chosen.merged, head.row, _columns(head))
    mark_errors(rows, facts.errors, head.row, _columns(head))
    notes += passed_note(passed)
    return ReadTable(chosen.name, head.row, _headings(head), _unknown(head), rows, notes)


def _columns(head: HeadingRow) -> list[int]:
    return [column for column, name in sorted(head.names.items()) if name]


def _headings(head: HeadingRow) -> list[str]:
    return [head.names[column] for column in _columns(head)]


def _unknown(head: HeadingRow) -> list[str]:
    return [
        head.texts[column]
        for column, name in sorted(head.names.items())
        if not name and heading_key(head.texts[column]) != heading_key(FAULTS_HEADING)
    ]


def _rows(
    numbered: Iterable[NumberedRow],
    head: HeadingRow,
    known: Headings,
    where: str,
    text: TextTable | None = None,
) -> tuple[list[Row], dict[int, str]]:
    """The rows below the head, of the known columns only, without those that hold nothing there; and
    what was passed over, by line.

    Rows of a text file may be shorter than the head. One that is longer is refused: a comma that was
    not quoted has moved its cells; so is a last one that was cut off.
    """
    columns = _columns(head)
    pick = _picker(columns)
    width = columns[-1] + 1
    texts = [head.texts[column] for column in columns]
    passed = SkippedRows([column for column in columns if head.names[column] in known.keys])
    beside = UnknownColumns(head, known)
    head_width = text.head_width if text else 0
    rows: list[Row] = []
    number = length = 0
    for number, cells in numbered:
        if number <= head.row:
            continue
        length = len(cells)
        if text and length < width:
            cells += [""] * (width - length)
        if beside.missing:
            beside.look(cells)
        picked = pick(cells)
        if not any(picked) or picked == texts:  # a head repeated on each printed page is no row
            continue
        if passed.takes(number, cells):
            continue
        refused = too_long(length, head_width) if text and length > head_width else ""
        rows.append(Row(number, picked, refused))
        if len(rows) > limits.MOST_ROWS:
            raise FileRefused(f"ตารางมีเกิน {limits.MOST_ROWS:,} แถว แบ่งเป็นหลายไฟล์แล้วส่งทีละไฟล์")
    beside.refuse(where)
    if text and text.is_cut and rows and rows[-1].number == number and length < head_width:
        rows[-1] = Row(number, rows[-1].cells, cut_off(length, head_width))
    return rows, passed.rows


def _picker(columns: list[int]) -> Callable[[list[Cell]], list[Cell]]:
    if len(columns) == 1:
        only = columns[0]
        return lambda cells: [cells[only]]
    pick = itemgetter(*columns)
    return lambda cells: list(pick(cells))


def _choose(sheets: list[Worksheet], known: Headings, named: str) -> tuple[Worksheet, HeadingRow]:
    """The sheet whose head fits, and its head."""
    asked = list(_asked(sheets, named))
    heads = {id(one): find_heading_row(one.first, one.merged, known) for one in asked}
    fitting = [one for one in asked if (head := heads[id(one)]) and not head.lacks(known)]
    filled = [one for one in fitting if _is_filled(one, heads[id(one)])]
    if len(filled) > 1:
        names = listed([f"“{one.name}”" for one in filled])
        raise FileRefused(f"มีตารางอยู่หลายชีต: {names} เหลือไว้ชีตเดียว หรือแยกเป็นไฟล์ละชีต แล้วส่งใหม่")
    if not fitting:
        raise FileRefused(_no_table(asked, heads, known, sheets))
    chosen = (filled or fitting)[0]
    head = heads[id(chosen)]
    assert head is not None
    return chosen, head


def _asked(sheets: list[Worksheet], named: str) -> Iterator[Worksheet]:
    """The sheets to look at: the one that was named, else all a person sees."""
    if named:
        found = [one for one in sheets if one.name == named and one.kind == "WorkSheet"]
        if not found:
            names = listed([f"“{one.name}”" for one in sheets])
            raise FileRefused(f"ไม่มีชีต “{named}” ในไฟล์ มี: {names}")
        yield from found
    else:
        yield from (one for one in sheets if one.visible and one.kind == "WorkSheet")


def _is_filled(sheet: Worksheet, head: HeadingRow | None) -> bool:
    return bool(head and sheet.first and sheet.first[-1][0] > head.row)


def _no_table(
    asked: list[Worksheet],
    heads: dict[int, HeadingRow | None],
    known: Headings,
    sheets: list[Worksheet],
) -> str:
    """Why none of the sheets fits: what the likeliest one lacks."""
    for one in asked:
        if one.width > limits.MOST_COLUMNS:
            return (
                f"ชีต “{one.name}” มีข้อมูลไกลถึงคอลัมน์ {column_letter(one.width - 1)} "
                f"รับได้ไม่เกิน {limits.MOST_COLUMNS} คอลัมน์ ลบคอลัมน์ที่อยู่นอกตารางแล้วส่งใหม่"
            )
    nearest = max(asked, key=lambda one: _nearness(heads[id(one)], known), default=None)
    hidden = [f"“{one.name}”" for one in sheets if not one.visible]
    more = f" (ไม่ได้ดูชีตที่ซ่อนอยู่: {listed(hidden)})" if hidden else ""
    if nearest is None or not any(one.first for one in asked):
        return f"ไฟล์ไม่มีข้อมูลในชีตที่มองเห็น{more} เลือกไฟล์ใหม่"
    head = heads[id(nearest)]
    where = f"ชีต “{nearest.name}” " if head or len(asked) == 1 else ""
    return missing_sentence(head, known, where) + more


def _nearness(head: HeadingRow | None, known: Headings) -> tuple[int, int]:
    return (-len(head.lacks(known)), len(head.found)) if head else (-10_000, 0)
