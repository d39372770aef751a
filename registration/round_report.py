"""แบบรายงานการลงทะเบียน: what a district registered in a round, for its province (DOMAIN.md 5).

Its layout is not published: the columns are our reading, as data, so that the real sheet can replace
them.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError

from core.areas.models import District, Province
from core.areas.scope import Role, visible_rows
from core.fields import form_field
from core.reports.parameters import OUT_OF_AREA, AreaField, ParametersForm
from core.reports.registry import register
from core.reports.report import Report
from core.reports.tables import Column, ReportTable, Row, Signature, Summary
from core.thai.calendar import day_short, today
from registration.models import RegisteredRecord, RegistrationStep, Round, Status
from registration.registers import owner_path, registered_models

# [reading]
COLUMNS = (
    Column("number", "ที่", kind="count", width=5),
    Column("kind", "ทะเบียน", width=16),
    Column("name", "ชื่อ", width=32),
    Column("detail", "รายละเอียด", width=34),
    Column("registered_on", "วันที่ลงทะเบียน", width=14),
    Column("status", "สถานะ", width=18),
    Column("note", "มติ นตผ.อำเภอ / หมายเหตุ", width=32),
)
COUNTS = (
    Column("name", "ทะเบียน", width=22),
    Column("submitted", "เสนอจังหวัด", kind="count", width=12),
    Column("returned", "ส่งกลับ", kind="count", width=12),
    Column("certified", "รับรองแล้ว", kind="count", width=12),
    Column("total", "รวม", kind="count", width=12),
)
REPORTED = (Status.SUBMITTED, Status.RETURNED, Status.CERTIFIED, Status.ANNOUNCED)
_SIGN_HERE = f"ลงชื่อ {'.' * 40}"


class RoundField(forms.ModelChoiceField):
    """A round of the department's plan; any other is not found."""

    default_error_messages = {"required": "เลือกรอบ"}

    def __init__(self, *args, **kwargs):
        super().__init__(None, *args, **kwargs)

    def to_python(self, value):
        try:
            return super().to_python(value)
        except ValidationError as error:
            raise ValidationError("ไม่พบรอบนี้", code=OUT_OF_AREA) from error


class RoundDistrictForm(ParametersForm):
    """A round, the newest that began unless said, and one district."""

    round = RoundField(label="รอบ", empty_label="เลือกรอบ")
    province = AreaField(label="จังหวัด", required=False, empty_label="เลือกจังหวัด")
    district = AreaField(label="อำเภอ", empty_label="เลือกอำเภอ")

    def narrow(self, user, given: Mapping[str, str]) -> None:
        form_field(self, "round", RoundField).queryset = Round.objects.visible_to(user)
        form_field(self, "province", AreaField).offer(Province.objects.visible_to(user))
        districts = District.objects.visible_to(user)
        if user.role == Role.DEPARTMENT:
            districts = districts.filter(province=given.get("province") or None)
        form_field(self, "district", AreaField).offer(districts)
        hidden = {Role.DISTRICT: ["province", "district"], Role.PROVINCE: ["province"]}
        for name in hidden.get(Role(user.role), []):
            self.fields[name].widget = forms.HiddenInput()

    def defaults(self) -> dict[str, str]:
        begun = Round.objects.visible_to(self.user).filter(register_from__lte=today()).first()
        said = {"round": str(begun.pk)} if begun else {}
        if self.user.district:
            own = self.user.district
            said |= {"province": own.province_id, "district": own.pk}
        elif self.user.province_id:
            said["province"] = self.user.province_id
        return said


@register
class RoundReport(Report):
    """Every record the district submitted in the round, and how many of each register."""

    key = "round-registrations"
    title = "แบบรายงานการลงทะเบียน"
    group = "ทะเบียน"
    summary = "ผู้ผลิต ผลิตภัณฑ์ และร้านชวนชิมที่อำเภอลงทะเบียนในรอบ สำหรับรายงานจังหวัด"
    roles = frozenset(Role)
    form_class = RoundDistrictForm

    def build(self, user, params: Mapping[str, Any]) -> ReportTable:
        round, district = params["round"], params["district"]
        rows: list[Row] = []
        counts: list[Row] = []
        for model in registered_models():
            records = self._records(user, model, round, district)
            resolutions = _resolutions(user, model, records)
            rows += [_row(one, resolutions.get(one.pk, "")) for one in records]
            counts.append(_count(str(model._meta.verbose_name), records))
        numbered = tuple({"number": n, **row} for n, row in enumerate(rows, 1))
        return ReportTable(
            title=self.title,
            subtitle_lines=(
                f"{district.titled_name} {district.province.titled_name} {round}",
                f"อำเภอลงทะเบียน {round.window_words('register')}",
            ),
            coverage=f"ข้อมูล ณ {day_short(today())} รวม {len(numbered):,} รายการ",
            columns=COLUMNS,
            rows=numbered,
            summaries=(Summary("จำนวนตามทะเบียน", COUNTS, tuple(counts)),),
            signatures=(Signature((_SIGN_HERE, "พัฒนาการอำเภอ", "วันที่ ......../......../........")),),
            orientation="landscape",
        )

    def _records(
        self, user, model: type[RegisteredRecord], round: Round, district: District
    ) -> list[Any]:
        """What was submitted in the round, in the order of names."""
        path = owner_path(model)
        found = visible_rows(model, user).filter(
            round=round, status__in=REPORTED, **{path: district}
        )
        if "__" in path:  # its owner, whose name stands in the detail
            found = found.select_related(path.rpartition("__")[0])
        return list(found.order_by("sort_key", "name", "pk"))


def _resolutions(user, model: type[RegisteredRecord], records: list[Any]) -> dict[int, str]:
    """The committee's resolution on each record, where one was recorded."""
    steps = RegistrationStep.objects.visible_to(user).filter(
        content_type=ContentType.objects.get_for_model(model),
        record_id__in=[one.pk for one in records],
        resolution_on__isnull=False,
    )
    return {step.record_id: step.resolution_told for step in steps.order_by("at", "pk")}


def _row(record: Any, resolution: str) -> Row:
    late = f"เสนอหลังกำหนด: {record.late_reason}" if record.late_reason else ""
    return {
        "kind": str(record._meta.verbose_name),
        "name": record.name,
        "detail": record.announced_detail(),
        "registered_on": day_short(record.registered_on) if record.registered_on else "",
        "status": record.get_status_display(),
        "note": " · ".join(filter(None, (resolution, late))),
    }


def _count(name: str, records: list[Any]) -> Row:
    certified = sum(one.status in (Status.CERTIFIED, Status.ANNOUNCED) for one in records)
    submitted = sum(one.status == Status.SUBMITTED for one in records)
    returned = sum(one.status == Status.RETURNED for one in records)
    return {
        "name": name,
        "submitted": submitted,
        "returned": returned,
        "certified": certified,
        "total": len(records),
    }
