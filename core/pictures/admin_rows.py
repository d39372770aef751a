"""Pictures as rows of a record's page in the admin.

class ProductPictureRows(PictureRows, RowsInline):
    model = ProductPicture
"""

from functools import partial
from typing import cast

from django.contrib import admin, messages
from django.contrib.admin.options import InlineModelAdmin
from django.http import HttpRequest
from django.template.loader import render_to_string

from core.pictures.forms import MOST_PICTURES, PictureForm, PictureFormSet, pictures_media
from core.pictures.models import Picture


class PictureRows(InlineModelAdmin):
    """Mixed in before the inline class that knows the record and its rights."""

    template = "pictures/rows.html"
    formset = PictureFormSet
    fields = ["shown", "upload", "caption", "position", "is_cover"]
    readonly_fields = ["shown"]
    max_num = MOST_PICTURES
    extra = 0  # the field of several pictures works without a script too
    note = "ถ่ายให้ชัด ด้านสั้นอย่างน้อย 600 จุด รูปแรกเป็นรูปปกเอง เก็บเฉพาะภาพ ไม่เก็บตำแหน่งที่ถ่าย"

    @property
    def media(self):
        return pictures_media()

    def get_formset(self, request: HttpRequest, obj=None, **kwargs) -> type[PictureFormSet]:
        kwargs["form"] = type("PictureRowForm", (PictureForm, self.form), {})
        formset = cast(type[PictureFormSet], super().get_formset(request, obj, **kwargs))
        formset.by = request.user
        formset.tell = partial(messages.warning, request)
        return formset

    @admin.display(description="รูป")
    def shown(self, picture: Picture) -> str:
        """The thumbnail, which opens the picture, its size and its faults."""
        if not picture.pk:
            return ""
        return render_to_string("pictures/shown.html", {"picture": picture})
