"""Counts of producers over a fiscal year, round and quarter, kept beside the snapshots.

One statement counts, from the rows of the months a province has confirmed, for one province and for
the nation alike: the demo and a migration use it too. A producer whose rows bear two kinds counts once,
under the kind that is not blank, as in `sales.figures.sources.sum_rows`.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection

from core.areas.models import Province
from core.thai.periods import Period, periods_with
from sales.models import PeriodProducers

_COUNT = """
    WITH sellers AS (
        SELECT pm.province_id AS province, dm.district_id AS district, r.category,
               r.producer_id AS producer, max(r.kind) AS kind
          FROM sales_provincemonth pm
          JOIN areas_district d ON d.province_id = pm.province_id
          JOIN sales_districtmonth dm ON dm.district_id = d.code AND dm.month_id = pm.month_id
          JOIN sales_salesrow r ON r.district_month_id = dm.id
         WHERE pm.status = 'confirmed' AND pm.month_id BETWEEN %(first)s AND %(last)s
           AND pm.province_id = ANY(%(provinces)s) AND r.total > 0
         GROUP BY 1, 2, 3, 4
    ), each_once AS (
        SELECT province, district, producer, max(kind) AS kind FROM sellers GROUP BY 1, 2, 3
    )
    INSERT INTO sales_periodproducers (period, province_id, district_id, category, kind, producers)
    SELECT %(period)s, province, district, category, kind, count(*) FROM sellers
     GROUP BY province, district, category, kind
     UNION ALL
    SELECT %(period)s, province, district, '', kind, count(*) FROM each_once
     GROUP BY province, district, kind
"""


def recount(provinces: Iterable[str], periods: Iterable[Period]) -> None:
    """Write the counts of these provinces (codes) in these periods anew, inside the caller's
    transaction. Two months of a province confirmed at once wait for each other here."""
    codes = sorted(provinces)
    locked = Province.objects.filter(pk__in=codes).order_by("pk").select_for_update(no_key=True)
    list(locked.values_list("pk"))
    with connection.cursor() as cursor:
        for period in periods:
            said: dict[str, Any] = {
                "period": period.key, "first": period.first, "last": period.last,
                "provinces": codes,
            }  # fmt: skip
            cursor.execute(
                "DELETE FROM sales_periodproducers "
                "WHERE period = %(period)s AND province_id = ANY(%(provinces)s)",
                said,
            )
            cursor.execute(_COUNT, said)


def recount_nation(periods: Iterable[Period]) -> None:
    """The same of every province, after many months came at once."""
    periods = list(periods)
    if not periods:
        return
    with connection.cursor() as cursor:
        # The planner knows the rows of before: for an empty table it would count row by row.
        cursor.execute("ANALYZE sales_salesrow, sales_districtmonth, sales_provincemonth")
    recount(Province.objects.values_list("pk", flat=True), periods)


def forget_counts(periods: Iterable[Period]) -> None:
    """No counts rather than old ones, until these periods are counted anew."""
    keys = [one.key for one in periods]
    PeriodProducers.objects.filter(period__in=keys).delete()


def recount_around(province: str, month: date) -> None:
    """The fiscal year, round and quarter of a month that a province confirmed or took back."""
    recount([province], periods_with(month))
