"""What the department says of a take-over: its files, and how they are read."""

from typing import Any

from django import forms

from core.thai.forms import ThaiTextField
from taking_over.folder import offered_tables
from taking_over.picture_sets import picture_sets


class _Files(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once."""

    widget = _Files({"accept": ".csv,.xlsx,.xls,.ods,.zip", "multiple": True})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        one = super().clean
        return [one(file, initial) for file in data] if data else [one(None, initial)]


class BeginForm(forms.Form):
    """A new take-over."""

    title = ThaiTextField(
        label="เรียกชุดไฟล์นี้ว่า",
        max_length=255,
        error_messages={"required": "ตั้งชื่อชุดไฟล์ เช่น OTOP Big Data ส่งเมื่อ 1 พ.ย. 2569"},
    )


class FilesForm(forms.Form):
    """Files of one table, or each of the table its name says."""

    entity = forms.ChoiceField(label="ตาราง", required=False)
    sheets = FilesField(
        label="ไฟล์ CSV หรือ Excel หรือ zip ของรูป",
        error_messages={"required": "เลือกไฟล์ก่อน", "empty": "ไฟล์นี้ว่างเปล่า เลือกไฟล์ใหม่"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = [  # type: ignore[attr-defined]
            ("", "ตามชื่อไฟล์"),
            *((one.entity, one.title) for one in offered_tables()),
            *((one.entity, one.title) for one in picture_sets()),
        ]
