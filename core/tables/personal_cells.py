"""Numbers of persons and taxpayers in a sheet: checked as on the form, never shown whole."""

from typing import Any

from core.areas.models import Province
from core.fields import column_of
from core.personal import encryption
from core.personal.forms import PERSONS_NUMBER_IN_TEXT, REMOVED, another_is_held, fitting
from core.tables.cells import SCIENTIFIC_REFUSED, CodeCell, NotAsHeld, typed_text
from core.tables.import_rows import ImportRow
from core.tables.tables import Table
from core.thai import calendar
from core.thai.identifiers import (
    Identifier,
    IdentifierRefused,
    check_national_id,
    check_tax_id,
    clean,
    is_of_person,
    masked,
    persons_numbers,
    with_masks,
)

NATIONAL_ID_FIELDS = ("national_id_encrypted", "national_id_hash", "national_id_masked")


class _IdentifierCell(CodeCell):
    """A number of 13 digits; `check` decides. The country's provinces are read once a check."""

    def __init__(self) -> None:
        super().__init__(40)
        self._provinces: set[str] | None = None

    def number(self, text: str) -> str:
        if self._provinces is None:
            self._provinces = set(Province.objects.values_list("code", flat=True))
        try:
            found = self.check(text, self._provinces, calendar.buddhist_year(calendar.today()))
        except IdentifierRefused as refusal:
            digits = clean(text)
            lost = digits.isdigit() and len(digits) == 12 and len(set(digits)) > 1
            hint = " ถ้าเลขขึ้นต้นด้วย 0 Excel ตัดทิ้งไป ตั้งรูปแบบช่องเป็น “ข้อความ” แล้วกรอกใหม่" if lost else ""
            raise ValueError(f"{refusal}{hint}") from None
        return found.number

    def check(self, text: str, provinces: set[str], year: int) -> Identifier:
        raise NotImplementedError

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = super().clean(value)
        return self.number(text) if text else ""


class TaxIdCell(_IdentifierCell):
    """เลขประจำตัวผู้เสียภาษี, of a juristic person, or of a person: `move_persons_numbers` moves that, and
    nothing that may be one is shown."""

    may_be_persons = True

    def hides(self, cell: object) -> bool:
        digits = clean(str(cell))
        return not digits.startswith("0") or is_of_person(digits)

    def check(self, text: str, provinces: set[str], year: int) -> Identifier:
        return check_tax_id(text, provinces, year)


class RegistrationNumberCell(CodeCell):
    """A registration number; a sole trader's is the owner's national id, moved as a person's tax id."""

    may_be_persons = True

    def __init__(self, most: int):
        super().__init__(most + 10)  # with the spaces and hyphens of a number that is moved
        self._own, self._national_id = most, NationalIdCell()

    def hides(self, cell: object) -> bool:
        return bool(persons_numbers(str(cell), checked=False))

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = super().clean(value)
        numbers = persons_numbers(text, checked=False)
        for number in numbers:
            self._national_id.number(number)
        if not numbers and len(text) > self._own:
            raise ValueError(f"ยาว {len(text):,} ตัวอักษร กรอกได้ไม่เกิน {self._own:,}")
        return text


class NationalIdCell(_IdentifierCell):
    """เลขประจำตัวประชาชน: exported as its mask; a whole number replaces the one held, an empty cell
    leaves it, a dash takes it away (as on the form)."""

    is_secret = True
    blank_keeps = True

    def check(self, text: str, provinces: set[str], year: int) -> Identifier:
        return check_national_id(text, provinces, year)

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = typed_text(value).strip()
        if text in {REMOVED, ""}:
            return ""
        if text.lower().startswith("x-"):
            raise NotAsHeld("เลขที่ปิดไว้ไม่ตรงกับที่ระบบมี กรอกเลขเต็ม 13 หลัก หรือเว้นว่างไว้")
        if "E" in text.upper():
            raise ValueError(SCIENTIFIC_REFUSED.format("แบบ 1.2E+12"))
        return self.number(text)

    def spread(self, value: object) -> tuple[Any, ...]:
        number = str(value)
        if not number:
            return ("", "", "")
        return (encryption.encrypt(number), encryption.keyed_hash(number), masked(number))


def move_persons_numbers(table: Table, line: ImportRow) -> None:
    """A national id in the column of a firm's number, or in a text, as the form has it
    (core.personal.forms.PersonsNumbersForm). `table` has a column national_id, and national_id_hash
    among its extras. None is moved beside a national id that could not be read."""
    for name in table.may_be_persons:
        text, column = line.values.get(name), table.columns[name]
        if not isinstance(text, str) or not text:
            continue
        if isinstance(column.widget, TaxIdCell):
            if is_of_person(text) and _moves(line, name, text):
                line.say(name, "")
        elif numbers := persons_numbers(text):
            if all(_moves(line, name, number) for number in numbers):
                most = column_of(table.model, column.targets[0]).max_length
                line.say(name, fitting(with_masks(text), most, numbers))
    for name in table.texts_with_number(line):
        line.refuse(PERSONS_NUMBER_IN_TEXT, name)


def _moves(line: ImportRow, name: str, number: str) -> bool:
    """Have the line write this number as the national id; False, and refused, beside another one."""
    if "national_id" in line.faults:
        return False
    if "national_id" in line.values:
        if line.values["national_id"] != number:
            given = str(line.values["national_id"])
            line.refuse(another_is_held(masked(given) if given else "ลบออกในไฟล์นี้"), name)
            return False
        return True
    held = line.record["national_id_hash"] if line.record is not None else ""
    if held == encryption.keyed_hash(number):
        return True
    if held:
        line.refuse(another_is_held(line.shown["national_id"]), name)
        return False
    line.say("national_id", number)
    return True
