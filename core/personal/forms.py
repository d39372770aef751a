"""Fields for ids of persons and taxpayers, checked with the country's provinces."""

from collections.abc import Callable, Collection

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.areas.models import Province
from core.thai import calendar
from core.thai.identifiers import (
    Identifier,
    IdentifierRefused,
    check_national_id,
    check_tax_id,
    clean,
    masked,
)

# What NationalIdField gives for a dash: the number held is taken away.
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
    """A taxpayer's number: a juristic person's or a person's."""

    check = staticmethod(check_tax_id)


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
        return self.fields["national_id"].review

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
