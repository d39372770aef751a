"""The register of outlets: its list, the page of one outlet in its four sections (DOMAIN.md 4)."""

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from chuanchim.admin.parts import CriterionRows, ItemRows, OutletPictureRows, RecognitionRows
from chuanchim.imports import OutletTable
from chuanchim.models import Criterion, Outlet
from core.tables.export_admin import ExcelExportMixin
from core.users.list_filters import DistrictFilter, ProvinceFilter
from quality.worklist_page import WorklistPage
from registration.record_admin import DistrictRecordAdmin
from registration.record_filters import CompletenessFilter, MissingSectionFilter
from registration.references import ReferenceAdmin
from registration.sections import Section

SECTIONS = [
    Section(
        1,
        "outlet",
        "กลุ่ม องค์กร หรือเจ้าของ",
        fields=["owner", "name", "phone", "remark", "registered_day"],
        needed=["owner", "name", "phone"],
    ),
    Section(
        2,
        "address",
        "ที่ตั้ง",
        fields=[
            "house_number",
            "village_number",
            "subdistrict",
            "postal_code",
            "district_and_province",
        ],
        needed=["house_number", "subdistrict", "postal_code"],
    ),
    Section(
        3,
        "items",
        "รายการที่จำหน่าย",
        rows=[ItemRows, CriterionRows],
        needed_rows=["items", "criterion_answers"],
    ),
    Section(
        4,
        "recognitions",
        "รางวัล มาตรฐาน และรูป",
        rows=[RecognitionRows, OutletPictureRows],
        needed_rows=["pictures"],
    ),
]


@admin.register(Outlet)
class OutletAdmin(WorklistPage, ExcelExportMixin, DistrictRecordAdmin):
    table_class = OutletTable
    list_display = ["name", "owner", "phone_number", "district_name", "province_name", "state"]
    list_reads = (
        "name",
        "owner",
        "phone",
        "status",
    )
    list_district = "district"
    list_filter = [
        ProvinceFilter,
        DistrictFilter,
        "status",
        CompletenessFilter,
        MissingSectionFilter,
    ]
    search_fields = ["name__anypart", "owner__anypart"]
    number_search_fields = ("phone__contains",)
    search_help_text = "ชื่อร้าน เจ้าของ หรือโทรศัพท์"
    ordering = ["sort_key", "name", "id"]
    autocomplete_fields = ["subdistrict"]
    readonly_fields = ("registered_day", "district_and_province")
    add_label = "เพิ่มร้าน OTOP ชวนชิม"
    list_empty = "อำเภอเพิ่มได้จากทะเบียนนี้ หรือนำเข้าจาก Excel"
    form_question = "ข้อมูลที่ต้องมีก่อน บันทึกแล้วกรอกหมวดอื่นต่อได้ทันที"
    sections = SECTIONS
    add_fields = ["owner", "name", "phone", "house_number", "village_number", "subdistrict"]

    def record_links(self, request: HttpRequest, outlet: Outlet) -> list[tuple[str, str]]:
        return [("เผยแพร่ต่อสาธารณะ", reverse("admin:catalogue-outlet-consent", args=[outlet.pk]))]

    def record_line(self, outlet: Outlet) -> str:
        place = outlet.subdistrict.titled_name if outlet.subdistrict else ""
        parts = [outlet.owner, f"{place} {outlet.district.titled_name}".strip()]
        return " · ".join(part for part in parts if part)


admin.site.register(Criterion, ReferenceAdmin)
