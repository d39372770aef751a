"""สิ่งที่เปลี่ยนไป: the difference of confirmed figures between two days, or two versions of a province's
month, or since a paper was printed. Line by line, with the steps and corrections that made it.

Of each line: what stands on the trail between, as far as the officer's door shows it. Why a province
sent a district back the department is not told, as on its other pages: that it did, and which one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from core.areas.scope import Role
from core.reports.registry import register
from core.reports.report import Report
from core.reports.tables import Column, ReportTable, Row, Summary
from core.thai import calendar
from core.users.models import User
from products.models import Category
from sales.figures.as_known import Known, Place, as_known, end_of
from sales.figures.changes import ChangedLine, Changes, changes_between
from sales.figures.confirmed import Scope
from sales.figures.places import provinces_of
from sales.models import CertifiedPrint, Snapshot, Step
from sales.months.between import Correction, corrections, steps_between
from sales.reports import layouts
from sales.reports.changes_form import ChangesForm
from sales.reports.dimensions import CHANNEL_NAMES, kind_name
from sales.reports.drill import changes_address
from sales.reports.figure_sources import as_offered
from sales.reports.parameters import scope_of
from sales.reports.wording import UNIT, place_and_period

MOST_CORRECTIONS = 500  # rows named under the table


@dataclass(frozen=True)
class _Asked:
    """Two pictures, their moments, and what each is called."""

    before: Known
    after: Known
    begins: datetime
    ends: datetime
    names: tuple[str, str]


COLUMNS = (
    layouts.NUMBER,
    Column("province", "จังหวัด", width=12),
    Column("district", "อำเภอ", width=12),
    Column("month", "เดือน", width=10),
    Column("category", "ประเภท", width=8),
    Column("kind", "ลักษณะ", width=8),
    Column("channel", "ช่องทาง", width=17),
)
STEPS = (
    layouts.NUMBER,
    Column("place", "พื้นที่", width=26),
    Column("month", "เดือน", width=12),
    Column("step", "ขั้นตอน", width=16),
    Column("at", "เมื่อ", width=20),
    Column("by", "โดย", width=24),
    Column("reason", "เหตุผล", width=40),
)
ROWS = (
    layouts.NUMBER,
    Column("district", "อำเภอ", width=14),
    Column("month", "เดือน", width=12),
    Column("producer", "ผู้ผลิต ผู้ประกอบการ", width=28),
    Column("category", "ประเภท", width=10),
    Column("before", "ก่อน (บาท)", kind="baht", width=16),
    Column("after", "หลัง (บาท)", kind="baht", width=16),
    Column("by", "บันทึกโดย", width=24),
    Column("reason", "เหตุผล หมายเหตุ", width=32),
)


@register
class ChangesReport(Report):
    key = "figure-changes"
    title = "สิ่งที่เปลี่ยนไปในยอดที่ยืนยันแล้ว"
    summary = "ยอดที่จังหวัดรายงานแล้ว ต่างกันอย่างไรระหว่างสองวันหรือสองฉบับ ทีละรายการ พร้อมเหตุที่เปลี่ยน"
    group = "ยอดจำหน่าย"
    roles = frozenset(Role)
    form_class = ChangesForm

    def build(self, user: User, params: Mapping[str, Any]) -> ReportTable:
        scope = scope_of(params)
        asked = _asked(user, scope, params)
        changes = changes_between(
            user, scope, asked.before, asked.after, begins=asked.begins, ends=asked.ends
        )
        lines = changes.lines
        steps = steps_between(user, changes.spans)
        corrected = corrections(user, changes.spans)
        shown = [one for one in corrected if _within(one, scope)]
        several = user.of_nation and scope.province is None
        left_out = {"kind"} if scope.kind is not None else set()
        left_out |= {"province"} if not several else set()
        left_out |= {"category"} if scope.category else set()
        first, second = asked.names
        same: Row = {
            "channel": "ส่วนที่ไม่เปลี่ยน",
            "before": changes.unchanged,
            "after": changes.unchanged,
            "difference": Decimal("0.00"),
        }
        return ReportTable(
            title=self.title,
            subtitle_lines=(
                *place_and_period(user, scope), f"{first} เทียบกับ{second}", UNIT,
            ),
            coverage=_told(changes, asked),
            columns=(
                *(column for column in COLUMNS if column.key not in left_out),
                Column("before", f"{first} (บาท)", kind="baht", width=17),
                Column("after", f"{second} (บาท)", kind="baht", width=17),
                Column("difference", "เพิ่มขึ้น (ลดลง)", kind="baht", width=17),
                Column("why", "เหตุ", width=34),
            ),
            rows=(*_rows(lines, steps), same) if lines or changes.unchanged else (),
            total={
                "channel": "รวม",
                "before": changes.before,
                "after": changes.after,
                "difference": changes.after - changes.before,
            },
            summaries=_summaries(user, steps, shown),
            notes=_notes(user, changes, shown),
            links=tuple(_history(user, one) for one in lines),
            persons=tuple({one.producer_key for one in shown[:MOST_CORRECTIONS]}),
            orientation="landscape",
        )  # fmt: skip


def _asked(user: User, scope: Scope, params: Mapping[str, Any]) -> _Asked:
    if versions := params.get("versions"):
        return _of_versions(user, scope, versions)
    until: date | None = params.get("until")
    ends = end_of(until or calendar.today())
    after = _pictured(user, scope, as_known(user, ends, scope.period))
    latest = calendar.day_short(until) if until else "ยอดล่าสุด"
    if paper := params.get("paper"):
        kept = Snapshot.objects.of_any_version(user).filter(pk__in=paper.snapshots)
        printed = _pictured(user, scope, _by_place(kept))
        names = (f"ที่พิมพ์ {calendar.day_short(paper.printed_at)}", latest)
        return _Asked(printed, after, paper.printed_at, ends, names)
    since: date = params["since"]
    begins = end_of(since)
    before = _pictured(user, scope, as_known(user, begins, scope.period))
    return _Asked(before, after, begins, ends, (calendar.day_short(since), latest))


def _of_versions(user: User, scope: Scope, versions: str) -> _Asked:
    """The form offers those of one month of a province alone."""
    province = scope.province.pk if scope.province else user.province_code
    kept = Snapshot.objects.of_any_version(user).filter(
        province_month__month=scope.period.first, province_month__province=province
    )
    found = {one.version: one for one in kept}
    one, other = (found[int(number)] for number in versions.split("-"))
    place = (scope.period.first, str(province))
    return _Asked(
        {place: one.pk},
        {place: other.pk},
        one.taken_at,
        other.taken_at,
        (f"ฉบับที่ {one.version}", f"ฉบับที่ {other.version}"),
    )


def _by_place(snapshots: QuerySet[Snapshot]) -> Known:
    found = snapshots.values_list("province_month__month", "province_month__province", "pk")
    return {(month, province): pk for month, province, pk in found}


def _pictured(user: User, scope: Scope, known: Known) -> Known:
    """What of it lies in the scope's months and area."""
    months = set(scope.period.months)
    provinces = {one.pk for one in provinces_of(user, scope)} if scope.region else None
    only = scope.province.pk if scope.province else None
    return {
        (month, province): pk
        for (month, province), pk in known.items()
        if month in months
        and only in (None, province)
        and (provinces is None or province in provinces)
    }


def _within(one: Correction, scope: Scope) -> bool:
    of_district = scope.district is None or scope.district.pk == one.district_code
    return of_district and scope.category in ("", one.category)


def _rows(lines: Sequence[ChangedLine], steps: Mapping[Place, Sequence[Step]]) -> Iterator[Row]:
    """Why is said once for all lines of a district's month, which changed by the same steps."""
    said: dict[tuple[date, str], int] = {}
    for number, line in enumerate(lines, 1):
        first = said.setdefault((line.month, line.district.pk), number)
        yield {
            "number": number,
            "province": line.district.province.name_th,
            "district": line.district.name_th,
            "month": calendar.month_short(line.month),
            "category": Category.short(line.category),
            "kind": kind_name(line.kind),
            "channel": CHANNEL_NAMES[line.channel],
            "before": line.before,
            "after": line.after,
            "difference": line.difference,
            "why": _why(line, steps[line.place]) if first == number else f"เช่นเดียวกับที่ {first}",
        }


def _why(line: ChangedLine, steps: Iterable[Step]) -> str:
    """The steps that let this district's line change: opened again, sent back; else that its province's
    report was taken back, or came for the first time."""
    own = [step for step in steps if step.district_id in (None, line.district.pk)]
    names = {step.name for step in own}
    told = {Step.Name.REPORT_PROVINCE, Step.Name.TAKE_OVER_MONTH}
    if line.before is None:
        pass
    elif Step.Name.RETURN_DISTRICT in names:
        told = {Step.Name.REOPEN_MONTH, Step.Name.RETURN_DISTRICT}
    elif Step.Name.WITHDRAW_PROVINCE in names:
        told = {Step.Name.REOPEN_MONTH, Step.Name.WITHDRAW_PROVINCE}
    return "; ".join(_step_told(step) for step in own if step.name in told)


def _step_told(step: Step) -> str:
    said = f"{step.get_name_display()} {calendar.day_short(step.at)}"
    return f"{said}: {step.reason}" if step.reason else said


def _history(user: User, line: ChangedLine) -> str:
    """The history of the month, on the page where this level reads it."""
    month = f"{line.month:%Y-%m}"
    if user.of_nation:
        return reverse("admin:sales-month-state", args=[month])
    page = "admin:sales-review" if user.of_province else "admin:sales-check"
    return reverse(page, args=[month, line.district.pk])


def _told(changes: Changes, asked: _Asked) -> str:
    """What became of the provinces' reports: how many more, taken back, made anew."""
    places = changes.spans.keys()
    more = sum(place not in asked.before for place in places)
    gone = sum(place not in asked.after for place in places)
    counted = [
        f"{words} {number} รายงาน"
        for words, number in (
            ("รายงานเพิ่ม", more),
            ("ถอนแล้วยังไม่รายงานใหม่", gone),
            ("รายงานฉบับใหม่", len(places) - more - gone),
        )
        if number
    ]
    if not counted:
        return "ไม่มีรายงานของจังหวัดใดเปลี่ยนในช่วงนี้"
    return f"{' '.join(counted)} ยอดต่างกัน {len(changes.lines):,} รายการ (รายงานหนึ่งฉบับ คือหนึ่งจังหวัดหนึ่งเดือน)"


def _summaries(
    user: User, steps: Mapping[Place, Sequence[Step]], corrected: Sequence[Correction]
) -> tuple[Summary, ...]:
    each = {step.pk: step for of_place in steps.values() for step in of_place}
    trail = sorted(each.values(), key=lambda step: (step.at, step.pk))
    found = []
    if trail:
        rows = tuple(_step_row(number, step) for number, step in enumerate(trail, 1))
        found.append(Summary("ขั้นตอนในช่วงนี้", STEPS, rows))
    if corrected:
        shown = corrected[:MOST_CORRECTIONS]
        rows = tuple(_corrected_row(number, one) for number, one in enumerate(shown, 1))
        found.append(Summary("รายการที่แก้ไขในช่วงนี้", ROWS, rows))
    return tuple(found)


def _step_row(number: int, step: Step) -> Row:
    area = step.district or step.province
    return {
        "number": number,
        "place": area.titled_name if area else "ทั้งเดือน",
        "month": calendar.month_short(step.month_id),
        "step": step.get_name_display(),
        "at": calendar.moment(step.at),
        "by": str(step.by),
        "reason": step.reason,
    }


def _corrected_row(number: int, one: Correction) -> Row:
    return {
        "number": number,
        "district": one.district,
        "month": calendar.month_short(one.month),
        "producer": one.producer,
        "category": Category.short(one.category),
        "before": one.before,
        "after": one.after,
        "by": f"{one.by} {calendar.day_short(one.at)}" if one.at else one.by,
        "reason": one.reason,
    }


def _notes(user: User, changes: Changes, corrected: Sequence[Correction]) -> tuple[str, ...]:
    notes = []
    if changes.lines:
        notes.append(
            "ช่องว่าง คือจังหวัดยังไม่รายงานหรือถอนรายงานไว้ "
            "ส่วนที่ไม่เปลี่ยนรวมไว้แถวเดียว ทุกแถวรวมกันเท่ากับยอดรวมทั้งสองข้าง"
        )
    if user.of_nation and changes.lines:
        notes.append("เหตุผลที่จังหวัดส่งกลับอยู่ที่จังหวัดและอำเภอ รายการที่แก้ไขแสดงเมื่อจังหวัดรายงานใหม่แล้ว")
    if len(corrected) > MOST_CORRECTIONS:
        notes.append(
            f"แสดงรายการที่แก้ไข {MOST_CORRECTIONS} จาก {len(corrected):,} รายการ เลือกพื้นที่ให้แคบลง"
        )
    return tuple(notes)


def changes_of_print(kept: CertifiedPrint, *, own: bool) -> str:
    """What changed since a paper of sums was printed: of its snapshots for the office that printed it,
    since the day for any other. "" of a district's paper, whose month tells its own history."""
    if kept.first_month is None or kept.last_month is None:
        return ""
    period = as_offered(kept.first_month, kept.last_month)
    scope = Scope(period, region=kept.of_region, province=kept.of_province)
    if own:
        return changes_address(scope, paper=kept.token)
    return changes_address(scope, timezone.localdate(kept.printed_at))
