"""แบบฟอร์มขอยกเลิกการเป็นผู้ผลิต ผู้ประกอบการ OTOP, filled in, and the report to นตผ.จังหวัด (DOMAIN.md 6): the
title is the letters', no official sheet is published.

Beside the products and not the cancellings: the form of a producer names its products.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.areas.scope import Role
from core.fields import form_field
from core.reports.parameters import OUT_OF_AREA, ParametersForm
from core.reports.registry import register
from core.reports.report import Report
from core.reports.tables import Column, ReportTable, Row, Signature
from core.thai import calendar, phones
from core.thai.numbered import bare_number
from producers.models import Producer
from products.models import Product
from registration.closure import CASES
from registration.models import Closure

# In case 2 nobody is there to ask: whoever checked the facts signs.
_SIGNED_BY = {
    Closure.Case.PRESENT: ("ผู้ประกอบการ", "เจ้าหน้าที่ผู้รับคำขอ"),
    Closure.Case.ABSENT: ("เจ้าหน้าที่ผู้ตรวจสอบข้อเท็จจริง",),
}
_SIGN_HERE = f"ลงชื่อ {'.' * 40}"


class ClosureField(forms.ModelChoiceField):
    """One cancelling of those the officer sees; any other is not found."""

    default_error_messages = {"required": "เลือกรายการขอยกเลิก"}

    def __init__(self, *args, **kwargs):
        super().__init__(None, *args, **kwargs)

    def to_python(self, value):
        try:
            return super().to_python(value)
        except ValidationError as error:
            raise ValidationError("ไม่พบรายการนี้", code=OUT_OF_AREA) from error


class ClosureForm(ParametersForm):
    closure = ClosureField(label="รายการขอยกเลิก", empty_label="เลือกรายการ")

    def narrow(self, user, given: Mapping[str, str]) -> None:
        seen = Closure.objects.visible_to(user).select_related("district__province")
        form_field(self, "closure", ClosureField).queryset = seen.prefetch_related("record")

    def defaults(self) -> dict[str, str]:
        offered = form_field(self, "closure", ClosureField).queryset
        newest = offered.first() if offered is not None else None
        return {"closure": str(newest.pk)} if newest else {}


LINES = (Column("label", "รายการ", width=26), Column("said", "ข้อมูล", width=60))
STEPS = (
    Column("number", "ที่", kind="count", width=5),
    Column("step", "ขั้น", width=34),
    Column("held_on", "วันที่", width=14),
    Column("resolution", "มติ / หนังสือ", width=26),
)


def _lines(record: Any) -> list[tuple[str, str]]:
    """What the form says of the record, by what it is."""
    producer = getattr(record, "producer", record)
    lines = [("ชื่อ", str(record))]
    if isinstance(record, Product):
        lines.append(("ผู้ผลิต ผู้ประกอบการ", f"{producer} ({producer.code})"))
    if isinstance(producer, Producer):
        lines += [
            ("รหัสผู้ประกอบการ", producer.code),
            ("ลักษณะผู้ประกอบการ", producer.get_kind_display()),
            ("ผู้ประกอบการ", producer.person_name),
            ("ที่อยู่ของกิจการ", producer.address),
        ]
    else:
        lines.append(("เจ้าของ", getattr(producer, "owner", "")))
    lines.append(("โทรศัพท์", phones.shown(producer.phone)))
    if isinstance(record, Producer):
        names = list(record.products.values_list("name", flat=True))
        lines.append((f"ผลิตภัณฑ์ ({len(names)})", ", ".join(names)))
    return lines


def _facts(closure: Closure) -> str:
    """What the district found in case 2."""
    return next((step.facts for step in closure.steps.all() if step.facts), "")


def _title(record: Any) -> str:
    """The letter's for a producer; a product or an outlet cancelled alone has its own [reading]."""
    if isinstance(record, Producer):
        return "แบบฟอร์มขอยกเลิกการเป็นผู้ผลิต ผู้ประกอบการ OTOP"
    return f"แบบฟอร์มขอยกเลิก{'ผลิตภัณฑ์ OTOP' if isinstance(record, Product) else ' OTOP ชวนชิม'}"


@register
class ClosureFormReport(Report):
    """The producer's request, filled in from the registry, to be signed."""

    key = "closure-form"
    title = "แบบฟอร์มขอยกเลิก"
    group = "ทะเบียน"
    summary = "คำขอยกเลิกของผู้ประกอบการ กรอกจากทะเบียนแล้ว พิมพ์ให้ลงนาม"
    roles = frozenset(Role)
    form_class = ClosureForm

    def build(self, user, params: Mapping[str, Any]) -> ReportTable:
        closure: Closure = params["closure"]
        lines = [*_lines(closure.record), ("เหตุผลที่ขอยกเลิก", closure.reason)]
        facts = _facts(closure)
        if facts:
            lines.append(("ข้อเท็จจริง", facts))
        return ReportTable(
            title=_title(closure.record),
            subtitle_lines=(
                closure.district.titled_name,
                f"กรณี {closure.get_case_display()}",
                f"วันที่ {calendar.day_short(closure.opened_at)}",
            ),
            coverage="ข้อมูลตามทะเบียน ณ วันที่พิมพ์",
            columns=LINES,
            rows=tuple({"label": label, "said": said} for label, said in lines),
            signatures=tuple(
                Signature((_SIGN_HERE, who, "วันที่ ......../......../........"))
                for who in _SIGNED_BY[Closure.Case(closure.case)]
            ),
        )


@register
class ClosureStepsReport(Report):
    """The cancelling with its steps and resolutions, as reported to นตผ.จังหวัด."""

    key = "closure-report"
    title = "รายงานการยกเลิกต่อ นตผ.จังหวัด"
    group = "ทะเบียน"
    summary = "ลำดับขั้นของการยกเลิก วันที่ และมติที่เกี่ยวข้อง"
    roles = frozenset(Role)
    form_class = ClosureForm

    def build(self, user, params: Mapping[str, Any]) -> ReportTable:
        closure: Closure = params["closure"]
        done = {step.name: step for step in closure.steps.all()}
        rows: list[Row] = []
        for number, name in enumerate(CASES[closure.case], 1):
            step = done.get(name)
            rows.append(
                {
                    "number": number,
                    "step": name.label,
                    "held_on": calendar.day_short(step.held_on) if step else "",
                    "resolution": f"{step.get_form_display()} {bare_number(step.number)}".strip()
                    if step
                    else "",
                }
            )
        return ReportTable(
            title="รายงานการยกเลิกการลงทะเบียน OTOP",
            subtitle_lines=(
                f"{closure.district.office} ถึง นตผ.จังหวัด{closure.district.province.name_th}",
                f"{closure.record} · {closure.get_case_display()}",
                f"เหตุผล {closure.reason}",
            ),
            notes=(f"ข้อเท็จจริง: {facts}",) if (facts := _facts(closure)) else (),
            coverage=closure.get_status_display(),
            columns=STEPS,
            rows=tuple(rows),
            signatures=(Signature((_SIGN_HERE, "พัฒนาการอำเภอ", "วันที่ ......../......../........")),),
            draft=closure.status in {Closure.Status.OPEN, Closure.Status.TAKEN_BACK},
        )
