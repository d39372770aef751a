"""The rows of the tables that are kept: of a protected month, and of the registry of a day. All of
sales are read off the one protected month, so none can say more than another leaves out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from chuanchim.models import Outlet
from core.areas.models import Province
from core.users.models import User
from open_data.cube import Cell
from open_data.datasets import ALL, PUBLISHED, SUPPRESSED, UNKNOWN
from open_data.months import CHANNEL_CELLS, ProtectedMonth
from open_data.suppression import Protected
from producers.models import Producer
from products.models import Category, Product
from registration.counts import registered_by_province

Value = str | int | Decimal | date | None
Row = dict[str, Value]
NATION, EVERY = "ทั่วประเทศ", "รวม"
KINDS = (*Producer.Kind.values, UNKNOWN)


def province_names() -> dict[str, str]:
    """By code, in the order of the dictionary."""
    return dict(Province.objects.order_by("sort_key", "code").values_list("code", "name_th"))


def month_said(month: date) -> str:
    return f"{month:%Y-%m}"


def sums(of: ProtectedMonth, provinces: Mapping[str, str]) -> Iterable[Row]:
    """Every sum that anybody adds to, or that is left out; of all others nothing was sold."""
    categories = {str(key): str(label) for key, label in Category.choices}
    kinds = {str(key): str(label) for key, label in Producer.Kind.choices} | {UNKNOWN: "ว่าง"}
    cells = of.sums.cube.keys() | of.sums.withheld
    for cell in sorted(cells, key=lambda one: [part or ALL for part in one]):
        province, category, kind, market, mode = cell
        published = of.sums.is_published(cell)
        yield {
            "month": month_said(of.month),
            "province_code": province or ALL,
            "province": provinces[province] if province else NATION,
            "category_code": category or ALL,
            "category": categories[category] if category else EVERY,
            "kind_code": kind or ALL,
            "kind": kinds[kind] if kind else EVERY,
            "market_code": market or ALL,
            "mode_code": mode or ALL,
            "amount": of.sums.amount(cell),
            "producers": of.sums.cube[cell].producers if published else None,
            "status": PUBLISHED if published else SUPPRESSED,
        }


def by_province(of: ProtectedMonth, provinces: Mapping[str, str]) -> Iterable[Row]:
    """Provinces that confirmed and sold, and the nation."""
    sold = {cell[0] for cell in of.sums.cube}
    for code, name in [*provinces.items(), (None, NATION)]:
        if code in sold:
            row: Row = {
                "month": month_said(of.month),
                "province_code": code or ALL,
                "province": name,
            }
            yield row | _channels(of.sums, code, None) | _producers(of.sums, code, None)


def by_category(of: ProtectedMonth, provinces: Mapping[str, str]) -> Iterable[Row]:
    for code, name in [*Category.choices, (None, EVERY)]:
        row: Row = {
            "month": month_said(of.month),
            "category_code": code or ALL,
            "category": str(name),
        }
        yield row | _channels(of.sums, None, code) | _producers(of.sums, None, code)


def by_month(of: ProtectedMonth, provinces: Mapping[str, str]) -> Iterable[Row]:
    """The month's own row; a year's table is those of its months (open_data.publishing)."""
    row: Row = {"month": month_said(of.month)}
    for code in Category.values:
        row[code] = of.sums.amount((None, code, None, None, None))
    yield row | _channels(of.sums, None, None)


def _channels(sums: Protected, province: str | None, category: str | None) -> Row:
    def amount(market: str | None, mode: str | None) -> Decimal | None:
        return sums.amount((province, category, None, market, mode))

    found: Row = {name: amount(market, mode) for name, (market, mode) in CHANNEL_CELLS.items()}
    found |= {one: amount(one, None) for one in ("domestic", "export")}
    return found | {"total": amount(None, None)}


def _producers(sums: Protected, province: str | None, category: str | None) -> Row:
    def count(kind: str | None) -> int | None:
        cell: Cell = (province, category, kind, None, None)
        if not sums.is_published(cell):
            return None
        return sums.cube[cell].producers if cell in sums.cube else 0

    found: Row = {
        f"producers_{'unknown' if kind == UNKNOWN else kind}": count(kind) for kind in KINDS
    }
    return found | {"producers": count(None)}


def registry(day: date, provinces: Mapping[str, str], *, by: User) -> Sequence[Row]:
    """How many records are registered now, as the department's report counts them."""
    counted: dict[str, dict[str, int]] = {}

    def add(province: str, column: str, number: int) -> None:
        for code in (province, ALL):
            own = counted.setdefault(code, {})
            own[column] = own.get(column, 0) + number

    for code, kind, _, number in registered_by_province(by, Producer):
        add(code, f"producers_{kind or 'unknown'}", number)
        add(code, "producers_total", number)
    for code, category, quadrant, number in registered_by_province(by, Product):
        add(code, f"products_{category or 'unknown'}", number)
        add(code, "products_total", number)
        add(code, f"quadrant_{quadrant or 'unknown'}", number)
    for code, _, _, number in registered_by_province(by, Outlet):
        add(code, "outlets", number)
    return [
        _Zeros({"day": day, "province_code": code, "province": name}, counted.get(code, {}))
        for code, name in [*provinces.items(), (ALL, NATION)]
    ]


class _Zeros(dict[str, Any]):
    """A row in which what nobody counted is 0."""

    def __init__(self, row: Row, counts: Mapping[str, int]) -> None:
        super().__init__(row | dict(counts))

    def get(self, name: str, default: Any = 0) -> Any:
        return super().get(name, default)
