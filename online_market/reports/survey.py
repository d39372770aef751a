"""แบบสำรวจความพร้อม of a district as it is signed and sent: the columns of the letter."""

from collections.abc import Mapping
from typing import Any

from core.areas.scope import Role
from core.reports.engine import ReportNotFound
from core.reports.registry import register
from core.reports.report import Report
from core.reports.tables import ReportTable, Row, Value
from online_market.layouts import SURVEY_TITLE, WORDS, survey_columns
from online_market.models import READINESS, Survey
from online_market.progress import ZERO
from online_market.reports.parameters import GROUP, RoundDistrictForm
from online_market.reports.wording import signatures_of, standing_of
from online_market.survey_rows import (
    SurveyedProduct,
    sales_year,
    survey_notes,
    surveyed_products,
)

_NOT_PASSED = (Survey.Status.OPEN, Survey.Status.DISTRICT_SIGNED)
_WORDS = [column.key for column in survey_columns(0)[:WORDS]]


def find_survey(user, params: Mapping[str, Any]) -> Survey | None:
    """The survey asked for, through the officer's door."""
    return (
        Survey.objects.visible_to(user)
        .select_related("round", "district__province")
        .filter(round=params["round"], district=params["district"])
        .first()
    )


@register
class OnlineSurveyReport(Report):
    """Every product of each producer a row, answered or not; the letter's columns and notes. The
    department sees it once its province signed."""

    key = "online-survey"
    title = "แบบสำรวจความพร้อมตลาดออนไลน์"
    summary = "ทุกผลิตภัณฑ์ของผู้ผลิต ความพร้อมของผู้ผลิตและผลิตภัณฑ์ พร้อมช่องลงนาม"
    group = GROUP
    roles = frozenset(Role)
    form_class = RoundDistrictForm

    def build(self, user, params: Mapping[str, Any]) -> ReportTable:
        survey = find_survey(user, params)
        if survey is None:
            raise ReportNotFound(self.key)
        hidden = user.of_nation and survey.status in _NOT_PASSED
        products = [] if hidden else surveyed_products(survey, user)
        answers = [one.answer for one in products if one.answer]
        district = survey.district
        total: dict[str, Value] | None = None
        if products:
            total = {"code": "รวม", "maker": f"ตอบ {len(answers):,} จาก {len(products):,} รายการ"}
            total |= {name: sum(getattr(one, name) for one in answers) for name in READINESS}
            total["online_sales"] = sum((one.online_sales or ZERO for one in answers), ZERO)
        return ReportTable(
            title=SURVEY_TITLE,
            subtitle_lines=(
                f"{district.titled_name} {district.province.titled_name} {survey.round}",
            ),
            coverage=_coverage(survey, hidden=hidden),
            columns=survey_columns(sales_year(survey.round)),
            rows=tuple(_row(one) for one in products),
            total=total,
            notes=survey_notes(survey.round),
            signatures=signatures_of(survey),
            draft=survey.is_open,
            orientation="landscape",
        )


def _row(one: SurveyedProduct) -> Row:
    row: dict = dict(zip(_WORDS, one.words, strict=True))
    if one.answer is None:
        return row
    row |= {name: 1 if getattr(one.answer, name) else None for name in READINESS}
    return row | {"online_sales": one.answer.online_sales}


def _coverage(survey: Survey, *, hidden: bool) -> str:
    told = standing_of(survey)
    if hidden:
        return f"{told} · กรมเห็นคำตอบเมื่อจังหวัดรับรอง"
    return f"{told} · ผลิตภัณฑ์ที่ไม่ได้ตอบแสดงตามทะเบียน ณ วันที่พิมพ์"
