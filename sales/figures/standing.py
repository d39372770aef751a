"""What stands behind a district's figures: evidence, audit, explanation; for snapshots and reports.

Two queries however many districts and months: the department gets it out of snapshots, where it was
written when the province confirmed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, Sum, Window

from sales.models import AuditItem, DistrictMonth, Evidence, SalesRow

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Standing:
    """One district's month, or several added up. Baht and numbers of rows with sales."""

    rows: int = 0
    rows_with_evidence: int = 0
    total: Decimal = ZERO
    total_with_evidence: Decimal = ZERO
    sampled: int = 0
    matched: int = 0
    mismatched: int = 0
    without_evidence: int = 0

    def __add__(self, other: "Standing") -> "Standing":
        return Standing(*(a + b for a, b in zip(self.values(), other.values(), strict=True)))

    def values(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self.__dataclass_fields__)

    @property
    def percent(self) -> Decimal | None:
        """The percentage of the amount that has evidence; None where nothing was sold."""
        if not self.total:
            return None
        return (self.total_with_evidence * 100 / self.total).quantize(Decimal("0.01"))


def standing_of(district_months: Iterable[DistrictMonth]) -> dict[int, Standing]:
    """By id of the district's month; the caller has looked them up through `visible_to`."""
    ids = [district_month.pk for district_month in district_months]
    shown = Exists(
        Evidence.objects.kept().filter(
            district_month=OuterRef("district_month"), producer=OuterRef("producer")
        )
    )
    sold = (
        SalesRow.objects.filter(district_month__in=ids, total__gt=0)
        .order_by()
        .annotate(shown=shown)
        .values("district_month")
        .annotate(
            rows=Count("pk"),
            rows_with_evidence=Count("pk", filter=Q(shown=True)),
            sum_total=Sum("total"),
            sum_shown=Sum("total", filter=Q(shown=True), default=ZERO),
        )
    )
    audited = {
        line["sample__district_month"]: line
        for line in _items_in_force(ids)
        .order_by()
        .values("sample__district_month")
        .annotate(
            sampled=Count("pk"),
            **{
                name: Count("pk", filter=Q(result=result))
                for name, result in (
                    ("matched", AuditItem.Result.MATCH),
                    ("mismatched", AuditItem.Result.MISMATCH),
                    ("without_evidence", AuditItem.Result.NO_EVIDENCE),
                )
            },
        )
    }
    found = {line["district_month"]: line for line in sold}
    return {pk: _standing(found.get(pk), audited.get(pk)) for pk in ids}


def _items_in_force(ids: list[int]) -> Any:
    """Items of each month's last draw."""
    last = (
        AuditItem.objects.filter(sample__district_month__in=ids)
        .annotate(last=Window(Max("sample__number"), partition_by=[F("sample__district_month")]))
        .filter(sample__number=F("last"))
    )
    return AuditItem.objects.filter(pk__in=last.values("pk"))


def _standing(sold: dict[str, Any] | None, audited: dict[str, Any] | None) -> Standing:
    counts = {name: audited[name] for name in _AUDITED} if audited else {}
    if sold is None:
        return Standing(**counts)
    return Standing(
        rows=sold["rows"],
        rows_with_evidence=sold["rows_with_evidence"],
        total=sold["sum_total"],
        total_with_evidence=sold["sum_shown"],
        **counts,
    )


_AUDITED = ("sampled", "matched", "mismatched", "without_evidence")
