"""Forms of evidence and of the audit by sample; the rules are in sales.evidence.files and audit."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core import steps
from core.fields import form_field
from core.thai.digits import parse_baht
from core.users.models import User
from sales.models import AuditItem, AuditSample, EvidenceKind


class EvidenceForm(forms.Form):
    """What the chosen files are. The files themselves are read by sales.evidence.files, one by one."""

    kind = forms.ModelChoiceField(
        EvidenceKind.objects.none(), label="ชนิดหลักฐาน", widget=forms.RadioSelect, empty_label=None
    )
    caption = forms.CharField(label="คำบรรยาย (ถ้ามี)", max_length=200, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = EvidenceKind.objects.visible_to(user).offered()
        kind = form_field(self, "kind", forms.ModelChoiceField)
        kind.queryset = kinds
        kind.initial = kinds.first()


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
