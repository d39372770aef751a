"""Accounts: the department adds and changes them, a province sees those of its offices."""

from django.contrib import admin
from django.contrib.auth import admin as stock_accounts  # noqa: F401  (registers Group first)
from django.contrib.auth.models import Group
from django.db.models import Q
from django.http import HttpRequest
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from core.accounts.forms import AccountForm
from core.accounts.list_filters import ProvinceFilter
from core.accounts.models import User
from core.accounts.scoped_admin import ScopedModelAdmin, state_badge
from core.thai import calendar

admin.site.unregister(Group)  # rights are the role's (otop_registry.rights)


class OfficeProvinceFilter(ProvinceFilter):
    """The province office with the offices of its districts."""

    def queryset(self, request, queryset):
        code = self.value()
        own = Q(province=code) | Q(district__province=code)
        return queryset.filter(own) if code else queryset


@admin.register(User)
class UserAdmin(ScopedModelAdmin):
    form = AccountForm
    list_display = [
        "username",
        "full_name",
        "position",
        "office",
        "certifies",
        "last_seen",
        "state",
    ]
    list_filter = ["role", OfficeProvinceFilter, "may_certify", "is_active"]
    list_select_related = ["province", "district"]
    search_fields = ["username__anypart", "full_name__anypart"]
    search_help_text = "ชื่อผู้ใช้ หรือชื่อ-นามสกุล"
    ordering = ["username"]
    autocomplete_fields = ["province", "district"]
    form_question = "หนึ่งคนหนึ่งบัญชี ผู้ใช้ตั้งรหัสผ่านของตนเองเมื่อเข้าระบบครั้งแรก"
    person = ("บุคคล", {"fields": ["username", "full_name", "position"]})
    office_and_rights = (
        "สังกัดและสิทธิ",
        {"fields": ["role", "province", "district", "may_certify", "is_active"]},
    )
    add_fieldsets = [
        person,
        office_and_rights,
        (
            "รหัสผ่านแรกเข้า",
            {
                "fields": ["password1", "password2"],
                "description": "แจ้งให้ผู้ใช้เป็นการส่วนตัว ระบบจะให้ตั้งใหม่เมื่อเข้าครั้งแรก",
            },
        ),
    ]
    fieldsets = [
        person,
        office_and_rights,
        (
            "ตั้งรหัสผ่านใหม่ให้ผู้ใช้",
            {
                "fields": ["password1", "password2"],
                "description": (
                    "เว้นว่างไว้ถ้าไม่เปลี่ยน เมื่อตั้งใหม่ ผู้ใช้ที่ถูกพักการเข้าระบบจะเข้าได้ทันที"
                    "และต้องตั้งรหัสผ่านของตนเองอีกครั้ง"
                ),
            },
        ),
        ("บัญชีนี้", {"fields": ["last_seen", "joined", "must_change_password"]}),
    ]
    readonly_fields = ("last_seen", "joined", "must_change_password")

    @method_decorator(sensitive_post_parameters("password1", "password2"))
    def changeform_view(self, request, *args, **kwargs):
        return super().changeform_view(request, *args, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj=None):
        if obj is None:
            return self.add_fieldsets
        if self.has_change_permission(request, obj):
            return self.fieldsets
        return [part for part in self.fieldsets if "password1" not in part[1]["fields"]]

    def get_readonly_fields(self, request: HttpRequest, obj=None):
        """Nobody takes the portal from themselves: own role and right stay as they are."""
        if obj is not None and obj.pk == request.user.pk:
            own = ("role", "province", "district", "is_active")
            return (*self.readonly_fields, *own)
        return self.readonly_fields

    @admin.display(description="สังกัด")
    def office(self, user: User) -> str:
        return user.office

    @admin.display(description="รับรองยอด", ordering="may_certify")
    def certifies(self, user: User) -> str:
        return "✓" if user.may_certify else ""

    @admin.display(description="เข้าใช้ล่าสุด", ordering="last_login")
    def last_seen(self, user: User) -> str:
        return calendar.moment(user.last_login) if user.last_login else "ยังไม่เคยเข้า"

    @admin.display(description="สร้างเมื่อ", ordering="date_joined")
    def joined(self, user: User) -> str:
        return calendar.moment(user.date_joined)

    @admin.display(description="สถานะ", ordering="is_active")
    def state(self, user: User) -> str:
        return state_badge("ใช้งานได้", "done") if user.is_active else state_badge("ปิดใช้", "closed")
