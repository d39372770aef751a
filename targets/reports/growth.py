"""The KPI of sales as the letters have it: growth over a base year, scored (DOMAIN.md 9)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from core.areas.scope import Role
from core.reports.engine import ReportNotFound
from core.reports.registry import register
from core.reports.report import Report
from core.reports.tables import Chart, ReportTable, Row, TileMap, Value
from core.thai.periods import year_period
from sales.reports.wording import UNIT
from targets import layouts
from targets.growth import Grown, GrowthTable, growth_of
from targets.models import GrowthScheme
from targets.reports.parameters import YearAreaForm


class GrowthForm(YearAreaForm):
    """A year that the department set a scheme for."""

    def years(self, user) -> Iterable[int]:
        return GrowthScheme.objects.visible_to(user).values_list("fiscal_year", flat=True)


@register
class GrowthReport(Report):
    """Provinces for the department, districts of a province, or the own district."""

    key = "growth"
    title = "ร้อยละที่เพิ่มขึ้นของยอดจำหน่าย"
    summary = "ยอดจำหน่ายเทียบปีฐาน ร้อยละที่เพิ่มขึ้น และคะแนนตามเกณฑ์ของกรม รายพื้นที่"
    group = "เป้าหมายและประมาณการ"
    nothing = not_begun = "กรมยังไม่ได้กำหนดเกณฑ์ร้อยละที่เพิ่มขึ้นของปีใด กรมกำหนดได้จากหน้าเป้าหมาย"
    roles = frozenset(Role)
    form_class = GrowthForm

    def build(self, user, params: Mapping[str, Any]) -> ReportTable:
        year, province = params["fiscal_year"], params.get("province")
        narrowed = province if user.role == Role.DEPARTMENT else None
        table = growth_of(user, year, narrowed)
        if table is None:
            raise ReportNotFound(self.key)
        scheme, coverage = table.scheme, table.compared.coverage
        place = province.titled_name if province else "ทั่วประเทศ"
        if user.role == Role.DISTRICT:
            place = f"{user.district.titled_name} {place}"
        rows = [
            {"number": n, "name": one.area.name_th if one.area else "", **_cells(one, table)}
            for n, one in enumerate(table.areas, 1)
        ]
        several = user.role != Role.DISTRICT
        of_provinces = coverage.level == "จังหวัด"
        return ReportTable(
            title="ร้อยละที่เพิ่มขึ้นของรายได้จากการจำหน่ายผลิตภัณฑ์ OTOP",
            subtitle_lines=(
                f"{place} {year_period(year).title} เทียบปีฐาน {scheme.base_year}",
                UNIT,
            ),
            coverage=table.compared.told,
            columns=layouts.growth_columns(
                coverage.level, year, scheme.base_year, with_goal=scheme.goal is not None
            ),
            rows=tuple(rows),
            total={"name": "รวม", **_cells(table.whole, table)} if several and rows else None,
            notes=_notes(table),
            draft=not table.final,
            chart=Chart(("base", "now")),
            tile_map=TileMap(
                "growth", tuple(str(one.area.pk) if one.area else "" for one in table.areas)
            )
            if of_provinces
            else None,
            links=tuple(self._address(year, one) if of_provinces else "" for one in table.areas),
        )

    def _address(self, year: int, one: Grown) -> str:
        asked = {"fiscal_year": str(year), "province": str(one.area.pk) if one.area else ""}
        return f"{reverse('admin:report', args=[self.key])}?{urlencode(asked)}"


def _cells(one: Grown, table: GrowthTable) -> Row:
    whole = len(table.compared.coverage.months)
    note = "" if one.months == whole else f"เทียบ {one.months} จาก {whole} เดือน"
    cells: dict[str, Value] = {
        "base": one.base,
        "now": one.now,
        "growth": one.growth,
        "score": one.score,
        "asked": one.asked,
        "note": note if one.months else "ไม่เทียบ",
    }
    return cells


def _notes(table: GrowthTable) -> tuple[str, ...]:
    told = []
    if table.levels:
        levels = " · ".join(f"คะแนน {score} ตั้งแต่ร้อยละ {percent}" for score, percent in table.levels)
        told.append(f"เกณฑ์: {levels}")
    if table.scheme.goal is not None:
        told.append(f"ต้องเพิ่มขึ้นร้อยละ {table.scheme.goal} จากปีฐานในเดือนเดียวกัน")
    return tuple(told)
