"""แบบสำรวจความพร้อม of a district as it is signed and sent: the columns of the letter."""

from collections.abc import Mapping
from typing import Any

from core.areas.scope import Role
from core.reports.engine import ReportNotFound
from core.reports.registry import register
from core.reports.report import Report
from core.reports.tables import ReportTable, Row, Value
from online_market.layouts import SURVEY_COLUMNS, WORDS
from online_market.models import READINESS, Survey, SurveyAnswer
from online_market.progress import ZERO
from online_market.reports.parameters import GROUP, RoundDistrictForm
from online_market.reports.wording import signatures_of, standing_of
from online_market.words import answers_with_words


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
    """One row per product. The department sees it once its province signed."""

    key = "online-survey"
    title = "แบบสำรวจความพร้อมตลาดออนไลน์"
    summary = "ผลิตภัณฑ์ที่อำเภอเลือก ความพร้อมของผู้ผลิตและผลิตภัณฑ์ พร้อมช่องลงนาม"
    group = GROUP
    roles = frozenset(Role)
    form_class = RoundDistrictForm

    def build(self, user, params: Mapping[str, Any]) -> ReportTable:
        survey = find_survey(user, params)
        if survey is None:
            raise ReportNotFound(self.key)
        answers = answers_with_words(SurveyAnswer.objects.visible_to(user).filter(survey=survey))
        district = survey.district
        total: dict[str, Value] | None = None
        if answers:
            total = {"code": "รวม", "maker": f"{len(answers):,} รายการ"}
            total |= {name: sum(getattr(one, name) for one in answers) for name in READINESS}
            total["online_sales"] = sum((one.online_sales or ZERO for one in answers), ZERO)
        return ReportTable(
            title="แบบสำรวจความพร้อมการส่งเสริมผลิตภัณฑ์สู่ตลาดออนไลน์",
            subtitle_lines=(
                f"{district.titled_name} {district.province.titled_name} {survey.round}",
            ),
            coverage=_coverage(user, survey),
            columns=SURVEY_COLUMNS,
            rows=tuple(_row(one) for one in answers),
            total=total,
            signatures=signatures_of(survey),
            draft=survey.is_open,
            orientation="landscape",
        )


def _row(answer: Any) -> Row:
    row: dict = {
        column.key: text for column, text in zip(SURVEY_COLUMNS[:WORDS], answer.told, strict=True)
    }
    row |= {name: 1 if getattr(answer, name) else None for name in READINESS}
    return row | {"online_sales": answer.online_sales}


def _coverage(user, survey: Survey) -> str:
    told = standing_of(survey)
    waiting = (Survey.Status.OPEN, Survey.Status.DISTRICT_SIGNED)
    if user.of_nation and survey.status in waiting:
        return f"{told} · กรมเห็นคำตอบเมื่อจังหวัดรับรอง"
    return told
