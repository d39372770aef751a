"""What was cancelled in a period, as the district reports it to its province (DOMAIN.md 6).

The yearly sweep is reported by 31 March; the letter's layout is not published, so the columns are ours.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from core.areas.models import District, Province
from core.areas.scope import Role
from core.fields import form_field
from core.reports.parameters import AreaField, ParametersForm
from core.reports.registry import register
from core.reports.report import Report
from core.reports.tables import Column, ReportTable, Row, Signature
from core.thai import calendar
from core.thai.calendar import BUDDHIST_ERA_OFFSET, day_short
from core.thai.forms import ThaiDateField
from core.thai.numbered import bare_number
from registration.models import Closure, ClosureStep

COLUMNS = (
    Column("number", "ที่", kind="count", width=5),
    Column("district", "อำเภอ", width=16),
    Column("kind", "ทะเบียน", width=14),
    Column("code", "รหัส", width=15),
    Column("name", "ชื่อ", width=28),
    Column("case", "กรณี", width=20),
    Column("reason", "เหตุผลและข้อเท็จจริง", width=34),
    Column("resolution", "มติ นตผ.อำเภอ", width=22),
    Column("cancelled_on", "ยกเลิกเมื่อ", width=12),
    Column("reported_on", "รายงานจังหวัดเมื่อ", width=12),
)
_SIGN_HERE = f"ลงชื่อ {'.' * 40}"


class ClosurePeriodForm(ParametersForm):
    """Two days, the fiscal year so far unless said; the district of a province, the province of all."""

    since = ThaiDateField(label="ยกเลิกตั้งแต่ (พ.ศ.)")
    until = ThaiDateField(label="ถึง (พ.ศ.)")
    province = AreaField(label="จังหวัด", required=False, empty_label="ทั่วประเทศ")
    district = AreaField(label="อำเภอ", required=False, empty_label="ทุกอำเภอ")

    def narrow(self, user, given: Mapping[str, str]) -> None:
        form_field(self, "province", AreaField).offer(Province.objects.visible_to(user))
        districts = District.objects.visible_to(user)
        if user.role == Role.DEPARTMENT:
            districts = districts.filter(province=given.get("province") or None)
        form_field(self, "district", AreaField).offer(districts)
        hidden = {Role.DISTRICT: ["province", "district"], Role.PROVINCE: ["province"]}
        for name in hidden.get(Role(user.role), []):
            self.fields[name].widget = forms.HiddenInput()

    def defaults(self) -> dict[str, str]:
        today = calendar.today()
        first = calendar.fiscal_year_months(calendar.fiscal_year(today))[0]
        said = {"since": _typed(first), "until": _typed(today)}
        if self.user.district:
            own = self.user.district
            said |= {"province": own.province_id, "district": own.pk}
        elif self.user.province_id:
            said["province"] = self.user.province_id
        return said

    def clean(self):
        said = super().clean()
        if said.get("since") and said.get("until") and said["since"] > said["until"]:
            self.add_error("until", "วันสุดท้ายอยู่ก่อนวันแรก")
        return said


def _typed(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year + BUDDHIST_ERA_OFFSET}"


@register
class ClosureListReport(Report):
    """Every cancelling carried out in the period, those taken back left out."""

    key = "closures"
    title = "รายการยกเลิกในช่วงเวลา"
    group = "ทะเบียน"
    summary = "ผู้ผลิต ผลิตภัณฑ์ และร้านชวนชิมที่ยกเลิก พร้อมเหตุผลและมติ สำหรับรายงานภายใน 31 มีนาคม"
    roles = frozenset(Role)
    form_class = ClosurePeriodForm

    def build(self, user, params: Mapping[str, Any]) -> ReportTable:
        since, until = params["since"], params["until"]
        province, district = params.get("province"), params.get("district")
        found = (
            Closure.objects.visible_to(user)
            .filter(status__in=[Closure.Status.CANCELLED, Closure.Status.REPORTED])
            .filter(cancelled_at__gte=_midnight(since))
            .filter(cancelled_at__lt=_midnight(until + timedelta(days=1)))
            .select_related("district__province", "record_type")
            .prefetch_related("record", "steps")
            .order_by("district", "cancelled_at", "pk")
        )
        if district:
            found = found.filter(district=district)
        elif province:
            found = found.filter(district__province=province)
        rows = tuple(_row(number, one) for number, one in enumerate(found, 1))
        place = (
            f"{district.titled_name} {district.province.titled_name}"
            if district
            else province.titled_name
            if province
            else "ทั่วประเทศ"
        )
        waiting = sum(not row["reported_on"] for row in rows)
        return ReportTable(
            title="รายการยกเลิกผู้ผลิต ผู้ประกอบการ และผลิตภัณฑ์ OTOP",
            subtitle_lines=(place, f"ยกเลิกตั้งแต่ {day_short(since)} ถึง {day_short(until)}"),
            coverage=f"{len(rows):,} รายการ · ยังไม่รายงาน นตผ.จังหวัด {waiting:,} รายการ",
            columns=COLUMNS,
            rows=rows,
            notes=("รายงานจังหวัดภายในวันที่ 31 มีนาคมของทุกปี",),
            signatures=(Signature((_SIGN_HERE, "ผู้รายงาน", "วันที่ ......../......../........")),),
            orientation="landscape",
        )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _row(number: int, closure: Closure) -> Row:
    steps = {step.name: step for step in closure.steps.all()}
    committee = steps.get(ClosureStep.Name.COMMITTEE)
    report = steps.get(ClosureStep.Name.REPORT)
    facts = steps[ClosureStep.Name.FACTS].facts if ClosureStep.Name.FACTS in steps else ""
    record: Any = closure.record
    kind: Any = closure.record_type.model_class()
    return {
        "number": number,
        "district": closure.district.name_th,
        "kind": str(kind._meta.verbose_name),
        "code": getattr(record, "code", ""),
        "name": str(record),
        "case": closure.get_case_display(),
        "reason": f"{closure.reason} · {facts}" if facts else closure.reason,
        "resolution": _resolution(committee) if committee else "",
        "cancelled_on": day_short(timezone.localtime(closure.cancelled_at).date()),
        "reported_on": day_short(report.held_on) if report else "",
    }


def _resolution(step: ClosureStep) -> str:
    number = bare_number(step.number)
    return f"{step.get_form_display()} {number} {day_short(step.held_on)}"
