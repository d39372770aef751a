"""Forms of the month's steps; the rules themselves are in sales.workflow."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from core.documents.fields import DocumentField
from core.thai.calendar import add_months, today
from core.thai.forms import ThaiDateField
from sales.models import Resolution, SalesMonth


class ResolutionForm(forms.ModelForm):
    """มติ นตผ.: in a meeting or by circular letter, its number, date and file."""

    held_on = ThaiDateField(label="วันที่ (พ.ศ.)")
    file = DocumentField(label="ไฟล์มติ")

    class Meta:
        model = Resolution
        fields = ["form", "number", "held_on", "file"]
        widgets = {"form": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["form"].choices = Resolution.Form.choices

    def clean_held_on(self) -> date:
        held_on = self.cleaned_data["held_on"]
        if held_on > today():
            raise ValidationError("วันที่ของมติอยู่ในอนาคต ตรวจอีกครั้ง")
        return held_on


class ReasonForm(forms.Form):
    """The reason a step asks for."""

    reason = forms.CharField(
        label="เหตุผล", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class CloseMonthForm(forms.Form):
    without_missing = forms.BooleanField(label="ปิดโดยไม่รวมจังหวัดที่ขาด", required=False)


class OpenMonthForm(forms.Form):
    """The next month and the date each office should be done by (DOMAIN.md 8: set per month)."""

    month = forms.DateField(widget=forms.HiddenInput)
    district_due = ThaiDateField(label="อำเภอยืนยันภายใน")
    province_due = ThaiDateField(label="จังหวัดยืนยันภายใน")
    close_due = ThaiDateField(label="กรมปิดเดือน")

    @classmethod
    def for_next_month(cls) -> "OpenMonthForm":
        """Filled in with the month after the newest one and the roadmap's days 5, 6 and 10."""
        newest = SalesMonth.objects.order_by("-month").first()
        month = add_months(newest.month if newest else today(), 1 if newest else -1)
        after = add_months(month, 1)
        return cls(
            initial={
                "month": month,
                "district_due": after.replace(day=5),
                "province_due": after.replace(day=6),
                "close_due": after.replace(day=10),
            }
        )

    @property
    def chosen_month(self) -> date:
        month = self["month"].value()
        if isinstance(month, date):
            return month
        return self.cleaned_data.get("month") or today()

    @property
    def is_to_come(self) -> bool:
        """Whether the next month has not begun: it cannot be opened yet."""
        return self.chosen_month > today()
