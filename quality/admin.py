"""The words of the checks as the department keeps them."""

from django.contrib import admin

from quality.models import CheckWord
from registration.references import ReferenceAdmin


@admin.register(CheckWord)
class CheckWordAdmin(ReferenceAdmin):
    list_display = ["name", "use", "offered"]
    list_filter = ["use"]
    search_fields = ["name"]
    fields = ["use", "name", "is_active"]
    form_question = "คำใหม่มีผลกับการนับครั้งถัดไปและงานของอำเภอทันที"
