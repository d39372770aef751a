"""Numbers of persons and taxpayers in a sheet: checked as on the form, never shown whole."""

from core.areas.models import Province
from core.imports.cells import SCIENTIFIC_REFUSED, CodeCell, typed_text
from core.personal import encryption
from core.personal.forms import REMOVED
from core.thai import calendar
from core.thai.identifiers import (
    Identifier,
    IdentifierRefused,
    check_national_id,
    check_tax_id,
    clean,
    masked,
)

NATIONAL_ID_FIELDS = ("national_id_encrypted", "national_id_hash", "national_id_masked")


class _IdentifierCell(CodeCell):
    """A number of 13 digits; `check` decides. The country's provinces are read once a check."""

    def __init__(self):
        super().__init__(40)
        self._provinces: set[str] | None = None

    def number(self, text: str) -> str:
        if self._provinces is None:
            self._provinces = set(Province.objects.values_list("code", flat=True))
        try:
            found = self.check(text, self._provinces, calendar.buddhist_year(calendar.today()))
        except IdentifierRefused as refusal:
            digits = clean(text)
            lost = digits.isdigit() and len(digits) == 12
            hint = " ถ้าเลขขึ้นต้นด้วย 0 Excel ตัดทิ้งไป ตั้งรูปแบบช่องเป็น “ข้อความ” แล้วใส่ใหม่" if lost else ""
            raise ValueError(f"{refusal}{hint}") from None
        return found.number

    def check(self, text: str, provinces: set[str], year: int) -> Identifier:
        raise NotImplementedError

    def clean(self, value, row=None, **kwargs) -> str:
        text = super().clean(value)
        return self.number(text) if text else ""


class TaxIdCell(_IdentifierCell):
    """เลขประจำตัวผู้เสียภาษี, of a juristic person or a person."""

    def check(self, text: str, provinces: set[str], year: int) -> Identifier:
        return check_tax_id(text, provinces, year)


class NationalIdCell(_IdentifierCell):
    """เลขประจำตัวประชาชน: exported as its mask; a whole number replaces the one held, an empty cell
    leaves it, a dash takes it away (as on the form)."""

    is_secret = True
    blank_keeps = True

    def check(self, text: str, provinces: set[str], year: int) -> Identifier:
        return check_national_id(text, provinces, year)

    def clean(self, value, row=None, **kwargs) -> str:
        text = typed_text(value).strip()
        if text in {REMOVED, ""}:
            return ""
        if text.lower().startswith("x-"):
            raise ValueError("เลขที่ปิดไว้ไม่ตรงกับที่ระบบมี ใส่เลขเต็ม 13 หลัก หรือเว้นว่างไว้")
        if "E" in text.upper():
            raise ValueError(SCIENTIFIC_REFUSED.format("แบบ 1.2E+12"))
        return self.number(text)

    def spread(self, value: object) -> tuple:
        number = str(value)
        if not number:
            return ("", "", "")
        return (encryption.encrypt(number), encryption.keyed_hash(number), masked(number))
