"""Rows that are only shown, as values: instances with their producer's columns cost four times that."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import QuerySet

from producers.models import Producer
from products.models import Category
from sales.models import CHANNELS, SalesRow
from sales.models.rows import SalesRowQuerySet


class ReadProducer(NamedTuple):
    name: str
    code: str


class ReadRow(NamedTuple):
    """A row of `sales.months.checks.rows_to_check`: what pages ask of such a SalesRow."""

    pk: int
    producer_id: int
    producer_name: str
    producer_code: str
    category: str
    kind: str
    entry: str
    domestic_offline: Decimal
    domestic_online: Decimal
    export_offline: Decimal
    export_online: Decimal
    total: Decimal
    note: str
    reason_id: int | None
    reason_name: str | None
    reason_words: str
    added_by_hand: bool
    version: int
    updated_at: datetime | None
    past_totals: Sequence[Decimal] | None
    last_year_total: Decimal | None

    @property
    def producer(self) -> ReadProducer:
        return ReadProducer(self.producer_name, self.producer_code)

    @property
    def amounts(self) -> tuple[Decimal, ...]:
        return tuple(getattr(self, channel) for channel in CHANNELS)

    @property
    def category_short(self) -> str:
        return Category.short(self.category)

    @property
    def kind_short(self) -> str:
        return Producer.Kind.short(self.kind)

    def get_category_display(self) -> str:
        return str(Category(self.category).label)

    def get_entry_display(self) -> str:
        return str(SalesRow.Entry(self.entry).label)

    @property
    def named(self) -> str:
        return f"{self.producer_name} ({self.category_short})"

    @property
    def explained(self) -> str:
        return ": ".join(filter(None, [self.reason_name, self.reason_words]))


_PATHS = {
    "producer_name": "producer__name",
    "producer_code": "producer__code",
    "reason_name": "reason__name",
}


def as_values(rows: SalesRowQuerySet) -> QuerySet[SalesRow, Any]:
    """Rows of `rows_to_check` as values, for `ReadRow._make`."""
    return rows.values_list(*(_PATHS.get(name, name) for name in ReadRow._fields))
