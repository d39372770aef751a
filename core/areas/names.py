"""Names of areas as people write them: with ต., อ., จ. before them, in another or an older spelling.

The other spellings are data (fixtures/areas: aliases.csv, and our own short_names.csv). Nothing is
guessed: a similar name does not match, and official names take precedence. A letter that lost its point
(อเมือง, ต,บางคล้า) is read only where no area is called as the whole.
"""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from django.conf import settings

from core.thai.texts import clean_text

FILES = [
    settings.BASE_DIR / "fixtures" / "areas" / name for name in ("aliases.csv", "short_names.csv")
]

PROVINCE, DISTRICT, SUBDISTRICT = "province", "district", "subdistrict"

_BEFORE = {
    PROVINCE: re.compile(r"^(?:จังหวัด|จ[.,\s])[\s.]*"),
    DISTRICT: re.compile(r"^(?:กิ่งอำเภอ|กิ่ง\s*อ\.|กิ่ง|อำเภอ|เขต|อ[.,\s])[\s.]*"),
    SUBDISTRICT: re.compile(r"^(?:ตำบล|แขวง|ต[.,\s])[\s.]*"),
}
_LETTER = {PROVINCE: "จ", DISTRICT: "อ", SUBDISTRICT: "ต"}
_BETWEEN = re.compile(r"[\s.()ฯ‐-―-]+")
NAMES_KEPT = 16_384  # keys of names by their text: a file says the country's 8,500 again and again


@lru_cache(maxsize=NAMES_KEPT)
def area_key(text: str) -> str:
    """A name as it is compared: without spaces, points, hyphens, brackets and ฯ."""
    return _BETWEEN.sub("", clean_text(text))


@lru_cache(maxsize=NAMES_KEPT)
def bare_name(level: str, text: str) -> str:
    """The name as it is typed, cleaned, without the word for its level: บางคล้า of "ต. บางคล้า"."""
    return _BEFORE[level].sub("", clean_text(text))


def area_keys(level: str, text: str) -> tuple[str, str]:
    """The name as it stands, for some names begin so, and without the word for its level."""
    return area_key(text), area_key(bare_name(level, text))


@cache
def other_spellings(level: str) -> Mapping[str, tuple[str, ...]]:
    """By the code of an area of this level: how else its name is written."""
    found: dict[str, tuple[str, ...]] = {}
    for path in FILES:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["level"] == level:
                    found[row["code"]] = (*found.get(row["code"], ()), row["variant"])
    return found


@dataclass(frozen=True)
class Named:
    """An area by its code and official name."""

    code: str
    name: str

    def other_names(self, level: str) -> tuple[str, ...]:
        """How else it is written; the district of a province's seat is called เมือง alone too."""
        others = other_spellings(level).get(self.code, ())
        is_seat = level == DISTRICT and self.code.endswith("01") and self.name.startswith("เมือง")
        return (*others, "เมือง") if is_seat else others


class AreaNames:
    """The areas of one level by name; several may bear the same one."""

    def __init__(self, level: str, areas: Iterable[tuple[str, str]]):
        self.level = level
        self._official: dict[str, list[Named]] = {}
        self._others: dict[str, list[Named]] = {}
        for code, name in areas:
            named = Named(code, name)
            self._official.setdefault(area_key(name), []).append(named)
            for other in dict.fromkeys(map(area_key, named.other_names(level))):
                self._others.setdefault(other, []).append(named)

    @property
    def official(self) -> list[str]:
        """The official names, to say which is near."""
        return [named.name for areas in self._official.values() for named in areas]

    def called(self, text: str) -> list[Named]:
        """Those of this name: as it stands or without the word for its level, then otherwise spelt, then
        without the letter for its level."""
        keys = area_keys(self.level, text)
        bare = [key[1:] for key in keys[:1] if key.startswith(_LETTER[self.level])]
        for ways in (keys, bare):
            for names in (self._official, self._others):
                for key in ways:
                    if key in names:
                        return names[key]
        return []


def is_called(level: str, code: str, name: str, text: str) -> bool:
    """Whether a text names this area, officially or not."""
    return bool(AreaNames(level, [(code, name)]).called(text))


def is_official(level: str, name: str, text: str) -> bool:
    """Whether a text is the official name, but for the word before it and the spaces in it."""
    return area_key(name) in area_keys(level, text)
