"""Looking through an .xls (Excel 97-2003, BIFF8) before its values are read: formulas, errors, hidden
rows, what acts, what is locked. Records that are not named here are passed over by their length.
"""

import struct
from collections.abc import Iterator

from core.reading.errors import IS_A_DOCUMENT, SAVE_AS_XLSX, FileRefused
from core.reading.limits import MOST_SHEETS
from core.reading.ole2 import CompoundFile
from core.reading.sheet_features import SheetFeatures

BROKEN = f"ไฟล์ .xls เสียหรือไม่ครบ {SAVE_AS_XLSX}"
LOCKED = "ไฟล์มีรหัสผ่าน เปิดใน Excel ยกเลิกรหัสผ่าน บันทึกแล้วส่งใหม่"
_MACROS = f"ไฟล์มีมาโคร {SAVE_AS_XLSX}"
_LINKED = f"ไฟล์มีลิงก์ไปยังไฟล์อื่น คัดลอกตารางไปวางเฉพาะค่าในไฟล์ใหม่ {SAVE_AS_XLSX}"
_ENCLOSED = f"ไฟล์มีวัตถุฝังอยู่ คัดลอกตารางไปวางเฉพาะค่าในไฟล์ใหม่ {SAVE_AS_XLSX}"

# Record types of MS-XLS.
_BOF, _EOF, _SHEET, _LOCK, _LINKS = 0x0809, 0x000A, 0x0085, 0x002F, 0x01AE
_FORMULA, _ERROR, _ROW, _COLUMNS = 0x0006, 0x0205, 0x0208, 0x007D
_BIFF8, _MACRO_SHEET = 0x0600, 1
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!",
    0x2A: "#N/A",
}  # fmt: skip


def look_through(content: bytes) -> list[SheetFeatures]:
    """The facts of each sheet in the workbook's order. FileRefused for what is no plain, whole one."""
    try:
        compound = CompoundFile(content)
        names = compound.names
        if names & {"encryptedpackage", "encryptioninfo"}:
            raise FileRefused(LOCKED)
        if "worddocument" in names or "powerpoint document" in names:
            raise FileRefused(IS_A_DOCUMENT)
        if names & {"_vba_project_cur", "_vba_project", "vba"}:
            raise FileRefused(_MACROS)
        if any(name.startswith("mbd") for name in names) or "\x01ole10native" in names:
            raise FileRefused(_ENCLOSED)
        if "workbook" not in names:
            older = "ไฟล์นี้เป็น Excel รุ่นเก่ากว่า 97" if "book" in names else "ไฟล์นี้ไม่ใช่ตาราง Excel"
            raise FileRefused(f"{older} {SAVE_AS_XLSX}")
        return _sheets(compound.stream("workbook"))
    except FileRefused:
        raise
    except (ValueError, LookupError, struct.error):
        raise FileRefused(BROKEN) from None


def _sheets(stream: bytes) -> list[SheetFeatures]:
    places: list[int] = []
    for kind, start, length in _records(stream, 0):
        if kind == _EOF:
            break
        if kind == _BOF and struct.unpack_from("<H", stream, start)[0] != _BIFF8:
            raise FileRefused(f"ไฟล์นี้เป็น Excel รุ่นเก่ากว่า 97 {SAVE_AS_XLSX}")
        if kind == _LOCK:
            raise FileRefused(LOCKED)
        if kind == _LINKS and length != 4:  # four bytes long it means the workbook itself
            raise FileRefused(_LINKED)
        if kind == _SHEET:
            place, _, sheet_type = struct.unpack_from("<IBB", stream, start)
            if sheet_type == _MACRO_SHEET:
                raise FileRefused(_MACROS)
            places.append(place)
    if len(places) > MOST_SHEETS:
        raise FileRefused(f"ไฟล์มี {len(places):,} ชีต รับได้ไม่เกิน {MOST_SHEETS} ชีต ส่งเฉพาะชีตที่มีตาราง")
    facts, end = {}, 0
    for place in sorted(places):
        if place < end:
            raise ValueError("sheets that overlap")
        facts[place], end = _facts(stream, place)
    return [facts[place] for place in places]


def _facts(stream: bytes, place: int) -> tuple[SheetFeatures, int]:
    """The facts of the sheet whose records begin at `place`, charts within it passed over; its end."""
    facts, depth = SheetFeatures(), 0
    for kind, start, length in _records(stream, place):
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth == 0:
                return facts, start + length
        elif depth != 1:
            continue
        elif kind == _FORMULA:
            row, column = struct.unpack_from("<HH", stream, start)
            facts.formula_at(row + 1, column)
        elif kind == _ERROR:
            row, column, _, code, is_error = struct.unpack_from("<HHHBB", stream, start)
            if is_error:
                facts.error_at(row + 1, column, _ERRORS.get(code, "#ERROR!"))
        elif kind == _ROW and struct.unpack_from("<I", stream, start + 12)[0] & 0x20:
            facts.hidden_rows.append(struct.unpack_from("<H", stream, start)[0] + 1)
        elif kind == _COLUMNS and struct.unpack_from("<H", stream, start + 8)[0] & 1:
            facts.hidden_columns.append(struct.unpack_from("<HH", stream, start))
    raise ValueError("a sheet without its end")


def _records(stream: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """Type, place and length of each record from `start` on; ValueError where one is cut off."""
    end = len(stream)
    while start + 4 <= end:
        kind, length = struct.unpack_from("<HH", stream, start)
        start += 4
        if start + length > end:
            raise ValueError("a record that is cut off")
        yield kind, start, length
        start += length
