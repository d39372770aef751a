"""รต.๓ and รต.๔: sums by product and by area, of what was confirmed."""

from collections.abc import Mapping
from typing import Any

from core.areas.scope import Role
from core.reports.registry import register
from core.reports.report import Basis
from core.reports.tables import ReportTable, Row, TileMap, Value
from core.users.models import User
from products.models import Category
from sales.figures.certification import certified_by_snapshots
from sales.figures.coverage import Coverage
from sales.figures.rollup import (
    KINDS,
    UNKNOWN_KIND,
    RollUp,
    SummedRow,
    by_category,
    by_district,
    by_province,
)
from sales.figures.sources import Figures, confirmed_figures
from sales.reports import layouts
from sales.reports.certifying import province_month_of, province_notes, province_signatures
from sales.reports.drill import address, with_links
from sales.reports.explained import ExplainedReport
from sales.reports.held import NOT_CONFIRMED, total_note
from sales.reports.parameters import SalesKnownForm, scope_of
from sales.reports.wording import UNIT, channel_values, place_and_period


def _summed_values(row: SummedRow, coverage: Coverage) -> dict[str, Value]:
    """Where there are only totals nobody knows how many sold: the counts are empty, not 0."""
    counted: dict[str, Value] = (
        {}
        if coverage.knows_no_producers(row.key)
        else {f"producers_{kind}": row.producers[kind] for kind in KINDS}
    )
    return counted | channel_values(row.amounts)


def _has_unknown_kind(summed: RollUp) -> bool:
    return any(row.producers[UNKNOWN_KIND] for row in (*summed.rows, summed.total))


def _each_once(summed: RollUp) -> tuple[str, ...]:
    """Why the producers of the rows come to more than those of the total, where they do."""
    of_rows = sum(sum(row.producers.values()) for row in summed.rows)
    of_total = sum(summed.total.producers.values())
    if of_rows == of_total:
        return ()
    return (
        f"จำนวนผู้ผลิต: ผู้ผลิตที่มียอดหลายประเภทนับในทุกประเภทนั้น แต่นับเพียงครั้งเดียวในแถวรวม "
        f"ผลบวกของทุกประเภทจึงเป็น {of_rows:,} ส่วนผู้ผลิตในแถวรวมมี {of_total:,} ราย",
    )


def _not_kept(figures: Figures) -> tuple[str, ...]:
    """Why producers are not counted, of several months as known on a day."""
    if figures.coverage.producers_kept:
        return ()
    return ("จำนวนผู้ผลิตของหลายเดือนรวมกันไม่มีเก็บไว้ตามวัน และมีรายงานที่มาหรือถูกถอนหลังวันนั้น จึงเว้นว่าง",)


class SummedReport(ExplainedReport):
    """What รต.๓ and รต.๔ share: certified by the snapshots in force once nothing in them is a draft."""

    paper_is_signed = True

    def basis(self, user: User, params: Mapping[str, Any], table: ReportTable) -> Basis | None:
        scope = scope_of(params)
        if table.draft or table.total is None or scope.known_on:
            return None  # what was known on a day gone by may not stand any more
        return certified_by_snapshots(user, scope)


@register
class ProductReport(SummedReport):
    """รต.๓: every category and their total."""

    key = "rt3"
    title = "รต.๓ แยกตามผลิตภัณฑ์"
    summary = "ทุกประเภทผลิตภัณฑ์ ผู้ผลิตตามลักษณะ และยอดสี่ช่องทาง"
    group = "แบบ รต."
    roles = frozenset(Role)
    form_class = SalesKnownForm

    def build(self, user: User, params: Mapping[str, Any]) -> ReportTable:
        scope = scope_of(params)
        figures = confirmed_figures(user, scope)
        summed = by_category(figures.lines, figures.counts)
        certified = None if figures.empty or scope.known_on else province_month_of(user, scope)
        rows: tuple[Row, ...] = tuple(
            {
                "number": number,
                "name": Category(row.key).label,
                **_summed_values(row, figures.coverage),
            }
            for number, row in enumerate(summed.rows, 1)
        )
        narrowed = [{"category": row.key} for row in summed.rows]
        by_nation = user.of_nation and scope.province is None
        down = "rt4" if by_nation else "sales-producers"
        table = ReportTable(
            title=layouts.RT3,
            subtitle_lines=(*place_and_period(user, scope), UNIT),
            coverage=figures.told,
            columns=layouts.summed_form(
                "ประเภทผลิตภัณฑ์", with_unknown_kind=_has_unknown_kind(summed), with_note=False
            ),
            rows=() if figures.empty else rows,
            total=None
            if figures.empty
            else {"name": "รวม", **_summed_values(summed.total, figures.coverage)},
            notes=()
            if figures.empty
            else (*_each_once(summed), *_not_kept(figures), *province_notes(user, certified)),
            signatures=province_signatures(certified),
            draft=not figures.final,
            orientation="landscape",
            links=tuple(address(down, scope, **of_row) for of_row in narrowed),
            chart=layouts.BY_CHANNEL,
        )
        return with_links(table, user, scope, narrowed, of_nation="rt4")


@register
class AreaReport(SummedReport):
    """รต.๔: districts of a province, or provinces of the nation, and their total."""

    key = "rt4"
    title = "รต.๔ รายอำเภอ รายจังหวัด"
    summary = "ทุกอำเภอของจังหวัด หรือทุกจังหวัดของประเทศ พร้อมยอดรวม"
    group = "แบบ รต."
    roles = frozenset({Role.PROVINCE, Role.DEPARTMENT})
    form_class = SalesKnownForm

    def build(self, user: User, params: Mapping[str, Any]) -> ReportTable:
        scope = scope_of(params)
        figures = confirmed_figures(user, scope)
        by_nation = scope.province is None and scope.district is None
        areas = figures.coverage.areas
        codes = [area.code for area in areas]
        dimension = "province" if by_nation else "district"
        sum_areas = by_province if by_nation else by_district
        summed = sum_areas(figures.lines, figures.counts, codes)
        level = figures.coverage.level
        certified = None if figures.empty or scope.known_on else province_month_of(user, scope)
        missing = any(figures.coverage.missing_of(code) for code in codes)
        table = ReportTable(
            title=layouts.rt4(level),
            subtitle_lines=(*place_and_period(user, scope), UNIT),
            coverage=figures.told,
            columns=layouts.summed_form(
                level, with_unknown_kind=_has_unknown_kind(summed), with_note=missing
            ),
            rows=() if figures.empty else self._rows(figures, summed),
            total=None
            if figures.empty
            else {
                "name": "รวม",
                "note": total_note(figures.coverage),
                **_summed_values(summed.total, figures.coverage),
            },
            notes=(*_not_kept(figures), *province_notes(user, certified)),
            signatures=province_signatures(certified),
            draft=not figures.final,
            orientation="landscape",
            chart=layouts.BY_CHANNEL,
            tile_map=TileMap("total", tuple(codes)) if by_nation else None,
            links=tuple(
                address("rt4" if by_nation else "rt3", scope, **{dimension: code}) for code in codes
            ),
        )
        return with_links(table, user, scope, [{dimension: code} for code in codes])

    def _rows(self, figures: Figures, summed: RollUp) -> tuple[Row, ...]:
        """Every area has its row; one that has not confirmed is empty there, not 0.00."""
        coverage = figures.coverage
        rows: list[Row] = []
        for number, (area, row) in enumerate(zip(coverage.areas, summed.rows, strict=True), 1):
            named: dict[str, Value] = {"number": number, "name": area.name_th}
            missing = len(coverage.missing_of(area.code))
            if area.code not in coverage.included:
                rows.append(named | {"note": NOT_CONFIRMED})
            elif missing:
                rows.append(named | _summed_values(row, coverage) | {"note": f"ขาด {missing} เดือน"})
            else:
                rows.append(named | _summed_values(row, coverage))
        return tuple(rows)
