"""What waits for a person, over all registers together: one line a record, the oldest first."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, QuerySet, Value
from django.urls import reverse

from core.areas.scope import Officer, visible_rows
from registration.models import RegisteredRecord, Status
from registration.registers import owner_path, registered_models

Waiting = Mapping[type[RegisteredRecord], QuerySet]


@dataclass(frozen=True)
class WaitingRecord:
    """One record of a list; `since` is what the list is ordered by."""

    model: type[RegisteredRecord]
    pk: int
    version: int
    name: str
    district: str
    since: datetime | None
    late_reason: str

    @property
    def key(self) -> str:
        return f"{self.model._meta.label_lower}:{self.pk}:{self.version}"

    @property
    def register(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def review_address(self) -> str:
        meta = self.model._meta
        return reverse("admin:registration-review", args=[meta.app_label, meta.model_name, self.pk])

    @property
    def record_address(self) -> str:
        meta = self.model._meta
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[self.pk])


def submitted_to(user) -> Waiting:
    """What waits for the province's check."""
    return _of(user, lambda rows: rows.filter(status=Status.SUBMITTED))


def corrected_for(user) -> Waiting:
    """What the district changed since the province last saw it (แก้ไขหลังรับรอง)."""
    return _of(user, lambda rows: rows.corrected_after_certification())


def standing_at(user, status: Status) -> Waiting:
    return _of(user, lambda rows: rows.filter(status=status))


def _of(user: Officer, chosen: Callable[[Any], QuerySet]) -> Waiting:
    return {model: chosen(visible_rows(model, user)) for model in registered_models()}


def narrowed(waiting: Waiting, *, district: str = "", register: str = "") -> Waiting:
    """Only of one district (its code), only of one register (its label)."""
    return {
        model: rows.filter(**{owner_path(model): district}) if district else rows
        for model, rows in waiting.items()
        if not register or model._meta.label_lower == register
    }


def lines(waiting: Waiting, since: str) -> "LinesQuery":
    return LinesQuery(waiting, since)


class LinesQuery:
    """The lines of all registers as one sequence a Paginator can count and slice: two queries."""

    ordered: bool = True

    def __init__(self, waiting: Waiting, since: str):
        self._models = {model._meta.label_lower: model for model in waiting}
        parts = [
            rows.order_by().values_list(
                Value(model._meta.label_lower),
                "pk",
                "version",
                "name",
                F(owner_path(model)),
                since,
                "late_reason",
            )
            for model, rows in waiting.items()
        ]
        union = parts[0].union(*parts[1:], all=True) if parts else None
        # By position: the columns of a union have no names of their own.
        self._rows = None if union is None else union.order_by(since, "pk")

    def count(self) -> int:
        return 0 if self._rows is None else self._rows.count()

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: Any) -> list[WaitingRecord]:
        if self._rows is None:
            return []
        return [WaitingRecord(self._models[label], *said) for label, *said in self._rows[part]]


def counts_by_district(waiting: Waiting) -> Counter[str]:
    """How many wait, by district code; one query a register."""
    counted: Counter[str] = Counter()
    for model, rows in waiting.items():
        path = owner_path(model)
        for district, count in rows.order_by().values_list(path).annotate(count=Count("pk")):
            counted[district] += count
    return counted


def counts_by_register(waiting: Waiting) -> dict[type[RegisteredRecord], int]:
    return {model: rows.count() for model, rows in waiting.items()}
