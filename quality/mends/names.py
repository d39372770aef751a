"""What a name that was typed wrong was meant to be (P02, D01, C01): a telephone or an invisible letter
in it, Thai marks typed twice or out of place."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from core.thai.digits import to_arabic
from core.thai.phones import PhoneRefused, parse_phone
from core.thai.texts import clean_text
from quality.expressions import UNSEEN
from quality.mends.proposal import Change, Mend
from quality.names import SHORTEST

CLEANED = "แก้อักขระที่มองไม่เห็น สระหรือวรรณยุกต์ที่ซ้ำหรือผิดที่"
CUT = "ตัดเบอร์โทรศัพท์ที่อยู่ในชื่อออก"
MOVED = "ย้ายเบอร์โทรศัพท์ที่อยู่ในชื่อไปช่องโทรศัพท์"

_APART = r"[\s().-]{0,2}"
_TELEPHONE = re.compile(
    r"[\s,/(]*(?:(?:เบอร์)?โทร(?:ศัพท์|\.)?|มือถือ|tel\.?)?[\s:]*\(?"
    rf"(?<![0-9])(0{_APART}(?:[689](?:{_APART}[0-9]){{8}}|[2-7](?:{_APART}[0-9]){{7}}))(?![0-9])\)?",
    re.IGNORECASE,
)
# Characters below are those of quality.names; a mark that no letter carries is nobody's to guess.
_LETTERLESS = re.compile("(^|[^ก-ฮัิ-ฺ็-๎])[ัิ-ฺ็-๎ำ]")


def mended_name(text: str) -> tuple[str, str] | None:
    """The name and the telephone that stood in it ("" for none); None where nothing can be mended."""
    name, telephone = clean_text(text), ""
    if found := _TELEPHONE.search(to_arabic(name)):
        telephone = found[1]
        name = f"{name[: found.start()]} {name[found.end() :]}"
    name = re.sub(" +", " ", name).strip(" ,-/")
    unreadable = re.search(UNSEEN, name) or _LETTERLESS.search(name)
    if name == text or unreadable or len(name) < SHORTEST or not re.search("[ก-ฮA-Za-z]", name):
        return None
    return name, telephone


def name_mends(records: Sequence[Any], *fields: str, phone: str = "") -> Iterator[Mend]:
    """Of each of the names. `phone`: the column that a telephone out of the name goes to where that is
    empty."""
    for record in records:
        for field in fields or ("name",):
            if found := mended_name(getattr(record, field)):
                yield _mend(record, field, *found, phone)


def _mend(record: Any, field: str, name: str, telephone: str, phone: str) -> Mend:
    changes = [Change(field, name)]
    if not telephone:
        return Mend(record, changes, CLEANED)
    if phone and not getattr(record, phone):
        try:
            number = parse_phone(telephone)
        except PhoneRefused:
            return Mend(record, changes, CUT)
        return Mend(record, [*changes, Change(phone, number.stored, number.shown)], MOVED)
    return Mend(record, changes, CUT)
