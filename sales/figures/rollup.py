"""Sums of sales for รต.๓ and รต.๔ (DOMAIN.md 8): plain arithmetic, no database. Baht, in Decimal.

Amounts are summed from lines (district x category x kind). Producers in totals are not: a producer
with food and beverages stands in two lines, so totals count from `ProducerCount`, which holds each
producer once. A producer counts where it sold something in the month [reading].

    district  category   kind   producers  domestic offline       rows of รต.๓     producers    baht
    2402      food       group  2               359,900.00       food                 2   359,900.00
    2402      beverage   group  1                 6,260.00       beverage             1     6,260.00
    ProducerCount 2402 group: 2                                  total                2   366,160.00
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from producers.models import Producer
from products.models import Category

UNKNOWN_KIND = ""
KINDS = (*Producer.Kind.values, UNKNOWN_KIND)
NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Amounts:
    """The four channels, baht."""

    domestic_offline: Decimal = NOTHING
    domestic_online: Decimal = NOTHING
    export_offline: Decimal = NOTHING
    export_online: Decimal = NOTHING

    @classmethod
    def zero(cls) -> Self:
        return cls()

    def __add__(self, other: "Amounts") -> "Amounts":
        return Amounts(
            self.domestic_offline + other.domestic_offline,
            self.domestic_online + other.domestic_online,
            self.export_offline + other.export_offline,
            self.export_online + other.export_online,
        )

    @property
    def domestic(self) -> Decimal:
        return self.domestic_offline + self.domestic_online

    @property
    def export(self) -> Decimal:
        return self.export_offline + self.export_online

    @property
    def total(self) -> Decimal:
        return self.domestic + self.export


@dataclass(frozen=True)
class SalesLine:
    """What one area sold in one category by producers of one kind; kind "" is ว่าง.

    `area_code`: a district's, or a province's where nothing smaller is asked for.
    """

    area_code: str
    category: str
    kind: str
    producers: int
    amounts: Amounts


@dataclass(frozen=True)
class ProducerCount:
    """Producers of one kind that sold in an area, each counted once whatever it sold."""

    area_code: str
    kind: str
    producers: int


@dataclass(frozen=True)
class SummedRow:
    """One row of รต.๓ or รต.๔; `key` is a category, a district or a province ("" the total)."""

    key: str
    producers: Mapping[str, int]
    amounts: Amounts


@dataclass(frozen=True)
class RollUp:
    """The rows in the order of the form, and their total."""

    rows: tuple[SummedRow, ...]
    total: SummedRow


def by_category(lines: Iterable[SalesLine], counts: Iterable[ProducerCount]) -> RollUp:
    """รต.๓: every category, those without sales too. A category of none is refused."""
    lines = list(lines)
    return _roll_up(
        Category.values,
        lines,
        [(line.category, line.kind, line.producers) for line in lines],
        counts,
        lambda line: line.category,
    )


def by_district(
    lines: Iterable[SalesLine], counts: Iterable[ProducerCount], districts: Sequence[str]
) -> RollUp:
    """รต.๔ of a province: its districts in the order given. A line of another is refused."""
    return _by_area(lines, counts, districts, lambda code: code)


def by_province(
    lines: Iterable[SalesLine], counts: Iterable[ProducerCount], provinces: Sequence[str]
) -> RollUp:
    """รต.๔ of the nation: provinces, by the first two digits of the lines' codes."""
    return _by_area(lines, counts, provinces, lambda code: code[:2])


def _by_area(
    lines: Iterable[SalesLine],
    counts: Iterable[ProducerCount],
    areas: Sequence[str],
    area_of: Callable[[str], str],
) -> RollUp:
    counts = list(counts)
    return _roll_up(
        areas,
        lines,
        [(area_of(count.area_code), count.kind, count.producers) for count in counts],
        counts,
        lambda line: area_of(line.area_code),
    )


def _roll_up(
    keys: Sequence[str],
    lines: Iterable[SalesLine],
    producers_by_key: Iterable[tuple[str, str, int]],
    counts: Iterable[ProducerCount],
    key_of: Callable[[SalesLine], str],
) -> RollUp:
    """Sum into exactly `keys`: what belongs to none of them raises, so that no baht gets lost."""
    amounts = dict.fromkeys(keys, Amounts.zero())
    producers: dict[str, dict[str, int]] = {key: dict.fromkeys(KINDS, 0) for key in keys}
    grand_total = Amounts.zero()
    for line in lines:
        key = key_of(line)
        if key not in amounts:
            raise ValueError(f"a line of {key!r} has no row in the report")
        amounts[key] += line.amounts
        grand_total += line.amounts
    for key, kind, number in producers_by_key:
        if key not in producers:
            raise ValueError(f"producers of {key!r} have no row in the report")
        producers[key][kind] += number
    all_producers: dict[str, int] = defaultdict(int, dict.fromkeys(KINDS, 0))
    for count in counts:
        all_producers[count.kind] += count.producers
    rows = tuple(SummedRow(key, producers[key], amounts[key]) for key in keys)
    return RollUp(rows, SummedRow("", dict(all_producers), grand_total))
