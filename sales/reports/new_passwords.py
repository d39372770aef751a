"""ยืนยันหลังตั้งรหัสผ่านใหม่: who confirmed within days of a password that another office had a hand in.

No figures are in it. The department sees the provinces' confirmations always, a district's once its
province reported: through the door of the trail.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from core.areas.scope import Role
from core.reports.registry import register
from core.reports.report import Report
from core.reports.tables import Column, ReportTable
from core.thai import calendar
from core.users.models import User
from sales.figures.confirmed import Scope, within
from sales.models import Step
from sales.models.trail import StepQuerySet
from sales.reports.parameters import AreaPeriodForm, scope_of
from sales.reports.wording import place_and_period

COLUMNS = (
    Column("number", "ที่", kind="count", width=6),
    Column("month", "เดือน", width=12),
    Column("office", "สำนักงาน", width=20),
    Column("step", "ขั้นตอน", width=14),
    Column("by", "โดย", width=24),
    Column("at", "เมื่อ", width=18),
    Column("new_password", "รหัสผ่านของผู้ยืนยัน", width=52),
)


class NewPasswordForm(AreaPeriodForm):
    newest = "year"


@register
class NewPasswordReport(Report):
    """The newest first."""

    key = "new-passwords"
    title = "การยืนยันหลังตั้งรหัสผ่านใหม่"
    summary = f"ผู้ยืนยันที่ตั้งรหัสผ่านใหม่ไม่เกิน {settings.PASSWORD_WATCHED_DAYS} วันก่อนยืนยัน และรหัสนั้นมาจากใคร"
    group = "หลักฐานและการตรวจ"
    roles = frozenset({Role.PROVINCE, Role.DEPARTMENT})
    form_class = NewPasswordForm

    def build(self, user: User, params: Mapping[str, Any]) -> ReportTable:
        scope = scope_of(params)
        steps = list(_steps(user, scope))
        page = "admin:sales-review" if user.of_province else ""
        return ReportTable(
            title="รายงานการยืนยันหลังตั้งรหัสผ่านใหม่",
            subtitle_lines=place_and_period(user, scope),
            coverage=f"{len(steps):,} ครั้ง ณ {calendar.day_short(calendar.today())}",
            columns=COLUMNS,
            rows=tuple(
                {
                    "number": number,
                    "month": calendar.month_short(one.month_id),
                    "office": one.district.office if one.district else one.province.office,
                    "step": one.get_name_display(),
                    "by": str(one.by),
                    "at": calendar.moment(one.at),
                    "new_password": one.new_password,
                }
                for number, one in enumerate(steps, 1)
            ),
            links=tuple(
                reverse(page, args=[f"{one.month_id:%Y-%m}", one.district_id])
                if page and one.district_id
                else ""
                for one in steps
            ),
            notes=(
                "ตรวจกับเจ้าของบัญชีว่าเป็นผู้ยืนยันเอง ของอำเภอแสดงเมื่อจังหวัดรายงานแล้ว"
                if user.of_nation
                else "ตรวจกับเจ้าของบัญชีว่าเป็นผู้ยืนยันเอง",
            ),
            orientation="landscape",
        )


def _steps(user: User, scope: Scope) -> StepQuerySet:
    found = Step.objects.visible_to(user).after_new_password().filter(**within(scope.period))
    if scope.region:
        found = found.filter(
            Q(province__region=scope.region) | Q(district__province__region=scope.region)
        )
    if scope.province:
        found = found.filter(Q(province=scope.province) | Q(district__province=scope.province))
    if scope.district:
        found = found.filter(district=scope.district)
    return found.select_related("by", "district", "province")
