"""The products' choice lists and the Quadrant's schemes as the department keeps them."""

from django.contrib import admin

from core.thai import calendar
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


@admin.register(QuadrantScheme)
class QuadrantSchemeAdmin(ReferenceAdmin):
    """A scheme once used keeps its rules (the database says so); a new one begins a new version."""

    list_display = ["name", "version", "begins", "default_result"]
    fields = ["name", "version", "effective_from", "default_result", "aspects", "rules"]
    ordering = ["-effective_from", "-pk"]
    search_fields = ["name"]
    form_question = "เกณฑ์ที่ใช้ประเมินแล้วแก้กติกาไม่ได้ เพิ่มรุ่นใหม่แทน"

    @admin.display(description="ใช้ตั้งแต่", ordering="effective_from")
    def begins(self, scheme: QuadrantScheme) -> str:
        return calendar.day_short(scheme.effective_from)

    def get_readonly_fields(self, request, obj=None):
        if obj is not None and obj.is_used:
            return ["name", "version", "effective_from", "rules"]
        return []
