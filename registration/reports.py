"""ประกาศผลการลงทะเบียน on paper: the frozen entries of one announcement, numbered (DOMAIN.md 5)."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.areas.scope import Role
from core.fields import form_field
from core.reports.parameters import OUT_OF_AREA, ParametersForm
from core.reports.registry import register
from core.reports.report import Report
from core.reports.tables import Column, ReportTable, Signature
from core.thai import calendar
from core.thai.numbered import bare_number
from registration import closure_list, round_report  # noqa: F401  (found with this one)
from registration.models import Announcement

_SIGN_HERE = f"ลงชื่อ {'.' * 40}"

COLUMNS = (
    Column("number", "ที่", kind="count", width=6),
    Column("name", "ชื่อ", width=34),
    Column("kind", "ทะเบียน", width=16),
    Column("detail", "รายละเอียด", width=34),
    Column("place", "อำเภอ", width=20),
)


class AnnouncementField(forms.ModelChoiceField):
    """One announcement of those the officer may read; any other is not found."""

    default_error_messages = {"required": "เลือกประกาศ"}

    def __init__(self, *args, **kwargs):
        super().__init__(None, *args, **kwargs)

    def label_from_instance(self, announcement: Announcement) -> str:
        return f"{announcement} ลงวันที่ {calendar.day_short(announcement.announced_on)}"

    def to_python(self, value):
        try:
            return super().to_python(value)
        except ValidationError as error:
            raise ValidationError("ไม่พบประกาศนี้", code=OUT_OF_AREA) from error


class AnnouncementForm(ParametersForm):
    """Which announcement; the newest unless said otherwise."""

    announcement = AnnouncementField(label="ประกาศ", empty_label="เลือกประกาศ")

    def narrow(self, user, given: Mapping[str, str]) -> None:
        found = Announcement.objects.visible_to(user).select_related("province", "round")
        form_field(self, "announcement", AnnouncementField).queryset = found

    def defaults(self) -> dict[str, str]:
        offered = form_field(self, "announcement", AnnouncementField).queryset
        newest = offered.first() if offered is not None else None
        return {"announcement": str(newest.pk)} if newest else {}


@register
class AnnouncementReport(Report):
    """The printed announcement of a province or of the department."""

    key = "announcement"
    title = "ประกาศผลการลงทะเบียน"
    group = "ทะเบียน"
    summary = "รายชื่อผู้ผลิต ผลิตภัณฑ์ และร้านชวนชิมที่ประกาศรับรองผล เรียงเลข"
    roles = frozenset(Role)
    form_class = AnnouncementForm

    def build(self, user, params: Mapping[str, Any]) -> ReportTable:
        announcement: Announcement = params["announcement"]
        columns = COLUMNS
        if announcement.level == Announcement.Level.DEPARTMENT:
            columns = (*COLUMNS[:-1], Column("place", "อำเภอ จังหวัด", width=28))
        entries = announcement.entries.values(*(column.key for column in columns))
        rows = tuple(entries)
        return ReportTable(
            title=f"ประกาศ{announcement.office}",
            subtitle_lines=(
                f"ที่ {bare_number(announcement.number)}",
                f"เรื่อง {announcement.title}",
            ),
            preamble=(_body(announcement, len(rows)),),
            coverage=f"รวม {len(rows)} รายการ ตามที่ปรากฏในวันประกาศ",
            columns=columns,
            rows=rows,
            notes=(
                "จึงประกาศให้ทราบโดยทั่วกัน",
                f"ประกาศ ณ วันที่ {calendar.day_in_full(announcement.announced_on)}",
            ),
            signatures=(Signature((_SIGN_HERE, _signer(announcement))),),
        )


def _body(announcement: Announcement, count: int) -> str:
    """As such papers begin; the letters give no wording of their own [portal]."""
    return (
        "ตามที่ได้เปิดให้ลงทะเบียนผู้ผลิต ผู้ประกอบการ ผลิตภัณฑ์ OTOP และ OTOP ชวนชิม "
        f"{announcement.round} นั้น บัดนี้ {announcement.office} ได้ดำเนินการเสร็จสิ้นแล้ว "
        f"จึงประกาศรายชื่อผู้ที่ผ่านการรับรอง จำนวน {count:,} รายการ ดังต่อไปนี้"
    )


def _signer(announcement: Announcement) -> str:
    if announcement.province:
        return f"(ผู้มีอำนาจลงนามของ{announcement.province.titled_name})"
    return "(อธิบดีกรมการพัฒนาชุมชน หรือผู้ได้รับมอบหมาย)"
