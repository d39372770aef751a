"""What stands behind the figures: evidence by area, and the audit of one district's month."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Sum
from django.urls import reverse

from core.areas.scope import Role
from core.reports.engine import ReportNotFound
from core.reports.registry import register
from core.reports.report import Report
from core.reports.tables import Column, ReportTable, Row, Signature, Value
from core.thai import calendar
from core.users.models import User
from products.models import Category
from sales.evidence.audit import newest_sample
from sales.evidence.files import evidence_counts
from sales.figures.confirmed import CONFIRMED, Scope, narrowed, within
from sales.figures.coverage import whose_figures
from sales.figures.standing import Standing, standing_of
from sales.models import AuditItem, AuditSample, DistrictMonth, Snapshot, SnapshotDistrict
from sales.reports.held import NOT_CONFIRMED, total_note
from sales.reports.parameters import AreaPeriodForm, DistrictForm, scope_of
from sales.reports.wording import UNIT, place_and_month, place_and_period

COVERAGE = (
    Column("number", "ที่", kind="count", width=6),
    Column("name", "พื้นที่", width=22),
    Column("rows", "ทั้งหมด", "รายการที่มียอด", "count", 10),
    Column("rows_with_evidence", "มีหลักฐาน", "รายการที่มียอด", "count", 11),
    Column("total", "ทั้งหมด", "ยอดจำหน่าย (บาท)", "baht", 20),
    Column("total_with_evidence", "มีหลักฐาน", "ยอดจำหน่าย (บาท)", "baht", 20),
    Column("percent", "ร้อยละ", "ยอดจำหน่าย (บาท)", "percent", 10),
    Column("sampled", "สุ่ม", "ตรวจหลักฐาน (รายการ)", "count", 9),
    Column("matched", "ตรง", "ตรวจหลักฐาน (รายการ)", "count", 9),
    Column("mismatched", "ไม่ตรง", "ตรวจหลักฐาน (รายการ)", "count", 9),
    Column("without_evidence", "ไม่มีหลักฐาน", "ตรวจหลักฐาน (รายการ)", "count", 11),
    Column("note", "หมายเหตุ", width=16),
)
_STANDING = tuple(Standing.__dataclass_fields__)


def _values(standing: Standing) -> dict[str, Value]:
    counted = dict(zip(_STANDING, standing.values(), strict=True))
    return counted | {"percent": standing.percent}


def _by_area(user: User, scope: Scope) -> dict[str, Standing]:
    """By code of the district, or of the province for the nation; what nobody confirmed has none."""
    if user.of_nation:
        return _of_snapshots(user, scope)
    own = DistrictMonth.objects.visible_to(user).filter(**within(scope.period))
    if user.of_province:
        own = own.filter(status__in=CONFIRMED)
    months = list(narrowed(own, scope, "district"))
    standing = standing_of(months)
    found: dict[str, Standing] = {}
    for one in months:
        found[one.district_id] = found.get(one.district_id, Standing()) + standing[one.pk]
    return found


def _of_snapshots(user: User, scope: Scope) -> dict[str, Standing]:
    in_force = Snapshot.objects.visible_to(user).current()
    lines = narrowed(SnapshotDistrict.objects.filter(snapshot__in=in_force), scope, "district")
    lines = lines.filter(**within(scope.period, "snapshot__province_month__month")).order_by()
    by = "district__province" if scope.province is None else "district"
    summed = lines.values_list(by).annotate(*(Sum(name) for name in _STANDING))
    return {code: Standing(*values) for code, *values in summed}


@register
class EvidenceCoverageReport(Report):
    """How many figures have evidence and how many were audited, by district or province.

    The department reads what stood when the province confirmed, out of the snapshots.
    """

    key = "evidence-coverage"
    title = "หลักฐานและการสุ่มตรวจ"
    group = "หลักฐานและการตรวจ"
    summary = "รายการที่มีหลักฐาน ร้อยละของยอดเงิน และผลการสุ่มตรวจ แยกตามพื้นที่"
    roles = frozenset(Role)
    form_class = AreaPeriodForm

    def build(self, user: User, params: Mapping[str, Any]) -> ReportTable:
        scope = scope_of(params)
        whose = whose_figures(user, scope)
        found = _by_area(user, scope)
        rows: list[Row] = []
        for number, area in enumerate(whose.coverage.areas, 1):
            named: dict[str, Value] = {"number": number, "name": area.name_th}
            missing = len(whose.coverage.missing_of(area.code))
            if area.code in found:
                note = f"ขาด {missing} เดือน" if missing else ""
                rows.append(named | _values(found[area.code]) | {"note": note})
            else:
                confirmed = area.code in whose.coverage.included
                rows.append(named | {"note": "ไม่ได้เก็บไว้" if confirmed else NOT_CONFIRMED})
        total = sum(found.values(), Standing())
        stands = (
            ("หลักฐานและผลตรวจนับ ณ เวลาที่จังหวัดยืนยัน",)
            if user.of_nation
            else ("หลักฐานและผลตรวจนับ ณ เวลาที่ออกรายงาน",)
        )
        return ReportTable(
            title="รายงานหลักฐานยอดจำหน่ายและการสุ่มตรวจ",
            subtitle_lines=(*place_and_period(user, scope), UNIT),
            coverage=whose.told,
            columns=COVERAGE,
            rows=tuple(rows) if found else (),
            total={"name": "รวม", "note": total_note(whose.coverage)} | _values(total)
            if found
            else None,
            notes=stands,
            draft=not whose.final,
            orientation="landscape",
        )


AUDIT = (
    Column("number", "ที่", kind="count", width=6),
    Column("name", "ผู้ผลิต ผู้ประกอบการ", width=32),
    Column("category", "ประเภท", width=18),
    Column("figure", "ยอดที่รายงาน (บาท)", kind="baht", width=18),
    Column("files", "หลักฐาน (ไฟล์)", kind="count", width=10),
    Column("found", "ยอดตามหลักฐาน (บาท)", kind="baht", width=18),
    Column("result", "ผล", width=14),
    Column("note", "หมายเหตุ", width=24),
)


@register
class EvidenceAuditReport(Report):
    """ผลการสุ่มตรวจหลักฐาน of one district's month, to be signed by who checked."""

    key = "evidence-audit"
    title = "ผลการสุ่มตรวจหลักฐาน"
    group = "หลักฐานและการตรวจ"
    summary = "รายการที่สุ่มได้ของอำเภอหนึ่งเดือน ยอดตามหลักฐาน และผล"
    roles = frozenset({Role.DISTRICT, Role.PROVINCE})
    form_class = DistrictForm

    def build(self, user: User, params: Mapping[str, Any]) -> ReportTable:
        found = DistrictMonth.objects.visible_to(user).select_related("month", "district__province")
        district_month = found.filter(month=params["month"], district=params["district"]).first()
        if district_month is None:
            raise ReportNotFound(self.key)
        sample = newest_sample(district_month, user)
        district = district_month.district
        place = f"{district.titled_name} {district.province.titled_name}"
        items = list(sample.items.select_related("producer")) if sample else []
        counts = evidence_counts(district_month)
        pending = sum(item.result == AuditItem.Result.PENDING for item in items)
        return ReportTable(
            title="ผลการสุ่มตรวจหลักฐานยอดจำหน่าย OTOP",
            subtitle_lines=(place_and_month(place, district_month.month_id), UNIT),
            coverage=" · ".join(
                filter(None, [_told(sample, items, pending), district_month.origin])
            ),
            columns=AUDIT,
            rows=tuple(_audit_row(item, counts.get(item.producer_id, 0)) for item in items),
            notes=_how_drawn(sample),
            signatures=(_CHECKED_BY,) if sample else (),
            links=tuple(_evidence_page(district_month, item) for item in items),
            draft=bool(pending),
            orientation="landscape",
        )


def _evidence_page(district_month: DistrictMonth, item: AuditItem) -> str:
    where = [f"{district_month.month_id:%Y-%m}", district_month.district_id, item.producer_id]
    return reverse("admin:sales-producer-evidence", args=where)


def _audit_row(item: AuditItem, files: int) -> Row:
    matched = item.result == AuditItem.Result.MATCH
    return {
        "number": item.place,
        "name": item.producer.name,
        "category": Category(item.category).label,
        "figure": item.figure,
        "files": files,
        "found": item.figure if matched else item.found_amount,
        "result": item.get_result_display(),
        "note": item.note,
    }


def _told(sample: AuditSample | None, items: list[AuditItem], pending: int) -> str:
    if sample is None:
        return "จังหวัดยังไม่ได้สุ่มตรวจเดือนนี้"
    counted = " ".join(
        f"{result.label} {sum(item.result == result for item in items)}"
        for result in AuditItem.Result
        if result != AuditItem.Result.PENDING
    )
    done = f"ตรวจแล้ว {len(items) - pending} จาก {len(items)} รายการ"
    return f"{done} ({counted})"


def _how_drawn(sample: AuditSample | None) -> tuple[str, ...]:
    if sample is None:
        return ()
    again = f" เหตุผลที่สุ่มใหม่: {sample.reason}" if sample.reason else ""
    return (
        f"สุ่มครั้งที่ {sample.number} จาก {sample.population} รายการที่มียอด "
        f"({sample.get_method_display()}) เลขสุ่ม {sample.seed} "
        f"โดย {sample.drawn_by} เมื่อ {calendar.moment(sample.drawn_at)}{again}",
    )


_CHECKED_BY = Signature(
    (
        "ขอรับรองว่าได้ตรวจกับหลักฐานแล้ว",
        "(ลงชื่อ) ............................................................",
        f"({'.' * 60})",
        "ตำแหน่ง ............................................................",
        "วันที่ ............ / .................... / ............",
    )
)
