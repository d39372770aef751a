"""Reading a sheet: plain ones so far; dirty and hostile ones are on their way."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO

from python_calamine import CalamineWorkbook


class FileRefused(ValueError):
    """The whole file cannot be taken; the message says why, in Thai."""


LARGEST_FILE = 50 * 1024 * 1024


class Unreadable(str):
    """A cell that holds no value: the Thai reason."""

    __slots__ = ()


Cell = str | date | datetime | Unreadable


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    cells: list[Cell]


@dataclass(frozen=True)
class ReadTable:
    sheet: str
    head_row: int
    headings: list[str]
    unknown: list[str]
    rows: list[Row]
    notes: list[str]


def clean_text(text: str) -> str:
    """A text without what nobody sees at its ends."""
    return unicodedata.normalize("NFC", re.sub("[\u200b\ufeff]", "", text)).strip()


def _cell(value: object) -> Cell:
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else repr(value)
    if isinstance(value, date | datetime):
        return value
    return clean_text(str(value))


def read_table(
    file: IO[bytes],
    name: str,
    *,
    headings: Sequence[str],
    required: Collection[str] = (),
    aliases: Mapping[str, str] | None = None,
    sheet: str = "",
) -> ReadTable:
    """The first sheet, its head in the first row."""
    found = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0)
    head, *rows = found.to_python(skip_empty_area=False)
    if missing := [one for one in required if one not in head]:
        raise FileRefused(f"ไม่มีคอลัมน์ {', '.join(missing)}")
    places = [place for place, one in enumerate(head) if one in headings]
    return ReadTable(
        found.name,
        1,
        [head[place] for place in places],
        [one for one in head if one and one not in headings],
        [
            Row(number, [_cell(row[place]) for place in places])
            for number, row in enumerate(rows, 2)
            if any(cell != "" for cell in row)
        ],
        [],
    )
