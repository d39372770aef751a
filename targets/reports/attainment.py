"""How far each area has come towards each level, month by month."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from core.areas.scope import Role
from core.reports.registry import register
from core.reports.report import Report
from core.reports.tables import Chart, Column, ReportTable, Row, Summary, TileMap, Value
from core.thai.calendar import month_short
from core.thai.digits import percent
from sales.reports.held import NOT_CONFIRMED, total_note
from targets import layouts
from targets.attainment import AreaAttained, AttainmentTable, areas_attained
from targets.models import PlanPeriod
from targets.reports.parameters import AttainmentForm

NAMES_AT_MOST = 10


@register
class AttainmentReport(Report):
    """Provinces for the department, districts of a province, or the own district: a row a level."""

    key = "attainment"
    title = "ผลเทียบเป้าหมาย"
    summary = "ยอดสะสมเป็นร้อยละของเป้าหมายแต่ละระดับ รายเดือน รายพื้นที่"
    group = "เป้าหมายและประมาณการ"
    roles = frozenset(Role)
    form_class = AttainmentForm

    def build(self, user, params: Mapping[str, Any]) -> ReportTable:
        province, period = params.get("province"), PlanPeriod(params["period"])
        # A province's own form says its province; only the department chooses among levels of area.
        narrowed = province if user.of_nation else None
        table = areas_attained(user, params["fiscal_year"], period, narrowed)
        of_provinces = table.whose.coverage.level == "จังหวัด"
        rows: list[Row] = []
        links: list[str] = []
        for number, area in enumerate(table.areas, 1):
            own = list(_rows(number, area.area.name_th, area, table.months))
            rows += own
            link = self._address(params, area.area.pk) if of_provinces else ""
            links += [link, *[""] * (len(own) - 1)]
        if table.total:
            note = total_note(table.whose.coverage)
            rows += _rows(None, "รวม", table.total, table.months, note)
        place = province.titled_name if province else "ทั่วประเทศ"
        if user.of_district:
            place = f"{user.district.titled_name} {place}"
        chart = _chart(table)
        return ReportTable(
            title="ผลการจำหน่ายผลิตภัณฑ์ OTOP เทียบเป้าหมาย",
            subtitle_lines=(f"{place} {table.period.title}", "ร้อยละสะสมจากต้นช่วงถึงสิ้นเดือน"),
            coverage=table.whose.told,
            columns=layouts.attainment_columns(
                table.whose.coverage.level,
                table.months,
                with_note=any(row.get("note") for row in rows),
            ),
            rows=tuple(rows),
            notes=(*_months_in_part(table), *_without_plan(table)),
            draft=not table.whose.final,
            orientation="landscape",
            links=tuple(links),
            chart=chart,
            # Of the first level: a province is behind it or past it.
            tile_map=TileMap(
                chart.values[0], tuple(area.area.pk for area in table.areas), of=chart.of
            )
            if chart and of_provinces
            else None,
        )

    def _address(self, params: Mapping[str, Any], province: str) -> str:
        asked = {
            "fiscal_year": params["fiscal_year"],
            "period": params["period"],
            "province": province,
        }
        return f"{reverse('admin:report', args=[self.key])}?{urlencode(asked)}"


def _rows(
    number: int | None,
    name: str,
    area: AreaAttained,
    months: tuple[date, ...],
    note: str | None = None,
) -> Iterator[Row]:
    """A row for each level; the area is named in the first. A month nobody confirmed is empty, and so
    is the sum where none is."""
    if note is None:
        missing = len(area.missing)
        note = NOT_CONFIRMED if area.actual is None else f"ขาด {missing} เดือน" if missing else ""
    if not area.levels:
        yield {
            "number": number, "name": name, "level": "ยังไม่มีเป้าหมาย", "actual": area.actual,
            "note": note,
        }  # fmt: skip
        return
    for place, level in enumerate(area.levels):
        row: dict[str, Value] = {
            "number": None if place else number,
            "name": "" if place else name,
            "level": level.level,
            "target": int(level.target),
            "actual": level.actual,
            "percent": level.percent,
            "note": "" if place else note,
        }
        for month, amount in zip(months, area.so_far, strict=True):
            if month not in area.missing:
                row[f"m{month:%Y%m}"] = percent(amount, level.target)
        yield row


def _chart(table: AttainmentTable) -> Chart | None:
    """Percent of each level, an area beside the others."""
    if not table.levels:
        return None
    columns = [Column(f"level_{n}", name, kind="percent") for n, name in enumerate(table.levels)]
    place = {name: f"level_{n}" for n, name in enumerate(table.levels)}

    def reached(area: AreaAttained) -> Row:
        return {place[one.level]: one.percent for one in area.levels if one.level in place}

    rows: list[Row] = []
    for area in table.areas:
        note = "" if area.levels else "ยังไม่มีเป้าหมาย"
        note = note or (NOT_CONFIRMED if area.actual is None else "")
        rows.append({"name": area.area.name_th, "note": note, **reached(area)})
    total = reached(table.total) if table.total else None
    of = Summary("", (Column("name", table.whose.coverage.level), *columns), tuple(rows), total)
    return Chart(tuple(place.values()), of=of)


def _months_in_part(table: AttainmentTable) -> tuple[str, ...]:
    """Whose figures the total of a month holds, where not everybody's."""
    if table.total is None:
        return ()
    level, areas = table.whose.coverage.level, [area for area in table.areas if area.levels]
    told = []
    for month in table.months:
        held = sum(month not in area.missing for area in areas)
        if held < len(areas):
            words = f"{held} จาก {len(areas)} {level}" if held else NOT_CONFIRMED
            told.append(f"{month_short(month)} {words}")
    return (f"แถวรวมมีเฉพาะ{level}ที่ยืนยันแล้ว: {' · '.join(told)}",) if told else ()


def _without_plan(table: AttainmentTable) -> tuple[str, ...]:
    names = [one.name_th for one in table.without_plan]
    if not names:
        return ()
    more = len(names) - NAMES_AT_MOST
    told = " ".join(names[:NAMES_AT_MOST]) + (f" และอีก {more} จังหวัด" if more > 0 else "")
    return (f"ยังไม่มีเป้าหมายที่อนุมัติ จึงไม่อยู่ในยอดรวม: {told}",)
