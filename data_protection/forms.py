"""What an office types of a person's request, and the department of periods and of a breach."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.areas.models import Province
from core.steps import ReasonForm, longest_in, reason_field
from core.thai import calendar
from core.thai.forms import ThaiDateField, ThaiIntegerField, ThaiTextField
from core.users.models import User
from data_protection.models import PersonRequest, RetentionPeriod

PROOFS = [
    ("แสดงบัตรประจำตัวประชาชนต่อเจ้าหน้าที่", "แสดงบัตรประจำตัวประชาชนต่อเจ้าหน้าที่"),
    ("หนังสือมอบอำนาจพร้อมสำเนาบัตร", "หนังสือมอบอำนาจพร้อมสำเนาบัตร"),
    ("เจ้าหน้าที่รู้จักตัวผู้ขอ", "เจ้าหน้าที่รู้จักตัวผู้ขอ"),
]


class AskerForm(forms.Form):
    """Who came, how the office knows who it is, when the request arrived."""

    asker = ThaiTextField(label="ผู้ขอ", max_length=150, error_messages={"required": "ระบุชื่อผู้ขอ"})
    proof = forms.ChoiceField(label="ตรวจตัวผู้ขอจาก", choices=PROOFS)
    received_on = ThaiDateField(label="วันที่ได้รับคำขอ", error_messages={"required": "ระบุวันที่ได้รับคำขอ"})


class CopyForm(AskerForm):
    """A copy at once: what was not changed stands there already."""

    FORMATS = (("pdf", "PDF"), ("xlsx", "Excel"), ("json", "JSON"))
    format = forms.ChoiceField(choices=FORMATS, widget=forms.HiddenInput)


class RequestForm(AskerForm):
    kind = forms.ChoiceField(label="คำขอ", choices=PersonRequest.Kind.choices)
    detail = ThaiTextField(
        label="รายละเอียด (ข้อมูลใด ขอให้เป็นอย่างไร)",
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    field_order = ("kind", "asker", "proof", "received_on", "detail")


class AnswerForm(ReasonForm):
    reason = reason_field(
        "ผลหรือเหตุผล", rows=3, shortest=5, missing="ระบุว่าดำเนินการอย่างไร หรือปฏิเสธเพราะเหตุใด"
    )


class PeriodForm(forms.Form):
    """How long one rule keeps."""

    days = ThaiIntegerField(
        label="เก็บไว้กี่วัน",
        min_value=30,
        max_value=36_500,
        error_messages={"required": "ระบุจำนวนวัน"},
    )
    source = reason_field(
        "ที่มาของระยะเวลา",
        longest=longest_in(RetentionPeriod, "source"),
        missing="ระบุมติ หนังสือ หรือกฎหมาย",
    )
    in_force = forms.BooleanField(label="ให้ระบบลบเองทุกคืนตามนี้", required=False)


class BreachForm(forms.Form):
    """What is known of a breach: from when to when, since when the department knows, whose accounts."""

    found_on = ThaiDateField(label="วันที่ทราบเหตุ")
    found_at = forms.TimeField(
        label="เวลาที่ทราบเหตุ",
        widget=forms.TimeInput({"placeholder": "14:30"}, format="%H:%M"),
        error_messages={"invalid": "พิมพ์เวลาเป็น 14:30"},
    )
    since = ThaiDateField(label="เหตุเริ่ม (เท่าที่ทราบ)")
    until = ThaiDateField(label="เหตุสิ้นสุด (เท่าที่ทราบ)")
    accounts = forms.CharField(label="ชื่อผู้ใช้ที่เกี่ยวข้อง (คั่นด้วยเว้นวรรค)", max_length=500, required=False)
    province = forms.ModelChoiceField(
        Province.objects.none(), label="จังหวัด", required=False, empty_label="ทั่วประเทศ"
    )
    what = ThaiTextField(
        label="เหตุที่เกิด",
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        field: Any = self.fields["province"]
        field.queryset = Province.objects.visible_to(user).order_by("sort_key")

    def clean_accounts(self) -> list[User]:
        """The accounts named; one that is none is said."""
        named = set(self.cleaned_data["accounts"].replace(",", " ").split())
        found = list(User.objects.visible_to(self.user).filter(username__in=named))
        unknown = named - {one.username for one in found}
        if unknown:
            raise ValidationError(f"ไม่มีชื่อผู้ใช้ {', '.join(sorted(unknown))} ตรวจตัวสะกดอีกครั้ง")
        return found

    def clean(self) -> Any:
        said = super().clean() or {}
        since, until = said.get("since"), said.get("until")
        if since and until and until < since:
            self.add_error("until", "เหตุสิ้นสุดก่อนเริ่ม ตรวจวันที่อีกครั้ง")
        if (found := said.get("found_on")) and found > calendar.today():
            self.add_error("found_on", "วันที่ทราบเหตุอยู่ในอนาคต ตรวจวันที่อีกครั้ง")
        return said

    @property
    def known_at(self) -> datetime:
        return datetime.combine(self.cleaned_data["found_on"], self.cleaned_data["found_at"])
