"""How far the sales of a fiscal year have come towards its targets, level by level.

The arithmetic is pure: `attained` and `month_by_month` take targets and confirmed baht. For pages there
are two doors, both through `visible_to` and `sales.figures.confirmed`:

    attainment_of(user, 2570)   [Attained("ขั้นต้น", target, actual, percent), ...] of the own area
    areas_attained(user, ...)   the same for each area below it, month by month

Targets are those of plans in force; a district's own cells, a province's its districts' together, the
nation's those of every province that approved a plan.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import accumulate
from typing import Any

from django.db.models import QuerySet, Sum

from core.areas.compiled import AnyOfficer, CompiledDoor
from core.areas.models import District, Province
from core.compiled import CompiledQuery, Small
from core.thai.digits import percent
from core.thai.periods import Period, round_period, span, year_period
from sales.figures.confirmed import Dimension, Scope, sums
from sales.figures.coverage import Coverage, Whose, whose_figures
from targets.models import PlanPeriod, TargetCell, TargetLevel, TargetPlan, TargetTotal

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Attained:
    """One level: what was to be reached and what was, baht (None: nobody confirmed anything yet, which
    is not 0); percent with two decimals, None of a target of 0."""

    level: str
    target: Decimal
    actual: Decimal | None

    @property
    def percent(self) -> Decimal | None:
        return None if self.actual is None else percent(self.actual, self.target)

    @property
    def reached(self) -> bool:
        return self.actual is not None and self.actual >= self.target

    @property
    def left(self) -> Decimal:
        """Baht still missing; 0 once it is reached."""
        return max(self.target - (self.actual or ZERO), ZERO)


@dataclass(frozen=True)
class AreaAttained:
    """An area's levels, and for each month so far the sum from the period's beginning, baht; `missing`
    are the months it has not confirmed, of several areas those that none of them has."""

    area: Province | District
    levels: tuple[Attained, ...]
    so_far: tuple[Decimal, ...]
    missing: tuple[date, ...] = ()

    @property
    def actual(self) -> Decimal | None:
        """Baht so far; None where no month is confirmed."""
        return self.so_far[-1] if len(self.so_far) > len(self.missing) else None


@dataclass(frozen=True)
class AttainmentTable:
    """Areas of one scope; `months` are those opened so far, `whose` says whose figures they are."""

    period: Period
    months: tuple[date, ...]
    levels: tuple[str, ...]
    areas: tuple[AreaAttained, ...]
    total: AreaAttained | None
    whose: Whose
    without_plan: tuple[Province, ...] = ()


def attained(
    targets: Iterable[tuple[str, Decimal]], actual: Decimal | None
) -> tuple[Attained, ...]:
    """Each level beside what was sold."""
    return tuple(Attained(level, target, actual) for level, target in targets)


def month_by_month(amounts: Mapping[date, Decimal], months: Sequence[date]) -> tuple[Decimal, ...]:
    """What was sold from the first of `months` to each of them; a month without sales adds nothing."""
    return tuple(accumulate(amounts.get(month, ZERO) for month in months))


def period_of(fiscal_year: int, period: str) -> Period:
    """The months of a plan's table."""
    if period == PlanPeriod.YEAR:
        return year_period(fiscal_year)
    return round_period(fiscal_year, 1 if period == PlanPeriod.ROUND_1 else 2)


def attainment_of(
    user, fiscal_year: int, period: PlanPeriod = PlanPeriod.YEAR
) -> tuple[Attained, ...]:
    """The levels of the officer's own area: its district, its province, the nation. Empty where no plan
    in force says what is to be reached. For homes: two queries, three for the department."""
    targets = _targets_together(user, fiscal_year, period)
    if not targets:
        return ()
    scope = Scope(period_of(fiscal_year, period))
    if user.of_nation:  # only of provinces whose target is in the sum
        planned = {code for (code,) in _PLANNED.read(user, year=fiscal_year)}
        by_province = sums(user, scope, ("province",))
        found = [amounts.total for (code,), amounts in by_province.items() if code in planned]
    else:
        found = [amounts.total for amounts in sums(user, scope, ()).values()]
    return attained(targets, sum(found, ZERO) if found else None)


def _plans_by_district(user, fiscal_year: int) -> QuerySet[TargetPlan]:
    """Plans in force of provinces; the nation's, by province, is another paper."""
    plans = TargetPlan.objects.visible_to(user).in_force()
    return plans.filter(scheme=fiscal_year, province__isnull=False)


_PLANNED = CompiledDoor(
    lambda officer, year: _plans_by_district(officer, year).order_by().values_list("province"),
    year=Small,
)


def _summed(found: QuerySet, *by: str) -> QuerySet:
    """Targets by area, in the order of the levels."""
    named = found.values_list(*by, "level__position", "level__name")
    return named.annotate(target=Sum("amount")).order_by(*by, "level__position")


def _targets_together(
    user, fiscal_year: int, period: PlanPeriod, province: Province | None = None
) -> list[tuple[str, Decimal]]:
    """What is to be reached in all: of a district its own cells, else the printed totals."""
    asked: dict[str, Any] = {"year": fiscal_year, "period": period.value}
    if province:
        asked["of_province"] = province.pk
    found = _together_of(narrowed=province is not None).read(user, **asked)
    return [(name, target) for _, name, target in found]


@cache
def _together_of(*, narrowed: bool) -> CompiledDoor:
    def build(officer: AnyOfficer, year: int, period: str, of_province: str = "") -> QuerySet:
        model = TargetCell if officer.of_district else TargetTotal
        plans = _plans_by_district(officer, year)
        if narrowed:
            plans = plans.filter(province=of_province)
        return _summed(model.objects.visible_to(officer).filter(plan__in=plans, period=period))

    kinds = {"year": Small, "period": str} | ({"of_province": str} if narrowed else {})
    return CompiledDoor(build, **kinds)


def areas_attained(
    user,
    fiscal_year: int,
    period: PlanPeriod,
    province: Province | None = None,
    *,
    until: date | None = None,
    provinces: tuple[Province, ...] | None = None,
) -> AttainmentTable:
    """The areas an officer may see: a district itself, districts of a province, or provinces.

    Of an area without targets in force there is a row without levels; `province` narrows the department.
    `until`: what was sold up to this month of the period, against the targets of all of it.
    `provinces` of the nation: where a page has looked them up.
    """
    by_province = user.of_nation and province is None
    whole = period_of(fiscal_year, period)
    sold_in = span(whole.first, until) if until and until < whole.last else whole
    scope = Scope(sold_in, province=province)
    whose = whose_figures(user, scope, provinces=provinces if by_province else None)
    months = whose.coverage.months
    dimension: Dimension = "province" if by_province else "district"
    sold: dict[str, dict[date, Decimal]] = {}
    for (code, month), amounts in sums(user, scope, (dimension, "month")).items():
        sold.setdefault(code, {})[month] = amounts.total
    targets = targets_by_area(user, fiscal_year, period, by_province=by_province)
    levels = tuple(name for (name,) in _LEVELS.read(year=fiscal_year))
    rows = tuple(
        _of_area(area, sold.get(area.pk, {}), targets.get(area.pk, ()), whose.coverage)
        for area in whose.coverage.areas
    )
    with_targets = [row for row in rows if row.levels]
    return AttainmentTable(
        sold_in,
        months,
        levels,
        rows,
        _together(with_targets, _targets_together(user, fiscal_year, period, province))
        if not user.of_district and with_targets
        else None,
        whose,
        tuple(row.area for row in rows if not row.levels and isinstance(row.area, Province))
        if by_province
        else (),
    )


_LEVELS = CompiledQuery(
    lambda year: TargetLevel.objects.filter(scheme=year).values_list("name"), year=Small
)


def _of_area(
    area: Province | District,
    sold: Mapping[date, Decimal],
    targets: Sequence[tuple[str, Decimal]],
    coverage: Coverage,
) -> AreaAttained:
    months, missing = coverage.months, coverage.missing_of(area.pk)
    own = AreaAttained(area, (), month_by_month(sold, months), missing)
    return replace(own, levels=attained(targets, own.actual))


def targets_by_area(
    user, fiscal_year: int, period: PlanPeriod, *, by_province: bool
) -> dict[str, list[tuple[str, Decimal]]]:
    """By code of the area, in the order of the levels: what plans by district in force say."""
    found = _by_area(by_province=by_province).read(user, year=fiscal_year, period=period.value)
    targets: dict[str, list[tuple[str, Decimal]]] = {}
    for code, _, name, target in found:
        targets.setdefault(code, []).append((name, target))
    return targets


@cache
def _by_area(*, by_province: bool) -> CompiledDoor:
    model, area = (TargetTotal, "plan__province") if by_province else (TargetCell, "district")

    def build(officer: AnyOfficer, year: int, period: str) -> QuerySet:
        plans = _plans_by_district(officer, year)
        found = model.objects.visible_to(officer).filter(plan__in=plans, period=period)
        return _summed(found, area)

    return CompiledDoor(build, year=Small, period=str)


def _together(rows: Sequence[AreaAttained], targets: Sequence[tuple[str, Decimal]]) -> AreaAttained:
    """Areas with targets as one; what the others sold is left out, as their targets are."""
    so_far = tuple(sum(month, ZERO) for month in zip(*(row.so_far for row in rows), strict=True))
    in_none = frozenset.intersection(*(frozenset(row.missing) for row in rows))
    whole = AreaAttained(rows[0].area, (), so_far, tuple(sorted(in_none)))
    return replace(whole, levels=attained(targets, whole.actual))
