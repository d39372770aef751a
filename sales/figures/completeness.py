"""How complete a month is: rows filled in of those that stand there, and producers of the registry that
have a row (DOMAIN.md 8: a row is producer x category).

The registry is that of the end of the month: producers registered by then, not cancelled then, with a
product in production whose category is known. Who has a row without being among them (sold what the
registry does not know, was cancelled since) counts as having one; nobody counts twice.

Of a month that the province reported it is kept as it was then, until the report is taken back.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Self

from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from sales.models import (
    DistrictCompleteness,
    DistrictMonth,
    ProvinceMonth,
    SalesMonth,
    SalesRow,
)


@dataclass(frozen=True)
class Completeness:
    """Counts of one district's month, or of many together."""

    rows: int = 0
    filled: int = 0
    producers_with_row: int = 0
    producers_without: int = 0

    def __add__(self, other: Self) -> "Completeness":
        return Completeness(
            self.rows + other.rows,
            self.filled + other.filled,
            self.producers_with_row + other.producers_with_row,
            self.producers_without + other.producers_without,
        )

    @property
    def producers(self) -> int:
        return self.producers_with_row + self.producers_without

    @property
    def rows_percent(self) -> Decimal | None:
        return percent(self.filled, self.rows)

    @property
    def producers_percent(self) -> Decimal | None:
        return percent(self.producers_with_row, self.producers)


def percent(part: int, whole: int) -> Decimal | None:
    """Rounded down to two decimals, so that 100 is said of nothing but the whole; None of nothing."""
    return Decimal(part * 10000 // whole) / 100 if whole else None


_COUNTED = ("rows", "filled", "producers_with_row", "producers_without")
_KEPT = DistrictCompleteness.objects.filter(pk=OuterRef("pk"))


def completeness_of(district_months: Iterable[DistrictMonth]) -> dict[int, Completeness]:
    """Of many districts' months, by id: kept, or counted now; one query, and two where any is not kept.

    The caller has looked the months up through `visible_to`.
    """
    ids = [one.pk for one in district_months]
    kept = DistrictCompleteness.objects.filter(pk__among=ids).values_list("pk", *_COUNTED)
    found = {pk: Completeness(*counts) for pk, *counts in kept}
    return found | _counted([pk for pk in ids if pk not in found])


def completeness_by_province(
    district_months: QuerySet[DistrictMonth],
) -> dict[tuple[date, str], Completeness]:
    """Of many districts' months together, by month and province, as `completeness_of` says of each; one
    query, and three more where any is not kept. The months were found through `visible_to`."""
    kept = (
        district_months.order_by()
        .values_list("month", "district__province")
        .annotate(
            Count("pk"), Count("completeness"), *(Sum(f"completeness__{one}") for one in _COUNTED)
        )
    )
    found, missing = {}, 0
    for month, province, all_of_it, held, *counts in kept:
        missing += all_of_it - held
        if held:
            found[month, province] = Completeness(*counts)
    if not missing:
        return found
    others = {
        pk: (month, province)
        for pk, month, province in district_months.filter(~Exists(_KEPT))
        .order_by()
        .values_list("pk", "month", "district__province")
    }
    for pk, counted in _counted(list(others)).items():
        found[others[pk]] = found.get(others[pk], Completeness()) + counted
    return found


def keep_completeness(district_months: Iterable[DistrictMonth]) -> int:
    """As it stands at this moment: of districts whose province reports. How many."""
    counted = _counted([one.pk for one in district_months])
    DistrictCompleteness.objects.filter(pk__in=counted).delete()
    DistrictCompleteness.objects.bulk_create(
        DistrictCompleteness(district_month_id=pk, **asdict(one)) for pk, one in counted.items()
    )
    return len(counted)


def keep_what_is_missing() -> int:
    """Of reports from before completeness was kept, as it stands now: how many districts' months.

    A month at a time, each in a transaction of its own. Who reports or takes back a report waits for it.
    """
    kept = 0
    reported = ProvinceMonth.objects.filter(status=ProvinceMonth.Status.CONFIRMED)
    for month in sorted(set(reported.filter(_IS_MISSING).values_list("month", flat=True))):
        with transaction.atomic():
            of_month = reported.filter(month=month).order_by("pk").select_for_update(of=("self",))
            provinces = list(of_month.values_list("province", flat=True))
            missing = DistrictMonth.objects.filter(
                ~Exists(_KEPT), month=month, district__province__among=provinces
            )
            kept += keep_completeness(missing)
    return kept


_IS_MISSING = Exists(
    DistrictMonth.objects.filter(
        ~Exists(_KEPT), month=OuterRef("month"), district__province=OuterRef("province")
    ).exclude(month__source=SalesMonth.Source.TAKEN_OVER)
)


def forget_completeness(province: str, month: date) -> None:
    """Of a report that is taken back."""
    DistrictCompleteness.objects.filter(
        district_month__month=month, district_month__district__province=province
    ).delete()


def _counted(ids: list[int]) -> dict[int, Completeness]:
    if not ids:
        return {}
    counted = (
        SalesRow.objects.filter(district_month__among=ids)
        .order_by()
        .values_list("district_month")
        .annotate(
            rows=Count("pk"),
            filled=Count("pk", filter=~Q(entry=SalesRow.Entry.BLANK)),
            producers=Count("producer", distinct=True),
        )
    )
    rows = {pk: counts for pk, *counts in counted}
    missing = _producers_without_row(ids)
    return {pk: Completeness(*(*rows.get(pk, (0, 0, 0)), missing.get(pk, 0))) for pk in ids}


def _producers_without_row(ids: list[int]) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT dm.id, count(*)
              FROM sales_districtmonth dm
              CROSS JOIN LATERAL (
                   SELECT (dm.month_id + interval '1 month')::timestamp
                          AT TIME ZONE 'Asia/Bangkok' AS ends
              ) month
              JOIN producers_producer p ON p.district_id = dm.district_id
               AND p.certified_at < month.ends
               AND (p.cancelled_at IS NULL OR p.cancelled_at >= month.ends)
             WHERE dm.id = ANY(%s)
               AND EXISTS (
                   SELECT 1 FROM products_product product
                    WHERE product.producer_id = p.id AND product.production = 'made'
                      AND product.category <> '' AND product.certified_at < month.ends
                      AND (product.cancelled_at IS NULL OR product.cancelled_at >= month.ends))
               AND NOT EXISTS (
                   SELECT 1 FROM sales_salesrow r
                    WHERE r.producer_id = p.id AND r.month = dm.month_id)
             GROUP BY dm.id
            """,
            [ids],
        )
        return dict(cursor.fetchall())
