"""The parts of an address as people write them in a cell or a field, without the words before them."""

import re

from core.thai.digits import to_arabic
from core.thai.texts import clean_text

# Only before a digit: หมู่บ้านตัวอย่าง is a name.
_HOUSE = re.compile(r"^(?:(?:บ้าน)?เลขที่(?:บ้าน)?)\s*[.:]?\s*(?=\d)")
_VILLAGE = re.compile(r"^(?:หมู่\s*(?:ที่)?|ม\.|ม\s)\s*[.:]?\s*(?=\d)")
# Behind or before the house number, as หมู่ 5, ม.5 or หมู่ที่ 5; in 5/1 the หมู่ is not certain.
_VILLAGE_IN_IT = re.compile(
    r"(?:^|[\s,]+|(?<=\d))(?:หมู่\s*(?:ที่)?|ม\.|ม(?=\s))\s*[.:]?\s*(\d{1,3})(?=[\s,]|$)"
)


def house_number(text: str) -> str:
    """12/3 of ๑๒/๓ and of "เลขที่ 12/3"."""
    return _HOUSE.sub("", to_arabic(clean_text(text)))


def village_number(text: str) -> str:
    """5 of ๕, of "หมู่ที่ 5" and of "ม.5"."""
    return _VILLAGE.sub("", to_arabic(clean_text(text)))


def village_in(house: str) -> tuple[str, str]:
    """12/3 and 5 of the house number "12/3 หมู่ 5"; what stands behind stays with it. The number of the
    หมู่ is "" where there is none, or more than one."""
    found = list(_VILLAGE_IN_IT.finditer(house))
    if len(found) != 1:
        return house, ""
    left = f"{house[: found[0].start()]} {house[found[0].end() :].lstrip(' ,')}"
    return " ".join(left.split()), found[0][1].lstrip("0")


def postal_code(text: str) -> str:
    """24110 of ๒๔๑๑๐ and of "24 110"."""
    return re.sub(r"(?<=\d)[\s-]+(?=\d)", "", to_arabic(clean_text(text)))
