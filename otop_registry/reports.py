"""ทะเบียนรายจังหวัด: the registry counted by area, in the columns of the national table.

The table of DOMAIN.md 8 (`province_registry_2567.csv`): producers by kind, products by category and
by quadrant, ชวนชิม outlets; what was never classified is a column of its own, ว่าง.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count

from chuanchim.models import Outlet
from core.reports.tables import Column, Value
from producers.models import Producer
from products.models import Category, Product

UNKNOWN = ""  # not recorded: ว่าง
KINDS = (*Producer.Kind.values, UNKNOWN)
CATEGORIES = (*Category.values, UNKNOWN)
QUADRANTS = tuple(Product.Quadrant.values)


def _columns(level: str) -> tuple[Column, ...]:
    def counts(prefix: str, group: str, headings: Mapping[str, str]) -> list[Column]:
        return [
            Column(f"{prefix}_{key or 'unknown'}", heading, group, "count", 9)
            for key, heading in headings.items()
        ]

    kinds = {kind: Producer.Kind.short(kind) for kind in KINDS} | {"total": "รวม"}
    categories = {key: Category.short(key) for key in CATEGORIES} | {"total": "รวม"}
    return (
        Column("number", "ที่", width=5, kind="count"),
        Column("name", level, width=18),
        *counts("producers", "ผู้ผลิต ผู้ประกอบการ", kinds),
        *counts("products", "ผลิตภัณฑ์", categories),
        *counts("quadrant", "กลุ่มผลิตภัณฑ์ (Quadrant)", {key: key for key in QUADRANTS}),
        Column("outlets", "ชวนชิม", kind="count", width=9),
    )


@dataclass
class AreaCounts:
    """What one area holds; areas add up."""

    kinds: Counter = field(default_factory=Counter)
    categories: Counter = field(default_factory=Counter)
    quadrants: Counter = field(default_factory=Counter)
    outlets: int = 0

    def add(self, other: "AreaCounts") -> None:
        self.kinds += other.kinds
        self.categories += other.categories
        self.quadrants += other.quadrants
        self.outlets += other.outlets

    def values(self) -> dict[str, Value]:
        """The row's cells; the quadrants leave out products never assessed."""
        return {
            **{f"producers_{kind or 'unknown'}": self.kinds[kind] for kind in KINDS},
            "producers_total": self.kinds.total(),
            **{f"products_{key or 'unknown'}": self.categories[key] for key in CATEGORIES},
            "products_total": self.categories.total(),
            **{f"quadrant_{key}": self.quadrants[key] for key in QUADRANTS},
            "outlets": self.outlets,
        }


@dataclass(frozen=True)
class Level:
    """By which areas a report counts: from a producer to the area, and what the area is called."""

    heading: str
    path: str
    areas: list


def count_registry(user, day: date, path: str, **within) -> dict[str | None, AreaCounts]:
    """The registry at the end of `day` by area code; None for records whose area is not recorded."""
    counted: dict[str | None, AreaCounts] = {}

    def of(code: str | None) -> AreaCounts:
        return counted.setdefault(code, AreaCounts())

    producers = Producer.objects.visible_to(user).filter(**within).registered_at(day)
    for code, kind, count in _grouped(producers, path, "kind"):
        of(code).kinds[kind] += count
    inside = {f"producer__{name}": value for name, value in within.items()}
    products = Product.objects.visible_to(user).filter(**inside).registered_at(day)
    for code, category, quadrant, count in _grouped(
        products, f"producer__{path}", "category", "quadrant"
    ):
        of(code).categories[category] += count
        of(code).quadrants[quadrant] += count
    outlets = Outlet.objects.visible_to(user).filter(**within).registered_at(day)
    for code, count in _grouped(outlets, path):
        of(code).outlets += count
    return counted


def _grouped(rows, *names: str):
    return rows.order_by().values_list(*names).annotate(count=Count("pk"))
