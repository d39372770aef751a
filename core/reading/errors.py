"""Errors of a file or a cell, in the clerk's words: where, and how to mend it."""

from core.reading.limits import MEGABYTE

SEND_A_TABLE = "ส่งเป็น Excel (.xlsx, .xls) LibreOffice (.ods) หรือ CSV"
SAVE_AS_XLSX = "เปิดใน Excel แล้วบันทึกเป็น .xlsx จากนั้นส่งใหม่"
IS_A_DOCUMENT = "ไฟล์นี้เป็นเอกสาร ไม่ใช่ตาราง คัดลอกตารางไปวางใน Excel แล้วบันทึกเป็น .xlsx"


class FileRefused(ValueError):
    """The whole file cannot be taken; its text is Thai and says what is wrong, where, how to mend it."""


class Unreadable(str):
    """A cell that holds no value; the text is the Thai reason, shown as that cell's fault."""

    __slots__ = ()


def column_letter(index: int) -> str:
    """The letters over a column as Excel shows them: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """0 for A, 26 for AA."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def place(row: int, column: int) -> str:
    """C5, for row 5 (counted from 1) and column 2 (counted from 0)."""
    return f"{column_letter(column)}{row}"


def listed(parts: list[str], at_most: int = 5) -> str:
    """A, B, C และอีก 4"""
    more = len(parts) - at_most
    shown = ", ".join(parts[:at_most])
    return f"{shown} และอีก {more:,} แห่ง" if more > 0 else shown


def megabytes(size: int) -> str:
    """62.5 MB"""
    return f"{size / MEGABYTE:,.1f} MB"
