"""Papers that come with a step or a record: a PDF or a picture of them, remade before it is kept."""

from pathlib import PurePath
from typing import BinaryIO, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile

from core.pictures.papers import RefusedPaper, remake

LARGEST_FILE = 10 * 1024 * 1024
SIGNATURES = {
    ".pdf": b"%PDF-",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".png": b"\x89PNG",
}


class DocumentField(forms.FileField):
    """PDF, JPG or PNG up to 10 MB; the content decides, not the name: a renamed program is refused.

    What comes out holds nothing of the sender's file but what is seen (core.pictures.papers): a PDF of
    the pages alone, or a JPEG.
    """

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
        start = file.read(8)
        file.seek(0)
        signature = SIGNATURES.get(PurePath(name).suffix.lower())
        if not signature or not start.startswith(signature):
            raise ValidationError("ไฟล์นี้ไม่ใช่ PDF, JPG หรือ PNG ที่เปิดได้ เลือกไฟล์ใหม่")
        try:
            remade = remake(cast(BinaryIO, file))
        except RefusedPaper as refusal:
            raise ValidationError(str(refusal)) from refusal
        kind = "image/jpeg" if remade.pages is None else "application/pdf"
        return SimpleUploadedFile(PurePath(name).stem + remade.ending, remade.data, kind)
