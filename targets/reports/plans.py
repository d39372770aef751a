"""The tables of the letters: targets for the year, round 1 and round 2, by area and level."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from core.areas.models import BANGKOK, Province
from core.areas.scope import Role
from core.reports.engine import ReportNotFound
from core.reports.registry import register
from core.reports.report import Report
from core.reports.tables import Column, ReportTable, Row, Signature, Summary, Value
from core.thai.calendar import day_short
from targets import layouts
from targets.allocation import to_baht
from targets.attainment import targets_by_area
from targets.computing import used
from targets.models import PlanPeriod, TargetLevel, TargetPlan
from targets.reports.parameters import ALL_TABLES, PlanForm
from targets.tables import PlanRow, PlanTable, origin_of_bases, plan_tables


def find_plan(user, params: Mapping[str, Any]) -> TargetPlan | None:
    """The plan asked for: of its number, else the one in force, else the newest the officer sees."""
    plans = TargetPlan.objects.visible_to(user).select_related(
        "scheme", "province", "approved_by", "prepared_by"
    )
    plans = plans.filter(scheme=params["fiscal_year"], province=params.get("province"))
    if params.get("number"):
        return plans.filter(number=params["number"]).first()
    return plans.in_force().first() or plans.order_by("-number").first()


@register
class TargetsReport(Report):
    """A plan as it is printed. A district gets its own row, of approved plans only."""

    key = "targets"
    title = "เป้าหมายรายได้ OTOP"
    summary = "เป้าหมายแต่ละระดับ ทั้งปี รอบที่ 1 และรอบที่ 2 พร้อมรายได้ย้อนหลัง"
    group = "เป้าหมายและประมาณการ"
    roles = frozenset(Role)
    form_class = PlanForm

    def build(self, user, params: Mapping[str, Any]) -> ReportTable:
        plan = find_plan(user, params)
        periods = (
            tuple(PlanPeriod) if params["period"] == ALL_TABLES else (PlanPeriod(params["period"]),)
        )
        if plan is None and user.of_nation and not (params.get("province") or params.get("number")):
            return _nation(user, params["fiscal_year"], periods)
        if plan is None:
            raise ReportNotFound(self.key)
        own = user.district_id if user.of_district else None
        tables = plan_tables(plan, periods)
        main, *others = (_sheet(table, own) for table in tables)
        place = f"{user.district.titled_name} " if own else ""
        return ReportTable(
            title="เป้าหมายรายได้จากการจำหน่ายผลิตภัณฑ์ OTOP",
            subtitle_lines=(f"{place}{main.title}", "หน่วย: บาท"),
            coverage=_standing(plan),
            columns=main.columns,
            rows=main.rows,
            total=main.total,
            summaries=tuple(others),
            notes=_notes(plan, tables),
            signatures=() if own else (_signature(plan),),
            draft=plan.is_draft,
            orientation="landscape",
        )


def _nation(user, fiscal_year: int, periods: Iterable[PlanPeriod]) -> ReportTable:
    """Where the nation has no plan of its own: what the provinces' plans in force say, a row each."""
    provinces = {one.pk: one for one in Province.objects.visible_to(user)}
    levels = list(TargetLevel.objects.filter(scheme=fiscal_year).values_list("name", flat=True))
    sheets, planned = [], set[str]()
    for period in periods:
        targets = targets_by_area(user, fiscal_year, period, by_province=True)
        planned |= set(targets)
        rows: list[Row] = []
        sums = dict.fromkeys(levels, Decimal(0))
        for code, province in provinces.items():
            said = dict(targets.get(code, ()))
            if said:
                cells = {
                    f"level_{n}": to_baht(said[level])
                    for n, level in enumerate(levels, 1)
                    if level in said
                }
                rows.append({"number": len(rows) + 1, "name": province.name_th, **cells})
                for level, target in said.items():
                    sums[level] = sums.get(level, Decimal(0)) + target
        total: dict[str, Value] = {"name": "รวม"}
        total |= {f"level_{n}": to_baht(sums[level]) for n, level in enumerate(levels, 1)}
        columns = layouts.plan_columns("จังหวัด", (), levels, period.label)
        title = f"ทั่วประเทศ ปีงบประมาณ {fiscal_year} {period.label} ({period.months_told})"
        sheets.append(Summary(title, columns, tuple(rows), total if rows else None, own_sheet=True))
    if not planned:
        raise ReportNotFound(TargetsReport.key)
    main, *others = sheets
    without = [one.name_th for one in provinces.values() if one.pk not in planned]
    note = f"ยังไม่มีเป้าหมายที่อนุมัติ {len(without)} จังหวัด: {' '.join(without)}" if without else ""
    return ReportTable(
        title="เป้าหมายรายได้จากการจำหน่ายผลิตภัณฑ์ OTOP",
        subtitle_lines=(main.title, "หน่วย: บาท"),
        coverage=f"เป้าหมายที่อนุมัติแล้วของ {len(planned)} จาก {len(provinces)} จังหวัด",
        columns=main.columns,
        rows=main.rows,
        total=main.total,
        summaries=tuple(others),
        notes=(note,) if note else (),
        orientation="landscape",
    )


def _sheet(table: PlanTable, own: str | None) -> Summary:
    """One of the three tables; `own` keeps a district's row and no totals."""
    plan = table.plan
    first = "จังหวัด" if plan.of_nation else "เขต" if plan.province_id == BANGKOK else "อำเภอ"
    years = () if table.period == PlanPeriod.ROUND_2 else table.years
    columns: tuple[Column, ...] = layouts.plan_columns(
        first, years, [level.name for level in table.levels], table.period.label
    )
    rows = [
        _row(number, row)
        for number, row in enumerate(table.rows, 1)
        if own in (None, row.code) and (row.cells or any(row.bases))
    ]
    total: dict[str, Value] | None = None
    if own is None and rows:
        total = {"name": "รวม", "note": _beside(table)}
        for year, amount in zip(table.years, table.year_sums if years else (), strict=False):
            total[f"income_{year}"] = None if amount is None else to_baht(amount)
        for number, column in enumerate(table.columns, 1):
            total[f"level_{number}"] = int(column.total)
    area = f"{plan.area_name} ปีงบประมาณ {plan.fiscal_year}"
    title = f"{area} {table.period.label} ({table.period.months_told})"
    return Summary(title, columns, tuple(rows), total, own_sheet=True)


def _row(number: int, row: PlanRow) -> Row:
    values: dict[str, Value] = {"number": number, "name": row.area.name_th}
    for base in row.bases:
        if base is None or not base.is_known:
            continue
        values[f"income_{base.fiscal_year}"] = to_baht(used(base))
    for place, cell in enumerate(row.cells, 1):
        values[f"level_{place}"] = int(cell.target)
    return values | {"note": " · ".join(filter(None, [row.note, *row.reasons]))}


def _beside(table: PlanTable) -> str:
    """Which columns' rows add up to something beside the printed total."""
    beside = [
        f"{column.level.name} {column.difference:+,.0f}"
        for column in table.columns
        if column.difference
    ]
    return f"แถวรวมได้ต่าง: {' · '.join(beside)}" if beside else ""


def _standing(plan: TargetPlan) -> str:
    if plan.approved_at is None:
        return f"ฉบับที่ {plan.number} ร่าง ยังไม่อนุมัติ"
    approved = f"ฉบับที่ {plan.number} อนุมัติเมื่อ {day_short(plan.approved_at)} โดย {plan.approved_by}"
    if plan.superseded_at:
        return f"{approved} · มีฉบับใหม่แทนเมื่อ {day_short(plan.superseded_at)}"
    return approved


def _notes(plan: TargetPlan, tables: Iterable[PlanTable]) -> tuple[str, ...]:
    first, *_, last = plan.base_years
    rule = (
        f"คำนวณจากรายได้ปีงบประมาณ {first} - {last} · รอบที่ 2 = ทั้งปี − รอบที่ 1 ก่อนปัดเศษ · "
        "ปัดเป็นบาทในขั้นสุดท้าย แถวจึงอาจรวมได้ต่างจากยอดรวม 1 บาท"
    )
    notes = [rule] if plan.of_nation else [rule, f"ยอดรวมจาก{plan.get_totals_from_display()}"]
    if origin := origin_of_bases(tables):
        notes.append(f"รายได้ย้อนหลังจากระบบ: {origin}")
    return tuple(notes)


def _signature(plan: TargetPlan) -> Signature:
    office = "กรมการพัฒนาชุมชน" if plan.of_nation else plan.area_name
    chief = "ผู้อนุมัติ" if plan.of_nation else "พัฒนาการจังหวัด"
    return Signature(
        (
            "ลงชื่อ ......................................................",
            "(......................................................)",
            chief,
            office,
            "วันที่ ........../........../..........",
        )
    )
