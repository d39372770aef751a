"""Cells of where and how a producer is reached: parts of an address, telephones."""

from collections.abc import Callable, Sequence
from typing import Any

from core.tables.cells import SCIENTIFIC, SCIENTIFIC_REFUSED, Cell, CellRead, TextCell, typed_text
from core.thai import addresses, phones
from core.thai.phone_lists import find_phone
from core.thai.phones import says_none

# How the parts of an address are read, by the name of their field.
ADDRESS_PARTS = {
    "house_number": addresses.house_number,
    "village_number": addresses.village_number,
    "postal_code": addresses.postal_code,
}


class AddressCell(TextCell):
    """A part of an address: digits are Arabic, the words before them left out (core.thai.addresses)."""

    def __init__(self, read: Callable[[str], str], most: int, *, validators: Sequence[Any] = ()):
        super().__init__(most, validators=validators)
        self._read = read

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = self._read(typed_text(value))
        return super().clean("" if says_none(text) else text)


class PhoneCell(Cell):
    """A telephone number as letters print it; stored as core.thai.phones keeps it."""

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return phones.shown(value or "")

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return str(self.read(value).value)

    def read(self, value: object) -> CellRead:
        text = typed_text(value)
        if SCIENTIFIC.fullmatch(text):
            raise ValueError(SCIENTIFIC_REFUSED.format(text))
        found = find_phone(text)
        if found.phone is None:
            return CellRead("")
        if found.phone.kind == "short code":
            raise ValueError("เบอร์สั้นโทรหาผู้ผลิตไม่ได้ กรอกเบอร์มือถือหรือเบอร์บ้าน")
        return CellRead(found.phone.stored, found.remark, found.others)
