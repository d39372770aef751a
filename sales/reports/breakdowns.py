"""The sums of the old system's menu (DOMAIN.md 8): by area, by month, by category, by market."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, NamedTuple

from core.areas.scope import Role
from core.reports.parameters import ParametersForm
from core.reports.registry import register
from core.reports.tables import Chart, Column, ReportTable, Row, TileMap, Value
from core.thai.calendar import month_name
from core.thai.digits import percent
from core.users.models import User
from products.models import Category
from sales.figures.confirmed import Dimension, Key, Scope, sums
from sales.figures.coverage import Whose, whose_figures
from sales.figures.rollup import Amounts
from sales.figures.year_on_year import change, compare
from sales.reports import layouts
from sales.reports.drill import address, with_links
from sales.reports.explained import ExplainedReport
from sales.reports.held import NOT_CONFIRMED, total_note
from sales.reports.parameters import SalesSoFarKnownForm, YearForm, scope_of
from sales.reports.wording import UNIT, channel_values, place_and_period


class Body(NamedTuple):
    """What a report fills its title block and columns with: where each row leads, what it is of as
    parameters say it, and notes."""

    rows: Sequence[Row]
    total: Row
    links: Sequence[str]
    narrowed: Sequence[Mapping[str, str]]
    notes: Sequence[str] = ()


def change_of(pair: tuple[Amounts, Amounts]) -> Decimal | None:
    """Percent by which the total of this year is above (below) the year before's."""
    now, before = pair
    return change(now.total, before.total)


class SalesReport(ExplainedReport):
    """What the summed reports share: their group, their form, their title block."""

    group = "ยอดจำหน่าย"
    roles = frozenset(Role)
    form_class: ClassVar[type[ParametersForm]] = SalesSoFarKnownForm
    columns: tuple[Column, ...]
    chart: ClassVar[Chart] = layouts.BY_CHANNEL
    of_nation = ""  # the report that figures of the whole nation lead to

    def build(self, user: User, params: Mapping[str, Any]) -> ReportTable:
        scope = scope_of(params)
        whose = whose_figures(user, scope)
        body = self.body(user, scope, whose)
        empty = not whose.coverage.included
        table = ReportTable(
            title=self.title_of(scope, whose),
            subtitle_lines=(*place_and_period(user, scope), UNIT),
            coverage=whose.told,
            columns=self.columns_of(whose),
            rows=() if empty else tuple(body.rows),
            total=None if empty else body.total,
            notes=() if empty else tuple(body.notes),
            draft=not whose.final,
            orientation="landscape",
            chart=self.chart,
            tile_map=self.tile_map(whose),
            links=() if empty else tuple(body.links),
        )
        return with_links(table, user, scope, body.narrowed, self.of_nation)

    def title_of(self, scope: Scope, whose: Whose) -> str:
        return self.title

    def columns_of(self, whose: Whose) -> tuple[Column, ...]:
        return self.columns

    def tile_map(self, whose: Whose) -> TileMap | None:
        return None

    def body(self, user: User, scope: Scope, whose: Whose) -> Body:
        raise NotImplementedError


class ByArea(SalesReport):
    """Provinces of the nation or districts of a province; one not confirmed is empty, not 0.00."""

    compares = False  # with the year before
    mapped = "total"  # the column that the map of the provinces shows

    def figures(self, now: Amounts, whole: Amounts, changed: Decimal | None) -> dict[str, Value]:
        """The cells of an area; `changed`: percent against the year before, of what both hold."""
        raise NotImplementedError

    def body(self, user: User, scope: Scope, whose: Whose) -> Body:
        by_province = whose.coverage.level == "จังหวัด"
        dimension: Dimension = "province" if by_province else "district"
        found = sums(user, scope, (dimension,))
        compared = compare(user, scope, (dimension,), whose.coverage) if self.compares else None
        whole = sum(found.values(), Amounts.zero())
        rows: list[Row] = []
        links: list[str] = []
        narrowed: list[Mapping[str, str]] = []
        for number, area in enumerate(whose.coverage.areas, 1):
            row: dict[str, Value] = {"number": number, "name": area.name_th}
            missing = len(whose.coverage.missing_of(area.code))
            if area.code in whose.coverage.included:
                own = found.get((area.code,), Amounts.zero())
                changed = change_of(compared.pair((area.code,))) if compared else None
                row |= self.figures(own, whole, changed)
                row["note"] = f"ขาด {missing} เดือน" if missing else ""
            else:
                row["note"] = NOT_CONFIRMED
            rows.append(row)
            narrowed.append({str(dimension): area.code})
            links.append(
                address("sales-months" if not by_province else self.key, scope, **narrowed[-1])
            )
        changed = change_of(compared.whole) if compared else None
        total: dict[str, Value] = {"name": "รวม", "note": total_note(whose.coverage)}
        total |= self.figures(whole, whole, changed)
        return Body(rows, total, links, narrowed, [compared.told] if compared else [])

    def tile_map(self, whose: Whose) -> TileMap | None:
        if whose.coverage.level != "จังหวัด":
            return None
        return TileMap(self.mapped, tuple(area.code for area in whose.coverage.areas))

    def columns_of(self, whose: Whose) -> tuple[Column, ...]:
        return (layouts.NUMBER, Column("name", whose.coverage.level, width=24), *self.columns)


@register
class SalesByArea(ByArea):
    """Menu 1: sales by province."""

    key = "sales-areas"
    title = "ยอดจำหน่ายรายพื้นที่"
    summary = "ทุกจังหวัดหรือทุกอำเภอ สี่ช่องทาง สัดส่วน และเทียบช่วงเดียวกันของปีก่อน"
    columns = (*layouts.AMOUNTS, layouts.SHARE, layouts.CHANGE, layouts.NOTE)
    compares = True

    def figures(self, now: Amounts, whole: Amounts, changed: Decimal | None) -> dict[str, Value]:
        shares: dict[str, Value] = {"share": percent(now.total, whole.total), "change": changed}
        return channel_values(now) | shares


@register
class MarketByArea(ByArea):
    """Menu 6: domestic against export by province."""

    key = "sales-markets"
    title = "ยอดจำหน่ายในประเทศเทียบต่างประเทศรายพื้นที่"
    summary = "ทุกจังหวัดหรือทุกอำเภอ ในประเทศ ส่งออก และออนไลน์ พร้อมร้อยละ"
    columns = (*layouts.MARKETS, layouts.NOTE)
    mapped = "export_share"
    chart = Chart(("domestic", "export"), stacked=True)

    def figures(self, now: Amounts, whole: Amounts, changed: Decimal | None) -> dict[str, Value]:
        domestic = now.domestic
        export = now.export
        online = now.domestic_online + now.export_online
        return {
            "domestic": domestic,
            "domestic_share": percent(domestic, now.total),
            "export": export,
            "export_share": percent(export, now.total),
            "total": now.total,
            "online": online,
            "online_share": percent(online, now.total),
        }


class ByMonth(SalesReport):
    """Months of a fiscal year, round or quarter, in their order; one not confirmed at all is empty."""

    form_class = YearForm
    of_nation = "rt4"

    def body(self, user: User, scope: Scope, whose: Whose) -> Body:
        found = self.found(user, scope)
        held = set().union(*whose.coverage.confirmed.values())
        rows, links = [], []
        for month in scope.period.months:
            row: dict[str, Value] = {"name": month_name(month)}
            if month in held:
                row |= self.figures(found, month)
            elif month in whose.coverage.months:
                row["note"] = NOT_CONFIRMED
            else:
                row["note"] = "ยังไม่เปิด"
            missing = sum(
                month not in whose.coverage.confirmed[area.code] for area in whose.coverage.areas
            )
            if month in held and missing:
                row["note"] = f"ขาด {missing} {whose.coverage.level}"
            rows.append(row)
            links.append(address("rt3", scope, period=f"{month:%Y-%m}") if month in held else "")
        total = {"name": "รวม", "note": total_note(whose.coverage)} | self.figures(found, None)
        narrowed = [{"period": f"{month:%Y-%m}"} for month in scope.period.months]
        return Body(rows, total, links, narrowed)

    def found(self, user: User, scope: Scope) -> dict[Key, Amounts]:
        raise NotImplementedError

    def figures(self, found: dict[Key, Amounts], month: date | None) -> dict[str, Value]:
        """The cells of a month; None: of all of them."""
        raise NotImplementedError


@register
class CategoriesByMonth(ByMonth):
    """Menu 2: month x category."""

    key = "sales-month-categories"
    title = "ยอดจำหน่ายรายเดือนแยกตามประเภทผลิตภัณฑ์"
    summary = "สิบสองเดือนของปีงบประมาณ แยกตามประเภทผลิตภัณฑ์"
    columns = layouts.MONTH_BY_CATEGORY
    chart = Chart(tuple(Category.values), stacked=True, over_time=True)

    def found(self, user: User, scope: Scope) -> dict[Key, Amounts]:
        return sums(user, scope, ("month", "category"))

    def figures(self, found: dict[Key, Amounts], month: date | None) -> dict[str, Value]:
        cells = {value: Decimal("0.00") for value in Category.values}
        for (of, category), amounts in found.items():
            if month in (None, of):
                cells[category] += amounts.total
        return {**cells, "total": sum(cells.values(), Decimal("0.00"))}


@register
class ChannelsByMonth(ByMonth):
    """Menu 3: month x domestic or export x offline or online."""

    key = "sales-months"
    title = "ยอดจำหน่ายรายเดือนแยกตามช่องทาง"
    summary = "สิบสองเดือนของปีงบประมาณ ในประเทศและส่งออก ออฟไลน์และออนไลน์"
    columns = (layouts.MONTH, *layouts.AMOUNTS, layouts.ONLINE_SHARE, layouts.NOTE)
    chart = layouts.CHANNELS_OVER_TIME

    def found(self, user: User, scope: Scope) -> dict[Key, Amounts]:
        return sums(user, scope, ("month",))

    def figures(self, found: dict[Key, Amounts], month: date | None) -> dict[str, Value]:
        amounts = sum((one for (of,), one in found.items() if month in (None, of)), Amounts.zero())
        online = amounts.domestic_online + amounts.export_online
        return channel_values(amounts) | {"online_share": percent(online, amounts.total)}


@register
class SalesByCategory(SalesReport):
    """Menu 4: by category."""

    of_nation = "rt4"

    key = "sales-categories"
    title = "ยอดจำหน่ายตามประเภทผลิตภัณฑ์"
    summary = "ทุกประเภท สี่ช่องทาง สัดส่วน และเทียบช่วงเดียวกันของปีก่อน"
    columns = (
        Column("name", "ประเภทผลิตภัณฑ์", width=26), *layouts.AMOUNTS, layouts.SHARE, layouts.CHANGE,
    )  # fmt: skip

    def body(self, user: User, scope: Scope, whose: Whose) -> Body:
        found = sums(user, scope, ("category",))
        compared = compare(user, scope, ("category",), whose.coverage)
        whole = sum(found.values(), Amounts.zero())

        def figures(now: Amounts, pair: tuple[Amounts, Amounts]) -> dict[str, Value]:
            share = percent(now.total, whole.total)
            return channel_values(now) | {"share": share, "change": change_of(pair)}

        rows: list[Row] = [
            {
                "name": Category(value).label,
                **figures(found.get((value,), Amounts.zero()), compared.pair((value,))),
            }
            for value in Category.values
        ]
        total: Row = {"name": "รวม", **figures(whole, compared.whole)}
        narrowed = [{"category": value} for value in Category.values]
        links = [address("sales-areas", scope, **one) for one in narrowed]
        return Body(rows, total, links, narrowed, [compared.told])
