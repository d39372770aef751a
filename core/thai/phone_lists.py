"""The telephone in a cell of an office's list: what Excel took away, words around it, several numbers.

A form asks back (core.thai.phones); a list of a hundred people is read as far as it is certain, and what
was made of each cell is said before anything is saved.
"""

import re
from dataclasses import dataclass

from core.thai.digits import to_arabic
from core.thai.identifiers import clean
from core.thai.phones import Phone, PhoneRefused, parse_phone, says_none

_LONGEST = 200  # letters of a cell; more is no telephone

# Excel keeps a number without the 0 it begins with: a mobile has nine digits left, a line eight.
_ZERO_LOST = re.compile(r"[689][0-9]{8}|[2-7][0-9]{7}")
_RUN = re.compile(r"[+(]*[0-9][0-9\s().‐-―-]*(?:(?:ต่อ|ext\.?|x)[\s.:]*[0-9]{1,6})?", re.IGNORECASE)
_EXTENSION = re.compile(r"\s*(?:ต่อ|ext\.?|x)[\s.:]*[0-9]{1,6}\s*$", re.IGNORECASE)
_CENTS = re.compile(r"(?<=[0-9])\.0+(?![0-9])")  # 810000001.0, a number saved as text
_ZERO_SAID = "เติม 0 ข้างหน้าที่หายไป"
_FAX = re.compile("แฟกซ์|แฟ็กซ์|โทรสาร|fax", re.IGNORECASE)


@dataclass(frozen=True)
class FoundPhone:
    """`phone`: the number to keep, None where the cell says there is none. `others`: what else it
    holds, in words. `remark`: in Thai, what was done with the cell; empty for a plain number."""

    phone: Phone | None
    others: str = ""
    remark: str = ""


def find_phone(text: str) -> FoundPhone:
    """The number of a cell; PhoneRefused where it holds none, or digits that are no number."""
    if says_none(text):
        return FoundPhone(None)
    try:
        return FoundPhone(parse_phone(text))
    except PhoneRefused as refusal:
        if len(text) > _LONGEST:
            raise
        text = _CENTS.sub("", to_arabic(text))
        if found := _with_lost_zero(text):
            return FoundPhone(found, remark=f"{_ZERO_SAID} อ่านเป็น {found.shown}")
        return _among_words(text, refusal)


def _with_lost_zero(text: str) -> Phone | None:
    extension = _EXTENSION.search(text)
    digits = re.sub("[().]", "", clean(text[: extension.start()] if extension else text))
    if not _ZERO_LOST.fullmatch(digits):
        return None
    try:
        return parse_phone(f"0{digits}{extension[0] if extension else ''}")
    except PhoneRefused:
        return None


def _among_words(text: str, refusal: PhoneRefused) -> FoundPhone:
    """Every digit belongs to a number, or nothing is taken: which of them is meant stays open."""
    phones: list[Phone] = []
    faxes: list[Phone] = []
    end, lost = 0, False
    for run in _RUN.finditer(text):
        found, without_zero = _numbers(run[0])
        if not found:
            raise _said_of(run[0], phones, refusal)
        (faxes if _FAX.search(text[end : run.start()]) else phones).extend(found)
        end, lost = run.end(), lost or without_zero
    if not phones:
        raise PhoneRefused("มีแต่เบอร์โทรสาร กรอกเบอร์โทรศัพท์") if faxes else refusal
    first, *more = phones
    others = [f"โทร. {one.shown}" for one in dict.fromkeys(more) if one != first]
    others += [f"โทรสาร {one.shown}" for one in faxes]
    remark = f"มีหลายเบอร์ เก็บเบอร์แรก {first.shown}" if others else f"อ่านเป็น {first.shown}"
    return FoundPhone(first, " ".join(others), f"{_ZERO_SAID} {remark}" if lost else remark)


def _numbers(run: str) -> tuple[list[Phone], bool]:
    """The numbers that a run of digits and spaces is made of, all of it; none where a digit is over.
    And whether one of them had lost its 0."""
    parts, found, lost = run.strip(" \n.(-‐‑‒–—―").split(), [], False
    while parts:
        for count in range(len(parts), 0, -1):  # an extension stands behind its number
            text = " ".join(parts[:count])
            whole = _number(text)
            if one := whole or _with_lost_zero(text):
                found.append(one)
                lost = lost or whole is None
                parts = parts[count:]
                break
        else:
            return [], False
    return found, lost


def _number(text: str) -> Phone | None:
    try:
        phone = parse_phone(text)
    except PhoneRefused:
        return None
    return phone if phone.kind != "short code" else None


def _said_of(run: str, before: list[Phone], refusal: PhoneRefused) -> PhoneRefused:
    if not before:
        return refusal
    return PhoneRefused(f"“{run.strip()}” ไม่ใช่เบอร์โทร ถ้าใช้เบอร์แรก กรอก {before[0].shown} เบอร์เดียว")
