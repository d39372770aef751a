"""The words of the checks as the department keeps them."""

from django.contrib import admin
from django.http import HttpRequest

from core.accounts.scoped_admin import ScopedModelAdmin, state_badge
from core.quality.models import CheckWord


@admin.register(CheckWord)
class CheckWordAdmin(ScopedModelAdmin):
    list_display = ["name", "use", "in_use"]
    list_filter = ["use"]
    search_fields = ["name"]
    fields = ["use", "name", "is_active"]
    form_question = "คำใหม่มีผลกับการนับครั้งถัดไปและงานของอำเภอทันที"

    @admin.display(description="สถานะ", ordering="is_active")
    def in_use(self, word: CheckWord) -> str:
        return state_badge("ใช้อยู่", "done") if word.is_active else state_badge("เลิกใช้", "cancelled")

    def _is_keeper(self, request: HttpRequest) -> bool:
        return request.user.has_perm("registration.keep_references")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._is_keeper(request)

    def has_view_permission(self, request: HttpRequest, obj=None) -> bool:
        return self._is_keeper(request)

    has_add_permission = has_module_permission
    has_change_permission = has_view_permission
