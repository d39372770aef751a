"""The lists the department keeps of the sales: วันหยุดราชการ, kinds of evidence, reasons."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from core.thai import calendar
from core.users.scoped_admin import ScopedModelAdmin, state_badge
from registration.references import ReferenceAdmin
from sales.models import EvidenceKind, ExplanationReason, PublicHoliday


class YearFilter(admin.SimpleListFilter):
    """By calendar year, พ.ศ."""

    title = "ปี พ.ศ."
    parameter_name = "year"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        years = PublicHoliday.objects.dates("day", "year", order="DESC")
        return [(str(calendar.buddhist_year(year)),) * 2 for year in years]

    def queryset(self, request: HttpRequest, queryset):
        asked = self.value() or ""
        if not (asked.isdecimal() and len(asked) == 4):
            return queryset
        return queryset.filter(day__year=int(asked) - calendar.BUDDHIST_ERA_OFFSET)


@admin.register(PublicHoliday)
class PublicHolidayAdmin(ScopedModelAdmin):
    """A day is never taken out of the list but said to be no holiday, so that it stays told."""

    list_display = ["day_words", "name_th", "off", "source"]
    list_filter = [YearFilter]
    search_fields = ["name_th"]
    ordering = ["-day"]
    fields = ["day", "name_th", "is_off"]
    add_label = "เพิ่มวันหยุด"
    list_question = "ใช้เสนอเลื่อนกำหนดเมื่อเปิดเดือน"
    form_question = "วันที่คณะรัฐมนตรีประกาศ ถ้าไม่ใช่วันหยุดให้เอาเครื่องหมาย “หยุดราชการ” ออก"

    @admin.display(description="วันที่", ordering="day")
    def day_words(self, holiday: PublicHoliday) -> str:
        weekday = calendar.WEEKDAYS[holiday.day.weekday()]
        return f"{calendar.day_short(holiday.day)} {weekday}"

    @admin.display(description="สถานะ", ordering="is_off")
    def off(self, holiday: PublicHoliday) -> str:
        if holiday.is_off:
            return state_badge("หยุดราชการ", "done")
        return state_badge("ไม่หยุดราชการ", "cancelled")

    @admin.display(description="ที่มา")
    def source(self, holiday: PublicHoliday) -> str:
        if holiday.declared_by is None or holiday.declared_at is None:
            return "ชุดข้อมูลวันหยุด"
        return f"{holiday.declared_by} {calendar.moment(holiday.declared_at)}"

    def get_queryset(self, request: HttpRequest):
        return super().get_queryset(request).select_related("declared_by")

    def get_readonly_fields(self, request: HttpRequest, obj=None):
        return ["day"] if obj is not None else []

    def save_model(self, request: HttpRequest, obj, form, change):
        obj.declared_by, obj.declared_at = request.user, timezone.now()
        super().save_model(request, obj, form, change)


admin.site.register(EvidenceKind, ReferenceAdmin)


@admin.register(ExplanationReason)
class ExplanationReasonAdmin(ReferenceAdmin):
    list_display = ["name", "asks_words", "position", "offered"]
    fields = ["name", "needs_words", "position", "is_active"]
    form_question = "อำเภอเลือกเหตุผลนี้เมื่อชี้แจงยอดที่สูงหรือต่ำ รายการที่เลิกใช้ยังอยู่ในเดือนเดิม"

    @admin.display(description="คำอธิบาย", ordering="needs_words")
    def asks_words(self, reason: ExplanationReason) -> str:
        return "ต้องเขียน" if reason.needs_words else "เขียนเพิ่มได้"
