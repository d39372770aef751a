"""A district's month as a whole against its own past: what its chief is asked to explain.

บ้านโพธิ์ fell by 98 % within a year and nobody asked (DOMAIN.md 8). Asked is the month against the
median of the twelve before it and against the same month a year ago; in September, which closes the
fiscal year, also the year against the one before. Months nobody filled in are not counted as zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from core.thai.calendar import add_months, fiscal_year, fiscal_year_months
from sales.models import DistrictMonth, SalesRow
from sales.months.anomalies import (
    MONTHS_OF_PAST,
    Anomaly,
    Past,
    compare_district,
    find_district_anomaly,
    find_period_anomaly,
)


@dataclass(frozen=True)
class DistrictCheck:
    """What is out of line with a district's month; `year` compares the fiscal year so far, `comparison`
    says the month's total beside its past in numbers, out of line or not."""

    month: Anomaly | None
    year: Anomaly | None
    year_asked: bool
    comparison: str

    @property
    def sentence(self) -> str:
        """What the chief has to explain, in a sentence; "" where there is nothing."""
        asked = [self.month, self.year if self.year_asked else None]
        return " · ".join(anomaly.sentence for anomaly in asked if anomaly)


def check_totals(month: date, totals: Mapping[date, Decimal]) -> DistrictCheck:
    """Compare the total (baht) of `month` with those of the months before it; pure."""
    total = totals.get(month, Decimal(0))
    before = [add_months(month, -count) for count in range(1, MONTHS_OF_PAST + 1)]
    past = Past(
        tuple(totals[one] for one in before if one in totals), totals.get(add_months(month, -12))
    )
    year = fiscal_year(month)
    so_far = [one for one in fiscal_year_months(year) if one <= month]
    in_both = [one for one in so_far if one in totals and add_months(one, -12) in totals]
    of_year = None
    if in_both:
        name = f"ปีงบประมาณ {year}" + ("" if len(in_both) == 12 else f" ({len(in_both)} เดือน)")
        of_year = find_period_anomaly(
            sum((totals[one] for one in in_both), Decimal(0)),
            sum((totals[add_months(one, -12)] for one in in_both), Decimal(0)),
            name,
        )
    return DistrictCheck(
        find_district_anomaly(total, past),
        of_year,
        len(so_far) == 12,
        compare_district(total, past, totals.get(before[0])),
    )


def check_district(district_month: DistrictMonth) -> DistrictCheck:
    """The same for a district's month as its rows stand now; one query."""
    month = district_month.month_id
    first = add_months(fiscal_year_months(fiscal_year(month))[0], -12)
    totals = dict(
        SalesRow.objects.filter(
            district_month__in=DistrictMonth.objects.filter(
                district=district_month.district_id, month__gte=first, month__lte=month
            ).values("pk")
        )
        .filled()
        .order_by()
        .values_list("month")
        .annotate(Sum("total"))
        .values_list("month", "total__sum")
    )
    return check_totals(month, totals)
