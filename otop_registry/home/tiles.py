"""Thailand as 77 squares, each province near its place: no map data, readable in print (LOOK.md)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.areas.models import Province

# code: (letters, column, row); the letters are the usual abbreviations.
PLACES: dict[str, tuple[str, int, int]] = {
    "57": ("ชร", 4, 0),
    "58": ("มส", 2, 1), "50": ("ชม", 3, 1), "56": ("พย", 4, 1), "55": ("นน", 5, 1),
    "51": ("ลพ", 3, 2), "52": ("ลป", 4, 2), "54": ("พร", 5, 2),
    "63": ("ตก", 3, 3), "64": ("สท", 4, 3), "53": ("อต", 5, 3), "42": ("ลย", 6, 3),
    "43": ("นค", 7, 3), "38": ("บก", 8, 3),
    "62": ("กพ", 4, 4), "65": ("พล", 5, 4), "39": ("นภ", 6, 4), "41": ("อด", 7, 4),
    "47": ("สน", 8, 4), "48": ("นพ", 9, 4),
    "60": ("นว", 4, 5), "66": ("พจ", 5, 5), "67": ("พช", 6, 5), "40": ("ขก", 7, 5),
    "46": ("กส", 8, 5), "49": ("มห", 9, 5),
    "61": ("อน", 3, 6), "18": ("ชน", 4, 6), "16": ("ลบ", 5, 6), "36": ("ชย", 6, 6),
    "44": ("มค", 7, 6), "45": ("รอ", 8, 6), "37": ("อจ", 9, 6),
    "72": ("สพ", 3, 7), "17": ("สห", 4, 7), "19": ("สบ", 5, 7), "30": ("นม", 6, 7),
    "31": ("บร", 7, 7), "32": ("สร", 8, 7), "35": ("ยส", 9, 7),
    "71": ("กจ", 2, 8), "73": ("นฐ", 3, 8), "15": ("อท", 4, 8), "14": ("อย", 5, 8),
    "26": ("นย", 6, 8), "25": ("ปจ", 7, 8), "33": ("ศก", 8, 8), "34": ("อบ", 9, 8),
    "70": ("รบ", 2, 9), "74": ("สค", 3, 9), "12": ("นบ", 4, 9), "13": ("ปท", 5, 9),
    "24": ("ฉช", 6, 9), "27": ("สก", 7, 9),
    "76": ("พบ", 2, 10), "75": ("สส", 3, 10), "10": ("กท", 4, 10), "11": ("สป", 5, 10),
    "20": ("ชบ", 6, 10), "21": ("รย", 7, 10), "22": ("จบ", 8, 10), "23": ("ตร", 9, 10),
    "77": ("ปข", 2, 11),
    "86": ("ชพ", 2, 12),
    "85": ("รน", 1, 13), "84": ("สฎ", 2, 13),
    "82": ("พง", 1, 14), "80": ("นศ", 2, 14),
    "83": ("ภก", 0, 15), "81": ("กบ", 1, 15), "93": ("พท", 2, 15),
    "92": ("ตง", 1, 16), "90": ("สข", 2, 16), "94": ("ปน", 3, 16),
    "91": ("สต", 1, 17), "95": ("ยล", 3, 17), "96": ("นธ", 4, 17),
}  # fmt: skip

STEP, SIDE = 30, 28
WIDTH, HEIGHT = STEP * 10, STEP * 18


@dataclass(frozen=True)
class Told:
    """What is said of a province: its heat (0-4, none), the words beside it, where it leads."""

    colour: str
    words: str
    address: str


@dataclass(frozen=True)
class Tile:
    """One square, in units of the drawing."""

    province: Province
    letters: str
    x: int
    y: int
    told: Told

    @property
    def middle(self) -> tuple[int, int]:
        """Where its letters stand."""
        return self.x + SIDE // 2, self.y + SIDE // 2 + 4


def tiles(provinces: Iterable[Province], told: Mapping[str, Told]) -> list[Tile]:
    """A square for each province of whom something is told; one without a place is not drawn, the
    table beside the drawing still names it."""
    drawn = []
    for province in provinces:
        if province.code in PLACES and province.code in told:
            letters, column, row = PLACES[province.code]
            drawn.append(Tile(province, letters, column * STEP, row * STEP, told[province.code]))
    return drawn
