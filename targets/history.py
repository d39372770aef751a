"""What the portal itself knows an area earned, by fiscal year and in round 1 of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.areas.models import Province
from core.thai.calendar import fiscal_year
from core.thai.periods import round_period, span, year_period
from sales.figures.confirmed import Dimension, Scope, sums
from sales.figures.coverage import whose_figures
from targets.models import PlanPeriod

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Earned:
    """Confirmed baht of an area in a period, and how many of its months are in it."""

    amount: Decimal
    months: int


Key = tuple[PlanPeriod, int, str]  # the year or round 1, fiscal year, code of the area


def earned(
    user, years: Iterable[int], areas: Iterable[str], *, province: Province | None
) -> Mapping[Key, Earned]:
    """What each area earned in each year and its round 1, of what this officer may report: the
    department what provinces confirmed, a province what its districts confirmed.

    `province` None asks by province. Two readings whatever the number of years and areas.
    """
    years, areas = sorted(years), list(areas)
    whole = span(year_period(years[0]).first, year_period(years[-1]).last)
    scope = Scope(whole, province=province)
    dimension: Dimension = "district" if province else "province"
    found = sums(user, scope, (dimension, "month"))
    confirmed = whose_figures(user, scope).coverage.confirmed
    first_halves = {year: set(round_period(year, 1).months) for year in years}

    def amount(area: str, months: Iterable[date]) -> Decimal:
        return sum((found[area, m].total for m in months if (area, m) in found), ZERO)

    result: dict[Key, Earned] = {}
    for area in areas:
        held = confirmed.get(area, frozenset())
        for year in years:
            own = {month for month in held if fiscal_year(month) == year}
            half = own & first_halves[year]
            result[PlanPeriod.YEAR, year, area] = Earned(amount(area, own), len(own))
            result[PlanPeriod.ROUND_1, year, area] = Earned(amount(area, half), len(half))
    return result
