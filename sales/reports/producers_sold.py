"""Which producers stand behind a figure: where รต.๓ and the reports of districts lead down to."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Max, Sum
from django.urls import reverse

from core.areas.scope import Role
from core.reports.registry import register
from core.reports.tables import Column, ReportTable, Row, Value
from core.users.models import User
from producers.models import Producer
from sales.figures.coverage import whose_figures
from sales.figures.rollup import Amounts
from sales.figures.sources import rows_of
from sales.models import CHANNELS
from sales.reports import layouts
from sales.reports.dimensions import MEASURES, measured
from sales.reports.drill import address
from sales.reports.explained import ExplainedReport
from sales.reports.parameters import SalesSoFarForm, scope_of
from sales.reports.wording import UNIT, channel_values, measure_line, place_and_period

FIGURES = "figure-sources"
ONE_PROVINCE = "เลือกจังหวัด รายผู้ผลิตดูได้ครั้งละหนึ่งจังหวัด"
WITHOUT_ROWS = "เดือนที่มีเฉพาะยอดรวมไม่มีรายผู้ผลิต จึงไม่รวมในตารางนี้"


class ProducersForm(SalesSoFarForm):
    """Of one province at most: the nation's hundred thousand are no table to read."""

    whole = True  # a cell of a pivot may be of every month there is
    measure = forms.ChoiceField(
        label="ช่องทาง", required=False, choices=[(key, name) for key, (name, _) in MEASURES.items()]
    )

    def clean(self) -> Any:
        cleaned = super().clean()
        if self.user.of_nation and not self.errors and not cleaned.get("province"):
            self.add_error("province", ONE_PROVINCE)
        return cleaned


@register
class ProducersSoldReport(ExplainedReport):
    """Every producer with sales in the scope, by the channels asked for the largest first. The rows come
    through the officer's own door: of the department, those of provinces that confirmed."""

    key = "sales-producers"
    title = "ยอดจำหน่ายรายผู้ผลิต"
    summary = "ผู้ผลิตที่มียอดจำหน่าย ยอดสี่ช่องทาง เรียงจากมากไปน้อย"
    group = "ยอดจำหน่าย"
    roles = frozenset(Role)
    form_class = ProducersForm

    def build(self, user: User, params: Mapping[str, Any]) -> ReportTable:
        scope, measure = scope_of(params), params["measure"]
        whose = whose_figures(user, scope)
        empty = not whose.coverage.included
        sold = (
            rows_of(user, scope)
            .filter(total__gt=0)
            .order_by()
            .values_list(
                "producer", "producer__name", "district_month__district__name_th", "producer__code"
            )
            .annotate(latest_kind=Max("kind"), **{f"sum_{one}": Sum(one) for one in CHANNELS})
        )
        found = [
            (producer, name, district, code, kind, Amounts(*amounts))
            for producer, name, district, code, kind, *amounts in sold
        ]
        if measure:
            found = [one for one in found if measured(one[-1], measure)]
        found.sort(key=lambda one: (-measured(one[-1], measure), one[1]))
        several = scope.district is None and not user.of_district
        whole = sum((one[-1] for one in found), Amounts.zero())
        rows: list[Row] = []
        for number, (_, name, district, _code, kind, amounts) in enumerate(found, 1):
            said: dict[str, Value] = {"number": number, "name": name, "district": district}
            said["kind"] = Producer.Kind.short(kind) if kind else "ว่าง"
            rows.append(said | channel_values(amounts))
        return ReportTable(
            title=self.title,
            subtitle_lines=(*place_and_period(user, scope), *measure_line(measure), UNIT),
            coverage=whose.told,
            columns=(
                layouts.NUMBER,
                Column("name", "ผู้ผลิต ผู้ประกอบการ", width=32),
                *((Column("district", whose.coverage.level, width=16),) if several else ()),
                Column("kind", "ลักษณะ", width=10),
                *layouts.AMOUNTS,
            ),
            rows=() if empty else tuple(rows),
            total=None if empty else {"name": "รวม", **channel_values(whole)},
            notes=(WITHOUT_ROWS,) if whose.coverage.totals_only else (),
            draft=not whose.final,
            orientation="landscape",
            links=tuple(
                reverse("admin:producers_producer_change", args=[producer])
                for producer, *_ in found
            ),
            cell_links={
                (number, "total"): address(FIGURES, scope, measure=measure, producer=code)
                for number, (_, _, _, code, *_) in enumerate(found)
            },
            total_links={"total": address(FIGURES, scope, measure=measure)},
            persons=() if empty else tuple(producer for producer, *_ in found),
        )
