"""The sums of the old system's menu (DOMAIN.md 8): by area, by month, by category, by market."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from core.areas.scope import Role
from core.reports.registry import register
from core.reports.report import Report
from core.reports.tables import Column, ReportTable, Row, Value
from core.thai.calendar import month_name
from core.thai.digits import percent
from products.models import Category
from sales import layouts
from sales.confirmed import Key, Scope, sums
from sales.coverage import Whose, whose_figures
from sales.reports.parameters import SalesForm, YearForm, scope_of
from sales.reports.wording import UNIT, channel_values, place_and_period
from sales.rollup import Amounts


def change(now: Decimal, before: Decimal) -> Decimal | None:
    """Percent more (or, negative, less) than before; none where there was nothing."""
    return percent(now - before, before)


class SalesReport(Report):
    """What the summed reports share: their group, their form, their title block."""

    group = "ยอดจำหน่าย"
    roles = frozenset(Role)
    form_class = SalesForm
    columns: tuple[Column, ...]

    def build(self, user, params: Mapping[str, Any]) -> ReportTable:
        scope = scope_of(params)
        whose = whose_figures(user, scope)
        rows, total, links = self.rows(user, scope, whose)
        empty = not whose.coverage.included
        return ReportTable(
            title=self.title_of(scope, whose),
            subtitle_lines=(*place_and_period(user, scope), UNIT),
            coverage=whose.told,
            columns=self.columns_of(whose),
            rows=() if empty else tuple(rows),
            total=None if empty else total,
            draft=not whose.final,
            orientation="landscape",
            links=() if empty else tuple(links),
        )

    def title_of(self, scope: Scope, whose: Whose) -> str:
        return self.title

    def columns_of(self, whose: Whose) -> tuple[Column, ...]:
        return self.columns

    def rows(self, user, scope: Scope, whose: Whose) -> tuple[Sequence[Row], Row, Sequence[str]]:
        """The rows, the total, and where each row leads."""
        raise NotImplementedError


def address(key: str, scope: Scope, **narrowed: str) -> str:
    """The page of a report of the same scope, narrowed further."""
    said = {
        "period": scope.period.key,
        "region": scope.region,
        "province": scope.province.pk if scope.province else "",
        "district": scope.district.pk if scope.district else "",
        "category": scope.category,
        "kind": scope.kind or "",
    } | narrowed
    said = {name: value for name, value in said.items() if value}
    return f"{reverse('admin:report', args=[key])}?{urlencode(said)}"


class ByArea(SalesReport):
    """Provinces of the nation or districts of a province; one not confirmed is empty, not 0.00."""

    def figures(self, now: Amounts, whole: Amounts, before: Amounts) -> dict[str, Value]:
        raise NotImplementedError

    def rows(self, user, scope: Scope, whose: Whose):
        by_province = whose.coverage.level == "จังหวัด"
        dimension = "province" if by_province else "district"
        found = sums(user, scope, (dimension,))
        a_year_ago = scope.in_period(scope.period.a_year_before())
        before = sums(user, a_year_ago, (dimension,))
        whole = sum(found.values(), Amounts.zero())
        rows, links = [], []
        for number, area in enumerate(whose.coverage.areas, 1):
            row: dict[str, Value] = {"number": number, "name": area.name_th}
            missing = len(whose.coverage.missing_of(area.code))
            if area.code in whose.coverage.included:
                own = found.get((area.code,), Amounts.zero())
                row |= self.figures(own, whole, before.get((area.code,), Amounts.zero()))
                row["note"] = f"ขาด {missing} เดือน" if missing else ""
            else:
                row["note"] = "ยังไม่ยืนยัน"
            rows.append(row)
            narrowed = {"province": area.code} if by_province else {"district": area.code}
            links.append(
                address("sales-months" if not by_province else self.key, scope, **narrowed)
            )
        same = [before[key] for key in found if key in before]  # of who is in both
        total = {"name": "รวม"} | self.figures(whole, whole, sum(same, Amounts.zero()))
        return rows, total, links

    def columns_of(self, whose: Whose) -> tuple[Column, ...]:
        return (layouts.NUMBER, Column("name", whose.coverage.level, width=24), *self.columns)


@register
class SalesByArea(ByArea):
    """Menu 1: sales by province."""

    key = "sales-areas"
    title = "ยอดจำหน่ายรายพื้นที่"
    summary = "ทุกจังหวัดหรือทุกอำเภอ สี่ช่องทาง สัดส่วน และเทียบช่วงเดียวกันของปีก่อน"
    columns = (*layouts.AMOUNTS, layouts.SHARE, layouts.CHANGE, layouts.NOTE)

    def figures(self, now: Amounts, whole: Amounts, before: Amounts) -> dict[str, Value]:
        return channel_values(now) | {
            "share": percent(now.total, whole.total),
            "change": change(now.total, before.total),
        }


@register
class MarketByArea(ByArea):
    """Menu 6: domestic against export by province."""

    key = "sales-markets"
    title = "ยอดจำหน่ายในประเทศเทียบต่างประเทศรายพื้นที่"
    summary = "ทุกจังหวัดหรือทุกอำเภอ ในประเทศ ส่งออก และออนไลน์ พร้อมร้อยละ"
    columns = (*layouts.MARKETS, layouts.NOTE)

    def figures(self, now: Amounts, whole: Amounts, before: Amounts) -> dict[str, Value]:
        domestic = now.domestic_offline + now.domestic_online
        export = now.export_offline + now.export_online
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

    def rows(self, user, scope: Scope, whose: Whose):
        found = self.found(user, scope)
        held = set().union(*whose.coverage.confirmed.values())
        rows, links = [], []
        for month in scope.period.months:
            row: dict[str, Value] = {"name": month_name(month)}
            if month in held:
                row |= self.figures(found, month)
            elif month in whose.coverage.months:
                row["note"] = "ยังไม่ยืนยัน"
            else:
                row["note"] = "ยังไม่เปิด"
            missing = sum(
                month not in whose.coverage.confirmed[area.code] for area in whose.coverage.areas
            )
            if month in held and missing:
                row["note"] = f"ขาด {missing} {whose.coverage.level}"
            rows.append(row)
            links.append(address("rt3", scope, period=f"{month:%Y-%m}") if month in held else "")
        return rows, {"name": "รวม"} | self.figures(found, None), links

    def found(self, user, scope: Scope) -> dict:
        raise NotImplementedError

    def figures(self, found: dict, month) -> dict[str, Value]:
        """The cells of a month; None: of all of them."""
        raise NotImplementedError


@register
class CategoriesByMonth(ByMonth):
    """Menu 2: month x category."""

    key = "sales-month-categories"
    title = "ยอดจำหน่ายรายเดือนแยกตามประเภทผลิตภัณฑ์"
    summary = "สิบสองเดือนของปีงบประมาณ ห้าประเภทผลิตภัณฑ์"
    columns = layouts.MONTH_BY_CATEGORY

    def found(self, user, scope: Scope) -> dict:
        return sums(user, scope, ("month", "category"))

    def figures(self, found: dict, month) -> dict[str, Value]:
        cells = {value: Decimal("0.00") for value in Category.values}
        for (of, category), amounts in found.items():
            if month in (None, of):
                cells[category] += amounts.total
        return cells | {"total": sum(cells.values(), Decimal("0.00"))}


@register
class ChannelsByMonth(ByMonth):
    """Menu 3: month x domestic or export x offline or online."""

    key = "sales-months"
    title = "ยอดจำหน่ายรายเดือนแยกตามช่องทาง"
    summary = "สิบสองเดือนของปีงบประมาณ ในประเทศและส่งออก ออฟไลน์และออนไลน์"
    columns = (layouts.MONTH, *layouts.AMOUNTS, layouts.ONLINE_SHARE, layouts.NOTE)

    def found(self, user, scope: Scope) -> dict:
        return sums(user, scope, ("month",))

    def figures(self, found: dict, month) -> dict[str, Value]:
        amounts = sum((one for (of,), one in found.items() if month in (None, of)), Amounts.zero())
        online = amounts.domestic_online + amounts.export_online
        return channel_values(amounts) | {"online_share": percent(online, amounts.total)}


def _by_first(found: Mapping[Key, Amounts]) -> dict[Key, Amounts]:
    """Summed over all but the first dimension."""
    summed: dict[Key, Amounts] = {}
    for (first, *_), amounts in found.items():
        summed[first,] = summed.get((first,), Amounts.zero()) + amounts
    return summed


@register
class SalesByCategory(SalesReport):
    """Menu 4: by category."""

    key = "sales-categories"
    title = "ยอดจำหน่ายตามประเภทผลิตภัณฑ์"
    summary = "ห้าประเภท สี่ช่องทาง สัดส่วน และเทียบช่วงเดียวกันของปีก่อน"
    columns = (
        Column("name", "ประเภทผลิตภัณฑ์", width=26), *layouts.AMOUNTS, layouts.SHARE, layouts.CHANGE,
    )  # fmt: skip

    def rows(self, user, scope: Scope, whose: Whose):
        area = "province" if whose.coverage.level == "จังหวัด" else "district"
        by_area = sums(user, scope, ("category", area))
        ago = sums(user, scope.in_period(scope.period.a_year_before()), ("category", area))
        reported = {code for _, code in by_area}  # a change is told of the same areas
        found = _by_first(by_area)
        before = _by_first({key: one for key, one in ago.items() if key[1] in reported})
        whole = sum(found.values(), Amounts.zero())

        def figures(now: Amounts, ago: Amounts) -> dict[str, Value]:
            return channel_values(now) | {
                "share": percent(now.total, whole.total),
                "change": change(now.total, ago.total),
            }

        rows = [
            {"name": Category(value).label}
            | figures(found.get((value,), Amounts.zero()), before.get((value,), Amounts.zero()))
            for value in Category.values
        ]
        total = {"name": "รวม"} | figures(whole, sum(before.values(), Amounts.zero()))
        links = [address("sales-areas", scope, category=value) for value in Category.values]
        return rows, total, links
