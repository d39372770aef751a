"""The register of OTOP ชวนชิม outlets as the offices work with it."""

from django.contrib import admin

from chuanchim.imports import OutletResource
from chuanchim.models import Outlet
from core.accounts.list_filters import DistrictFilter, ProvinceFilter
from core.accounts.scoped_admin import DistrictOwnedAdmin
from core.imports.export_admin import ExcelExportMixin
from core.registration.record_admin import ShowsState


@admin.register(Outlet)
class OutletAdmin(ExcelExportMixin, ShowsState, DistrictOwnedAdmin):
    resource_class = OutletResource
    export_related = ("subdistrict",)
    list_display = ["name", "owner", "phone_number", "district_name", "province_name", "state"]
    list_filter = [ProvinceFilter, DistrictFilter, "status"]
    search_fields = ["name__anypart", "owner__anypart"]
    number_search_fields = ("phone__contains",)
    search_help_text = "ชื่อร้าน เจ้าของ หรือโทรศัพท์"
    ordering = ["sort_key", "name", "id"]
    autocomplete_fields = ["subdistrict"]
    add_label = "เพิ่มร้าน OTOP ชวนชิม"
    form_question = "ร้านอาหารและผู้จำหน่ายอาหารของ OTOP ชวนชิม"
    fieldsets = [
        ("ร้าน", {"fields": ["name", "owner", "phone"]}),
        ("ที่ตั้ง", {"fields": ["subdistrict", "district_and_province"]}),
        ("รายการที่จำหน่าย", {"fields": ["items"]}),
    ]
