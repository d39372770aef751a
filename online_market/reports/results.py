"""Result against target by area, and แบบรายงานผล of a district product by product."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from core.areas.scope import Role
from core.reports.engine import ReportNotFound
from core.reports.registry import register
from core.reports.report import Report
from core.reports.tables import Chart, ReportTable, Row, TileMap, Value
from core.thai.calendar import day_short
from online_market import layouts, words
from online_market.models import SurveyAnswer
from online_market.progress import (
    ZERO,
    AreaProgress,
    DistrictProgress,
    Figures,
    by_province,
    coverage,
    progress_of,
    together,
)
from online_market.reports.parameters import GROUP, RoundAreaForm, RoundDistrictForm
from online_market.reports.survey import find_survey
from online_market.reports.wording import (
    first_heading,
    office_signature,
    place_of,
    signatures_of,
    standing_of,
    terms_of,
)
from online_market.words import answers_with_words


@register
class OnlineResultReport(Report):
    """Target, surveyed, ready, sold, percent and missing: provinces of the nation, or districts."""

    key = "online-result"
    title = "ผลตลาดออนไลน์เทียบเป้าหมาย"
    summary = "เป้าหมาย สำรวจแล้ว พร้อม จำหน่ายออนไลน์แล้ว ร้อยละ และที่ขาด รายอำเภอหรือรายจังหวัด"
    group = GROUP
    roles = frozenset(Role)
    form_class = RoundAreaForm
    paper_is_signed = True

    def build(self, user, params: Mapping[str, Any]) -> ReportTable:
        round, province = params["round"], params.get("province")
        narrowed = province if user.of_nation else None
        districts = progress_of(user, round, narrowed)
        whole = together(narrowed, districts)
        by_district = not user.of_nation or province is not None
        links: list[str] = []
        codes: list[str] = []
        if by_district:
            rows = [_of_district(number, one) for number, one in enumerate(districts, 1)]
        else:
            areas = by_province(districts)
            page = reverse("admin:report", args=[self.key])
            links = [f"{page}?round={round.pk}&province={one.area.pk}" for one in areas if one.area]
            rows = [_of_province(number, one) for number, one in enumerate(areas, 1)]
            codes = [str(one.area.pk) if one.area else "" for one in areas]
        return ReportTable(
            title="ผลการส่งเสริมผลิตภัณฑ์สู่ตลาดออนไลน์เทียบเป้าหมาย",
            subtitle_lines=(f"{place_of(user, province)} {round}", terms_of(round)),
            coverage=coverage(user, whole),
            columns=layouts.result_columns(
                first_heading(province if by_district else None), round.percentage_told
            ),
            rows=tuple(rows),
            total={"name": "รวม"} | _values(whole.figures) if rows else None,
            signatures=office_signature(user),
            draft=round.is_open,
            orientation="landscape",
            links=tuple(links),
            chart=Chart(("target", "sold")),
            tile_map=None if by_district else TileMap("percent", tuple(codes)),
        )


def _values(figures: Figures) -> dict[str, Value]:
    names = (
        "products", "target", "surveyed", "ready", "sold", "kpi", "percent", "missing", "sales",
    )  # fmt: skip
    return {name: getattr(figures, name) for name in names}


def _of_district(number: int, one: DistrictProgress) -> Row:
    row: dict[str, Value] = {"number": number, "name": one.district.name_th}
    row |= _values(one.figures)
    if not one.counted:  # nobody passed its figures on: they are unknown, not nought
        row |= dict.fromkeys(("surveyed", "ready", "sold", "kpi", "percent", "missing", "sales"))
    if not one.figures.products:
        return row | {"note": "ไม่มีผลิตภัณฑ์ฐาน"}
    return row | {"note": one.survey.get_status_display()}


def _of_province(number: int, one: AreaProgress) -> Row:
    assert one.area is not None  # only the sum of all has none
    told = f"รับรองแล้ว {one.passed} จาก {len(one.asked)} อำเภอ" if one.asked else "ไม่มีผลิตภัณฑ์ฐาน"
    return {"number": number, "name": one.area.name_th, "note": told, **_values(one.figures)}


@register
class OnlineResultProductsReport(Report):
    """แบบรายงานผล: the surveyed products of one district, with where and for how much they sold."""

    key = "online-result-products"
    title = "แบบรายงานผลตลาดออนไลน์"
    summary = "ผลิตภัณฑ์ในแบบสำรวจของอำเภอ ช่องทาง ยอดจำหน่ายออนไลน์ และวันที่ พร้อมช่องลงนาม"
    group = GROUP
    roles = frozenset(Role)
    form_class = RoundDistrictForm

    def build(self, user, params: Mapping[str, Any]) -> ReportTable:
        survey = find_survey(user, params)
        if survey is None:
            raise ReportNotFound(self.key)
        answers = answers_with_words(
            SurveyAnswer.objects.visible_to(user).filter(survey=survey).select_related("result")
        )
        district = survey.district
        own = [one for one in progress_of(user, survey.round, district.province)
               if one.district.pk == district.pk]  # fmt: skip
        figures = own[0].figures
        sales = sum((_result(one).sales or ZERO for one in answers if _result(one)), ZERO)
        sold = sum(bool(_result(one) and _result(one).sold) for one in answers)
        return ReportTable(
            title="แบบรายงานผลการส่งเสริมผลิตภัณฑ์สู่ตลาดออนไลน์",
            subtitle_lines=(
                f"{district.titled_name} {district.province.titled_name} {survey.round}",
                terms_of(survey.round),
            ),
            coverage=standing_of(survey),
            columns=layouts.RESULT_PRODUCT_COLUMNS,
            rows=tuple(_product(number, one) for number, one in enumerate(answers, 1)),
            total={"code": "รวม", "maker": f"จำหน่ายแล้ว {sold:,} รายการ", "sales": sales}
            if answers
            else None,
            notes=(
                f"เป้าหมาย {figures.target:,} รายการ · จำหน่ายออนไลน์แล้ว {figures.sold:,} "
                f"· ขาดอีก {figures.missing:,}",
                f"ตัวชี้วัด: จำหน่ายออนไลน์แล้วร้อยละ {figures.kpi or 0:.2f} "
                f"ของผลิตภัณฑ์ฐาน {figures.products:,} รายการ (เกณฑ์ร้อยละ {survey.round.percentage_told})",
            ),
            signatures=signatures_of(survey)[:1],
            draft=survey.round.is_open,
            orientation="landscape",
        )


def _result(answer: SurveyAnswer):
    return getattr(answer, "result", None)


def _product(number: int, answer: Any) -> Row:
    row: dict[str, Value] = {
        "number": number,
        "code": answer.told[words.CODE],
        "maker": answer.told[words.MAKER],
        "name": answer.told[words.NAME],
        "category": answer.told[words.CATEGORY],
    }
    result = _result(answer)
    if result is None:
        return row
    return row | {
        "sold": result.sold,
        "channels": result.channels,
        "sales": result.sales,
        "sold_on": day_short(result.sold_on) if result.sold_on else "",
        "note": result.note,
    }
