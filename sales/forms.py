"""Forms of the month's steps (dates: sales.calendar.forms); the rules themselves are in
sales.months.workflow."""

from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from core import steps
from core.documents.fields import DocumentField
from core.thai.calendar import today
from core.thai.digits import parse_baht
from core.thai.forms import ThaiDateField
from sales.models import AuditItem, AuditSample, EvidenceKind, Resolution


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


class ReasonForm(steps.ReasonForm):
    """The reason a step of the month asks for: room for a few lines."""

    reason = steps.reason_field(rows=3)


class EvidenceForm(forms.Form):
    """What the chosen files are. The files themselves are read by sales.evidence.files, one by one."""

    kind = forms.ModelChoiceField(
        EvidenceKind.objects.none(), label="ชนิดหลักฐาน", widget=forms.RadioSelect, empty_label=None
    )
    caption = forms.CharField(label="คำบรรยาย (ถ้ามี)", max_length=200, required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = EvidenceKind.objects.visible_to(user).offered()
        self.fields["kind"].queryset = kinds
        self.fields["kind"].initial = kinds.first()


class SampleForm(forms.Form):
    """How many rows are drawn, and how; a second draw needs its reason."""

    size = forms.IntegerField(label="จำนวนรายการ", min_value=1)
    method = forms.ChoiceField(
        label="วิธีสุ่ม", choices=AuditSample.Method, initial=AuditSample.Method.EQUAL
    )
    reason = steps.reason_field(
        "เหตุผลที่สุ่มใหม่", longest=steps.longest_in(AuditSample), required=False
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class ResultForm(forms.Form):
    """What the evidence of a drawn row says."""

    result = forms.ChoiceField(label="ผล", choices=AuditItem.Result, widget=forms.RadioSelect)
    found_amount = forms.CharField(label="ยอดตามหลักฐาน (บาท)", max_length=40, required=False)
    note = forms.CharField(label="หมายเหตุ", max_length=300, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def clean_found_amount(self) -> Decimal | None:
        try:
            return parse_baht(self.cleaned_data["found_amount"])
        except ValueError as error:
            raise ValidationError(str(error)) from error


class CloseMonthForm(forms.Form):
    without_missing = forms.BooleanField(label="ปิดโดยไม่รวมจังหวัดที่ขาด", required=False)
