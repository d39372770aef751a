"""Forms of the month's steps; the rules themselves are in sales.months.workflow."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core import steps
from core.fields import form_field
from core.pictures.documents import DocumentField
from core.thai.calendar import today
from core.thai.forms import ThaiDateField
from sales.models import Resolution


class ResolutionForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """มติ นตผ.: in a meeting or by circular letter, its number, date and file."""

    held_on = ThaiDateField(label="วันที่ (พ.ศ.)")
    file = DocumentField(label="ไฟล์มติ")

    class Meta:
        model = Resolution
        fields = ["form", "number", "held_on", "file"]
        widgets = {"form": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        form_field(self, "form", forms.ChoiceField).choices = Resolution.Form.choices

    def clean_held_on(self) -> date:
        held_on = self.cleaned_data["held_on"]
        if held_on > today():
            raise ValidationError("วันที่ของมติอยู่ในอนาคต ตรวจอีกครั้ง")
        return held_on


class MonthReasonForm(steps.ReasonForm):
    """The reason a step of the month asks for: room for a few lines."""

    reason = steps.reason_field(rows=3)


class CloseMonthForm(forms.Form):
    without_missing = forms.BooleanField(label="ปิดโดยไม่รวมจังหวัดที่ขาด", required=False)
