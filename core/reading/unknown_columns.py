"""Columns that nobody reads: whether one of them was meant to be read."""

import re
from collections.abc import Collection, Iterable, Sequence

from core.reading.cell_values import Cell
from core.reading.errors import FileRefused, column_letter, listed
from core.reading.headings import HeadingRow, Headings, loose_key, nearest
from core.thai.digits import to_arabic

_ORDINALS = frozenset({"ที่", "ลำดับ", "ลำดับที่", "เลขลำดับ", "no"})
_FIGURE = re.compile(r"[0-9][0-9,. ]*")


class UnknownColumns:
    """Of a table from which an amount is missing: which columns without a known heading hold figures.

    An amount whose heading was not understood would be passed over, and the row saved without it.
    """

    def __init__(self, head: HeadingRow, headings: Headings):
        self._head = head
        self.missing = [one for one in headings.amounts if one not in head.found]
        self._with_figures: set[int] = set()

    def look(self, cells: Sequence[Cell]) -> None:
        """Look at a row of such a table; costs only where `missing`."""
        for column, cell in enumerate(cells):
            if (
                cell
                and not self._head.names.get(column)
                and _FIGURE.fullmatch(to_arabic(str(cell)))
            ):
                self._with_figures.add(column)

    def refuse(self, where: str) -> None:
        """FileRefused for a column called much like a missing amount, or holding figures unnamed."""
        texts = {column: text for column, text in self._head.texts.items()}
        for column in sorted({*texts, *self._with_figures} if self.missing else ()):
            text = texts.get(column, "")
            if self._head.names.get(column) or loose_key(text) in _ORDINALS:
                continue
            near = nearest(text, self.missing) if text else ""
            if not near and column not in self._with_figures:
                continue
            meant = f"น่าจะเป็น “{near}”" if near else f"มีตัวเลข และยังขาด {_quoted(self.missing)}"
            raise FileRefused(
                f"{where}แถว {self._head.row}: ระบบไม่รู้จักหัวคอลัมน์ {column_letter(column)} "
                f"“{text or 'ว่าง'}” {meant} แก้หัวคอลัมน์ให้ตรงกับแบบ หรือลบคอลัมน์ที่ไม่ใช้ แล้วส่งใหม่"
            )


def meant_headings(unknown: Iterable[str], missing: Collection[str]) -> dict[str, str]:
    """Of columns that were passed over, which missing heading each is called much like."""
    return {text: near for text in unknown if (near := nearest(text, missing))}


def meant_note(text: str, near: str) -> str:
    """What is said of such a column."""
    return f"ไม่ได้อ่านคอลัมน์ “{text}” ถ้าหมายถึง “{near}” แก้หัวคอลัมน์แล้วส่งใหม่"


def _quoted(texts: Sequence[str]) -> str:
    return listed([f"“{text}”" for text in texts])
