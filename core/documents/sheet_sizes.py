"""How wide and how high the cells of a workbook must be for what they hold.

Spreadsheets do not do it themselves: LibreOffice cuts the marks of Thai in rows of the default height,
and every program writes ### where a figure does not fit. Measured is Sarabun, which is wider than the
TH Sarabun New the cells are set in, and about what stands in for it where it is missing.
"""

from functools import cache, lru_cache

import fontpkg_sarabun
from PIL import ImageFont

from core.documents.words import END_OF_WORD, with_ends

FACE = "TH Sarabun New"  # what the offices' own documents are set in
UNIT = 5.25  # points: what a workbook counts the width of a column in
_LINE = 1.55  # of the size: from the foot of ญ to the head of a tone over a vowel
_AIR = 1.2  # units, either side of a cell together


@cache
def _face(bold: bool) -> ImageFont.FreeTypeFont:
    name = f"Sarabun-{'Bold' if bold else 'Regular'}.ttf"
    return ImageFont.truetype(
        str(fontpkg_sarabun.ROOT / "files" / name), 100, layout_engine=ImageFont.Layout.BASIC
    )


@lru_cache(maxsize=20_000)
def width(text: str, size: float, bold: bool = False) -> float:
    """What a text in one line takes, in units of a column; END_OF_WORD takes nothing."""
    said = text.replace(END_OF_WORD, "")
    return _face(bold).getlength(said) / 100 * size / UNIT + _AIR


def widest_word(text: str, size: float, bold: bool = False) -> float:
    """As `width`, of the widest of its words: narrower, and a word is broken."""
    words = with_ends(text).replace("\n", END_OF_WORD).replace(" ", END_OF_WORD).split(END_OF_WORD)
    return max(width(word, size, bold) for word in words)


def lines(text: str, room: float, size: float, bold: bool = False) -> int:
    """Into how many lines a text falls in a column `room` units wide, broken between words."""
    count = 0
    for paragraph in text.split("\n"):
        line, count = "", count + 1
        for word in with_ends(paragraph).replace(" ", f" {END_OF_WORD}").split(END_OF_WORD):
            if line and width((line + word).rstrip(), size, bold) > room:
                line, count = "", count + 1
            line += word
    return count


def height(count: int, size: float) -> float:
    """Of a row of so many lines, in points."""
    return round(count * size * _LINE + 2, 1)
