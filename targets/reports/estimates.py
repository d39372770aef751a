"""แบบประมาณการ as it is signed, and estimates against what was sold."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from core.areas.scope import Role
from core.reports.engine import ReportNotFound
from core.reports.registry import register
from core.reports.report import Report
from core.reports.tables import Chart, ReportTable, Row, Signature, Summary, Value
from core.thai.calendar import day_short, month_name
from core.thai.periods import year_period
from sales.figures.rollup import Amounts
from sales.reports.wording import UNIT, channel_values
from targets import layouts
from targets.against import Against, EstimatesAgainst, against
from targets.models import Estimate, EstimateDue, EstimateMonth
from targets.reports.parameters import EstimateActualsForm, EstimateForm

GROUP = "เป้าหมายและประมาณการ"
NAMES_AT_MOST = 10


@register
class EstimateReport(Report):
    """One district's estimate, signed by its chief; a draft is marked as one."""

    key = "estimate"
    title = "แบบประมาณการ"
    summary = "ประมาณการยอดจำหน่ายของอำเภอ 12 เดือน 4 ช่องทาง พร้อมช่องลงนาม"
    group = GROUP
    roles = frozenset(Role)
    form_class = EstimateForm

    def build(self, user, params: Mapping[str, Any]) -> ReportTable:
        estimate = self._estimate(user, params)
        months = {one.month: one for one in estimate.months.all()}
        rows = [_estimated(month, months.get(month)) for month in estimate.fiscal_months]
        total = sum((one.amounts for one in months.values()), Amounts.zero())
        due = EstimateDue.objects.visible_to(user).filter(pk=estimate.fiscal_year).first()
        district = estimate.district
        return ReportTable(
            title="แบบประมาณการรายได้จากการจำหน่ายผลิตภัณฑ์ OTOP",
            subtitle_lines=(
                f"{district.titled_name} {district.province.titled_name} "
                f"ปีงบประมาณ {estimate.fiscal_year}",
                *((f"กำหนดส่งภายในวันที่ {day_short(due.due_on)}",) if due else ()),
                UNIT,
            ),
            coverage=_standing(estimate),
            columns=layouts.estimate_columns(),
            rows=tuple(rows),
            total={"name": "รวมทั้งสิ้น", **channel_values(total)},
            notes=(f"หมายเหตุ: {estimate.note}",) if estimate.note else (),
            signatures=(_signature(estimate),),
            draft=estimate.is_draft,
            orientation="landscape",
        )

    def _estimate(self, user, params: Mapping[str, Any]) -> Estimate:
        found = (
            Estimate.objects.visible_to(user)
            .filter(fiscal_year=params["fiscal_year"], district=params["district"])
            .select_related("district__province", "signed_by")
        )
        if params.get("number"):
            chosen = found.filter(number=params["number"]).first()
        else:
            chosen = found.in_force().first() or found.order_by("-number").first()
        if chosen is None:
            raise ReportNotFound(self.key)
        return chosen


def _estimated(month: date, one: EstimateMonth | None) -> Row:
    amounts = one.amounts if one else Amounts.zero()
    note = one.note if one else ""
    return {"name": month_name(month), **channel_values(amounts), "note": note}


def _standing(estimate: Estimate) -> str:
    if estimate.signed_at is None:
        return f"ฉบับที่ {estimate.number} กำลังบันทึก ยังไม่รับรอง"
    signed = f"ฉบับที่ {estimate.number} รับรองเมื่อ {day_short(estimate.signed_at)}"
    if estimate.superseded_at:
        return f"{signed} · มีฉบับใหม่แทนเมื่อ {day_short(estimate.superseded_at)}"
    return signed


def _signature(estimate: Estimate) -> Signature:
    """พัฒนาการอำเภอ signs; Bangkok's เขต have none, so theirs names no post [reading]."""
    district = estimate.district
    post = "พัฒนาการ" if district.type_th == "อำเภอ" else "ผู้รับรองประมาณการ "
    by = estimate.signed_by
    return Signature(
        (
            "(ลงชื่อ) ............................................................",
            f"({by.full_name})" if by else f"({'.' * 60})",
            f"{post}{district.titled_name}",
            "วันที่ ............ / .................... / ............",
        )
    )


@register
class EstimateActualsReport(Report):
    """Estimates of the same districts against what they confirmed, by month or by area."""

    key = "estimate_actuals"
    title = "ประมาณการเทียบยอดจริง"
    summary = "ผลต่างและร้อยละของยอดจริงต่อประมาณการ รายเดือนหรือรายพื้นที่"
    group = GROUP
    roles = frozenset(Role)
    form_class = EstimateActualsForm

    def build(self, user, params: Mapping[str, Any]) -> ReportTable:
        year, province, district = (
            params["fiscal_year"],
            params.get("province"),
            params.get("district"),
        )
        by_area = params["rows"] == "area"
        of_nation = user.of_nation and province is None and district is None
        found = against(
            user,
            year,
            province=province if user.of_nation else None,
            district=district,
            by_province=of_nation,
        )
        rows = _by_area(found) if by_area else _by_month(found)
        place = (
            f"{district.titled_name} {district.province.titled_name}"
            if district
            else province.titled_name
            if province
            else "ทั่วประเทศ"
        )
        total: dict[str, Value] = {"name": "รวมเดือนที่มียอดจริง", **_cells(found.so_far)}
        first = found.whose.coverage.level if by_area else "เดือน"
        return ReportTable(
            title="ประมาณการเทียบยอดจำหน่ายจริง",
            subtitle_lines=(f"{place} {year_period(year).title}", UNIT),
            coverage=found.whose.told,
            columns=layouts.against_columns(first),
            rows=tuple(rows),
            total=total if rows else None,
            notes=(f"ประมาณการทั้งปี {found.whole:,.2f} บาท", *_missing(found)),
            draft=not found.whose.final,
            # Without the total, which leaves out the estimates of months without sales.
            chart=Chart(
                ("estimate", "actual"),
                over_time=not by_area,
                of=Summary("", layouts.against_columns(first), tuple(rows)),
            ),
        )


def _by_month(found: EstimatesAgainst) -> list[Row]:
    return [
        {
            "number": n,
            "name": month_name(month),
            **_cells(one),
            "note": "" if one.actual is not None else "ยังไม่มียอดจริง",
        }
        for n, (month, one) in enumerate(found.by_month.items(), 1)
    ]


def _by_area(found: EstimatesAgainst) -> list[Row]:
    """Of each area the months that have actuals."""
    return [
        {
            "number": n,
            "name": area.name_th,
            **_cells(found.by_area.get(area.pk)),
            "note": _area_note(found.by_area.get(area.pk)),
        }
        for n, area in enumerate(found.whose.coverage.areas, 1)
    ]


def _area_note(one: Against | None) -> str:
    if one is None:
        return "ไม่มีประมาณการที่รับรอง"
    return "ยังไม่มียอดจริง" if one.actual is None else ""


def _cells(one: Against | None) -> dict[str, Value]:
    """Empty without an estimate, and where neither side has anything to compare."""
    if one is None or (one.actual is None and not one.estimate):
        return {}
    return {
        "estimate": one.estimate,
        "actual": one.actual,
        "difference": one.difference,
        "percent": one.percent,
    }


def _missing(found: EstimatesAgainst) -> tuple[str, ...]:
    names = [one.name_th for one in found.without_estimate]
    if not names:
        return ()
    more = len(names) - NAMES_AT_MOST
    told = " ".join(names[:NAMES_AT_MOST]) + (f" และอีก {more} แห่ง" if more > 0 else "")
    return (f"ยังไม่มีประมาณการที่รับรอง จึงไม่อยู่ในการเทียบ: {told}",)
