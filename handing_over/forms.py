"""What is said of a desk when it is left, and when it is taken over; a national id in it is refused."""

from django import forms

from core.fields import column_of
from core.thai.forms import ThaiTextField
from handing_over.models import LONGEST_NOTE, Taking


class HandOverForm(forms.Form):
    note = ThaiTextField(
        label="เรื่องที่ผู้รับมอบควรรู้", max_length=LONGEST_NOTE, required=False,
        widget=forms.Textarea({"rows": 6}),
        help_text="เช่น เรื่องที่รับปากผู้ผลิตไว้ เอกสารที่ยังตามอยู่ กุญแจและแฟ้ม",
    )  # fmt: skip


class TakeOverForm(forms.Form):
    remark = ThaiTextField(
        label="ข้อสังเกตของผู้รับมอบ", max_length=column_of(Taking, "remark").max_length, required=False
    )
