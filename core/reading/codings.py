"""Which coding a text file is in: Thai offices still send four. Read a piece at a time, to its end."""

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import IO

from core.reading.errors import SAVE_AS_XLSX, FileRefused

SAVE_AS_UTF8 = "เปิดใน Excel แล้วบันทึกเป็น CSV UTF-8 หรือ .xlsx จากนั้นส่งใหม่"

_PIECE = 1 << 20
_SAMPLE = 200_000  # letters by which Thai is told from other codings

_CONSONANT_OR_MARK = "ก-ฮ\u0e31\u0e33-\u0e3a\u0e45\u0e47-\u0e4e"
_MARK = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_MARKS = re.compile(f"[{_MARK}]")
_STRAY_MARKS = re.compile(f"(?<![{_CONSONANT_OR_MARK}])[{_MARK}]")
_THAI = re.compile("[\u0e01-\u0e5b]")
_UTF8_THAI = re.compile(b"\xe0[\xb8\xb9][\x80-\xbf]")


def coding_of(file: IO[bytes]) -> tuple[str, str]:
    """The coding all of the file decodes in, and what to say of it; FileRefused where there is none."""
    file.seek(0)
    start = file.read(_SAMPLE)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        _strict(file, "utf-16")
        return "utf-16", "อ่านเป็นรหัส UTF-16"
    if any(b"\0" in piece for piece in _pieces(file)):
        # UTF-16 without its mark: the high bytes of Latin letters and signs are zero.
        coding = "utf-16-le" if b"\0" in start[1:4096:2] else "utf-16-be"
        with suppress(UnicodeDecodeError):
            text = _decoded(file, coding)
            if _is_thai(text) or (text.isascii() and "\0" not in text):
                return coding, "อ่านเป็นรหัส UTF-16"
        raise FileRefused(f"ไฟล์นี้ไม่ใช่ตาราง (มีข้อมูลที่ไม่ใช่ตัวอักษร) {SAVE_AS_XLSX}")
    with suppress(UnicodeDecodeError):
        _decoded(file, "utf-8")
        return "utf-8-sig", ""
    # Thai in UTF-8 all along, and a byte of it lost: read as another coding it would be nonsense.
    thai = sum(len(_UTF8_THAI.findall(piece)) for piece in _pieces(file))
    if thai > sum(map((127).__lt__, start[:65536])) // 6:
        raise FileRefused(
            f"บรรทัด {_first_broken_line(file)}: มีตัวอักษรเสีย (ไฟล์เป็น UTF-8 แต่ไม่ครบ) {SAVE_AS_UTF8}"
        )
    if not _is_thai(_strict(file, "cp874")):
        raise FileRefused(f"อ่านตัวอักษรในไฟล์ไม่ได้ {SAVE_AS_UTF8}")
    return "cp874", "อ่านเป็นรหัสไทย TIS-620 (Windows-874)"


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(_PIECE):
        yield piece


def _decoded(file: IO[bytes], coding: str) -> str:
    """The beginning of the file as text; UnicodeDecodeError where any of it cannot be decoded."""
    decoder = codecs.getincrementaldecoder(coding)()
    beginning = ""
    for piece in _pieces(file):
        text = decoder.decode(piece)
        if len(beginning) < _SAMPLE:
            beginning += text
    return beginning + decoder.decode(b"", final=True)


def _strict(file: IO[bytes], coding: str) -> str:
    try:
        return _decoded(file, coding)
    except UnicodeDecodeError:
        raise FileRefused(f"อ่านตัวอักษรในไฟล์ไม่ได้ {SAVE_AS_UTF8}") from None


def _first_broken_line(file: IO[bytes]) -> int:
    """The line, counted from 1, with the first bytes that are no UTF-8."""
    file.seek(0)
    for number, line in enumerate(file, 1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            return number
    return number


def _is_thai(text: str) -> bool:
    """Whether this can be Thai: mostly Thai letters beside ASCII, the marks over and under consonants.

    Every byte of another single-byte coding is some Thai letter too, but its marks then hang in the air.
    """
    sample = text[:_SAMPLE]
    beside = sum(not one.isascii() for one in sample)
    marks = len(_MARKS.findall(sample))
    return (
        len(_THAI.findall(sample)) >= 0.9 * beside > 0
        and len(_STRAY_MARKS.findall(sample)) <= 0.05 * marks + 1
    )
