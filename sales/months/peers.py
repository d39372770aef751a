"""Whom a producer is compared with: those of the same category and kind, in its district, or in its
province where the district has fewer than eight (sales.months.anomalies). One query, whatever the
rows."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import OuterRef, Subquery

from core.thai.calendar import add_months
from sales.models import DistrictMonth, SalesRow
from sales.months.anomalies import MONTHS_OF_PAST, Past, Peers, median_of

Group = tuple[str, str]  # category, kind


class Neighbour(NamedTuple):
    """What one other producer sold this month, and its usual month (None: too little is known)."""

    producer: int | str
    district: str
    total: Decimal
    usual: Decimal | None


def past_totals(month: date) -> Subquery:
    """The totals (baht) of a row's twelve months before, as an array; for an annotation."""
    return Subquery(
        SalesRow.objects.filter(
            producer=OuterRef("producer"),
            category=OuterRef("category"),
            month__gte=add_months(month, -MONTHS_OF_PAST),
            month__lt=month,
        )
        .filled()
        .order_by()
        .values("producer")
        .annotate(totals=ArrayAgg("total"))
        .values("totals")
    )


def neighbours(
    district_month: DistrictMonth, groups: Iterable[Group]
) -> dict[Group, list[Neighbour]]:
    """Everybody of these groups in the province who has a figure this month."""
    groups = set(groups)
    if not groups:
        return {}
    month = district_month.month_id
    filled = (
        SalesRow.objects.filter(
            district_month__in=DistrictMonth.objects.filter(
                month=month, district__province=district_month.district.province_id
            ).values("pk"),
            category__in={category for category, _ in groups},
            kind__in={kind for _, kind in groups},
        )
        .filled()
        .annotate(past=past_totals(month))
        .values_list("category", "kind", "producer_id", "district_month__district", "total", "past")
    )
    found: dict[Group, list[Neighbour]] = defaultdict(list)
    for category, kind, producer, district, total, past in filled:
        if (category, kind) in groups:
            usual = Past(tuple(past or ())).usual
            found[category, kind].append(Neighbour(producer, district, total, usual))
    return found


def peers_of(producer: int | str, district: str, of_group: Iterable[Neighbour]) -> Peers:
    """The others of `of_group`: of the district where it has enough to compare with, else of the
    province."""
    others = [one for one in of_group if one.producer != producer]
    near = [one for one in others if one.district == district]
    for place, among in (("อำเภอ", near), ("จังหวัด", others)):
        sold = [one.total for one in among if one.total]
        changes = [one.total / one.usual for one in among if one.usual]
        peers = Peers(place, len(sold), median_of(sold), len(changes), median_of(changes))
        if peers.level is not None and peers.change is not None:
            return peers
    return peers
