"""Tables as text: CSV in whichever coding and with whichever separator an office's programs write it."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import IO

from core.reading.cell_values import Cell
from core.reading.codings import SAVE_AS_UTF8, coding_of
from core.reading.errors import SAVE_AS_XLSX, FileRefused
from core.reading.file_types import kind_of
from core.reading.headings import HeadingRow, Headings, find_heading_row
from core.reading.limits import HEAD_WITHIN, MOST_COLUMNS, MOST_LINES
from core.reading.workbook import NumberedRow
from core.thai.texts import clean_text

_SEPARATORS = ",;\t"

# What a spreadsheet would run, or take a leading ' from; written and read back by the same rule.
_RUNS = re.compile(r"['\s]*[=+\-@\t\r]")


def guarded(text: str) -> str:
    """The text with ' before it if a spreadsheet would run it; `unguarded` takes exactly that away."""
    return f"'{text}" if _RUNS.match(text) else text


def unguarded(text: str) -> str:
    """The text without the ' that `guarded` put before it."""
    return text[1:] if text.startswith("'") and _RUNS.match(text, 1) else text


@dataclass(frozen=True)
class TextTable:
    """The rows of a CSV file: the first ones, the head if it was found, all of them on asking. The file
    stays open beside it and is never in memory as a whole."""

    first: list[NumberedRow]
    head: HeadingRow | None
    remark: str  # on the coding, Thai; "" for UTF-8
    _file: IO[bytes]
    _coding: str
    _separator: str
    _most_lines: int

    @property
    def is_cut(self) -> bool:
        """Whether the last line may be cut off: something stands there, and no line end behind it."""
        stands = self._file.tell()
        size = self._file.seek(0, io.SEEK_END)
        near = size % 2 + 65_536  # of two bytes a letter, whole letters
        self._file.seek(max(0, size - near))
        end = self._file.read(near).decode(self._coding, "ignore")
        self._file.seek(stands)
        return bool(end.replace("\r", "\n").rpartition("\n")[2].strip(f' "{self._separator}'))

    @property
    def head_width(self) -> int:
        """How many cells the head has, the empty ones too."""
        head = self.head
        assert head is not None
        return max(
            len(cells) for number, cells in self.first if head.first_row <= number <= head.row
        )

    def rows(self) -> Iterator[NumberedRow]:
        """All rows that hold anything, from the first; one reading at a time."""
        return _rows(self._file, self._coding, self._separator, self._most_lines)


def open_text(
    file: IO[bytes], name: str, headings: Headings, most_lines: int = MOST_LINES
) -> TextTable:
    """The table in this file, separated by what shows most of the headings: comma, semicolon, tab.

    FileRefused for bytes that are no text in UTF-8, UTF-16 or Thai Windows, and for quotation marks
    that are not closed: they would swallow the rows behind them.
    """
    coding, remark = coding_of(file)
    file.seek(0)
    kind_of(file.read(8192).decode(coding, "ignore").encode("utf-8", "ignore"), name)
    best: TextTable | None = None
    refusal: FileRefused | None = None
    for separator in _SEPARATORS:
        try:
            first = list(islice(_rows(file, coding, separator, most_lines), HEAD_WITHIN))
        except FileRefused as error:
            refusal = refusal or error
            continue
        head = find_heading_row(first, (), headings)
        table = TextTable(first, head, remark, file, coding, separator, most_lines)
        if best is None or _known(table) > _known(best):
            best = table
    if best is None or (refusal and not best.head):
        raise refusal or FileRefused(f"อ่านไฟล์เป็นตารางไม่ได้ {SAVE_AS_XLSX}")
    return best


def too_long(length: int, head: int) -> str:
    """Why a row of more cells than its head is refused."""
    return (
        f"มี {length} ช่อง แต่หัวตารางมี {head} ช่อง ค่าจึงเลื่อนคอลัมน์ ตัวเลขที่มีลูกน้ำต้องอยู่ในเครื่องหมายคำพูด "
        'เช่น "1,234.50" หรือบันทึกเป็น .xlsx แล้วส่งใหม่'
    )


def cut_off(length: int, head: int) -> str:
    """Why a last line that ends in the middle is refused."""
    return (
        f"แถวสุดท้ายของไฟล์มี {length} ช่อง จาก {head} ช่อง และไม่จบบรรทัด ไฟล์อาจขาดตอน "
        "บันทึกหรือดาวน์โหลดไฟล์ใหม่ให้ครบ แล้วส่งอีกครั้ง"
    )


def _known(table: TextTable) -> int:
    return len(table.head.found) if table.head else 0


def _rows(file: IO[bytes], coding: str, separator: str, most_lines: int) -> Iterator[NumberedRow]:
    file.seek(0)
    lines = io.TextIOWrapper(file, coding, newline="")
    reader = csv.reader(_bounded(lines, separator), delimiter=separator, strict=True)
    cleaned = _Cleaned()
    number = 0
    try:
        for number, values in enumerate(reader, 1):
            if number > most_lines:
                raise FileRefused(f"ไฟล์มีเกิน {most_lines:,} แถว แบ่งเป็นหลายไฟล์แล้วส่งทีละไฟล์")
            cells: list[Cell] = [cleaned[value] for value in values]
            if any(cells):
                yield number, cells
    except csv.Error:
        raise FileRefused(
            f"แถว {number + 1}: เครื่องหมายคำพูด (”) ไม่ครบคู่หรืออยู่ผิดที่ {SAVE_AS_UTF8}"
        ) from None
    finally:
        lines.detach()  # the file stays open for whoever opened it


class _Cleaned(dict[str, str]):
    """What each text of a file is once cleaned; millions of cells say the same few thousand things."""

    MOST_KEPT = 20_000

    def __missing__(self, value: str) -> str:
        cleaned = clean_text(unguarded(value))
        if len(self) >= self.MOST_KEPT:
            self.clear()
        self[value] = cleaned
        return cleaned


def _bounded(lines: Iterable[str], separator: str) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        if len(line) > MOST_COLUMNS and line.count(separator) > 10 * MOST_COLUMNS:
            raise FileRefused(
                f"บรรทัด {number} มีเกิน {10 * MOST_COLUMNS:,} ช่อง รับได้ไม่เกิน {MOST_COLUMNS} คอลัมน์"
            )
        yield line
