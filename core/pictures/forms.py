"""Pictures in the form of a record: a row each, and a field that takes several at once."""

from collections.abc import Callable
from typing import Any, BinaryIO, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Script

from core.pictures.models import Picture
from core.pictures.processing import Prepared, RefusedPicture, prepare

MOST_PICTURES = 20  # of one record


class PictureInput(forms.FileInput):
    """Takes pictures; without `capture`, so a phone offers its camera and its album."""

    def __init__(self, attrs: dict | None = None):
        super().__init__({"accept": "image/jpeg,image/png,image/webp", **(attrs or {})})


class PictureField(forms.FileField):
    """A file that becomes `Prepared`; what is no picture is refused with the reason in Thai."""

    widget = PictureInput

    def clean(self, data, initial=None) -> Prepared | None:
        upload = super().clean(data, initial)
        return prepared_or_refused(upload) if upload else None


def prepared_or_refused(upload: BinaryIO) -> Prepared:
    """As `prepare`, its refusal as a form says it."""
    try:
        return prepare(upload)
    except RefusedPicture as refusal:
        raise ValidationError(str(refusal), code="refused_picture") from refusal


class PictureForm(forms.ModelForm):
    """One picture: its file (needed for a new one, optional in place of an old one), what is said of it.

    The model's form mixes it in before others; `by` is who uploads.
    """

    by: Any = None  # the account

    upload = PictureField(label="ไฟล์รูป")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "upload" in self.fields:
            self.fields["upload"].required = False
            self.fields["upload"].label = "เปลี่ยนไฟล์รูป"

    def clean_position(self) -> int | None:
        """Blank keeps the place; a new picture goes to the end."""
        position = self.cleaned_data["position"]
        return self.instance.position if position is None else position

    def save(self, commit: bool = True) -> Picture:
        prepared = self.cleaned_data.get("upload")
        if prepared:
            self.instance.keep(prepared, by=self.by)
        return super().save(commit)


class PictureFormSet(forms.BaseInlineFormSet):
    """The pictures of one record. Beside the rows a field that takes several files at once.

    `tell` is called with a sentence for each picture kept that has a fault; `by` is who uploads.
    """

    tell: Callable[[str], None] | None = None
    by: Any = None  # the account

    @property
    def several_name(self) -> str:
        return f"{self.prefix}-several"

    def several_widget(self) -> str:
        """The field of several files, in HTML; its label is the template's."""
        chooser = SeveralPicturesInput({"id": f"id_{self.several_name}"})
        return chooser.render(self.several_name, None)

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        form.by = self.by
        return form

    def clean(self):
        super().clean()
        self._several = self._prepare_several()
        self._settle_cover()
        if self._count() > MOST_PICTURES:
            raise ValidationError(f"มีรูปได้ไม่เกิน {MOST_PICTURES} รูป ลบรูปที่ไม่ใช้ก่อน")

    def _chosen_together(self) -> list:
        files = self.files
        return files.getlist(self.several_name) if hasattr(files, "getlist") else []

    def _prepare_several(self) -> list[Prepared]:
        """All of them or none: each that is refused is named with its reason."""
        prepared, refusals = [], []
        uploads = self._chosen_together()
        if len(uploads) > MOST_PICTURES:
            raise ValidationError(f"เลือกได้ครั้งละไม่เกิน {MOST_PICTURES} รูป")
        for upload in uploads:
            try:
                prepared.append(prepare(upload))
            except RefusedPicture as refusal:
                refusals.append(ValidationError(f"{upload.name}: {refusal}"))
        if refusals:
            if len(uploads) > len(refusals):
                refusals.append(ValidationError("รูปอื่นที่เลือกพร้อมกันยังไม่ได้บันทึก เลือกอีกครั้งโดยไม่มีไฟล์นี้"))
            raise ValidationError(refusals)
        return prepared

    def _live_forms(self) -> list[PictureForm]:
        return [
            form
            for form in self.forms
            if hasattr(form, "cleaned_data")
            and not (self.can_delete and cast(Any, self)._should_delete_form(form))
            and (form.instance.pk or form.has_changed())
        ]

    def _count(self) -> int:
        return len(self._live_forms()) + len(self._several)

    def _settle_cover(self) -> None:
        """A newly ticked cover replaces the old one; two newly ticked covers are an error."""
        chosen = [
            form
            for form in self._live_forms()
            if form.cleaned_data.get("is_cover") and "is_cover" in form.changed_data
        ]
        for form in chosen[1:]:
            form.add_error("is_cover", "เลือกรูปปกได้รูปเดียว")

    def save(self, commit: bool = True) -> list[Picture]:
        """Saves the rows, then those chosen together, each told of what is wrong with it."""
        saved = super().save(commit)
        for prepared in self._several:
            picture = self.model(**{self.fk.name: self.instance}).keep(prepared, by=self.by)
            if commit:
                picture.save()
            self.new_objects.append(picture)
            saved.append(picture)
        if self.tell:
            for picture in saved:
                for fault in picture.faults:
                    self.tell(f"รูปที่ {picture.position}: {fault}")
        return saved


class SeveralPicturesInput(PictureInput):
    """The field that takes several pictures at once."""

    allow_multiple_selected = True

    def __init__(self, attrs: dict | None = None):
        super().__init__({"multiple": True, **(attrs or {})})


def pictures_media() -> forms.Media:
    """What a page with pictures needs."""
    return forms.Media(
        css={"all": ["css/pictures.css"]},
        js=cast(
            Any, [Script("js/record.js", type="module"), Script("js/pictures.js", type="module")]
        ),
    )
