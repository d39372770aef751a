"""What is typed to open a campaign, and to put its due date off."""

from django import forms

from core.steps import ReasonForm, longest_in, reason_field
from core.thai.forms import ThaiDateField
from quality.models import CampaignStep
from quality.rules import all_rules


class CampaignForm(forms.Form):
    title = forms.CharField(
        label="ชื่อรอบ",
        max_length=150,
        error_messages={"required": "ตั้งชื่อรอบ เช่น แก้ไขข้อมูลก่อนปิดปีงบประมาณ 2570"},
    )
    due_on = ThaiDateField(label="ให้เสร็จภายใน")
    codes = forms.MultipleChoiceField(
        label="ข้อที่ให้แก้",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "เลือกข้อที่ให้แก้อย่างน้อยหนึ่งข้อ"},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["codes"].choices = [
            (rule.code, f"{rule.code} {rule.title}") for rule in all_rules()
        ]


class ExtendForm(ReasonForm):
    due_on = ThaiDateField(label="เลื่อนกำหนดเป็น")
    field_order = ["due_on", "reason"]
    reason = reason_field(longest=longest_in(CampaignStep), missing="ระบุเหตุผลที่เลื่อนกำหนด")
