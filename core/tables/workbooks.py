"""Writing lists as files: row by row, so that their size does not matter to memory.

What is written here, `core.reading.read_table` reads back as the same values (texts cleaned).
Workbooks are written by rust_xlsxwriter in its constant-memory mode, which keeps one format a column; so
each column is of one kind, decided from the first rows, and a value of another kind further down is
written as its text rather than shown wrongly. Only what carries notes is written by openpyxl.
"""

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import IO, Any

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from rustpy_xlsxwriter import Format, write_worksheet

from core.documents import sheet_sizes
from core.reading.cell_values import number_text
from core.reading.csv_files import guarded
from core.reading.errors import Unreadable
from core.reading.headings import FAULTS_HEADING
from core.thai.calendar import buddhist_year

LONGEST_CELL = 32_767  # of Excel, counted in UTF-16
MOST_NOTES = 20_000  # Excel grows slow with more; the column at the end says everything

_A4 = 9  # as Excel numbers papers
_SAMPLE = 5_000  # rows that decide of which kind a column is; and get the height that Thai needs
_MEASURED = 200  # rows that decide how wide a column is
_NARROWEST, _WIDEST = 12, 60
_LETTERS = 80  # of a text that are measured
_EXACT_DIGITS = 15  # of a number in Excel
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")

# Text: a code typed into such a cell keeps its zeros, and nothing in it is ever run. Days in พ.ศ.: the
# calendar (07) and the language (041E) stand in the format, so that every Excel shows them so.
_TEXT, _AMOUNT, _DAY = "@", "#,##0.00", "[$-107041E]d/m/yyyy"
_MOMENT, _NUMBER = "[$-107041E]d/m/yyyy hh:mm:ss", "General"

_FAULTY = PatternFill("solid", fgColor="FFE8C7")
_SIZE = 11  # of the letters: Excel's own
_FAULTS_WIDTH = 60
_BOLD = Font(name="Calibri", size=_SIZE, bold=True)
_WRAPPED = Alignment(wrap_text=True, vertical="top")


def write_workbook(
    title: str, headings: Sequence[str], rows: Iterable[Sequence[object]]
) -> IO[bytes]:
    """A workbook of one sheet with a frozen head, as an open file at its beginning.

    Texts stay texts: codes keep their zeros, one that begins like a formula is never run. Amounts
    (Decimal) are numbers with two decimals shown, dates real dates shown in พ.ศ.; a number of more than
    fifteen digits, which Excel would cut, is text. ValueError for the same heading twice, and for a text
    longer than a cell holds (32,767), which would come back cut.
    """
    if len(set(headings)) < len(headings):
        raise ValueError("a heading stands twice")
    source = iter(rows)
    sample = [list(row) for row in islice(source, _SAMPLE)]
    columns = [_Column(heading, index, sample) for index, heading in enumerate(headings)]
    with _kept(tempfile.NamedTemporaryFile(suffix=".xlsx")) as file:
        write_worksheet(
            _records(columns, chain(sample, source)),
            file.name,
            sheet_name=_sheet_title(title),
            freeze_row=1,
            header_format=Format().set_bold(),
            column_widths=[column.width(sample) for column in columns],
            # Of a longer list the rows beyond are as high as the program makes them: a height needs its
            # row's number before the row is there.
            row_heights=dict.fromkeys(range(len(sample) + 1), sheet_sizes.height(1, _SIZE)),
            column_formats=[Format().set_num_format(column.format) for column in columns],
            # Printed as one page wide, as many high as it takes, the head on each.
            page_setup={
                "landscape": True,
                "paper_size": _A4,
                "fit_to_pages": (1, 0),
                "repeat_rows": 0,
            },
            ignore_errors=[column.heading for column in columns if column.format == _TEXT],
        )
    return file


@contextmanager
def _kept(file: IO[bytes]) -> Iterator[IO[bytes]]:
    """The file to write into: at its beginning afterwards, closed if writing failed."""
    try:
        yield file
    except BaseException:
        file.close()
        raise
    file.seek(0)


class _Column:
    """A column, and what becomes of its values."""

    def __init__(self, heading: str, index: int, sample: Sequence[Sequence[object]]):
        self.heading, self._index = heading, index
        kinds = {_kind(row[index]) for row in sample} - {""}
        # Whole numbers beside amounts are amounts; anything beside texts is written as text.
        kinds -= {_NUMBER} if _AMOUNT in kinds else set()
        self.format = kinds.pop() if len(kinds) == 1 else _TEXT

    def width(self, sample: Sequence[Sequence[object]]) -> float:
        """What the heading and the first values take, within bounds."""
        texts = [as_text(row[self._index]) for row in sample[:_MEASURED]]
        lines = [line for text in texts for line in text[:_LETTERS].split("\n")]
        needed = [sheet_sizes.width(line, _SIZE) for line in lines]
        needed.append(sheet_sizes.width(self.heading, _SIZE, bold=True))
        return round(min(_WIDEST, max(_NARROWEST, *needed)), 1)

    def fitted(self, value: object) -> object:
        """The value as it is written into this column; None for an empty cell."""
        kind = _kind(value)
        if not kind:
            return None
        numbers = (_NUMBER, _AMOUNT)
        if kind == _TEXT or (
            kind != self.format and not (kind in numbers and self.format in numbers)
        ):
            return self._text(as_text(value))
        if isinstance(value, datetime):
            return _local(value)
        if isinstance(value, (int, Decimal)) and _digits(value) > _EXACT_DIGITS:
            return as_text(value)
        return value

    def _text(self, text: str) -> str:
        if _length(text) > LONGEST_CELL:
            raise ValueError(f"a text longer than a cell of Excel holds under {self.heading!r}")
        return text


def _records(
    columns: Sequence[_Column], rows: Iterable[Sequence[object]]
) -> Iterator[dict[str, object]]:
    headings = [column.heading for column in columns]
    is_text = [column.format == _TEXT for column in columns]
    nothing = True
    for row in rows:
        nothing = False
        values = [
            # Most cells: a text of bearable length in a column of texts.
            value
            if type(value) is str and text and 0 < len(value) < 16_000
            else column.fitted(value)
            for value, text, column in zip(row, is_text, columns, strict=True)
        ]
        yield dict(zip(headings, values, strict=True))
    if nothing:
        yield dict.fromkeys(headings)  # the head is written with the first row


def _kind(value: object) -> str:
    """The format that suits a value, "" for nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, Decimal):
        return _AMOUNT
    if isinstance(value, datetime):
        return _MOMENT
    if isinstance(value, date):
        return _DAY
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _NUMBER
    return _TEXT


def as_text(value: object) -> str:
    """A value as text that the portal's columns read back: days as 24/11/2569, numbers in full."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        local = _local(value)
        return f"{as_text(local.date())} {local:%H:%M:%S}"
    if isinstance(value, date):
        return f"{value.day}/{value.month}/{buddhist_year(value)}"
    if isinstance(value, Decimal):
        return format(value, "f")
    return number_text(value) if isinstance(value, float) else str(value)


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment).replace(tzinfo=None) if moment.tzinfo else moment


def _digits(number: int | Decimal) -> int:
    if isinstance(number, int):
        return len(str(abs(number)))
    shown = number.as_tuple()
    return len(shown.digits) + max(0, int(shown.exponent))


def _length(text: str) -> int:
    return (
        len(text)
        if len(text) < LONGEST_CELL // 2
        else len(text.encode("utf-16-le", "replace")) // 2
    )


def _width(heading: str) -> int:
    return max(12, min(40, len(heading) * 2))


def _sheet_title(title: str) -> str:
    return _NOT_IN_TITLES.sub(" ", title)[:31].strip(" '") or "ข้อมูล"


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> IO[bytes]:
    """The same as text: UTF-8 with the mark that Excel asks for, as an open file at its beginning.

    A text that a spreadsheet would run (= + - @ and what hides them) gets a ' before it, which
    `read_table` takes away again. Days are written in พ.ศ.
    """
    with _kept(tempfile.TemporaryFile()) as file:
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        writer = csv.writer(text)
        writer.writerow([_csv_cell(heading) for heading in headings])
        writer.writerows([_csv_cell(value) for value in row] for row in rows)
        text.detach()
    return file


def _csv_cell(value: object) -> str:
    text = value if type(value) is str else as_text(value)
    return guarded(text.replace("\0", ""))  # no reader takes a text with a zero byte for a text


@dataclass(frozen=True)
class _Faults:
    """What is said of one row: of its cells by their column, and of the whole."""

    of_cells: Mapping[int, str]
    of_row: str

    def at(self, index: int) -> str:
        """What is said at one cell; "" where nothing is."""
        of_row = self.of_row if index == 0 else ""
        return "\n".join(filter(None, [of_row, self.of_cells.get(index, "")]))

    def written(self, headings: Sequence[str]) -> str:
        lines = [self.of_row] if self.of_row else []
        lines += [f"{headings[index]}: {self.of_cells[index]}" for index in sorted(self.of_cells)]
        return "\n".join(lines)


def write_faulty_rows(
    title: str,
    headings: Sequence[str],
    rows: Iterable[tuple[Sequence[object], Mapping[int, str], str]],
) -> IO[bytes]:
    """A workbook of rows to mend and send again, as an open file at its beginning.

    Each row comes with the messages of its cells (by column, from 0) and one of the whole row, which
    stands at its first cell: the last column is far away. A faulty cell is coloured and carries its
    message as a note; a last column (FAULTS_HEADING), which
    `read_table` passes over, says all messages of the row. Cells are texts as they were read, so that
    what is right comes back as it was; an unreadable one is left empty.
    It prints landscape and one page wide.
    """
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(_sheet_title(title))
    sheet.freeze_panes = "A2"
    sheet.page_setup.paperSize, sheet.page_setup.orientation = _A4, "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    for index, heading in enumerate(headings, 1):
        sheet.column_dimensions[get_column_letter(index)].width = _width(heading)
    sheet.column_dimensions[get_column_letter(len(headings) + 1)].width = _FAULTS_WIDTH
    sheet.row_dimensions[1].height = sheet_sizes.height(1, _SIZE)
    sheet.append([_text_cell(sheet, heading, _BOLD) for heading in (*headings, FAULTS_HEADING)])
    notes, at = 0, 1
    for cells, of_cells, of_row in rows:
        faults = _Faults(of_cells, of_row)
        line = []
        for index, value in enumerate(cells):
            line.append(_value_cell(sheet, value))
            if message := faults.at(index):
                line[-1].fill = _FAULTY
                if notes < MOST_NOTES:
                    line[-1].comment = Comment(_legal(message), "OTOP", 110, 260)
                notes += 1
        last = _text_cell(sheet, faults.written(headings))
        last.alignment = _WRAPPED
        at += 1
        needed = sheet_sizes.lines(last.value or "", _FAULTS_WIDTH, _SIZE)
        sheet.row_dimensions[at].height = sheet_sizes.height(needed, _SIZE)
        sheet.append([*line, last])
    with _kept(tempfile.TemporaryFile()) as file:
        workbook.save(file)
    return file


def _value_cell(sheet: Any, value: object) -> WriteOnlyCell:
    if isinstance(value, date):
        cell = WriteOnlyCell(sheet, _local(value) if isinstance(value, datetime) else value)
        cell.number_format = _MOMENT if isinstance(value, datetime) else _DAY
        return cell
    return _text_cell(sheet, "" if isinstance(value, Unreadable) else as_text(value))


def _text_cell(sheet: Any, text: str, font: Font | None = None) -> WriteOnlyCell:
    """A cell that is text whatever it begins with, for openpyxl, and stays so when it is edited."""
    cell = WriteOnlyCell(sheet, _legal(text) or None)
    if text:
        cell.data_type = "s"
    cell.number_format = _TEXT
    if font:
        cell.font = font
    return cell


def _legal(text: str) -> str:
    """What openpyxl takes and Excel shows: no controls, no longer than a cell, _x0041_ as it is."""
    legal = ILLEGAL_CHARACTERS_RE.sub("", text)
    legal = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", legal)
    return legal if _length(legal) <= LONGEST_CELL else legal[: LONGEST_CELL // 2]
