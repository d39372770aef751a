"""The choice lists and the schemes (Quadrant, OTOP mark) of products as the department keeps them."""

from typing import Any

from django import forms
from django.contrib import admin

from core.thai import calendar
from core.thai.forms import ThaiTextField
from products.models import (
    CategoryWord,
    IntellectualPropertyKind,
    QuadrantScheme,
    Standard,
    Subcategory,
)
from registration.references import ReferenceAdmin

admin.site.register([Standard, IntellectualPropertyKind], ReferenceAdmin)


@admin.register(Subcategory)
class SubcategoryAdmin(ReferenceAdmin):
    list_display = ["name", "category", "position", "offered"]
    list_filter = ["category"]
    ordering = ["category", "position", "name"]
    fields = ["category", "name", "position", "is_active"]

    def get_readonly_fields(self, request, obj=None):
        """Products hold it under its category; another category is another sub-category."""
        return ["category"] if obj is not None else []


@admin.register(CategoryWord)
class CategoryWordAdmin(ReferenceAdmin):
    list_display = ["name", "category", "offered"]
    list_filter = ["category"]
    ordering = ["category", "name"]
    fields = ["name", "category", "is_active"]
    form_question = "ชื่อผลิตภัณฑ์ที่มีคำนี้ควรอยู่ในประเภทนี้ มีผลกับการนับครั้งถัดไป"


class ResultsField(ThaiTextField):
    """The results of a scheme, a line each: A: ดาวเด่นสู่สากล."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(f"{one['code']}: {one['title']}".removesuffix(": ") for one in value)

    def clean(self, value: Any) -> list[dict[str, str]]:
        pairs = [line.partition(":") for line in super().clean(value).splitlines() if line.strip()]
        return [{"code": code.strip(), "title": title.strip()} for code, _, title in pairs]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class QuadrantSchemeForm(forms.ModelForm):
    results = ResultsField(
        label="ผลที่เป็นไปได้",
        required=False,
        help_text="บรรทัดละหนึ่งผล: ชื่อสั้น แล้ว : แล้วคำอธิบาย Quadrant มี A B C D เท่านั้น",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:  # not of a used scheme
            self.fields["kind"].required = False

    def clean_kind(self) -> str:
        """A Quadrant unless said."""
        return self.cleaned_data["kind"] or self.instance.kind

    def clean_results(self) -> list[dict[str, str]]:
        """Those of before where the form does not ask."""
        said = self.cleaned_data["results"]
        asked = self.add_prefix("results") in self.data
        return said if asked else self.instance.results

    def clean_aspects(self) -> list[Any]:
        return self.cleaned_data["aspects"] or []

    def clean_rules(self) -> list[Any]:
        return self.cleaned_data["rules"] or []


@admin.register(QuadrantScheme)
class QuadrantSchemeAdmin(ReferenceAdmin):
    """A scheme once used keeps its rules (the database says so); a new one begins a new version."""

    form = QuadrantSchemeForm
    list_display = ["name", "version", "kind", "begins", "default_result"]
    fields = [
        "kind",
        "name",
        "version",
        "effective_from",
        "results",
        "default_result",
        "aspects",
        "rules",
    ]
    ordering = ["-effective_from", "-pk"]
    search_fields = ["name"]
    form_question = "เกณฑ์ที่ใช้ประเมินแล้วแก้กติกาไม่ได้ เพิ่มรุ่นใหม่แทน"

    @admin.display(description="ใช้ตั้งแต่", ordering="effective_from")
    def begins(self, scheme: QuadrantScheme) -> str:
        return calendar.day_short(scheme.effective_from) if scheme.effective_from else "ยังไม่ใช้"

    def get_readonly_fields(self, request, obj=None):
        if obj is not None and obj.is_used:
            return ["kind", "name", "version", "effective_from", "rules"]
        return []
