"""Fields for ids of persons and taxpayers, checked with the country's provinces."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html

from core.areas.models import Province
from core.thai import calendar
from core.thai.identifiers import IdentifierRefused, check_national_id, check_tax_id


def _province_codes() -> set[str]:
    return set(Province.objects.values_list("code", flat=True))


class NationalIdField(forms.CharField):
    """A national id as typed; comes out as 13 digits. Empty means: as it is."""

    def __init__(self, **kwargs):
        attrs = {"autocomplete": "off", "inputmode": "numeric", "placeholder": "13 หลัก"}
        said = {"label": "เลขประจำตัวประชาชน", "required": False}
        super().__init__(**{**said, "max_length": 40, "widget": forms.TextInput(attrs)} | kwargs)

    def clean(self, value) -> str:
        typed = super().clean(value)
        if not typed:
            return ""
        try:
            return check_national_id(typed, _province_codes()).number
        except IdentifierRefused as refusal:
            raise ValidationError(str(refusal)) from None


class TaxIdField(forms.CharField):
    """A taxpayer's number: a juristic person's or a person's."""

    def __init__(self, **kwargs):
        super().__init__(**{"required": False} | kwargs | {"max_length": 40})
        self.widget.attrs |= {"inputmode": "numeric", "placeholder": "13 หลัก"}
        self.widget.attrs.pop("maxlength", None)

    def clean(self, value) -> str:
        typed = super().clean(value)
        if not typed:
            return ""
        year = calendar.buddhist_year(calendar.today())
        try:
            return check_tax_id(typed, _province_codes(), year).number
        except IdentifierRefused as refusal:
            raise ValidationError(str(refusal)) from None


class NationalIdForm(forms.ModelForm):
    """Mixed into the form of a NationalIdHolder: a number typed replaces the one held.

    The number held is never put into the page, only masked, with the way to see it in full.
    """

    national_id = NationalIdField()

    # The address where the number is shown in full with a reason; empty for who may not.
    reveal_address = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        held = self.instance.national_id_masked
        if held:
            more = (
                format_html(' · <a href="{}">แสดงเต็ม</a>', self.reveal_address)
                if self.reveal_address
                else ""
            )
            self.fields["national_id"].help_text = format_html(
                "มีแล้ว {}{} · พิมพ์เลขใหม่เมื่อต้องการแก้", held, more
            )

    def _post_clean(self):
        super()._post_clean()
        number = self.cleaned_data.get("national_id")
        if number:
            self.instance.set_national_id(number)
