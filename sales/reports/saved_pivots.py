"""The form that keeps a pivot by a name."""

from django import forms

from core.thai.forms import ThaiTextField


class SavePivotForm(forms.Form):
    """A name, and for whom; `query` is what the page showed."""

    name = ThaiTextField(
        label="ชื่อตาราง", max_length=100, error_messages={"required": "ตั้งชื่อตารางก่อนบันทึก"}
    )
    query = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)
    newest = forms.BooleanField(label="ใช้ช่วงเวลาล่าสุดเสมอ", required=False)
    shared = forms.BooleanField(label="ให้ทั้งสำนักงานใช้", required=False)
    pinned = forms.BooleanField(label="แสดงที่หน้างานวันนี้", required=False)
    mailed = forms.BooleanField(label="ส่งให้ข้าพเจ้าทางอีเมลทุกเดือน", required=False)
