"""Looking through an .xlsx or .ods before anything reads it: a zip of XML that anybody may have made.

The sizes are added up before anything is unpacked; `zipfile` gives no more of a part than the directory
says and fails where that was a lie. Then every part is unpacked once, in chunks, and looked through for
what does not belong into a table: definitions of entities, macros, links to other files, things
enclosed. Nothing is written anywhere and nothing found is ever opened.
"""

import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from core.reading import limits
from core.reading import ods as open_documents
from core.reading.errors import SAVE_AS_XLSX, FileRefused, megabytes
from core.reading.file_types import refuse_other_package
from core.reading.sheet_features import SheetFeatures, SheetScan

_CHUNK = 1024 * 1024
_SMALL_PART = 4 * limits.MEGABYTE  # the list of sheets, of relations, of contents
# What zipfile raises of a directory or a part that was tampered with, or cut off.
_READ_ERRORS = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, LookupError, NotImplementedError,
    OverflowError, RuntimeError, ValueError,
)  # fmt: skip
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_OTHER_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"'](?!utf-?8|us-ascii)", re.IGNORECASE)

BROKEN = f"ไฟล์ Excel เสียหรือไม่ครบ {SAVE_AS_XLSX}"

# Where parts lie that do something, and what the person is told of them.
_ACTING = (
    (
        ("xl/vbaproject", "xl/vbadata", "xl/macrosheets/", "customui/", "usercustomization/"),
        "ไฟล์มีมาโคร เปิดใน Excel แล้วบันทึกเป็น .xlsx (ไม่ใช่ .xlsm) จากนั้นส่งใหม่",
    ),
    (
        ("xl/externallinks/",),
        "ไฟล์มีลิงก์ไปยังไฟล์อื่น ใน Excel เปิด ข้อมูล > แก้ไขลิงก์ > ตัดลิงก์ บันทึกแล้วส่งใหม่",
    ),
    (
        ("xl/connections", "xl/querytables/", "xl/model/"),
        "ไฟล์ดึงข้อมูลจากที่อื่น คัดลอกตารางไปวางเฉพาะค่าในไฟล์ใหม่ แล้วส่งไฟล์นั้น",
    ),
    (
        ("xl/embeddings/", "xl/activex/"),
        "ไฟล์มีวัตถุฝังอยู่ คัดลอกตารางไปวางเฉพาะค่าในไฟล์ใหม่ แล้วส่งไฟล์นั้น",
    ),
)


def look_through(file: IO[bytes]) -> list[SheetFeatures]:
    """The facts of each sheet in the workbook's order. FileRefused for what is no plain, whole one."""
    try:
        with zipfile.ZipFile(file) as package:
            return _look_through(package)
    except FileRefused:
        raise
    except _READ_ERRORS:
        raise FileRefused(BROKEN) from None


def _look_through(package: zipfile.ZipFile) -> list[SheetFeatures]:
    parts = _parts(package)
    names = {part.filename.replace("\\", "/").lower() for part in parts}
    mimetype = package.read("mimetype")[:200] if _is_small(package, "mimetype") else b""
    refuse_other_package(names, mimetype)
    if mimetype.startswith(open_documents.MIMETYPE):
        return _of_open_document(package, parts, names)
    for places, sentence in _ACTING:
        if any(name.startswith(places) for name in names):
            raise FileRefused(sentence)
    by_name = {part.filename.lower(): part for part in parts}
    sheets = _sheet_parts(package, by_name)
    scans: dict[str, SheetScan] = {path: SheetScan() for path in sheets}
    for part in parts:
        scan = scans.get(part.filename.lower())
        for chunk in _unpacked(package, part):
            if scan is not None:
                scan.feed(chunk)
    return [scans[path].facts for path in sheets]


def _of_open_document(
    package: zipfile.ZipFile, parts: list[zipfile.ZipInfo], names: set[str]
) -> list[SheetFeatures]:
    """The facts of an .ods; every part is unpacked once here too."""
    if not _is_small(package, open_documents.MANIFEST):
        raise FileRefused(open_documents.BROKEN)
    open_documents.refuse_acting(names, package.read(open_documents.MANIFEST))
    facts: list[SheetFeatures] | None = None
    for part in parts:
        if part.filename == open_documents.CONTENT:
            if part.file_size > limits.LARGEST_SHEETS:
                raise FileRefused(open_documents.TOO_LARGE)
            facts = open_documents.facts_of(_unpacked(package, part))
        else:
            for _ in _unpacked(package, part):
                continue
    if facts is None:
        raise FileRefused(open_documents.BROKEN)
    return facts


def _parts(package: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The parts of the package as its directory lists them; refused before anything is unpacked."""
    parts = package.infolist()
    if len(parts) > limits.MOST_PARTS:
        raise FileRefused(
            f"ไฟล์มีส่วนประกอบ {len(parts):,} ชิ้น มากผิดปกติ คัดลอกตารางไปวางในไฟล์ Excel ใหม่ แล้วส่งไฟล์นั้น"
        )
    seen = set()
    for part in parts:
        name = part.filename.replace("\\", "/").lower()
        if name in seen or name.startswith("/") or ".." in name.split("/") or ":" in name:
            raise FileRefused(BROKEN)
        seen.add(name)
        if part.flag_bits & 0x1:
            raise FileRefused("ไฟล์มีรหัสผ่าน เปิดใน Excel เอารหัสผ่านออก บันทึกแล้วส่งใหม่")
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise FileRefused(BROKEN)
        _refuse_bomb(part.file_size, part.compress_size)
    if sum(part.file_size for part in parts) > limits.LARGEST_UNPACKED:
        raise FileRefused(
            f"ไฟล์คลายแล้วใหญ่เกิน {megabytes(limits.LARGEST_UNPACKED)} "
            "ลบแถว คอลัมน์ และรูปแบบที่ไม่ใช้ หรือแบ่งเป็นหลายไฟล์"
        )
    return parts


def _unpacked(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of a part in chunks.

    XML is refused when it defines anything of its own: entities are how a few bytes become billions, and
    no program that writes tables needs them. A plain search in what is unpacked anyway costs a good file
    next to nothing; parsing 120 MB once more would cost seconds.
    """
    before = b""
    with package.open(part) as stream:
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


def _refuse_other_encoding(name: str, start: bytes) -> None:
    if name.lower().endswith((".xml", ".rels", ".vml")) and (
        b"\0" in start[:8] or _OTHER_ENCODING.search(start[:200])
    ):
        raise FileRefused(BROKEN)


def _refuse_bomb(size: int, packed: int) -> None:
    if size > limits.PACKED_FROM and size > packed * limits.MOST_PACKED:
        raise FileRefused(
            f"ไฟล์บีบอัดผิดปกติ (คลายแล้วใหญ่กว่าเดิมเกิน {limits.MOST_PACKED} เท่า) "
            "คัดลอกตารางไปวางในไฟล์ Excel ใหม่ แล้วส่งไฟล์นั้น"
        )


def _is_small(package: zipfile.ZipFile, name: str) -> bool:
    return name in package.NameToInfo and package.NameToInfo[name].file_size <= _SMALL_PART


def _sheet_parts(package: zipfile.ZipFile, by_name: dict[str, zipfile.ZipInfo]) -> list[str]:
    """Where each sheet lies, in their order: the path of its part in small letters."""
    contents = _small_xml(package, by_name, "[content_types].xml")
    if any("macroenabled" in one.get("ContentType", "").lower() for one in contents):
        raise FileRefused(_ACTING[0][1])
    targets = {
        one.get("Id", ""): posixpath.normpath(posixpath.join("/xl", one.get("Target", "")))[
            1:
        ].lower()
        for one in _small_xml(package, by_name, "xl/_rels/workbook.xml.rels")
    }
    found = []
    for one in _small_xml(package, by_name, "xl/workbook.xml").iter():
        if one.tag.rpartition("}")[2] == "sheet":
            path = targets.get(one.get(_RELATION) or one.get(_STRICT_RELATION) or "", "")
            if path not in by_name:
                raise FileRefused(BROKEN)
            found.append(path)
    if len(found) > limits.MOST_SHEETS:
        raise FileRefused(
            f"ไฟล์มี {len(found):,} ชีต รับได้ไม่เกิน {limits.MOST_SHEETS} ชีต ส่งเฉพาะชีตที่มีตาราง"
        )
    return found


def _small_xml(package: zipfile.ZipFile, by_name: dict[str, zipfile.ZipInfo], name: str) -> Element:
    part = by_name.get(name)
    if part is None or part.file_size > _SMALL_PART:
        raise FileRefused(BROKEN)
    text = b"".join(_unpacked(package, part))
    try:
        return fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        raise FileRefused(BROKEN) from None
