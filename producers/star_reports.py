"""ผลการคัดสรรตามรอบ: what is to be sent to the next selection, as a list, as visits, and by rounds."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Count
from django.urls import reverse

from core.areas.scope import Role
from core.reports.parameters import ParametersForm
from core.reports.registry import register
from core.reports.report import Report
from core.reports.tables import Column, ReportTable, Row
from core.users.models import User
from producers.follow_up import (
    ADDRESS,
    DISTRICT,
    FOUND,
    NUMBER,
    PHONE,
    SIGNED,
    VISITS,
    FollowUpForm,
    as_registered_today,
    cells_of,
    on_the_way,
    place_name,
)
from producers.star_results import LastResult, newest_results, results_to_repeat

YEARS = (1, 2, 3, 4, 5)
ROUNDS = "rounds"


class StarForm(FollowUpForm):
    summary = (ROUNDS, "สรุปตามรอบ")

    years = forms.TypedChoiceField(
        label="ผลล่าสุดผ่านมาแล้ว",
        coerce=int,
        choices=[(years, f"{years} ปีขึ้นไป") for years in YEARS],
    )
    field_order = ("years", "use", "province", "district")

    def defaults(self) -> dict[str, str]:
        return {"years": "3"} | super().defaults()


PRODUCER = Column("producer", "ผู้ผลิต ผู้ประกอบการ", width=30)
PRODUCT = Column("product", "ผลิตภัณฑ์ที่ส่งคัดสรร", width=26)
YEAR = Column("year", "รอบปี พ.ศ.", width=10)
STARS = Column("stars", "ดาว", width=7, kind="count")
OF_LIST = (
    NUMBER,
    PRODUCER,
    PRODUCT,
    YEAR,
    STARS,
    Column("ago", "ผ่านมา (ปี)", width=9, kind="count"),
    PHONE,
)
OF_VISITS = (
    NUMBER,
    PRODUCER,
    ADDRESS,
    PHONE,
    PRODUCT,
    YEAR,
    STARS,
    FOUND,
    SIGNED,
)
OF_ROUNDS = (
    YEAR,
    *(
        Column(f"stars_{stars}", f"{stars} ดาว", group="ผลล่าสุด (ผลิตภัณฑ์)", kind="count", width=10)
        for stars in (5, 4, 3, 2, 1)
    ),
    Column("total", "รวม", kind="count", width=10),
)


@register
class StarReport(Report):
    """Last results of selections, the oldest round first; how many of each round are the last word."""

    key = "star-results"
    title = "ผลการคัดสรรตามรอบ"
    summary = "ผลการคัดสรรล่าสุดของผลิตภัณฑ์เป็นของรอบใด รายใดควรส่งคัดสรรอีก และบัญชีสำหรับออกเยี่ยม"
    group = "ทะเบียน"
    roles = frozenset(Role)
    form_class = StarForm
    beside_template = "producers/star_letters.html"

    def beside(self, user: User, form: ParametersForm) -> Mapping[str, Any]:
        """The letters, for the district that sends them."""
        if not (user.of_district and form.is_valid()) or form.cleaned_data["use"] == ROUNDS:
            return {}
        return {"letters_years": form.cleaned_data["years"]}

    def build(self, user: User, params: Mapping[str, Any]) -> ReportTable:
        where = {"province": params["province"], "district": params["district"]}
        if params["use"] == ROUNDS:
            return self._by_rounds(user, where)
        found = results_to_repeat(user, params["years"], **where)
        visits = params["use"] == VISITS
        if visits:  # as one drives
            found.sort(key=lambda one: (*on_the_way(one.producer), one.year))
        several = (DISTRICT,) if where["district"] is None else ()
        return ReportTable(
            title=self.title,
            subtitle_lines=(place_name(**where), f"ผลล่าสุดผ่านมาแล้ว {params['years']} ปีขึ้นไป"),
            coverage=as_registered_today(),
            columns=(*(OF_VISITS if visits else OF_LIST), *several),
            rows=tuple(_row(number, one) for number, one in enumerate(found, 1)),
            by_hand=visits,
            orientation="landscape",
            notes=("ผลของผลิตภัณฑ์ที่คัดสรรซ้ำแสดงเฉพาะรอบล่าสุด จำนวนปีเลือกเองตามรอบคัดสรรที่กรมประกาศ",),
            links=tuple(repeat_address(one) for one in found),
            persons=tuple({one.producer.pk for one in found}),
        )

    def _by_rounds(self, user: User, where: Mapping[str, Any]) -> ReportTable:
        counts = newest_results(user, **where).order_by().values_list("year", "stars")
        rows: dict[int, dict[str, Any]] = {}
        for year, stars, count in counts.annotate(count=Count("pk")):
            row = rows.setdefault(
                year, {"year": str(year), **{f"stars_{one}": 0 for one in range(1, 6)}, "total": 0}
            )
            row[f"stars_{stars}"] += count
            row["total"] += count
        ordered = [rows[year] for year in sorted(rows, reverse=True)]
        keys = [column.key for column in OF_ROUNDS[1:]]
        total = {key: sum(row[key] for row in ordered) for key in keys}
        return ReportTable(
            title=self.title,
            subtitle_lines=(place_name(**where),),
            coverage=as_registered_today(),
            columns=OF_ROUNDS,
            rows=tuple(ordered),
            total={"year": "รวม", **total},
            notes=("นับผลล่าสุดของแต่ละผลิตภัณฑ์ ของผู้ผลิตที่อยู่ในทะเบียน",),
        )


def _row(number: int, one: LastResult) -> Row:
    return {
        "number": number,
        "product": one.product_name or "ไม่ระบุ",
        "year": str(one.year),
        "stars": one.stars,
        "ago": one.years_ago,
        **cells_of(one.producer),
    }


def repeat_address(one: LastResult) -> str:
    """The producer's page, a row for the next result of the same product begun."""
    page = reverse("admin:producers_producer_change", args=[one.producer.pk])
    return f"{page}?{urlencode({'section': 'stars', 'repeat': one.key})}"
