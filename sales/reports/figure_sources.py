"""ที่มาของตัวเลข: why a total is what it is. The rows it is added up of, each with who entered it, how
often it was changed, its evidence, who confirmed and certified it; and what is missing in it.

Of the nation the provinces first, each leading to its own rows; of a row its whole history is a click
on.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache, partial
from typing import Any

from django import forms
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone

from core.areas.scope import Role
from core.history.tracking import event_model
from core.reports.parameters import ParametersForm
from core.reports.registry import register
from core.reports.report import Report
from core.reports.tables import Column, ReportTable, Row
from core.thai import calendar
from core.thai.periods import Period, month_period, periods_of, span
from core.users.models import User
from products.models import Category
from sales.figures.confirmed import Scope, within
from sales.figures.coverage import Coverage, Whose, whose_figures
from sales.figures.rollup import Amounts
from sales.figures.sources import confirmed_figures, rows_of
from sales.models import CHANNELS, CertifiedPrint, Evidence, ProvinceMonth, Resolution, SalesRow
from sales.reports import layouts
from sales.reports.dimensions import MEASURES, measured
from sales.reports.drill import address, changes_address
from sales.reports.parameters import SalesSoFarForm, scope_of
from sales.reports.wording import UNIT, measure_line, place_and_period

BLANK = SalesRow.Entry.BLANK


class SourcesForm(SalesSoFarForm):
    whole = True  # as the reports that lead here
    measure = forms.ChoiceField(
        label="ช่องทาง", required=False, choices=[(key, name) for key, (name, _) in MEASURES.items()]
    )
    producer = forms.CharField(label="รหัสผู้ประกอบการ", required=False, max_length=30)


AMOUNT = Column("total", "ยอด (บาท)", kind="baht", width=16)
OF_ROWS = (
    layouts.NUMBER,
    Column("name", "ผู้ผลิต ผู้ประกอบการ", width=28),
    Column("month", "เดือน", width=10),
    Column("category", "ประเภท", width=10),
    AMOUNT,
    Column("entered", "บันทึกล่าสุด", width=22),
    Column("changes", "แก้ไข (ครั้ง)", kind="count", width=8),
    Column("evidence", "หลักฐาน", kind="count", width=9),
    Column("district_confirmed", "อำเภอยืนยัน", width=22),
    Column("province_confirmed", "จังหวัดยืนยัน", width=22),
    Column("resolution", "มติ นตผ.", width=16),
)
OF_AREAS = (
    layouts.NUMBER,
    Column("name", "พื้นที่", width=22),
    Column("confirmed", "ยืนยันแล้ว (เดือน)", kind="count", width=12),
    Column("missing", "ขาด", width=26),
    Column("by", "ยืนยันล่าสุดโดย", width=26),
    AMOUNT,
)


@register
class FigureSourcesReport(Report):
    key = "figure-sources"
    title = "ที่มาของตัวเลข"
    summary = "ยอดรวมมาจากรายการใด ใครบันทึก แก้ไขกี่ครั้ง มีหลักฐานหรือไม่ ใครยืนยัน และยังขาดอะไร"
    group = "ยอดจำหน่าย"
    roles = frozenset(Role)
    form_class = SourcesForm
    beside_template = "sales/figure_sources_link.html"

    def beside(self, user: User, form: ParametersForm) -> Mapping[str, Any]:
        """What changed of these figures."""
        if not form.is_valid():
            return {}
        return {"changes": changes_address(scope_of(form.cleaned_data))}

    def build(self, user: User, params: Mapping[str, Any]) -> ReportTable:
        scope, measure = scope_of(params), params["measure"]
        whose = whose_figures(user, scope)
        if user.of_nation and scope.province is None:
            return self._of_areas(user, scope, measure, whose)
        rows = rows_of(user, scope)
        if producer := params["producer"]:
            rows = rows.filter(producer__code=producer)
        return self._of_rows(user, scope, measure, whose, rows)

    def _of_areas(self, user: User, scope: Scope, measure: str, whose: Whose) -> ReportTable:
        sums: dict[str, Amounts] = {}
        for line in confirmed_figures(user, scope).lines:
            sums[line.area_code] = sums.get(line.area_code, Amounts.zero()) + line.amounts
        confirmed = _last_confirmed(user, scope)
        rows: list[Row] = []
        for number, area in enumerate(whose.coverage.areas, 1):
            amounts = sums.get(area.code)
            rows.append(
                {
                    "number": number,
                    "name": area.titled_name,
                    "confirmed": len(whose.coverage.confirmed.get(area.code, ())),
                    "missing": _months(whose.coverage.missing_of(area.code)),
                    "by": confirmed.get(area.code, ""),
                    "total": None if amounts is None else measured(amounts, measure),
                }
            )
        whole = [row["total"] for row in rows if isinstance(row["total"], Decimal)]
        narrowed = {"measure": measure} if measure else {}
        return ReportTable(
            title=self.title,
            subtitle_lines=(*place_and_period(user, scope), *measure_line(measure), UNIT),
            coverage=whose.told,
            columns=OF_AREAS,
            rows=tuple(rows),
            total={"name": "รวม", "total": sum(whole, Decimal("0.00"))} if whole else None,
            links=tuple(
                address(self.key, scope, province=area.code, **narrowed)
                if area.code in whose.coverage.included
                else ""
                for area in whose.coverage.areas
            ),
            draft=not whose.final,
            orientation="landscape",
        )

    def _of_rows(
        self, user: User, scope: Scope, measure: str, whose: Whose, rows: QuerySet[SalesRow]
    ) -> ReportTable:
        told = _told(user, rows)
        shown = [one for one in told if one.is_blank or one.amount(measure)]
        several = scope.district is None and not user.of_district
        place = (Column("district", whose.coverage.level, width=14),) if several else ()
        whole = sum((one.amount(measure) for one in shown), Decimal("0.00"))
        empty = not whose.coverage.included
        return ReportTable(
            title=self.title,
            subtitle_lines=(*place_and_period(user, scope), *measure_line(measure), UNIT),
            coverage=whose.told,
            columns=(*OF_ROWS[:2], *place, *OF_ROWS[2:]),
            rows=() if empty else tuple(one.row(nr, measure) for nr, one in enumerate(shown, 1)),
            total=None if empty else {"name": "รวม", "total": whole},
            notes=_missing(whose.coverage, told, shown),
            links=tuple(one.history for one in shown),
            cell_links={
                (number, "evidence"): one.evidence_page
                for number, one in enumerate(shown)
                if one.evidence
            },
            persons=() if empty else tuple({one.producer for one in shown}),
            draft=not whose.final,
            orientation="landscape",
        )


def as_offered(first: date, last: date) -> Period:
    """The month, quarter, round or year of these months, as forms offer it; else the bare span."""
    months = list(calendar.months_between(first, last))
    for _, periods in periods_of(months):
        for period in periods:
            if (period.first, period.last) == (first, last):
                return period
    return span(first, last)


def sources_of_print(kept: CertifiedPrint) -> str:
    """Where the figures of a printed version come from."""
    month = kept.district_month
    if month is not None:
        of = month.district
        period = month_period(month.month_id)
        whole = Scope(period, province=of.province, district=of)
        return address(FigureSourcesReport.key, whole)
    assert kept.first_month is not None  # a paper of sums has its months
    assert kept.last_month is not None
    period = as_offered(kept.first_month, kept.last_month)
    return address(
        FigureSourcesReport.key, Scope(period, region=kept.of_region, province=kept.of_province)
    )


@dataclass(frozen=True)
class Source:
    """One row of a total, and all that stands behind it."""

    key: int
    producer: int
    name: str
    district_code: str
    district: str
    month: date
    category: str
    entry: str
    amounts: Amounts
    entered: str
    changes: int
    evidence: int
    district_confirmed: str
    province_confirmed: str
    resolution: str

    @property
    def is_blank(self) -> bool:
        return self.entry == BLANK

    def amount(self, measure: str) -> Decimal:
        return measured(self.amounts, measure)

    @property
    def history(self) -> str:
        return _page("admin:sales-row-history", *self._place).replace("/0/", f"/{self.key}/")

    @property
    def evidence_page(self) -> str:
        page = _page("admin:sales-producer-evidence", *self._place)
        return page.replace("/0/", f"/{self.producer}/")

    @property
    def _place(self) -> tuple[str, str]:
        return f"{self.month:%Y-%m}", self.district_code

    def row(self, number: int, measure: str) -> Row:
        return {
            "number": number,
            "name": self.name,
            "district": self.district,
            "month": calendar.month_short(self.month),
            "category": Category.short(self.category),
            "total": None if self.is_blank else self.amount(measure),
            "entered": self.entered or "ยังไม่บันทึก",
            "changes": self.changes,
            "evidence": self.evidence,
            "district_confirmed": self.district_confirmed or "ยังไม่ยืนยัน",
            "province_confirmed": self.province_confirmed or "ยังไม่ยืนยัน",
            "resolution": self.resolution or "ไม่มี",
        }


@lru_cache(maxsize=4096)
def _page(name: str, month: str, district: str) -> str:
    """A page of a month of a district, of row or producer 0: a year of a province has 15,000 of them."""
    return reverse(name, args=[month, district, 0])


_READ = (
    "pk",
    "producer",
    "producer__name",
    "district_month",
    "district_month__district",
    "district_month__district__name_th",
    "month",
    "category",
    "entry",
    "updated_by",
    "updated_at",
    "district_month__district_confirmed_by",
    "district_month__district_confirmed_at",
    "district_month__province_confirmed_by",
    "district_month__province_confirmed_at",
    *CHANNELS,
)


def _told(user: User, rows: QuerySet[SalesRow]) -> list[Source]:
    """The rows in the order of their names, with what stands behind each: in five queries for any
    number."""
    found = list(
        rows.order_by("producer__sort_key", "producer__name", "month", "category", "pk").values(
            *_READ
        )
    )
    changes = _changes(rows)
    evidence = _evidence(user, rows)
    resolutions = _resolutions(user, rows)
    who = partial(_stamped, cache(partial(_who, _names(found))))
    return [
        Source(
            key=one["pk"],
            producer=one["producer"],
            name=one["producer__name"],
            district_code=one["district_month__district"],
            district=one["district_month__district__name_th"],
            month=one["month"],
            category=one["category"],
            entry=one["entry"],
            amounts=Amounts(*(one[channel] for channel in CHANNELS)),
            entered=who(one, "updated"),
            changes=changes[one["pk"]],
            evidence=evidence[one["district_month"], one["producer"]],
            district_confirmed=who(one, "district_month__district_confirmed"),
            province_confirmed=who(one, "district_month__province_confirmed"),
            resolution=resolutions.get(one["district_month"], ""),
        )
        for one in found
    ]


def _names(found: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    paths = (
        "updated_by",
        *(f"district_month__{who}_confirmed_by" for who in ("district", "province")),
    )
    keys = {one[path] for one in found for path in paths}
    return {key: str(person) for key, person in User._base_manager.in_bulk(keys - {None}).items()}


def _stamped(who: Callable[[Any, Any], str], one: Mapping[str, Any], path: str) -> str:
    return who(one[f"{path}_by"], one[f"{path}_at"])


def _who(names: Mapping[int, str], by: int | None, at: datetime | None) -> str:
    if at is None:
        return ""
    day = calendar.day_short(timezone.localdate(at))
    return f"{names.get(by, '')} {day}".strip() if by is not None else day


def _changes(rows: QuerySet[SalesRow]) -> Counter[int]:
    """How often each was changed after it was first saved: its events."""
    events = event_model(SalesRow)._default_manager.filter(
        pgh_obj_id__in=rows.order_by().values("pk")
    )
    counts = events.order_by().values_list("pgh_obj_id").annotate(times=Count("pk"))
    return Counter(dict(counts))


def _evidence(user: User, rows: QuerySet[SalesRow]) -> Counter[tuple[int, int]]:
    months = rows.order_by().values("district_month")
    kept = Evidence.objects.visible_to(user).kept().filter(district_month__in=months)
    counts = kept.order_by().values_list("district_month", "producer").annotate(times=Count("pk"))
    return Counter({(month, producer): times for month, producer, times in counts})


def _resolutions(user: User, rows: QuerySet[SalesRow]) -> dict[int, str]:
    """The newest in force of each month of a district."""
    months = rows.order_by().values("district_month")
    recorded = Resolution.objects.visible_to(user).filter(district_month__in=months)
    found = {}
    for one in recorded.select_related("district_month").order_by("recorded_at", "pk"):
        if one.is_in_force:
            found[one.district_month_id] = f"{one} {calendar.day_short(one.held_on)}"
    return found


def _last_confirmed(user: User, scope: Scope) -> dict[str, str]:
    """Who confirmed each province last within the period, and when."""
    months = ProvinceMonth.objects.visible_to(user).filter(confirmed_at__isnull=False)
    months = months.filter(**within(scope.period)).order_by("confirmed_at")
    found = list(months.values_list("province", "confirmed_by", "confirmed_at"))
    names = User._base_manager.in_bulk({by for _, by, _ in found})
    told = {key: str(person) for key, person in names.items()}
    return {province: _who(told, by, at) for province, by, at in found}


def _missing(
    coverage: Coverage, told: Iterable[Source], shown: Iterable[Source]
) -> tuple[str, ...]:
    """What the total lacks, or what nothing stands behind, in sentences."""
    blank = sum(one.is_blank for one in told)
    sold = [one for one in shown if not one.is_blank]
    bare = sum(not one.evidence for one in sold)
    open_ = sum(not one.province_confirmed for one in sold)
    areas = [
        f"{area.name_th} {_months(months)}"
        for area in coverage.areas
        if (months := coverage.missing_of(area.code))
    ]
    lines = [
        f"ยังไม่บันทึก {blank:,} รายการ ไม่มีหลักฐาน {bare:,} รายการ จังหวัดยังไม่ยืนยัน {open_:,} รายการ",
        "รายการที่ไม่มียอดจำหน่ายไม่แสดง เปิดชื่อผู้ผลิตเพื่อดูประวัติของตัวเลขทั้งหมด",
    ]
    if areas:
        lines.insert(0, f"พื้นที่และเดือนที่ยังขาด: {', '.join(areas)}")
    if coverage.totals_only:
        lines.append("เดือนที่มีเฉพาะยอดรวมไม่มีรายการ จึงไม่รวมในตารางนี้")
    return tuple(lines)


def _months(months: Iterable[date]) -> str:
    return ", ".join(calendar.month_short(month) for month in months)
