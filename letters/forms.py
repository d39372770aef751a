"""What is typed of a template and of a letter; a national id in any of it is refused."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.fields import form_field
from core.steps import ReasonForm, longest_in, reason_field
from core.thai.forms import ThaiDateField, ThaiIntegerField, ThaiTextField
from core.users.models import User
from letters.filling import refusal_of
from letters.models import LetterCancellation, LetterTemplate
from letters.models.offices import LONGEST_BODY, LONGEST_LINE
from letters.models.templates import Subject
from letters.subjects import fields_of, subjects_of

A_LINE_EACH = "บรรทัดละหนึ่งรายการ"
_PARAGRAPHS = "ย่อหน้าละหนึ่งบรรทัด ย่อหน้าสุดท้ายคือส่วนท้ายของหนังสือ เช่น จึงเรียนมาเพื่อโปรดทราบ"


def _line(label: str, longest: int = LONGEST_LINE, help_text: str = "") -> ThaiTextField:
    return ThaiTextField(
        label=label, max_length=longest, help_text=help_text,
        error_messages={"required": f"ระบุ{label}"},
    )  # fmt: skip


def _lines(
    label: str, longest: int, rows: int, *, help_text: str = "", required: bool = True
) -> ThaiTextField:
    return ThaiTextField(
        label=label, max_length=longest, required=required, help_text=help_text,
        widget=forms.Textarea({"rows": rows}), error_messages={"required": f"ระบุ{label}"},
    )  # fmt: skip


class WordsForm(forms.Form):
    """The words a template and a letter have both."""

    title = _line("เรื่อง")
    to = _line("เรียน")
    enclosures = _lines("สิ่งที่ส่งมาด้วย", 1000, 2, help_text=A_LINE_EACH, required=False)
    body = _lines("ข้อความ", LONGEST_BODY, 10, help_text=_PARAGRAPHS)
    signature = _lines(
        "ผู้ลงนาม", 500, 3, help_text="บรรทัดละหนึ่งบรรทัดใต้ที่ลงชื่อ เช่น (ชื่อ) แล้วตามด้วยตำแหน่ง"
    )


class TemplateForm(WordsForm, forms.ModelForm[LetterTemplate]):
    """Every field in braces has to be one of the subject's."""

    name = _line("ชื่อแบบ", 200)

    class Meta:
        model = LetterTemplate
        fields = (
            "name", "kind", "subject", "title", "to", "enclosures", "body", "signature", "with_table",
            "is_used",
        )  # fmt: skip

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        subjects = form_field(self, "subject", forms.ChoiceField)
        kept = self.instance.subject
        subjects.choices = [
            (value, label)
            for value, label in Subject.choices
            if value == kept or value in dict(subjects_of(user))
        ]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        subject = typed.get("subject")
        if not subject:
            return typed
        for name in ("title", "to", "enclosures", "body", "signature"):
            if refusal := refusal_of(typed.get(name, ""), fields_of(subject)):
                self.add_error(name, refusal)
        if typed.get("with_table") and subject not in (
            Subject.DISTRICT_MONTH,
            Subject.PROVINCE_MONTH,
        ):
            self.add_error("with_table", "ตารางยอดมีเฉพาะหนังสือนำส่งยอดจำหน่าย เอาเครื่องหมายออก")
        return typed


class LetterForm(WordsForm):
    """A letter with its number; what is still in braces was filled by nothing."""

    reference = _line("รหัสหนังสือของสำนักงาน", 40, "ตัวอย่าง ฉช 0019.5 ระบบจำไว้สำหรับฉบับต่อไปของสำนักงาน")
    number = ThaiIntegerField(
        label="เลขที่", min_value=1, max_value=99_999, error_messages={"required": "ระบุเลขที่"},
        help_text="ต่อจากเลขล่าสุดในระบบนี้ เปลี่ยนได้หากทะเบียนหนังสือส่งของสำนักงานใช้เลขอื่น",
    )  # fmt: skip
    day = ThaiDateField(label="ลงวันที่ (พ.ศ.)", error_messages={"required": "ระบุวันที่"})

    field_order = ("reference", "number", "day")

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        for name in ("title", "to", "enclosures", "body", "signature"):
            if "{" in typed.get(name, "") or "}" in typed.get(name, ""):
                self.add_error(name, "ยังมีช่อง { } ที่ไม่มีค่า พิมพ์ข้อความแทนหรือลบออก")
        return typed

    def clean_reference(self) -> str:
        typed = str(self.cleaned_data["reference"]).rstrip("/ ")
        if not typed:
            raise ValidationError("ระบุรหัสหนังสือของสำนักงาน")
        return typed


class CancelForm(ReasonForm):
    reason = reason_field(
        "เหตุผลที่ยกเลิก", longest=longest_in(LetterCancellation), missing="ระบุเหตุผลที่ยกเลิก"
    )
