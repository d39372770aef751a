"""Menu 7: the result of หนึ่งตำบล หนึ่งผลิตภัณฑ์ (DOMAIN.md 8) [reading].

Our reading of a report whose sheet is not published: how many subdistricts have a registered
product, how many producers and products there are now, how many of them sold, and for how much.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse

from core.areas.models import Subdistrict
from core.areas.scope import Role
from core.reports.registry import register
from core.reports.tables import Chart, ReportTable, Row, TileMap, Value
from core.thai.calendar import day_short, today
from core.thai.digits import percent
from core.users.models import User
from producers.models import Producer
from products.models import Product
from registration.counts import made_by_subdistrict, registered_by_district
from sales.figures.coverage import Coverage
from sales.figures.rollup import SummedRow, by_district, by_province
from sales.figures.sources import confirmed_figures
from sales.reports import layouts
from sales.reports.drill import address, with_links
from sales.reports.explained import ExplainedReport
from sales.reports.held import NOT_CONFIRMED, total_note
from sales.reports.parameters import SalesForm, scope_of
from sales.reports.wording import UNIT, place_and_period

COUNTED = ("subdistricts", "with_product", "producers", "products")


class ProgrammeForm(SalesForm):
    newest = "year"
    category = None  # type: ignore[assignment]  # Django's way to leave a field of the base out
    kind = None  # type: ignore[assignment]  # as above


@register
class ProgrammeReport(ExplainedReport):
    """Subdistricts, registered producers and products of today, sellers and baht of the period; by
    province, by district, or of the own district."""

    key = "programme"
    title = "ผลการดำเนินงานหนึ่งตำบล หนึ่งผลิตภัณฑ์"
    summary = "ตำบลที่มีผลิตภัณฑ์ ผู้ผลิต ผลิตภัณฑ์ ผู้ผลิตที่มียอด และยอดจำหน่าย รายพื้นที่"
    group = "ยอดจำหน่าย"
    roles = frozenset(Role)
    form_class = ProgrammeForm

    def build(self, user: User, params: Mapping[str, Any]) -> ReportTable:
        scope = scope_of(params)
        figures = confirmed_figures(user, scope)
        areas = figures.coverage.areas
        of_nation = figures.coverage.level == "จังหวัด"
        codes = [area.code for area in areas]
        summed = (by_province if of_nation else by_district)(figures.lines, figures.counts, codes)
        registry = _registry(user, len(codes[0]) if codes else 4)
        rows: list[Row] = []
        whole = dict.fromkeys(COUNTED, 0)
        for number, (area, row) in enumerate(zip(areas, summed.rows, strict=True), 1):
            counted = {name: registry[name].get(area.code, 0) for name in registry}
            for name in registry:
                whole[name] += counted[name]
            cells: dict[str, Value] = {"number": number, "name": area.name_th, **counted}
            cells["with_product_share"] = percent(counted["with_product"], counted["subdistricts"])
            missing = len(figures.coverage.missing_of(area.code))
            if area.code in figures.coverage.included:
                cells |= _sold(row, figures.coverage)
                cells["note"] = f"ขาด {missing} เดือน" if missing else ""
            else:
                cells["note"] = NOT_CONFIRMED
            rows.append(cells)
        total: dict[str, Value] = {
            **whole,
            "with_product_share": percent(whole["with_product"], whole["subdistricts"]),
            "name": "รวม",
            "note": total_note(figures.coverage),
        }
        if not figures.empty:
            total |= _sold(summed.total, figures.coverage)
        table = ReportTable(
            title=self.title,
            subtitle_lines=(*place_and_period(user, scope), UNIT),
            coverage=f"{figures.told} · ทะเบียน ณ {day_short(today())}",
            columns=layouts.programme(figures.coverage.level),
            rows=tuple(rows),
            total=total,
            draft=not figures.final,
            orientation="landscape",
            chart=Chart(("subdistricts", "with_product")),
            tile_map=TileMap("with_product_share", tuple(codes)) if of_nation else None,
            links=tuple(
                address("programme", scope, province=code)
                if of_nation
                else f"{reverse('admin:producers_producer_changelist')}?district__exact={code}"
                for code in codes
            ),
        )
        level = "province" if of_nation else "district"
        return with_links(table, user, scope, [{level: code} for code in codes])


def _sold(row: SummedRow, coverage: Coverage) -> dict[str, Value]:
    """Who sold and for how much; where there are only totals nobody knows who."""
    sellers = None if coverage.knows_no_producers(row.key) else sum(row.producers.values())
    return {"sellers": sellers, "total": row.amounts.total}


def _registry(user: User, digits: int) -> dict[str, dict[str, int]]:
    """Counts of today's registry by the first digits of the subdistrict's or district's code; of the
    nation what is kept of them."""
    places = made_by_subdistrict(user) if user.of_nation else _made(user)
    with_product, products = Counter[str](), Counter[str]()
    for district, place, number in places:
        products[district[:digits]] += number
        with_product[district[:digits]] += place is not None
    registered = Producer.objects.visible_to(user).registered()
    producers = registered_by_district(user, Producer) if user.of_nation else _counted(registered)
    return {
        "subdistricts": _by_code(_counted(Subdistrict.objects.visible_to(user)), digits),
        "with_product": with_product,
        "producers": _by_code(producers, digits),
        "products": products,
    }


def _made(user: User) -> Iterable[tuple[str, str | None, int]]:
    made = Product.objects.visible_to(user).made().order_by()
    places = made.values_list("producer__district", "producer__subdistrict")
    return places.annotate(number=Count("*"))


def _counted(rows: QuerySet[Any]) -> Iterable[tuple[str, int]]:
    return rows.order_by().values_list("district").annotate(number=Count("*"))


def _by_code(counted: Iterable[tuple[str, int]], digits: int) -> dict[str, int]:
    found: Counter[str] = Counter()
    for code, number in counted:
        found[code[:digits]] += number
    return found
