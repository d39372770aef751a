"""The register of producers as the offices work with it."""

from django.contrib import admin

from core.accounts.list_filters import ChoiceOrBlankFilter, DistrictFilter, ProvinceFilter
from core.accounts.scoped_admin import DistrictOwnedAdmin, state_badge
from core.imports.export_admin import ExcelExportMixin
from producers.imports import ProducerResource
from producers.models import Producer


class KindFilter(ChoiceOrBlankFilter):
    title = "ลักษณะ"
    parameter_name = "kind"
    words = Producer.Kind


@admin.register(Producer)
class ProducerAdmin(ExcelExportMixin, DistrictOwnedAdmin):
    resource_class = ProducerResource
    export_related = ("subdistrict",)
    list_display = ["name", "code", "kind_word", "phone", "district_name", "province_name", "state"]
    list_filter = [ProvinceFilter, DistrictFilter, KindFilter, "status"]
    search_fields = ["name__anypart"]
    number_search_fields = ("code__startswith", "phone__contains")
    search_help_text = "ชื่อ รหัส หรือโทรศัพท์"
    ordering = ["sort_key", "name", "id"]
    autocomplete_fields = ["subdistrict"]
    readonly_fields = ("code", "district_and_province", "changed")
    form_question = "ข้อมูลหลักของผู้ผลิต ใช้ในบัญชีรายชื่อและการบันทึกยอดจำหน่าย"
    fieldsets = [
        ("ข้อมูลทั่วไป", {"fields": ["name", "kind", "code", "phone", "registered_on", "status"]}),
        (
            "ที่อยู่ของกิจการ",
            {
                "fields": [
                    "house_number",
                    "village_number",
                    "subdistrict",
                    "postal_code",
                    "district_and_province",
                ]
            },
        ),
        ("ระเบียนนี้", {"fields": ["changed"]}),
    ]

    @admin.display(description="ลักษณะ", ordering="kind")
    def kind_word(self, producer: Producer) -> str:
        return producer.kind_short

    @admin.display(description="สถานะ", ordering="status")
    def state(self, producer: Producer) -> str:
        tone = "done" if producer.status == Producer.Status.ACTIVE else "cancelled"
        return state_badge(producer.get_status_display(), tone)
