"""The package of an .xlsx or .ods before anything reads it: a zip of XML that anybody may have made.

    with opened(file) as package:
        for part in package.parts:
            for chunk in package.unpacked(part): ...

The sizes are added up before anything is unpacked; `zipfile` gives no more of a part than the directory
says and fails where that was a lie. A part comes in chunks, looked through for what does not belong into
a table: definitions of entities. Nothing is written anywhere and nothing found is ever opened. What the
parts mean is known by core.reading.openxml and core.reading.ods.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from core.reading import limits
from core.reading.errors import SAVE_AS_XLSX, FileRefused, megabytes

_CHUNK = 1024 * 1024
_SMALL_PART = 4 * limits.MEGABYTE  # the list of sheets, of relations, of contents
# What zipfile raises of a directory or a part that was tampered with, or cut off.
_READ_ERRORS = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, LookupError, NotImplementedError,
    OverflowError, RuntimeError, ValueError,
)  # fmt: skip
_OTHER_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"'](?!utf-?8|us-ascii)", re.IGNORECASE)

BROKEN = f"ไฟล์ Excel เสียหรือไม่ครบ {SAVE_AS_XLSX}"


class Package:
    """The parts of a package as its directory lists them; FileRefused before anything is unpacked.

    `names`: of all parts, in small letters.
    """

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.parts: Sequence[zipfile.ZipInfo] = archive.infolist()
        self.names = _names(self.parts)
        _refuse_large(self.parts)
        self._by_name = {part.filename.lower(): part for part in self.parts}

    def __contains__(self, name: str) -> bool:
        """`name` in small letters."""
        return name in self._by_name

    def small(self, name: str) -> bytes | None:
        """The content of a small part under exactly this name; None where there is none."""
        part = self._archive.NameToInfo.get(name)
        if part is None or part.file_size > _SMALL_PART:
            return None
        return self._archive.read(part)

    def xml(self, name: str) -> Element:
        """A small part that has to be there, its name in small letters, parsed."""
        part = self._by_name.get(name)
        if part is None or part.file_size > _SMALL_PART:
            raise FileRefused(BROKEN)
        text = b"".join(self.unpacked(part))
        try:
            return fromstring(text, forbid_dtd=True)
        except (ParseError, DefusedXmlException, ValueError):
            raise FileRefused(BROKEN) from None

    def unpacked(self, part: zipfile.ZipInfo) -> Iterator[bytes]:
        """The content of a part in chunks.

        XML is refused when it defines anything of its own: entities are how a few bytes become billions,
        and no program that writes tables needs them. A plain search in what is unpacked anyway costs a
        good file next to nothing; parsing 120 MB once more would cost seconds.
        """
        before = b""
        with self._archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                if not before:
                    _refuse_other_encoding(part.filename, chunk)
                text = before + chunk
                if b"<!" in text and (b"<!DOCTYPE" in text or b"<!ENTITY" in text):
                    raise FileRefused(
                        f"ไฟล์มีคำสั่งแปลกปลอมในส่วน {part.filename[:80]} (DTD) "
                        "คัดลอกตารางไปวางในไฟล์ Excel ใหม่ แล้วส่งไฟล์นั้น"
                    )
                before = chunk[-16:]
                yield chunk


@contextmanager
def opened(file: IO[bytes]) -> Iterator[Package]:
    """FileRefused for what is no whole package, also where that shows only while a part is unpacked."""
    try:
        with zipfile.ZipFile(file) as archive:
            yield Package(archive)
    except FileRefused:
        raise
    except _READ_ERRORS:
        raise FileRefused(BROKEN) from None


def _names(parts: Sequence[zipfile.ZipInfo]) -> set[str]:
    """The names of all parts; refused where there are too many, or one could lead elsewhere."""
    if len(parts) > limits.MOST_PARTS:
        raise FileRefused(
            f"ไฟล์มีส่วนประกอบ {len(parts):,} ชิ้น มากผิดปกติ คัดลอกตารางไปวางในไฟล์ Excel ใหม่ แล้วส่งไฟล์นั้น"
        )
    seen: set[str] = set()
    for part in parts:
        name = part.filename.replace("\\", "/").lower()
        if name in seen or name.startswith("/") or ".." in name.split("/") or ":" in name:
            raise FileRefused(BROKEN)
        seen.add(name)
    return seen


def _refuse_large(parts: Sequence[zipfile.ZipInfo]) -> None:
    """Refused: what is locked, packed in an unknown way, or unpacks to more than a table needs."""
    for part in parts:
        if part.flag_bits & 0x1:
            raise FileRefused("ไฟล์มีรหัสผ่าน เปิดใน Excel ยกเลิกรหัสผ่าน บันทึกแล้วส่งใหม่")
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise FileRefused(BROKEN)
        size, packed = part.file_size, part.compress_size
        if size > limits.PACKED_FROM and size > packed * limits.MOST_PACKED:
            raise FileRefused(
                f"ไฟล์บีบอัดผิดปกติ (คลายแล้วใหญ่กว่าเดิมเกิน {limits.MOST_PACKED} เท่า) "
                "คัดลอกตารางไปวางในไฟล์ Excel ใหม่ แล้วส่งไฟล์นั้น"
            )
    if sum(part.file_size for part in parts) > limits.LARGEST_UNPACKED:
        raise FileRefused(
            f"ไฟล์คลายแล้วใหญ่เกิน {megabytes(limits.LARGEST_UNPACKED)} "
            "ลบแถว คอลัมน์ และรูปแบบที่ไม่ใช้ หรือแบ่งเป็นหลายไฟล์"
        )


def _refuse_other_encoding(name: str, start: bytes) -> None:
    if name.lower().endswith((".xml", ".rels", ".vml")) and (
        b"\0" in start[:8] or _OTHER_ENCODING.search(start[:200])
    ):
        raise FileRefused(BROKEN)
