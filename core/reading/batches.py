"""Reading a table a batch of rows at a time, as the old systems wrote it (`open_table`).

Memory does not grow with the rows: a nation's file goes by in batches. More is accepted than from a
sheet of an office (`core.reading.read_table`): the value Excel kept beside a formula is read without a
word, for nobody will ask the old system again. What is hostile is refused all the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import IO

from core.reading import limits
from core.reading.cell_values import Cell
from core.reading.csv_files import cut_off, open_text, too_long
from core.reading.errors import FileRefused, megabytes
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
from core.reading.rows import Row
from core.reading.skipped_rows import SkippedRows
from core.reading.untrusted_cells import mark_errors
from core.reading.workbook import NumberedRow, OpenWorkbook, Worksheet

ROWS_AT_ONCE = 5_000

Errors = Mapping[tuple[int, int], str]  # cells that show #N/A and the like, by row and column
_NONE: Errors = MappingProxyType({})


@dataclass
class OpenTable:
    """A table that is open: its headings as known and as written, its rows in batches, once.

    `unknown`: headings nobody knows, whose columns are left out. `passed`: rows that are no records
    (totals, signatures), by number, as far as the table was read.
    """

    headings: list[str]
    unknown: list[str]
    passed: dict[int, str] = field(default_factory=dict)
    _batches: Iterator[list[Row]] = field(default_factory=lambda: iter(()))

    def batches(self) -> Iterator[list[Row]]:
        return self._batches


@contextmanager
def open_table(file: IO[bytes], name: str, known: Headings) -> Iterator[OpenTable]:
    """The table of an .xlsx, .xls, .ods or .csv file; `name` serves the sentences.

    FileRefused for a file that is none, whose head lacks what must be there, or that is hostile; also
    while its rows are read.
    """
    size = file.seek(0, 2)
    file.seek(0)
    kind = kind_of(file.read(4096), name)
    largest = limits.LARGEST_TEXT_IN_BATCHES if kind is Kind.CSV else limits.LARGEST_FILE
    if size > largest:
        raise FileRefused(
            f"ไฟล์ใหญ่ {megabytes(size)} รับได้ไม่เกิน {megabytes(largest)} แบ่งเป็นหลายไฟล์แล้วส่งใหม่"
        )
    file.seek(0)
    if kind is Kind.CSV:
        yield _of_text(file, name, known)
        return
    with OpenWorkbook(file, kind) as workbook:
        sheet, head = _sheet_of(workbook.sheets, known)
        check_heading_row(head, sheet.merged, known, f"ชีต “{sheet.name}” ")
        yield _opened(head, known, workbook.rows(sheet), errors=sheet.features.errors)


def _sheet_of(sheets: Sequence[Worksheet], known: Headings) -> tuple[Worksheet, HeadingRow]:
    """The sheet whose head holds most of the headings."""
    heads = [
        (one, head)
        for one in sheets
        if one.kind == "WorkSheet" and (head := find_heading_row(one.first, one.merged, known))
    ]
    heads.sort(key=lambda one: (-len(one[1].lacks(known)), len(one[1].found)))
    if not heads or heads[-1][1].lacks(known):
        raise FileRefused(missing_sentence(heads[-1][1] if heads else None, known, ""))
    return heads[-1]


def _of_text(file: IO[bytes], name: str, known: Headings) -> OpenTable:
    table = open_text(file, name, known, limits.MOST_LINES_IN_BATCHES)
    if table.head is None or table.head.lacks(known):
        raise FileRefused(missing_sentence(table.head, known, ""))
    check_heading_row(table.head, (), known, "")
    cut = table.head_width if table.is_cut else 0
    return _opened(table.head, known, table.rows(), width=table.head_width, cut=cut)


def _opened(
    head: HeadingRow,
    known: Headings,
    rows: Iterator[NumberedRow],
    *,
    errors: Errors = _NONE,
    width: int = 0,
    cut: int = 0,
) -> OpenTable:
    columns = [column for column, named in sorted(head.names.items()) if named]
    unknown = [
        head.texts[column]
        for column, named in sorted(head.names.items())
        if not named and heading_key(head.texts[column]) != heading_key(FAULTS_HEADING)
    ]
    skipped = SkippedRows([column for column in columns if head.names[column] in known.keys])
    table = OpenTable([head.names[column] for column in columns], unknown, skipped.rows)
    table._batches = _batches(rows, head, columns, skipped, errors, width, cut)
    return table


def _batches(
    rows: Iterator[NumberedRow],
    head: HeadingRow,
    columns: Sequence[int],
    skipped: SkippedRows,
    errors: Errors,
    width: int,
    cut: int,
) -> Iterator[list[Row]]:
    """`width`: of a text file's head; a longer row has moved its cells and is refused. `cut`: the same
    of one whose last line may be cut off."""
    texts = [head.texts[column] for column in columns]
    batch: list[Row] = []
    length = 0
    for number, cells in rows:
        if number <= head.row:
            continue
        length = len(cells)
        picked: list[Cell] = [cells[column] if column < length else "" for column in columns]
        if not any(picked) or picked == texts or skipped.takes(number, cells):
            continue
        if len(batch) >= ROWS_AT_ONCE:
            yield _marked(batch, errors, head.row, columns)
            batch = []
        batch.append(
            Row(number, picked, too_long(length, width) if width < length and width else "")
        )
    if cut and batch and length < cut:
        last = batch[-1]
        batch[-1] = Row(last.number, last.cells, cut_off(length, cut))
    if batch:
        yield _marked(batch, errors, head.row, columns)


def _marked(batch: list[Row], errors: Errors, head_row: int, columns: Sequence[int]) -> list[Row]:
    """The batch, its cells that show an error of Excel made Unreadable."""
    if errors:
        within = range(batch[0].number, batch[-1].number + 1)
        mark_errors(
            batch,
            {place: said for place, said in errors.items() if place[0] in within},
            head_row,
            columns,
        )
    return batch


@dataclass(frozen=True)
class FirstRows:
    """The beginning of a table whose headings need not be known: headings as written, rows below."""

    headings: list[str]
    rows: list[list[Cell]]


def look_into(file: IO[bytes], name: str, known: Headings, most: int = 5) -> FirstRows:
    """What a person maps: the headings of a file as they stand, and its first rows. Where none of them
    is known, the first row with the most words is the head. FileRefused as `open_table`."""
    file.seek(0)
    kind = kind_of(file.read(4096), name)
    file.seek(0)
    if kind is Kind.CSV:
        table = open_text(file, name, known)
        return _beginning(table.first, table.head, most)
    with OpenWorkbook(file, kind) as workbook:
        sheets = [one for one in workbook.sheets if one.kind == "WorkSheet" and one.first]
        if not sheets:
            raise FileRefused("ไฟล์ไม่มีข้อมูล เลือกไฟล์ใหม่")
        heads = [(one, find_heading_row(one.first, one.merged, known)) for one in sheets]
        sheet, head = max(heads, key=lambda one: len(one[1].found) if one[1] else 0)
        return _beginning(sheet.first, head, most)


def _beginning(first: Sequence[NumberedRow], head: HeadingRow | None, most: int) -> FirstRows:
    if head is not None:
        texts, row = head.texts, head.row
    else:
        row, cells = max(first[:10], key=lambda one: (_words(one[1]), -one[0]), default=(0, []))
        texts = {place: str(cell) for place, cell in enumerate(cells) if cell}
    columns = sorted(texts)
    below = [cells for number, cells in first if number > row][:most]
    return FirstRows(
        [texts[column] for column in columns],
        [[cells[one] if one < len(cells) else "" for one in columns] for cells in below],
    )


def _words(cells: Sequence[Cell]) -> int:
    return sum(1 for one in cells if isinstance(one, str) and one and not one[0].isdigit())
