"""Forms of registration's steps; the rules themselves are in registration.workflow."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from core.thai.calendar import today
from core.thai.forms import ThaiDateField


def _lines(count: int) -> forms.Textarea:
    return forms.Textarea({"rows": count})


class SubmitForm(forms.Form):
    """What a submission after the window asks for; in the window both stay empty."""

    late_reason = forms.CharField(
        label="เหตุผลที่เสนอหลังกำหนด", max_length=255, required=False, widget=_lines(2)
    )
    paper_date = ThaiDateField(label="วันที่ในแบบกระดาษ (พ.ศ.)", required=False)

    def clean_paper_date(self) -> date | None:
        day = self.cleaned_data["paper_date"]
        if day and day > today():
            raise ValidationError("วันที่ในแบบกระดาษยังมาไม่ถึง ตรวจอีกครั้ง")
        return day


class ReturnForm(forms.Form):
    """Why a record goes back; the marks on its fields are read beside it."""

    reason = forms.CharField(
        label="เหตุผลที่ส่งกลับ",
        max_length=1000,
        widget=_lines(3),
        error_messages={"required": "เขียนเหตุผลที่ส่งกลับ อำเภอจะได้รู้ว่าต้องแก้อะไร"},
    )


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
