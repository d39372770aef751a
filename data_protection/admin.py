"""The record of processing and who answers for the data, as the department keeps them."""

from django.contrib import admin
from django.http import HttpRequest

from core.users.scoped_admin import ScopedModelAdmin
from data_protection.models import Controller, ProcessingActivity
from registration.references import ReferenceAdmin


@admin.register(ProcessingActivity)
class ProcessingActivityAdmin(ReferenceAdmin):
    list_display = ["name", "persons", "basis", "offered"]
    list_question = "บันทึกรายการกิจกรรมประมวลผล (มาตรา 39) · พิมพ์ได้จากรายงาน"
    form_question = "กิจกรรมหนึ่งของบันทึกรายการ (มาตรา 39)"
    fields = [
        "name",
        "purpose",
        "basis",
        "persons",
        "data",
        "recipients",
        "kept",
        "safeguards",
        "position",
        "is_active",
    ]


@admin.register(Controller)
class ControllerAdmin(ScopedModelAdmin):
    list_display = ["name", "officer", "contact"]
    list_question = "แสดงในหน้าข้อมูลส่วนบุคคล (มาตรา 23 (5))"
    form_question = "ชื่อและวิธีติดต่อที่ทุกคนอ่านได้ในหน้าข้อมูลส่วนบุคคล"
    fields = ["name", "address", "contact", "officer"]

    def _is_keeper(self, request: HttpRequest) -> bool:
        return request.user.has_perm("registration.keep_references")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._is_keeper(request)

    def has_view_permission(self, request: HttpRequest, obj=None) -> bool:
        return self._is_keeper(request)

    has_change_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
