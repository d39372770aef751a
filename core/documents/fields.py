"""Papers that come with a step or a record: a PDF or a picture of them, checked by content."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

LARGEST_FILE = 10 * 1024 * 1024
SIGNATURES = {
    ".pdf": b"%PDF-",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".png": b"\x89PNG",
}


class DocumentField(forms.FileField):
    """PDF, JPG or PNG up to 10 MB; the content decides, not the name: a renamed program is refused."""

    widget = forms.FileInput

    def __init__(self, **kwargs):
        said = {"required": False, "help_text": "PDF หรือรูปภาพ (JPG, PNG) ไม่เกิน 10 MB"}
        super().__init__(**said | kwargs)
        self.widget.attrs["accept"] = ",".join(SIGNATURES)

    def clean(self, data, initial=None) -> UploadedFile | None:
        file = super().clean(data, initial)
        if not isinstance(file, UploadedFile):
            return file  # none, or the one held already
        if (file.size or 0) > LARGEST_FILE:
            raise ValidationError("ไฟล์ใหญ่เกิน 10 MB ย่อหรือสแกนใหม่ให้เล็กลง")
        name = file.name or ""
        ending = name[name.rfind(".") :].lower()
        start = file.read(8)
        file.seek(0)
        if not (signature := SIGNATURES.get(ending)) or not start.startswith(signature):
            raise ValidationError("ไฟล์นี้ไม่ใช่ PDF, JPG หรือ PNG ที่เปิดได้ เลือกไฟล์ใหม่")
        return file
