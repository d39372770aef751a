"""Tables as text: CSV in whichever coding and with whichever separator an office's programs write it."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from core.reading.cell_values import Cell
from core.reading.errors import SAVE_AS_XLSX, FileRefused
from core.reading.file_types import kind_of
from core.reading.headings import HeadingRow, Headings, find_heading_row
from core.reading.limits import HEAD_WITHIN, MOST_COLUMNS
from core.reading.workbook import NumberedRow
from core.thai.texts import clean_text

_SEPARATORS = ",;\t"
_MOST_LINES = 1_048_576  # as many as Excel shows
_SAVE_AS_UTF8 = "เปิดใน Excel แล้วบันทึกเป็น CSV UTF-8 หรือ .xlsx จากนั้นส่งใหม่"

_CONSONANT_OR_MARK = "ก-ฮ\u0e31\u0e33-\u0e3a\u0e45\u0e47-\u0e4e"
_MARK = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_MARKS = re.compile(f"[{_MARK}]")
_STRAY_MARKS = re.compile(f"(?<![{_CONSONANT_OR_MARK}])[{_MARK}]")
_THAI = re.compile("[\u0e01-\u0e5b]")
_UTF8_THAI = re.compile(b"\xe0[\xb8\xb9][\x80-\xbf]")

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
    """The rows of a CSV file: the first ones, the head if it was found, all of them on asking."""

    first: list[NumberedRow]
    head: HeadingRow | None
    remark: str  # on the coding, Thai; "" for UTF-8
    _content: bytes
    _coding: str
    _separator: str

    @property
    def is_cut(self) -> bool:
        """Whether the last line may be cut off: something stands there, and no line end behind it."""
        end = self._content[-(len(self._content) % 2 + 65_536) :].decode(self._coding, "ignore")
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
        """All rows that hold anything."""
        return _rows(self._content, self._coding, self._separator)


def open_text(content: bytes, name: str, headings: Headings) -> TextTable:
    """The table in these bytes, separated by what shows most of the headings: comma, semicolon, tab.

    FileRefused for bytes that are no text in UTF-8, UTF-16 or Thai Windows, and for quotation marks
    that are not closed: they would swallow the rows behind them.
    """
    coding, remark = _coding(content)
    kind_of(content[:8192].decode(coding, "ignore").encode("utf-8", "ignore"), name)
    best: TextTable | None = None
    refusal: FileRefused | None = None
    for separator in _SEPARATORS:
        try:
            first = list(islice(_rows(content, coding, separator), HEAD_WITHIN))
        except FileRefused as error:
            refusal = refusal or error
            continue
        head = find_heading_row(first, (), headings)
        table = TextTable(first, head, remark, content, coding, separator)
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


def _rows(content: bytes, coding: str, separator: str) -> Iterator[NumberedRow]:
    lines = io.TextIOWrapper(io.BytesIO(content), coding, newline="")
    reader = csv.reader(_bounded(lines, separator), delimiter=separator, strict=True)
    number = 0
    try:
        for number, values in enumerate(reader, 1):
            if number > _MOST_LINES:
                raise FileRefused(f"ไฟล์มีเกิน {_MOST_LINES:,} แถว แบ่งเป็นหลายไฟล์แล้วส่งทีละไฟล์")
            cells: list[Cell] = [_cell(value) for value in values]
            if any(cells):
                yield number, cells
    except csv.Error:
        raise FileRefused(
            f"แถว {number + 1}: เครื่องหมายคำพูด (”) ไม่ครบคู่หรืออยู่ผิดที่ {_SAVE_AS_UTF8}"
        ) from None


def _cell(value: str) -> Cell:
    return clean_text(unguarded(value)) if value else ""


def _bounded(lines: Iterable[str], separator: str) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        if len(line) > MOST_COLUMNS and line.count(separator) > 10 * MOST_COLUMNS:
            raise FileRefused(
                f"บรรทัด {number} มีเกิน {10 * MOST_COLUMNS:,} ช่อง รับได้ไม่เกิน {MOST_COLUMNS} คอลัมน์"
            )
        yield line


def _coding(content: bytes) -> tuple[str, str]:
    """The coding all of the content decodes in, and what to say of it."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        _strict(content, "utf-16")
        return "utf-16", "อ่านเป็นรหัส UTF-16"
    if b"\0" in content:
        # UTF-16 without its mark: the high bytes of Latin letters and signs are zero.
        coding = "utf-16-le" if b"\0" in content[1:4096:2] else "utf-16-be"
        with suppress(UnicodeDecodeError):
            text = content.decode(coding)
            if _is_thai(text) or (text.isascii() and "\0" not in text):
                return coding, "อ่านเป็นรหัส UTF-16"
        raise FileRefused(f"ไฟล์นี้ไม่ใช่ตาราง (มีข้อมูลที่ไม่ใช่ตัวอักษร) {SAVE_AS_XLSX}")
    try:
        content.decode("utf-8")
        return "utf-8-sig", ""
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        if len(_UTF8_THAI.findall(content)) > sum(map((127).__lt__, content[:65536])) // 6:
            raise FileRefused(
                f"บรรทัด {line}: มีตัวอักษรเสีย (ไฟล์เป็น UTF-8 แต่ไม่ครบ) {_SAVE_AS_UTF8}"
            ) from None
    text = _strict(content, "cp874")
    if not _is_thai(text):
        raise FileRefused(f"อ่านตัวอักษรในไฟล์ไม่ออก {_SAVE_AS_UTF8}")
    return "cp874", "อ่านเป็นรหัสไทย TIS-620 (Windows-874)"


def _strict(content: bytes, coding: str) -> str:
    try:
        return content.decode(coding)
    except UnicodeDecodeError:
        raise FileRefused(f"อ่านตัวอักษรในไฟล์ไม่ออก {_SAVE_AS_UTF8}") from None


def _is_thai(text: str) -> bool:
    """Whether this can be Thai: mostly Thai letters beside ASCII, the marks over and under consonants.

    Every byte of another single-byte coding is some Thai letter too, but its marks then hang in the air.
    """
    sample = text[:200_000]
    beside = sum(not one.isascii() for one in sample)
    marks = len(_MARKS.findall(sample))
    return (
        len(_THAI.findall(sample)) >= 0.9 * beside > 0
        and len(_STRAY_MARKS.findall(sample)) <= 0.05 * marks + 1
    )
