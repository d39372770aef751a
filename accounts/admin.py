"""Accounts: the department adds and changes them, a province sees those of its offices.

Where an account stands and which office it has is changed by steps (accounts.lifecycle), whose
buttons are on its page, never by the form.
"""

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth import admin as stock_accounts  # noqa: F401  (registers Group first)
from django.contrib.auth.models import Group
from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.timezone import now
from django.views.decorators.debug import sensitive_post_parameters

from accounts import lifecycle, unused
from accounts.forms import AccountForm
from accounts.life_state import TONES, day_of_suspension, is_near, life_of
from accounts.life_steps import Name, may_take
from accounts.views.steps import address_of
from core.steps import StepRefused
from core.thai import calendar
from core.users import proof
from core.users.list_filters import ProvinceFilter
from core.users.models import Invitation, User
from core.users.requests import signed_in_user
from core.users.scoped_admin import ScopedModelAdmin, state_badge

admin.site.unregister(Group)  # rights are the role's (otop_registry.rights)


class OfficeProvinceFilter(ProvinceFilter):
    """The province office with the offices of its districts."""

    def queryset(self, request, queryset):
        code = self.value()
        own = Q(province=code) | Q(district__province=code)
        return queryset.filter(own) if code else queryset


class LastSeenFilter(admin.SimpleListFilter):
    """Filters by the last sign-in, and by accounts about to be suspended for lack of one."""

    title = "เข้าใช้ล่าสุด"
    parameter_name = "seen"

    def lookups(self, request, model_admin):
        return [
            ("soon", "จะถูกพักเพราะไม่ได้เข้าใช้"),
            ("month", "เกิน 30 วันแล้ว"),
            ("never", "ยังไม่เคยเข้า"),
        ]

    def queryset(self, request, queryset):
        match self.value():
            case "soon":
                return unused.suspended_soon(queryset)
            case "month":
                return queryset.filter(last_login__lt=now() - timedelta(days=30))
            case "never":
                return queryset.filter(last_login=None)
        return queryset


class InvitationFilter(admin.SimpleListFilter):
    """Filters by links that the department has to release."""

    title = "คำเชิญ"
    parameter_name = "invitation"

    def lookups(self, request, model_admin):
        return [("held", "รอกรมรับรอง")]

    def queryset(self, request, queryset):
        if self.value() != "held":
            return queryset
        return queryset.filter(invitations__in=Invitation.objects.usable(now()).held())


@admin.register(User)
class UserAdmin(ScopedModelAdmin):
    form = AccountForm
    change_form_template = "accounts/account_form.html"
    list_display = [
        "username",
        "full_name",
        "position",
        "office",
        "certifies",
        "last_seen",
        "state",
    ]
    list_filter = [
        "role",
        OfficeProvinceFilter,
        "standing",
        LastSeenFilter,
        InvitationFilter,
        "may_certify",
    ]
    list_select_related = ["province", "district"]
    search_fields = ["username__anypart", "full_name__anypart"]
    search_help_text = "ชื่อผู้ใช้ หรือชื่อ-นามสกุล"
    ordering = ["username"]
    autocomplete_fields = ["province", "district"]
    form_question = "หนึ่งคนหนึ่งบัญชี ผู้ใช้ตั้งรหัสผ่านของตนเองจากคำเชิญ"
    person: tuple[str, Any] = ("บุคคล", {"fields": ["username", "full_name", "position", "email"]})
    passwords: Any = {"fields": ["password1", "password2"]}
    add_fieldsets = [
        person,
        ("สังกัดและสิทธิ", {"fields": ["role", "province", "district", "may_certify"]}),
        (
            "รหัสผ่านแรกเข้า",
            passwords
            | {
                "description": (
                    "เว้นว่างไว้เพื่อออกคำเชิญให้ผู้ใช้ตั้งเอง ถ้าตั้งให้ ต้องแจ้งเป็นการส่วนตัว "
                    "และระบบจะให้ตั้งใหม่เมื่อเข้าครั้งแรก"
                )
            },
        ),
    ]
    fieldsets = [
        person,
        ("สังกัดและสิทธิ", {"fields": ["office", "may_certify"]}),
        (
            "ตั้งรหัสผ่านแรกเข้าให้ผู้ใช้",
            passwords
            | {
                "description": (
                    "ใช้เมื่อส่งคำเชิญไม่ได้ เว้นว่างไว้ถ้าไม่เปลี่ยน เมื่อตั้งใหม่ ผู้ใช้ที่ถูกพักการเข้าสู่ระบบ"
                    "เพราะกรอกรหัสผิดจะเข้าได้ทันที และต้องตั้งรหัสผ่านของตนเองอีกครั้ง"
                )
            },
        ),
        ("บัญชีนี้", {"fields": ["last_seen", "joined", "must_change_password"]}),
    ]
    readonly_fields = ("last_seen", "joined", "must_change_password")

    @method_decorator(sensitive_post_parameters("password1", "password2"))
    def changeform_view(
        self, request: HttpRequest, object_id=None, form_url="", extra_context=None
    ):
        if request.method == "POST" and (again := proof.asked(request)):
            return again
        context = dict(extra_context or {})
        account = self.get_object(request, object_id) if object_id else None
        if account is not None:
            context["life"] = life_of(account, signed_in_user(request))
        return super().changeform_view(request, object_id, form_url, context)

    def get_fieldsets(self, request: HttpRequest, obj=None):
        """Leaves out the password fields where this officer may not set a password."""
        if obj is None:
            return self.add_fieldsets
        may_set = self.has_change_permission(request, obj) and may_take(
            Name.FIRST_PASSWORD, obj, signed_in_user(request)
        )
        if may_set:
            return self.fieldsets
        return [part for part in self.fieldsets if "password1" not in part[1]["fields"]]

    def get_readonly_fields(self, request: HttpRequest, obj=None):
        return self.readonly_fields if obj is None else (*self.readonly_fields, "office")

    def save_model(self, request: HttpRequest, obj: User, form, change: bool):
        password = form.cleaned_data.get("password1") or ""
        if not change:
            lifecycle.create([obj], by=signed_in_user(request), first_password=password)
            return
        super().save_model(request, obj, form, change)
        if password:
            try:
                lifecycle.set_first_password(obj.pk, password, by=signed_in_user(request))
            except StepRefused as refusal:
                messages.error(request, str(refusal))

    def response_add(self, request: HttpRequest, obj: User, post_url_continue=None):
        """An account without a password leads to its page, where the invitation is made."""
        if obj.standing == User.Standing.INVITED and "_addanother" not in request.POST:
            messages.success(request, f"สร้างบัญชี {obj.username} แล้ว ออกคำเชิญให้ตั้งรหัสผ่าน")
            return redirect(address_of(obj))
        return super().response_add(request, obj, post_url_continue)

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

    @admin.display(description="สถานะ", ordering="standing")
    def state(self, user: User) -> str:
        badge = state_badge(user.get_standing_display(), TONES[User.Standing(user.standing)])
        last_day = day_of_suspension(user)
        if last_day is None or not is_near(user):
            return badge
        day = calendar.day_short(last_day)
        return format_html("{} {}", badge, state_badge(f"จะถูกพัก {day}", "late"))
