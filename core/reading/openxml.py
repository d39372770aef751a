"""What is known of an .xlsx beside its values (OpenXML, ECMA-376): which parts its package has and what
each of them means. Looking through one before its values are read is `features_of`.

Every part is unpacked once. Refused is what does not belong into a table: macros, links to other files,
things enclosed. The values themselves are read by core.reading.workbook_process.
"""

import posixpath
import re
from collections import deque
from collections.abc import Collection

from core.reading import limits
from core.reading.errors import (
    IS_A_DOCUMENT,
    SAVE_AS_XLSX,
    SEND_A_TABLE,
    FileRefused,
    column_index,
)
from core.reading.package import BROKEN, Package
from core.reading.sheet_features import SOMEWHERE, SheetFeatures

_MACROS = "ไฟล์มีมาโคร เปิดใน Excel แล้วบันทึกเป็น .xlsx (ไม่ใช่ .xlsm) จากนั้นส่งใหม่"
_CONTENTS, _BOOK = "[content_types].xml", "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"

# Where parts lie that do something, and what the person is told of them.
_ACTING = (
    (
        ("xl/vbaproject", "xl/vbadata", "xl/macrosheets/", "customui/", "usercustomization/"),
        _MACROS,
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


def features_of(package: Package) -> list[SheetFeatures]:
    """What each sheet has, in the workbook's order. FileRefused for what is no plain, whole workbook."""
    _refuse_other_package(package.names)
    for places, sentence in _ACTING:
        if any(name.startswith(places) for name in package.names):
            raise FileRefused(sentence)
    sheets = _sheet_parts(package)
    scans: dict[str, SheetScan] = {path: SheetScan() for path in sheets}
    for part in package.parts:
        scan = scans.get(part.filename.lower())
        for chunk in package.unpacked(part):
            if scan is not None:
                scan.feed(chunk)
    return [scans[path].facts for path in sheets]


def _refuse_other_package(names: Collection[str]) -> None:
    """FileRefused for a zip that is no workbook of today's Excel, by what it holds."""
    if "word/document.xml" in names:
        raise FileRefused(IS_A_DOCUMENT)
    if any(name.startswith("ppt/") for name in names):
        raise FileRefused(f"ไฟล์นี้เป็นงานนำเสนอ ไม่ใช่ตาราง {SEND_A_TABLE}")
    if "xl/workbook.bin" in names:
        raise FileRefused(f"ไฟล์นี้เป็น Excel แบบไบนารี (.xlsb) {SAVE_AS_XLSX}")
    if _BOOK not in names:
        raise FileRefused("ไฟล์นี้เป็นไฟล์บีบอัด (zip) ไม่ใช่ตาราง คลายไฟล์ก่อน แล้วส่งไฟล์ Excel ข้างใน")


def _sheet_parts(package: Package) -> list[str]:
    """Where each sheet lies, in their order: the path of its part in small letters."""
    contents = package.xml(_CONTENTS)
    if any("macroenabled" in one.get("ContentType", "").lower() for one in contents):
        raise FileRefused(_MACROS)
    targets = {one.get("Id", ""): _path(one.get("Target", "")) for one in package.xml(_RELATIONS)}
    found = []
    for one in package.xml(_BOOK).iter():
        if one.tag.rpartition("}")[2] == "sheet":
            path = targets.get(one.get(_RELATION) or one.get(_STRICT_RELATION) or "", "")
            if path not in package:
                raise FileRefused(BROKEN)
            found.append(path)
    if len(found) > limits.MOST_SHEETS:
        raise FileRefused(
            f"ไฟล์มี {len(found):,} ชีต รับได้ไม่เกิน {limits.MOST_SHEETS} ชีต ส่งเฉพาะชีตที่มีตาราง"
        )
    return found


def _path(target: str) -> str:
    """The part that a relation of the workbook leads to, in small letters."""
    return posixpath.normpath(posixpath.join("/xl", target))[1:].lower()


# --- A sheet's XML --------------------------------------------------------------------------------

_OVERLAP = 4096  # longer than any tag of a row or a cell
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br\s*=\s*[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
_ERROR = re.compile(
    rb"<(?:\w+:)?c\s(?=[^>]*\bt\s*=\s*[\"']e[\"'])[^>]*?\br\s*=\s*[\"']([A-Z]{1,3})([0-9]{1,7})[\"'][^>]*>"
    rb"(?:\s*<(?:\w+:)?f[^<]*(?:</(?:\w+:)?f>)?)?\s*<(?:\w+:)?v>([^<]{1,20})<"
)
_HIDDEN = re.compile(rb"<(?:\w+:)?(row|col)\s(?=[^>]*\bhidden\s*=\s*[\"'](?:1|true)[\"'])([^>]*)>")
_NUMBER = re.compile(rb"\b(r|min|max)\s*=\s*[\"']([0-9]{1,7})[\"']")
_END = re.compile(rb"</(?:\w+:)?sheetData\s*>")


class SheetScan:
    """Collects the facts of a sheet's XML as it is unpacked, in chunks of any size.

    Written for speed: plain searches say that a chunk of a good table has nothing to look at. What is
    not a cell (lists to choose from and sparklines hold formulas too) stands behind the rows and is not
    looked at. Not detected: an error in a cell without a reference, which Excel never writes.
    """

    def __init__(self) -> None:
        self.facts = SheetFeatures()
        self._before = b""
        self._over = False

    def feed(self, chunk: bytes) -> None:
        if self._over:
            return
        text, old = self._before + chunk, len(self._before)
        if b"sheetData" in text and (end := _END.search(text)):
            text, self._over = text[: end.end()], True
        if b"<f" in text or b":f" in text:
            self._formulas(text, old)
        if b'"e"' in text or b"'e'" in text:
            self._errors(text, old)
        if b"hidden" in text:
            self._hidden(text, old)
        self._before = text[-_OVERLAP:]

    def _formulas(self, text: bytes, old: int) -> None:
        for found in _FORMULA.finditer(text):
            if found.end() <= old:
                continue
            if self.facts.too_many:
                return
            owner = _owner(text, found.start())
            row, column = _place(owner) if owner else SOMEWHERE
            self.facts.formula_at(row, column)

    def _errors(self, text: bytes, old: int) -> None:
        for found in _ERROR.finditer(text):
            if found.end() > old:
                row, column = _place(found)
                self.facts.error_at(row, column, found[3].decode("utf-8", "replace"))

    def _hidden(self, text: bytes, old: int) -> None:
        for found in _HIDDEN.finditer(text):
            if found.end() <= old:
                continue
            numbers = {name: int(number) for name, number in _NUMBER.findall(found[2])}
            if found[1] == b"row" and b"r" in numbers:
                self.facts.hidden_rows.append(numbers[b"r"])
            elif found[1] == b"col" and {b"min", b"max"} <= set(numbers):
                self.facts.hidden_columns.append((numbers[b"min"] - 1, numbers[b"max"] - 1))


def _owner(text: bytes, end: int) -> re.Match[bytes] | None:
    """The cell that a formula beginning at `end` stands in: the last one that begins before it."""
    start = max(0, end - _OVERLAP)
    at = max(text.rfind(b"<c ", start, end), text.rfind(b":c ", start, end))
    if at >= 0 and (near := _CELL.match(text, text.rfind(b"<", start, at + 1), end)):
        return near
    found = deque(_CELL.finditer(text, start, end), maxlen=1)
    return found[0] if found else None


def _place(cell: re.Match[bytes]) -> tuple[int, int]:
    return int(cell[2]), column_index(cell[1].decode())
