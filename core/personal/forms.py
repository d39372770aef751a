"""Fields for ids of persons and taxpayers, checked with the country's provinces."""

from collections.abc import Callable, Collection

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.areas.models import Province
from core.fields import form_field
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

# The value of NationalIdField for a dash: remove the stored number.
REMOVED = "-"


class NationalIdInput(forms.TextInput):
    """The empty box for a new number, and unseen the mask of the number held when it was shown."""

    held = ""

    def __init__(self):
        super().__init__({"autocomplete": "off", "inputmode": "numeric", "placeholder": "13 หลัก"})

    def render(self, name, value, attrs=None, renderer=None) -> SafeString:
        box = super().render(name, value, attrs, renderer)
        return format_html(
            '{}<input type="hidden" name="{}-held" value="{}">', box, name, self.held
        )


class _IdentifierField(forms.CharField):
    """A number of 13 digits as typed; comes out as digits, empty stays empty.

    `review` says after cleaning what to look at in an accepted number, if anything.
    """

    check: Callable[[str, Collection[str], int], Identifier]
    review = ""

    def __init__(self, **kwargs):
        super().__init__(**{"required": False} | kwargs | {"max_length": 40})
        self.widget.attrs |= {"inputmode": "numeric", "placeholder": "13 หลัก"}
        self.widget.attrs.pop("maxlength", None)

    def clean(self, value) -> str:
        typed = super().clean(value)
        self.review = ""
        if not typed:
            return ""
        provinces = set(Province.objects.values_list("code", flat=True))
        year = calendar.buddhist_year(calendar.today())
        try:
            identifier = type(self).check(typed, provinces, year)
        except IdentifierRefused as refusal:
            raise ValidationError(str(refusal)) from None
        self.review = identifier.review
        return identifier.number


class NationalIdField(_IdentifierField):
    """A national id. Empty means: as it is; a dash comes out as `REMOVED`."""

    check = staticmethod(check_national_id)

    def __init__(self, **kwargs):
        said = {"label": "เลขประจำตัวประชาชน", "widget": NationalIdInput}
        super().__init__(**said | kwargs)

    def clean(self, value) -> str:
        if isinstance(value, str) and value.strip() and not clean(value):
            self.review = ""
            return REMOVED
        return super().clean(value)


class TaxIdField(_IdentifierField):
    """A taxpayer's number. One that is a person's is a national id: `PersonsNumbersForm` moves it."""

    check = staticmethod(check_tax_id)


class RegistrationNumberField(forms.CharField):
    """A registration number as its paper writes it. A sole trader's is the owner's national id, which
    `PersonsNumbersForm` moves: a wrong one of that form is refused here."""

    def clean(self, value) -> str:
        typed = super().clean(value)
        for number in persons_numbers(typed, checked=False):
            NationalIdField().clean(number)
        return typed


def tax_id_notices(number: str) -> list[str]:
    """What to look at in a number held: none for one that is right, or wrong as old records are."""
    field = TaxIdField()
    try:
        field.clean(number)
    except ValidationError:
        return []
    return [f"เลขประจำตัวผู้เสียภาษี: {field.review}"] if field.review else []


class NationalIdForm(forms.ModelForm):
    """Mixed into the form of a NationalIdHolder: a number typed replaces the one held.

    The number held is never put into the page, only masked, with the way to see it in full. A number
    that somebody else saved after the page was made is not written over unasked.
    """

    national_id = NationalIdField()

    # The address where the number is shown in full with a reason; empty for who may not.
    reveal_address = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        held = self.instance.national_id_masked
        self.fields["national_id"].widget.held = held
        if held:
            more = (
                format_html(' · <a href="{}">แสดงเต็ม</a>', self.reveal_address)
                if self.reveal_address
                else ""
            )
            self.fields["national_id"].help_text = format_html(
                "มีแล้ว {}{} · พิมพ์เลขใหม่เพื่อแก้ พิมพ์ “-” เพื่อลบ", held, more
            )

    @property
    def national_id_review(self) -> str:
        """What to look at in the number just accepted, if anything."""
        return form_field(self, "national_id", NationalIdField).review

    def clean_national_id(self) -> str:
        number = self.cleaned_data["national_id"]
        held = self.instance.national_id_masked
        shown = self.data.get(f"{self.add_prefix('national_id')}-held", held)
        if number and shown != held and held != (masked(number) if number != REMOVED else ""):
            raise ValidationError(
                f"ผู้อื่นแก้เลขนี้เป็น {held or 'ว่าง'} แล้ว ตรวจแล้วบันทึกอีกครั้งถ้าต้องการใช้เลขที่พิมพ์",
                code="changed_meanwhile",
            )
        return number

    def _post_clean(self):
        super()._post_clean()
        number = self.cleaned_data.get("national_id")
        if number:
            self.instance.set_national_id("" if number == REMOVED else number)


class PersonsNumbersForm(forms.ModelForm):
    """Mixed into the forms of a NationalIdHolder: a national id typed into another field goes the way
    of national ids.

    In the field of a firm's number (TaxIdField, RegistrationNumberField) it becomes the record's
    national id, where none or the same is held, and is refused where another is; the tax id is left
    empty, the registration number keeps its mask. In any other text it is refused.
    """

    moved = ""  # the mask of a number that was moved, for the message

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.refuses_ids = False  # it is done here, which says where the number goes

    def clean(self):
        cleaned = super().clean()
        for name, field in self.fields.items():
            text = self.cleaned_data.get(name)
            if not isinstance(text, str) or not text:
                continue
            if isinstance(field, TaxIdField):
                if is_of_person(text) and self._moves(name, text):
                    self.cleaned_data[name] = ""
            elif isinstance(field, RegistrationNumberField):
                numbers = persons_numbers(text)
                if numbers and all(self._moves(name, number) for number in numbers):
                    self.cleaned_data[name] = fitting(with_masks(text), field.max_length, numbers)
            elif (
                isinstance(field, forms.CharField)
                and not isinstance(field, _IdentifierField)
                and persons_numbers(text)
            ):
                self.add_error(name, PERSONS_NUMBER_IN_TEXT)
        return cleaned

    def _moves(self, name: str, number: str) -> bool:
        """Have this number held; False, and said at the field, where another is."""
        if self.instance.holds_another_than(number):
            self.add_error(name, another_is_held(self.instance.national_id_masked))
            return False
        self.instance.set_national_id(number)
        self.moved = masked(number)
        return True


# Said by the form and by the import alike.
PERSONS_NUMBER_IN_TEXT = (
    "มีเลขประจำตัวประชาชนในช่องนี้ ลบออก เลขของผู้ลงทะเบียนกรอกที่ช่องเลขประจำตัวประชาชน (หมวด 5)"
)


def another_is_held(mask: str) -> str:
    """The message when a national id typed into a firm's field is not the one the record holds."""
    return (
        f"เลขนี้เป็นเลขประจำตัวประชาชน แต่ไม่ตรงกับของผู้ลงทะเบียน ({mask}) ช่องนี้กรอกเฉพาะเลขของนิติบุคคล "
        "ถ้าผู้ลงทะเบียนเปลี่ยน แก้ที่ช่องเลขประจำตัวประชาชน (หมวด 5)"
    )


def fitting(text: str, most: int | None, numbers: list[str]) -> str:
    """A text in which masks took the place of numbers; the first mask alone where it became too long."""
    return text if most is None or len(text) <= most else masked(numbers[0])
