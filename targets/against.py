"""Estimates beside what was confirmed, for an officer: by month or by area."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from core.areas.models import District, Province
from core.thai.digits import percent
from core.thai.periods import year_period
from sales.figures.confirmed import Scope, narrowed, sums
from sales.figures.coverage import Whose, whose_figures
from sales.figures.places import districts_of
from targets.attainment import ZERO
from targets.models import Estimate, EstimateMonth


@dataclass(frozen=True)
class Against:
    """Baht estimated, and baht confirmed (None: nobody confirmed it yet)."""

    estimate: Decimal
    actual: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        """Above (or, negative, below) the estimate."""
        return None if self.actual is None else self.actual - self.estimate

    @property
    def percent(self) -> Decimal | None:
        return None if self.actual is None else percent(self.actual, self.estimate)


@dataclass(frozen=True)
class EstimatesAgainst:
    """What the signed estimates of a scope come to beside the sales of the same districts.

    `so_far` compares the months that have actuals; `whole` is the estimate of all twelve.
    """

    by_month: dict[date, Against]
    by_area: dict[str, Against]
    so_far: Against
    whole: Decimal
    without_estimate: tuple[District, ...]
    whose: Whose


def together(parts: Iterable[Against]) -> Against:
    """Those that have actuals, added up; nothing confirmed at all stays None."""
    known = [one for one in parts if one.actual is not None]
    actual = sum((one.actual for one in known if one.actual is not None), ZERO)
    return Against(sum((one.estimate for one in known), ZERO), actual if known else None)


def against(
    user,
    fiscal_year: int,
    *,
    province: Province | None = None,
    district: District | None = None,
    by_province: bool = False,
) -> EstimatesAgainst:
    """Signed estimates (a district sees its draft where there is no signed one) against actuals of the
    same districts and months, each month only where it was confirmed. Areas by code of the district,
    or of the province."""
    scope = Scope(year_period(fiscal_year), province=province, district=district)
    estimates = narrowed(
        Estimate.objects.visible_to(user).filter(fiscal_year=fiscal_year), scope, "district"
    )
    chosen: dict[str, int] = {}
    for code, pk, status in estimates.exclude(status=Estimate.Status.SUPERSEDED).values_list(
        "district", "pk", "status"
    ):
        if status == Estimate.Status.SIGNED or code not in chosen:
            chosen[code] = pk
    estimated = {
        (code, month): total
        for code, month, total in EstimateMonth.objects.filter(estimate__in=chosen.values())
        .order_by()
        .values_list("estimate__district", "month")
        .annotate(Sum("total"))
    }
    sold = sums(user, scope, ("district", "month"))
    whose = whose_figures(user, scope)
    confirmed = whose.coverage.confirmed
    by_month: dict[date, list[Against]] = {month: [] for month in scope.period.months}
    by_area: dict[str, list[Against]] = {}
    for (code, month), total in estimated.items():
        held = confirmed.get(code, confirmed.get(code[:2], frozenset()))
        amounts = sold.get((code, month))
        actual = (amounts.total if amounts else ZERO) if month in held else None
        by_month[month].append(Against(total, actual))
        by_area.setdefault(code[:2] if by_province else code, []).append(Against(total, actual))
    every = [one for ones in by_month.values() for one in ones]
    return EstimatesAgainst(
        {month: _month(ones) for month, ones in by_month.items()},
        {code: together(ones) for code, ones in by_area.items()},
        together(every),
        sum((one.estimate for one in every), ZERO),
        tuple(one for one in districts_of(user, scope) if one.pk not in chosen),
        whose,
    )


def _month(parts: list[Against]) -> Against:
    """A month: all that was estimated, beside what was confirmed of it; compared only where both are
    of the same districts."""
    known = together(parts)
    if known.actual is None or all(one.actual is not None for one in parts):
        return Against(sum((one.estimate for one in parts), ZERO), known.actual)
    return known
