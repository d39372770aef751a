"""What an uploaded file really is: its content decides, never its name."""

from enum import Enum

from core.reading.errors import SAVE_AS_XLSX, SEND_A_TABLE, FileRefused

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")

# What is refused by its first bytes, and how it is called.
_OTHERS = (
    ((b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe"), "โปรแกรม"),
    ((b"%PDF-",), "PDF"),
    ((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*"), "รูปภาพ"),
    ((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ"), "ไฟล์บีบอัด"),
    ((b"{\\rtf",), "เอกสาร Word (RTF)"),
)


class Kind(Enum):
    """The kinds that can be read."""

    XLSX = "xlsx"
    XLS = "xls"
    CSV = "csv"


def kind_of(start: bytes, name: str) -> Kind:
    """The kind of a file whose first kilobytes are `start`; FileRefused for what is no table.

    `name` only serves the sentence: a page saved as .xls is told from one saved as .html. A zip is taken
    for a workbook here; `core.reading.workbook` looks into it.
    """
    if not start:
        raise FileRefused("ไฟล์ว่างเปล่า ไม่มีข้อมูล เลือกไฟล์ใหม่")
    if start.startswith(_ZIP):
        return Kind.XLSX
    if start.startswith(_OLE):
        return Kind.XLS
    for beginnings, called in _OTHERS:
        if start.startswith(beginnings) and _is_binary(start):
            raise FileRefused(f"ไฟล์ “{name}” เป็น{_spaced(called)} ไม่ใช่ตาราง {SEND_A_TABLE}")
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith(
        (b"<!doctype", b"<html", b"<head", b"<meta", b"<table", b"<style", b"<body")
    ):
        raise FileRefused(f"ไฟล์ “{name}” เป็นหน้าเว็บ (HTML) ที่ตั้งชื่อเป็น Excel {SAVE_AS_XLSX}")
    if text.startswith((b"<?xml", b"<?mso", b"<workbook", b"<ss:workbook")) or b"<html" in text:
        raise FileRefused(f"ไฟล์ “{name}” เป็น XML ไม่ใช่ไฟล์ Excel ปัจจุบัน {SAVE_AS_XLSX}")
    return Kind.CSV


def _spaced(called: str) -> str:
    return f" {called}" if called.isascii() else called


def _is_binary(start: bytes) -> bool:
    """A table may well begin with the letters MZ or BM; text holds no zero bytes and no odd controls."""
    return any(byte < 9 or 13 < byte < 27 for byte in start) or start.startswith(
        (b"%PDF-", b"{\\rtf")
    )
