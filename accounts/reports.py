"""ผู้มีสิทธิใช้ระบบ: who has what, for the file of an audit (Personal Data Protection Act, DOMAIN.md 12)."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.timezone import localtime

from core.areas.models import Province
from core.areas.scope import Role
from core.fields import form_field
from core.reports.parameters import AreaField, ParametersForm
from core.reports.registry import register
from core.reports.report import Report
from core.reports.tables import Column, ReportTable, Row, Signature
from core.thai import calendar
from core.users.models import Recertification, User

COLUMNS = (
    Column("number", "ที่", kind="count", width=5),
    Column("username", "ชื่อผู้ใช้", width=13),
    Column("full_name", "ชื่อ-นามสกุล", width=19),
    Column("position", "ตำแหน่ง", width=20),
    Column("office", "สังกัด", width=15),
    Column("role", "ระดับ", width=9),
    Column("may_certify", "รับรองยอด", kind="tick", width=7),
    Column("standing", "สถานะ", width=11),
    Column("joined", "สร้างเมื่อ", width=11),
    Column("last_seen", "เข้าใช้ล่าสุด", width=11),
    Column("reviewed", "ทบทวนล่าสุด", width=18),
)

_SHORT = {"stays": "ที่เดิม", "moved": "ย้าย", "left": "พ้นหน้าที่"}

_SIGN_HERE = f"ลงชื่อ {'.' * 40}"


class AccountsForm(ParametersForm):
    """Whose accounts, in which state; all of the officer's area unless said."""

    province = AreaField(label="จังหวัด", required=False, empty_label="ทั่วประเทศ")
    role = forms.ChoiceField(label="ระดับ", choices=[("", "ทุกระดับ"), *Role.choices], required=False)
    standing = forms.ChoiceField(
        label="สถานะ", choices=[("", "ทุกสถานะ"), *User.Standing.choices], required=False
    )
    certify = forms.ChoiceField(
        label="สิทธิรับรองยอด",
        choices=[("", "ทั้งหมด"), ("yes", "เฉพาะผู้มีสิทธิ")],
        required=False,
    )

    def narrow(self, user, given: Mapping[str, str]) -> None:
        form_field(self, "province", AreaField).offer(Province.objects.visible_to(user))
        if not user.of_nation:
            self.fields["province"].widget = forms.HiddenInput()

    def defaults(self) -> dict[str, str]:
        return {"province": self.user.province_id} if self.user.province_id else {}


@register
class AccountsReport(Report):
    """Every account with its office, right, state, last sign-in and yearly review."""

    key = "accounts"
    title = "ผู้มีสิทธิใช้ระบบ"
    group = "บัญชีผู้ใช้"
    summary = "ชื่อผู้ใช้ สังกัด สิทธิรับรอง สถานะ เข้าใช้ล่าสุด และการทบทวนประจำปี"
    roles = frozenset({Role.PROVINCE, Role.DEPARTMENT})
    form_class = AccountsForm

    def build(self, user, params: Mapping[str, Any]) -> ReportTable:
        province = params.get("province")
        accounts = list(_accounts(user, params))
        in_use = sum(account.is_active for account in accounts)
        reviews = _reviews(user)
        return ReportTable(
            title="บัญชีผู้มีสิทธิใช้ระบบทะเบียน OTOP",
            subtitle_lines=(
                province.titled_name if province else "ทั่วประเทศ",
                f"ณ {calendar.moment(localtime())} น.",
            ),
            coverage=f"{len(accounts):,} บัญชี ใช้งานอยู่ {in_use:,} บัญชี",
            columns=COLUMNS,
            rows=tuple(
                _row(number, account, reviews.get(account.pk, ""))
                for number, account in enumerate(accounts, 1)
            ),
            signatures=(Signature((_SIGN_HERE, "ผู้ตรวจสอบ", "วันที่ ......../......../........")),),
            orientation="landscape",
        )


def _accounts(user, params: Mapping[str, Any]):
    found = User.objects.visible_to(user).select_related("province", "district")
    if province := params.get("province"):
        found = found.filter(Q(province=province) | Q(district__province=province))
    if role := params.get("role"):
        found = found.filter(role=role)
    if standing := params.get("standing"):
        found = found.filter(standing=standing)
    if params.get("certify"):
        found = found.filter(may_certify=True)
    return found.order_by("district_id", "province_id", "username")


def _reviews(user) -> dict[int, str]:
    """The newest answer for each account in words: 2569 ที่เดิม · who gave it."""
    answers = Recertification.objects.visible_to(user).order_by("account", "-round__fiscal_year")
    told = answers.distinct("account").values_list(
        "account", "round__fiscal_year", "answer", "by__full_name", "by__username"
    )
    return {
        account: f"{year} {_SHORT[answer]} · {full_name or username}"
        for account, year, answer, full_name, username in told
    }


def _row(number: int, account: User, reviewed: str) -> Row:
    return {
        "number": number,
        "username": account.username,
        "full_name": account.full_name,
        "position": account.position,
        "office": account.office,
        "role": account.get_role_display(),
        "may_certify": account.may_certify,
        "standing": account.get_standing_display(),
        "joined": calendar.day_short(localtime(account.date_joined).date()),
        "last_seen": (
            calendar.day_short(localtime(account.last_login).date())
            if account.last_login
            else "ยังไม่เคย"
        ),
        "reviewed": reviewed,
    }
