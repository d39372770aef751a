"""Form fields that read what a clerk types."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.thai import addresses, calendar, phones
from core.thai.digits import one_number
from core.thai.identifiers import PERSONS_NUMBER_HERE, persons_numbers
from core.thai.texts import clean_text


class ThaiTextField(forms.CharField):
    """A text as typed, cleaned as a sheet's cells are (core.thai.texts). A national id in it is refused:
    such a number has a field of its own, which encrypts it."""

    read: Callable[[str], str] = staticmethod(clean_text)
    refuses_ids = True

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if self.refuses_ids and isinstance(text, str) and persons_numbers(text):
            raise ValidationError(PERSONS_NUMBER_HERE, code="persons_number")
        return text

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return self.read(text) if isinstance(text, str) else text

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Ignores differences that cleaning alone would make."""
        return super().has_changed(
            self.read(initial) if isinstance(initial, str) else initial, data
        )


class PaperNumberField(ThaiTextField):
    """The number of a certificate or registration: one of อย. has 13 digits, and is no person's."""

    refuses_ids = False


class HouseNumberField(ThaiTextField):
    read = staticmethod(addresses.house_number)


class VillageNumberField(ThaiTextField):
    read = staticmethod(addresses.village_number)


class PostalCodeField(ThaiTextField):
    read = staticmethod(addresses.postal_code)


class PhoneField(forms.CharField):
    """A telephone number as typed; comes out as it is stored (core.thai.phones), shown as printed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False} | kwargs)
        self.widget.attrs |= {"inputmode": "tel"}

    def prepare_value(self, value: Any) -> Any:
        return phones.shown(value) if isinstance(value, str) else value

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if not typed or phones.says_none(typed):
            return ""
        try:
            phone = phones.parse_phone(typed)
        except phones.PhoneRefused as refusal:
            raise ValidationError(str(refusal)) from None
        if phone.kind == "short code":
            raise ValidationError("เบอร์สั้นโทรหาผู้ผลิตไม่ได้ พิมพ์เบอร์มือถือหรือเบอร์บ้าน")
        return phone.stored

    def has_changed(self, initial: Any, data: Any) -> bool:
        """The same number written another way is no change."""
        return super().has_changed(phones.shown(initial or ""), phones.shown(data or ""))


class _TypedNumber(forms.Field):
    """A number with Thai digits and thousands separators, as DOMAIN.md 1 lets people type."""

    input_mode: str
    example: str

    def __init__(self, **kwargs: Any) -> None:
        kwargs["widget"] = forms.TextInput({"inputmode": self.input_mode})
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            try:
                value = one_number(value, example=self.example)
            except ValueError as error:
                raise ValidationError(str(error)) from error
        return super().to_python(value)


class ThaiIntegerField(_TypedNumber, forms.IntegerField):
    """A whole number as typed."""

    input_mode = "numeric"
    example = "12"


class ThaiDecimalField(_TypedNumber, forms.DecimalField):
    """A number with decimals as typed; an amount in baht or a quantity."""

    input_mode = "decimal"
    example = "359,900.00"


class ThaiDateInput(forms.TextInput):
    """Shows a date in พ.ศ., as it is typed."""

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__({"placeholder": "วว/ดด/ปปปป เช่น 24/11/2569", **(attrs or {})})

    def format_value(self, value: Any) -> Any:
        if isinstance(value, date):
            return f"{value.day}/{value.month}/{calendar.buddhist_year(value)}"
        return super().format_value(value)


class ThaiDateField(forms.Field):
    """A date typed in พ.ศ. (24/11/2569, 24 พ.ย. 2569, Thai digits too); a ค.ศ. year is refused."""

    widget = ThaiDateInput

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return value or None
        try:
            return calendar.parse_thai_date(value)
        except ValueError as error:
            raise ValidationError(str(error)) from error
