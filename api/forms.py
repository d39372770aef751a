"""The forms of partners' keys."""

from datetime import timedelta
from typing import Any

from django import forms

from api.models import PartnerKey, Resource
from core.areas.models import Province
from core.fields import column_of
from core.steps import ReasonForm, reason_field
from core.thai import calendar
from core.thai.forms import ThaiDateField, ThaiIntegerField, ThaiTextField

USUAL_DAYS = 365


class KeyForm(forms.Form):
    partner = ThaiTextField(
        label="หน่วยงาน",
        max_length=column_of(PartnerKey, "partner").max_length,
        help_text="เช่น สำนักงานสถิติแห่งชาติ มหาวิทยาลัย หรือหน่วยงานภาคี",
    )
    contact = ThaiTextField(
        label="ผู้ประสานงาน",
        max_length=column_of(PartnerKey, "contact").max_length,
        help_text="ตำแหน่งและโทรศัพท์ของสำนักงาน ไม่ใช้โทรศัพท์ส่วนตัว",
    )
    last_day = ThaiDateField(label="ใช้ได้ถึงวันที่ (พ.ศ.)", help_text="ไม่เกิน 2 ปี")
    per_minute = ThaiIntegerField(label="ขอได้ครั้งต่อนาที", min_value=1, max_value=6_000, initial=600)
    per_day = ThaiIntegerField(
        label="ขอได้ครั้งต่อวัน", min_value=1, max_value=5_000_000, initial=50_000
    )
    resources = forms.MultipleChoiceField(
        label="ข้อมูลที่ขอได้",
        choices=Resource,
        initial=Resource.values,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "เลือกข้อมูลอย่างน้อยหนึ่งรายการ"},
    )
    areas = forms.MultipleChoiceField(
        label="เฉพาะจังหวัด (ไม่เลือก คือทั่วประเทศ)", required=False,
        widget=forms.SelectMultiple({"size": 6}),
    )  # fmt: skip

    def __init__(self, data: Any = None) -> None:
        usual = calendar.today() + timedelta(days=USUAL_DAYS)
        super().__init__(data, initial={"last_day": usual})
        areas: Any = self.fields["areas"]
        areas.choices = list(Province.objects.values_list("code", "name_th"))


class RevokeForm(ReasonForm):
    reason = reason_field("เหตุผลที่เพิกถอน", rows=2)
