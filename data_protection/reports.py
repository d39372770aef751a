"""The record of processing (section 39) and how requests of persons stand, as reports."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, F, Q

from core.areas.models import District, Province
from core.areas.scope import Role
from core.reports.parameters import ParametersForm
from core.reports.registry import register
from core.reports.report import Report
from core.reports.tables import Column, ReportTable, Summary
from core.thai import calendar
from core.users.models import User
from data_protection import notice, retention
from data_protection.models import Controller, PersonRequest, ProcessingActivity

GROUP = "ข้อมูลส่วนบุคคล"


@register
class ProcessingRecord(Report):
    """บันทึกรายการกิจกรรมประมวลผล, with what section 39 asks for."""

    key = "processing-record"
    title = "บันทึกรายการกิจกรรมประมวลผล (มาตรา 39)"
    group = GROUP
    summary = "กิจกรรม วัตถุประสงค์ ฐาน ข้อมูล ผู้ได้รับ ระยะเวลา มาตรการ และคำขอที่ปฏิเสธ"
    roles = frozenset({Role.DEPARTMENT})

    COLUMNS = (
        Column("number", "ที่", kind="count", width=4),
        Column("name", "กิจกรรม", width=18),
        Column("purpose", "วัตถุประสงค์", width=22),
        Column("basis", "ฐาน", width=16),
        Column("persons", "เจ้าของข้อมูล", width=14),
        Column("data", "ข้อมูลที่เก็บ", width=22),
        Column("recipients", "ผู้ใช้และผู้ได้รับ", width=20),
        Column("kept", "ระยะเวลา", width=16),
        Column("safeguards", "มาตรการ", width=20),
    )
    _PERIODS = (
        Column("title", "ข้อมูล", width=40),
        Column("said", "ระยะเวลา", width=40),
        Column("because", "เหตุผล", width=50),
    )
    _REFUSED = (
        Column("day", "วันที่ตอบ", width=14),
        Column("kind", "คำขอ", width=34),
        Column("district", "อำเภอ", width=18),
        Column("outcome", "เหตุผลที่ปฏิเสธ", width=50),
    )

    def build(self, user: User, params: Mapping[str, Any]) -> ReportTable:
        controller = Controller.objects.visible_to(user).first()
        activities = ProcessingActivity.objects.visible_to(user).filter(is_active=True)
        refused = (
            PersonRequest.objects.visible_to(user)
            .filter(status=PersonRequest.Status.REFUSED)
            .select_related("district")
            .order_by("answered_on", "pk")
        )
        said = [
            controller.name if controller else "",
            f"เจ้าหน้าที่คุ้มครองข้อมูล: {(controller and controller.officer) or 'ยังไม่ระบุ'}",
        ]
        return ReportTable(
            title="บันทึกรายการกิจกรรมการประมวลผลข้อมูลส่วนบุคคล",
            subtitle_lines=tuple(said),
            coverage=f"ตามมาตรา 39 ณ {calendar.day_short(calendar.today())}",
            columns=self.COLUMNS,
            rows=tuple(
                {"number": number}
                | {
                    column.key: getattr(one, column.key)
                    for column in self.COLUMNS
                    if column.key != "number"
                }
                for number, one in enumerate(activities, 1)
            ),
            summaries=(
                Summary(
                    "ระยะเวลาเก็บรักษา",
                    self._PERIODS,
                    tuple(
                        {
                            "title": one.rule.title,
                            "said": notice.period_said(one),
                            "because": one.period.source if one.period else one.rule.because,
                        }
                        for one in retention.standings()
                    ),
                    own_sheet=True,
                ),
                Summary(
                    "คำขอที่ปฏิเสธพร้อมเหตุผล (มาตรา 39 (7))",
                    self._REFUSED,
                    tuple(
                        {
                            "day": calendar.day_short(one.answered_on),
                            "kind": one.get_kind_display(),
                            "district": one.district.name_th,
                            "outcome": one.outcome,
                        }
                        for one in refused
                        if one.answered_on
                    ),
                    own_sheet=True,
                ),
            ),
            notes=(
                "สิทธิและวิธีขอเข้าถึงข้อมูล: สำนักงานพัฒนาชุมชนอำเภอที่ลงทะเบียน ตอบภายใน 30 วัน (มาตรา 30)",
                "ฐานทางกฎหมายและระยะเวลาเป็นข้อเสนอ ให้นิติกรของกรมพิจารณา",
            ),
            orientation="landscape",
        )


@register
class PersonRequestsReport(Report):
    """How many persons asked, and how many wait longer than they should, by area."""

    key = "person-requests"
    title = "คำขอของเจ้าของข้อมูล"
    group = GROUP
    summary = "จำนวนคำขอ รอดำเนินการ ล่าช้า และผล ตามจังหวัดหรืออำเภอ"
    roles = frozenset({Role.PROVINCE, Role.DEPARTMENT})
    form_class = ParametersForm

    COLUMNS = (
        Column("name", "พื้นที่", width=26),
        Column("whole", "คำขอ", kind="count", width=9),
        Column("open", "รอดำเนินการ", kind="count", width=11),
        Column("late", "ล่าช้า", kind="count", width=11),
        Column("granted", "ดำเนินการแล้ว", kind="count", width=12),
        Column("refused", "ปฏิเสธ", kind="count", width=9),
        Column("answered_late", "ตอบช้ากว่ากำหนด", kind="count", width=14),
    )

    def build(self, user: User, params: Mapping[str, Any]) -> ReportTable:
        of_nation = user.of_nation
        areas = (Province if of_nation else District).objects.visible_to(user).order_by("sort_key")
        path = "district__province" if of_nation else "district"
        Status = PersonRequest.Status
        counted = {
            one.pop(path): one
            for one in PersonRequest.objects.visible_to(user)
            .order_by()
            .values(path)
            .annotate(
                whole=Count("pk"),
                open=Count("pk", filter=Q(status=Status.OPEN)),
                late=Count("pk", filter=Q(status=Status.OPEN, due_on__lt=calendar.today())),
                granted=Count("pk", filter=Q(status=Status.GRANTED)),
                refused=Count("pk", filter=Q(status=Status.REFUSED)),
                answered_late=Count("pk", filter=Q(answered_on__gt=F("due_on"))),
            )
        }
        rows = [
            {"name": area.titled_name} | counted[area.pk] for area in areas if area.pk in counted
        ]
        keys = [column.key for column in self.COLUMNS[1:]]
        total = {"name": "รวม"} | {key: sum(row[key] for row in rows) for key in keys}
        return ReportTable(
            title="คำขอของเจ้าของข้อมูลส่วนบุคคล",
            subtitle_lines=("ทั่วประเทศ" if of_nation else user.office,),
            coverage=f"ณ {calendar.day_short(calendar.today())} กำหนดตอบภายใน 30 วันนับแต่วันที่ได้รับคำขอ",
            columns=self.COLUMNS,
            rows=tuple(rows),
            total=total,
        )
