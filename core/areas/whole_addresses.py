"""A whole address in one cell, taken apart: 12/3 ม.4 ต.บางคล้า อ.บางคล้า จ.ฉะเชิงเทรา 24110.

What stands behind a word of its kind is taken as it is written; a name without one only where it is an
area's, read from the end: the province, a district of it, a subdistrict of that. Nothing is lost: roads,
villages and whatever else stays behind the house number.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from core.areas.names import DISTRICT, PROVINCE, SUBDISTRICT, AreaNames, Named
from core.thai.digits import to_arabic
from core.thai.texts import clean_text

HOUSE, VILLAGE, POSTAL, PHONE = "house_number", "village_number", "postal_code", "phone"

_POSTAL = re.compile(r"(?:รหัสไปรษณีย์|ปณ\.?)?\s*[:.]?\s*(?<![0-9/-])([1-9][0-9]{4})(?![0-9/-])\s*$")
_PHONE = re.compile(r"(?:โทรศัพท์|โทร|มือถือ|เบอร์โทร|tel)\s*[.:]?\s*(?=[0-9(+]).*$", re.IGNORECASE)
# The words before each part. Whole words end nothing but a name, so they may follow without a space.
_MARKS = re.compile(
    r"(?P<province>จังหวัด|จ\.)"
    r"|(?P<district>กิ่งอำเภอ|กิ่ง\s*อ\.|อำเภอ|(?<!\S)เขต|อ\.)"
    r"|(?P<subdistrict>ตำบล|(?<!\S)แขวง|ต\.)"
    r"|(?P<village_number>(?:หมู่\s*ที่|หมู่|ม\.|(?<!\S)ม)\s*[:.]?\s*(?=[0-9]))"
    r"|(?P<house_number>(?:บ้าน)?เลขที่(?:บ้าน)?\s*[:.]?)"
    r"|(?P<bangkok>กรุงเทพมหานคร|กรุงเทพ\s*ฯ?|กทม\.?)"
)
_NUMBER_FIRST = re.compile(r"([0-9]+(?:[/-][0-9]+)*)\s*(.*)", re.DOTALL)


@dataclass(frozen=True)
class Places:
    """The nation's areas by name: provinces, the districts of each, the subdistricts of these."""

    provinces: AreaNames
    districts: dict[str, AreaNames]
    subdistricts: dict[str, AreaNames]

    @classmethod
    def of(
        cls,
        provinces: Iterable[tuple[str, str]],
        districts: Iterable[tuple[str, str]],
        subdistricts: Iterable[tuple[str, str]],
    ) -> "Places":
        """Of codes and names; a code begins with that of the area it lies in."""
        return cls(
            AreaNames(PROVINCE, provinces),
            _within(DISTRICT, districts, 2),
            _within(SUBDISTRICT, subdistricts, 4),
        )


def _within(level: str, areas: Iterable[tuple[str, str]], digits: int) -> dict[str, AreaNames]:
    found: dict[str, list[tuple[str, str]]] = {}
    for code, name in areas:
        found.setdefault(code[:digits], []).append((code, name))
    return {code: AreaNames(level, named) for code, named in found.items()}


def split_address(text: str, places: Places) -> dict[str, str]:
    """The parts by name: house_number, village_number, subdistrict, district, province, postal_code, and
    the telephone that often stands behind them.

    Those it does not hold are missing; what belongs to none follows the house number.
    """
    rest = " ".join(to_arabic(clean_text(text)).replace(",", " ").split())
    parts: dict[str, str] = {}
    kept = []
    if phone := _PHONE.search(rest):
        parts[PHONE] = phone[0]
        rest = rest[: phone.start()].strip()
    if postal := _POSTAL.search(rest):
        parts[POSTAL] = postal[1]
        rest = rest[: postal.start()].strip()
    marks = list(_MARKS.finditer(rest))
    before = rest[: marks[0].start()].strip() if marks else rest
    ends = [*(one.start() for one in marks), len(rest)][1:]
    for mark, end in zip(marks, ends, strict=True):
        name = str(mark.lastgroup)
        value = rest[mark.end() : end].strip(" .:")
        if name == "bangkok":
            name, value = PROVINCE, f"กรุงเทพมหานคร {value}".strip()
        if parts.get(name):
            kept.append(rest[mark.start() : end].strip())
            continue
        taken, left = _value(name, value)
        parts[name] = taken
        if left and name in (DISTRICT, SUBDISTRICT, PROVINCE, VILLAGE):
            left = _areas_at_the_end(left, parts, places)
        kept.append(left)
    kept = [
        _areas_at_the_end(left, parts, places) for left in kept
    ]  # the province may have come last
    before = _areas_at_the_end(before, parts, places)
    if HOUSE not in parts and (number := _NUMBER_FIRST.match(before)):
        parts[HOUSE], before = number[1], number[2]
    more = " ".join(" ".join([before, *kept]).split())
    if more:
        parts[HOUSE] = f"{parts.get(HOUSE, '')} {more}".strip()
    return {name: value for name, value in parts.items() if value}


_BETWEEN_AREAS = re.compile(r"[,/()]|\s[-‐-―]+\s")


def split_areas(text: str, places: Places) -> dict[str, str]:
    """The areas named in the cell of one: district and province of "บางคล้า จ.ฉะเชิงเทรา". Empty where it
    holds anything else, or names no more than one."""
    parts = split_address(_BETWEEN_AREAS.sub(" ", text), places)
    areas = {PROVINCE, DISTRICT, SUBDISTRICT}
    return parts if len(parts) > 1 and parts.keys() <= areas else {}


def _value(name: str, value: str) -> tuple[str, str]:
    """What belongs to the word before it, one word or the digits, and what follows."""
    if name in (HOUSE, VILLAGE):
        found = _NUMBER_FIRST.match(value)
        return (found[1], found[2]) if found else ("", value)
    word, _, left = value.partition(" ")
    return word, left


def _areas_at_the_end(text: str, parts: dict[str, str], places: Places) -> str:
    """Take areas named without a word before them off the end of a text, into `parts`."""
    words = text.split()
    if PROVINCE not in parts and words and places.provinces.called(words[-1]):
        parts[PROVINCE] = words.pop()
    province = _only(places.provinces, parts.get(PROVINCE, ""))
    if province and DISTRICT not in parts and words:
        if _only(places.districts.get(province.code), words[-1]):
            parts[DISTRICT] = words.pop()
    if province and SUBDISTRICT not in parts and DISTRICT in parts and words:
        district = _only(places.districts.get(province.code), parts[DISTRICT])
        if district and _only(places.subdistricts.get(district.code), words[-1]):
            parts[SUBDISTRICT] = words.pop()
    return " ".join(words)


def _only(areas: AreaNames | None, name: str) -> Named | None:
    found = areas.called(name) if areas and name else []
    return found[0] if len(found) == 1 else None
