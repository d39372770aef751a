"""Forms of registration's steps; the rules themselves are in registration.workflow."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from core.steps import ReasonForm, longest_in, reason_field
from core.thai.calendar import today
from core.thai.forms import ThaiDateField
from registration.models import CommitteeForm, RegisteredRecord, RegistrationStep
from registration.workflow import Resolution


class SubmitForm(forms.Form):
    """What a submission after the window asks for; in the window both stay empty."""

    late_reason = reason_field(
        "เหตุผลที่เสนอหลังกำหนด",
        longest=longest_in(RegisteredRecord, "late_reason"),
        rows=2,
        required=False,
    )
    paper_date = ThaiDateField(label="วันที่ในแบบกระดาษ (พ.ศ.)", required=False)

    def clean_paper_date(self) -> date | None:
        day = self.cleaned_data["paper_date"]
        if day and day > today():
            raise ValidationError("วันที่ในแบบกระดาษยังมาไม่ถึง ตรวจอีกครั้ง")
        return day


class ResolutionForm(forms.Form):
    """The resolution of นตผ.อำเภอ on a submission, all three parts of it."""

    form = forms.ChoiceField(
        label="มติ นตผ.อำเภอ โดย",
        choices=[("", "เลือก"), *CommitteeForm.choices],
        error_messages={"required": "เลือกประชุมหรือหนังสือเวียน"},
    )
    number = forms.CharField(
        label="ครั้งที่ / เลขที่หนังสือ",
        max_length=longest_in(RegistrationStep, "resolution_number"),
        error_messages={"required": "ระบุครั้งที่หรือเลขที่หนังสือ"},
    )
    held_on = ThaiDateField(label="วันที่มีมติ (พ.ศ.)", error_messages={"required": "ระบุวันที่มีมติ"})

    def __init__(self, data=None, **kwargs):
        super().__init__(data, prefix="resolution", **kwargs)

    def clean_held_on(self) -> date:
        day = self.cleaned_data["held_on"]
        if day > today():
            raise ValidationError("วันที่มีมติยังมาไม่ถึง ตรวจอีกครั้ง")
        return day

    def resolution(self) -> Resolution:
        return Resolution(**self.cleaned_data)


class ReturnForm(ReasonForm):
    """Why a record goes back; the marks on its fields are read beside it."""

    reason = reason_field("เหตุผลที่ส่งกลับ", rows=3, missing="ระบุเหตุผลที่ส่งกลับ เพื่อให้อำเภอทราบสิ่งที่ต้องแก้")


class RegisteredOnForm(ReasonForm):
    """The right day of registration; the rules are the step's."""

    day = ThaiDateField(label="วันที่ลงทะเบียนที่ถูกต้อง (พ.ศ.)", error_messages={"required": "ระบุวันที่"})
    reason = reason_field(
        "เหตุผลและเอกสารอ้างอิง", rows=2, missing="ระบุเหตุผลที่แก้ เช่น ตามแบบลงทะเบียนฉบับใด"
    )
    field_order = ("day", "reason")


class AnnounceForm(forms.Form):
    """The number, the date and the title of an announcement."""

    number = forms.CharField(label="เลขที่ประกาศ", max_length=30)
    announced_on = ThaiDateField(label="ลงวันที่ (พ.ศ.)")
    title = forms.CharField(label="เรื่อง", max_length=255)

    def clean_announced_on(self) -> date:
        day = self.cleaned_data["announced_on"]
        if day > today():
            raise ValidationError("วันที่ประกาศยังมาไม่ถึง ตรวจอีกครั้ง")
        return day
