"""Schemes of levels as people write them: a number, names, or names with their shares."""

import csv
import json
import re
from decimal import Decimal
from fractions import Fraction
from io import StringIO

from core.thai.digits import to_arabic
from targets.allocation import THREE_LEVELS, CannotAllocate, Level, checked_levels, evenly

RESERVED = {"area", "note"}  # the columns beside them


def parse_share(text: str) -> Fraction:
    """1/2, 0.5, 50%, in Thai or Arabic digits; ValueError with a Thai message for anything else."""
    cleaned = to_arabic(str(text)).replace(" ", "")
    percent = cleaned.endswith("%")
    try:
        share = Fraction(cleaned.removesuffix("%")) / (100 if percent else 1)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"อ่านตำแหน่ง “{text}” ไม่ได้ เขียนเป็น 1/2, 0.5 หรือ 50%") from None
    if not 0 <= share <= 1:
        raise ValueError(f"ตำแหน่ง “{text}” ต้องอยู่ระหว่าง 0 ถึง 1")
    return share


def parse_scheme(text: str) -> tuple[Level, ...]:
    """The levels an option or a file says, from the lowest up.

        5                                       level1 ... level5 at 0, 1/4, 1/2, 3/4, 1
        low,standard,high                       at equal distances
        low=0,standard=1/2,high=1               name=share, on one line or one on each
        {"low": 0, "standard": "1/2", "high": 1}

    ValueError with a Thai message for what is no scheme.
    """
    text = text.strip().removeprefix("\ufeff").strip()
    if text.startswith(("{", "[")):
        levels = _of_json(text)
    elif re.fullmatch(r"\d+", to_arabic(text)):
        count = int(to_arabic(text))
        if count == len(THREE_LEVELS):
            return THREE_LEVELS
        if count > 20:
            raise CannotAllocate("มีระดับได้ไม่เกิน 20 ระดับ")
        return evenly([f"level{n}" for n in range(1, count + 1)])
    elif "=" in text:
        parts = [part for part in re.split(r"[,;\n]", text) if part.strip()]
        pairs = [part.partition("=") for part in parts]
        levels = [Level(name.strip(), parse_share(share)) for name, _, share in pairs]
    else:
        rows = [row for row in csv.reader(StringIO(text)) if any(row)]
        if len(rows) > 1:  # a file of name,share; a heading over it is passed over
            rows = rows if re.search(r"[\d๐-๙]", rows[0][-1]) else rows[1:]
            levels = [Level(row[0].strip(), parse_share(row[-1])) for row in rows]
        else:
            return _named(evenly([name.strip() for row in rows for name in row]))
    return _named(checked_levels(levels))


def _of_json(text: str) -> list[Level]:
    try:
        said = json.loads(text, parse_float=Decimal)
    except json.JSONDecodeError as error:
        raise CannotAllocate(f"อ่าน JSON ไม่ได้ที่บรรทัด {error.lineno} ตัวที่ {error.colno}") from None
    if isinstance(said, dict):
        return [Level(str(name), parse_share(share)) for name, share in said.items()]
    try:
        return [Level(str(one["name"]), parse_share(one["share"])) for one in said]
    except (TypeError, KeyError):
        raise CannotAllocate(
            'JSON เขียนเป็น {"low": 0, "standard": "1/2", "high": 1} หรือรายการของ name และ share'
        ) from None


def _named(levels: tuple[Level, ...]) -> tuple[Level, ...]:
    if taken := [level.name for level in levels if level.name.lower() in RESERVED]:
        raise CannotAllocate(f"ใช้ชื่อ {taken[0]} เป็นชื่อระดับไม่ได้ เป็นชื่อคอลัมน์อื่น")
    return levels
