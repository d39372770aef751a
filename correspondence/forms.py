"""What offices type: no national id in any text, for other offices read it."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.http import url_has_allowed_host_and_scheme

from core.areas.models import Province
from core.fields import form_field
from core.pictures.documents import DocumentField
from core.steps import ReasonForm, longest_in
from core.thai.forms import ThaiDateField, ThaiTextField
from core.thai.identifiers import persons_numbers
from core.users.models import User
from correspondence.models import Answer, Briefing, Notice, Question, Withdrawal
from correspondence.models.doors import LONGEST_TEXT, LONGEST_TITLE

NO_NATIONAL_ID = "มีเลขประจำตัวประชาชนในช่องนี้ ลบออกก่อนส่ง เพราะสำนักงานอื่นอ่านข้อความนี้ได้"


class SharedTextField(ThaiTextField):
    """A text that other offices read; a national id in it is refused."""

    refuses_ids = False  # its own words say why

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if persons_numbers(text):
            raise ValidationError(NO_NATIONAL_ID)
        return text


def _title(label: str = "เรื่อง", **said: Any) -> SharedTextField:
    return SharedTextField(
        label=label, max_length=LONGEST_TITLE, error_messages={"required": f"ระบุ{label}"}, **said
    )


def _text(label: str) -> SharedTextField:
    return SharedTextField(
        label=label, max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": 6}),
        error_messages={"required": f"เขียน{label}"},
    )  # fmt: skip


class NoticeForm(forms.Form):
    """A province writes to its districts alone, so it is asked for no addressee."""

    to = forms.ChoiceField(label="ถึง", choices=Notice.To.choices)
    to_province = forms.ModelChoiceField(
        Province.objects.none(), label="จังหวัด (เมื่อแจ้งทุกอำเภอของจังหวัดเดียว)", required=False,
        empty_label="ไม่ระบุ",
    )  # fmt: skip
    title = _title()
    text = _text("ข้อความ")
    file = DocumentField(label="ไฟล์แนบ")

    def __init__(self, user: User, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if user.of_province:
            del self.fields["to"], self.fields["to_province"]
        else:
            provinces = form_field(self, "to_province", forms.ModelChoiceField)
            provinces.queryset = Province.objects.visible_to(user)


class WithdrawForm(ReasonForm):
    reason = SharedTextField(
        label="เหตุผลที่ยกเลิก", max_length=longest_in(Withdrawal),
        error_messages={"required": "ระบุเหตุผลที่ยกเลิก"},
    )  # fmt: skip


class QuestionForm(forms.Form):
    """A province asks the department, so it is not asked whom."""

    to = forms.ChoiceField(label="ถาม", choices=Question.To.choices)
    briefing = forms.ModelChoiceField(
        Briefing.objects.none(), label="ถามล่วงหน้าสำหรับการประชุมชี้แจง", required=False,
        empty_label="ไม่ระบุการประชุม", help_text="คำถามของการประชุมส่งถึงผู้จัดประชุม",
    )  # fmt: skip
    subject = _title()
    text = _text("คำถาม")
    page = SharedTextField(
        label="ที่อยู่ของหน้าในระบบที่เกี่ยวข้อง", max_length=300, required=False,
        help_text="คัดลอกจากช่องที่อยู่ของเบราว์เซอร์ เว้นว่างได้ ผู้ตอบเปิดได้เท่าที่มีสิทธิ",
    )  # fmt: skip

    def __init__(self, user: User, host: str, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.host = host
        briefings = Briefing.objects.visible_to(user).still_asked()
        if user.of_province:
            del self.fields["to"]
            briefings = briefings.filter(province=None)
        form_field(self, "briefing", forms.ModelChoiceField).queryset = briefings

    def clean_page(self) -> str:
        """The address without the portal's own name; one of elsewhere is refused."""
        typed = self.cleaned_data["page"]
        parts = urlsplit(typed) if url_has_allowed_host_and_scheme(typed, {self.host}) else None
        if typed and (parts is None or not parts.path.startswith("/")):
            raise ValidationError("ที่อยู่นี้ไม่ใช่หน้าในระบบนี้ คัดลอกจากช่องที่อยู่ของเบราว์เซอร์ หรือเว้นว่าง")
        return (parts.path + (f"?{parts.query}" if parts.query else "")) if parts else ""


class AnswerForm(forms.Form):
    text = _text("คำตอบ")
    published = forms.BooleanField(
        label=Answer._meta.get_field("published").verbose_name, required=False
    )


class BriefingForm(forms.ModelForm):
    title = _title()
    held_on = ThaiDateField(label="วันที่ประชุม (พ.ศ.)", error_messages={"required": "ระบุวันที่ประชุม"})
    place = _title("สถานที่หรือช่องทาง", required=False)

    class Meta:
        model = Briefing
        fields = ("title", "held_on", "place")
