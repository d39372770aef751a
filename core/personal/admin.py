"""Who looked at which national id, and why: read only, for the province and the department."""

from django.contrib import admin

from core.personal.models import Reveal
from core.thai import calendar
from core.users.list_filters import DistrictFilter, ProvinceFilter
from core.users.scoped_admin import ScopedModelAdmin


@admin.register(Reveal)
class RevealAdmin(ScopedModelAdmin):
    list_display = ["moment", "by", "office", "whose", "reason", "district_name"]
    list_display_links = None
    fields = readonly_fields = ("moment", "by", "whose", "reason", "district_name")
    list_select_related = ["by__district", "by__province", "district"]
    list_filter = [ProvinceFilter, DistrictFilter]
    list_question = "ผู้เปิดดูเลขประจำตัวประชาชน ระเบียนที่เปิดดู และเหตุผล ล่าสุดก่อน"
    list_empty = "เมื่อมีผู้เปิดดูเลขเต็ม ชื่อผู้เปิดดูและเหตุผลจะแสดงที่นี่"
    ordering = ["-at", "-pk"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("record")

    @admin.display(description="เมื่อ", ordering="at")
    def moment(self, reveal: Reveal) -> str:
        return calendar.moment(reveal.at)

    @admin.display(description="สังกัด")
    def office(self, reveal: Reveal) -> str:
        return reveal.by.office

    @admin.display(description="ระเบียน")
    def whose(self, reveal: Reveal) -> str:
        return str(reveal.record)

    @admin.display(description="อำเภอ", ordering="district")
    def district_name(self, reveal: Reveal) -> str:
        return reveal.district.name_th

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False
