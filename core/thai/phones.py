"""Thai telephone numbers as offices write them (ID_AND_PHONE_CHECKS, section 3).

Stored as E.164 with what follows it: `+6638510000`, `+6638510000 ต่อ 12` (extension), `+6638510000-3`
(lines 0000 to 0003); shown as printed: 0-3851-0000, 08-1000-0000.
"""

import re
from dataclasses import dataclass
from functools import cache

import phonenumbers

from core.thai.digits import to_arabic
from core.thai.identifiers import clean

_KINDS = {
    "mobile": "0(6[1-6]|8[0-9]|9[0-9])[0-9]{7}",
    "voip": "0(60|68)[0-9]{7}",
    "fixed": "02[0-9]{7}|0(3[2-9]|4[2-5]|5[2-6]|7[3-7])[0-9]{6}",
    "toll-free": "1800[0-9]{6}",
    "short code": "1[0-9]{2,3}",
}
_EXTENSION = re.compile(r"(?:ต่อ|ext\.?|x)[\s.:]*([0-9]{1,6})\s*$", re.IGNORECASE)
_RANGE = re.compile(r"[-‐-―]\s*([0-9]{1,2})\s*$")
_STORED = re.compile(
    r"\+66((?P<mobile>[689][0-9]{8})|(?P<fixed>[2-57][0-9]{7}))(?P<rest> ต่อ [0-9]{1,6})?"
)
_BETWEEN_NUMBERS = re.compile(r"[,/;]|หรือ|และ")
_NONE = {"", "ไม่มี", "ไม่มีเบอร์", "ไม่มีเบอร์โทร", "ไม่มีโทรศัพท์", "ไม่มีข้อมูล", "ไม่ระบุ", "ไม่ทราบ", "n/a"}
# A mobile of one digit nine times is typed to fill a field.
MADE_UP = r"^0([0-9])\1{8}$"
# So is what is no number at all: one digit, or one digit after the other.
_FILLED_IN = re.compile(r"0?([0-9])\1{5,}")
_COUNTED = "012345678901234567890"
_NOT_REAL = "{} ไม่ใช่เบอร์จริง พิมพ์เบอร์ที่ติดต่อได้ ถ้าไม่มีให้เว้นว่าง"
_AREAS = re.compile(r"0(?:2|3[2-9]|4[2-5]|5[2-6]|7[3-7])")


class PhoneRefused(ValueError):
    """Not a number anybody can call; the message says in Thai what is wrong and how to mend it."""


@dataclass(frozen=True)
class Phone:
    """A number: its kind, its national digits, an extension or the last line of a range."""

    kind: str
    digits: str
    extension: str = ""
    range_end: str = ""

    @property
    def stored(self) -> str:
        """As the registry keeps it."""
        number = self.digits if self.digits.startswith("1") else f"+66{self.digits[1:]}"
        if self.extension:
            return f"{number} ต่อ {self.extension}"
        return f"{number}-{self.range_end}" if self.range_end else number

    @property
    def shown(self) -> str:
        """As letters print it."""
        digits = self.digits
        if self.kind == "fixed":
            number = f"0-{digits[1:5]}-{digits[5:]}"
        elif self.kind in {"mobile", "voip"} and len(digits) == 10:
            number = f"{digits[:2]}-{digits[2:6]}-{digits[6:]}"
        elif self.kind == "toll-free":
            number = f"{digits[:4]}-{digits[4:7]}-{digits[7:]}"
        else:
            number = digits
        if self.extension:
            return f"{number} ต่อ {self.extension}"
        return f"{number}-{self.range_end}" if self.range_end else number


def parse_phone(text: str) -> Phone:
    """The number a person typed, or what is stored; raises PhoneRefused."""
    text = to_arabic(text).strip()
    extension = _EXTENSION.search(text)
    if extension:
        text = text[: extension.start()]
    range_end = _RANGE.search(text)
    if range_end:
        digits = _national(text[: range_end.start()])
        if _kind(digits) == "fixed":  # a mobile has no lines beside it: a digit too many
            return Phone("fixed", digits, range_end=range_end[1])
    digits = _national(text)
    kind = _kind(digits)
    if re.match(MADE_UP, digits):
        raise PhoneRefused(_NOT_REAL.format(digits))
    if not kind:
        if len(_BETWEEN_NUMBERS.split(text)) > 1:
            raise PhoneRefused("กรอกได้เบอร์เดียว เลือกเบอร์ที่ติดต่อได้แน่นอน")
        raise PhoneRefused(_what_is_wrong(digits))
    return Phone(kind, digits, extension=extension[1] if extension else "")


def says_none(text: str) -> bool:
    """Whether a dash or a word stands where there is no number."""
    return text.strip(" -–—.()").lower() in _NONE


def shown(text: str) -> str:
    """A stored number formatted as letters print it; text that is not a number is returned
    unchanged. One in the form we store was read when it came: the numbering plan is not asked again."""
    if stored := _STORED.fullmatch(text):
        mobile, fixed, rest = stored["mobile"], stored["fixed"], stored["rest"] or ""
        if mobile:
            return f"0{mobile[0]}-{mobile[1:5]}-{mobile[5:]}{rest}"
        return f"0-{fixed[:4]}-{fixed[4:]}{rest}"
    try:
        return parse_phone(text).shown
    except PhoneRefused:
        return text


def _national(text: str) -> str:
    """Digits with the leading 0 of a call inside the country."""
    digits = re.sub(r"[().]", "", clean(text))
    return re.sub(r"^\+?660?", "0", digits) if re.match(r"\+66|66[0-9]{8,10}$", digits) else digits


def _kind(digits: str) -> str:
    """The kind by our rule, confirmed by the numbering plan of phonenumbers; empty for none."""
    kind = next((kind for kind, rule in _KINDS.items() if re.fullmatch(rule, digits)), "")
    if kind in {"", "short code"}:
        return kind
    # Put together, not parsed: the digits are read already, and a sheet holds 100,000 of them.
    if _is_likely(digits[1:]):
        return kind
    number = phonenumbers.PhoneNumber(country_code=66, national_number=int(digits))
    return kind if phonenumbers.is_valid_number(number) else ""


@cache
def _likely() -> list[re.Pattern[str]]:
    """Of the plan what every number of the country is, and what a mobile and a line are."""
    plan = phonenumbers.PhoneMetadata.metadata_for_region("TH")
    asked = [plan.general_desc, plan.mobile, plan.fixed_line] if plan else []
    return [re.compile(one.national_number_pattern or "(?!)") for one in asked if one]


def _is_likely(national: str) -> bool:
    """Whether the plan has it as a mobile or a line; else the library is asked, which tries eleven
    kinds."""
    of_any, *of_kinds = _likely()
    return of_any.fullmatch(national) is not None and any(
        kind.fullmatch(national) for kind in of_kinds
    )


def _what_is_wrong(digits: str) -> str:
    if not digits.isascii() or not digits.isdigit():
        return "พิมพ์เบอร์โทรเป็นตัวเลข เช่น 08-1000-0000 หรือ 0-3851-0000 ต่อ 12 ถ้าไม่มีให้เว้นว่าง"
    if len(digits) == 13:
        return "เลข 13 หลักเป็นเลขประจำตัว ไม่ใช่เบอร์โทร"
    if _FILLED_IN.fullmatch(digits) or (len(digits) > 5 and digits in _COUNTED):
        return _NOT_REAL.format(digits)
    if not digits.startswith("0"):
        more = "" if _kind(f"0{digits}") else f" เติมแล้วยังผิด: {_what_is_wrong(f'0{digits}')}"
        return f"เบอร์โทรขึ้นต้นด้วย 0{more}"
    mobile = re.match(r"0[689]", digits)
    if not mobile and len(digits) > 2 and not _AREAS.match(digits):
        return f"ไม่มีเลขหมายขึ้นต้นด้วย {digits[:3]} ตรวจเบอร์อีกครั้ง"
    wanted, name = (10, "มือถือ") if mobile else (9, "เบอร์บ้าน")
    if len(digits) < wanted:
        return f"ขาดอีก {wanted - len(digits)} หลัก ({name}มี {wanted} หลัก)"
    if len(digits) > wanted:
        return f"เกินมา {len(digits) - wanted} หลัก ({name}มี {wanted} หลัก)"
    return f"ไม่มีเลขหมายขึ้นต้นด้วย {digits[:3]} ตรวจเบอร์อีกครั้ง"
