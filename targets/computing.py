"""From the kept bases of a plan to its cells and totals (targets.allocation, before any rounding)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from core.areas.models import District, Province
from targets.allocation import Allocation, CannotAllocate, Income, Level, allocate, remainder
from targets.models import (
    PlanPeriod,
    TargetBase,
    TargetCell,
    TargetLevel,
    TargetPlan,
    TargetTotal,
)

YEAR, ROUND_1, ROUND_2 = PlanPeriod.YEAR, PlanPeriod.ROUND_1, PlanPeriod.ROUND_2


@dataclass(frozen=True)
class Computed:
    """The allocations of a plan by period; `problems` say in Thai why one of them has none."""

    allocations: Mapping[PlanPeriod, Allocation]
    problems: Mapping[PlanPeriod, str] = field(default_factory=dict)


Bounds = Mapping[PlanPeriod, tuple[Decimal, Decimal]]


def compute(
    bases: Sequence[TargetBase],
    *,
    areas: Sequence[str],
    years: Sequence[int],
    levels: Sequence[Level],
    bounds: Bounds | None = None,
) -> Computed:
    """The year and round 1 each from its own history, round 2 what is left (DOMAIN.md 9.4).

    A period whose bases are not all there has no allocation and says which are missing. `bounds`
    give L and H where the nation's plan sets them.
    """
    amounts = {(one.period, one.area_code, one.fiscal_year): one for one in bases if one.is_known}
    allocations: dict[PlanPeriod, Allocation] = {}
    problems: dict[PlanPeriod, str] = {}
    for period in (YEAR, ROUND_1):
        rows = [[amounts.get((period, area, year)) for year in years] for area in areas]
        missing = sum(base is None for row in rows for base in row)
        if missing:
            problems[period] = f"ยังไม่มีฐานของ{period.label} {missing} ช่อง"
            continue
        incomes = [
            Income(area, tuple(used(base) for base in row if base))
            for area, row in zip(areas, rows, strict=True)
        ]
        try:
            allocations[period] = allocate(
                incomes, tuple(levels), bounds=(bounds or {}).get(period)
            )
        except CannotAllocate as error:
            problems[period] = str(error)
    if len(allocations) == 2:
        try:
            allocations[ROUND_2] = remainder(allocations[YEAR], allocations[ROUND_1])
        except CannotAllocate as error:
            problems[ROUND_2] = str(error)
    else:
        problems[ROUND_2] = "คำนวณได้เมื่อมีทั้งปีและรอบที่ 1 (รอบที่ 2 = ทั้งปี − รอบที่ 1)"
    return Computed(allocations, problems)


def used(base: TargetBase) -> Decimal:
    """The corrected figure if there is one, else the source's: like the generated column, but also
    before saving."""
    return base.income if base.corrected is None else base.corrected


@dataclass(frozen=True)
class Kept:
    """What is stored of a plan before its cells: read once for all that is told of it."""

    levels: tuple[TargetLevel, ...]
    areas: Sequence[Province] | Sequence[District]
    bases: tuple[TargetBase, ...]
    totals: tuple[TargetTotal, ...]


def kept_of(plan: TargetPlan) -> Kept:
    """Four queries; the caller has found the plan through the door."""
    return Kept(
        tuple(plan.scheme.levels.all()),
        plan.areas(),
        tuple(plan.bases.all()),
        tuple(plan.totals.all()),
    )


def computed_of(plan: TargetPlan, kept: Kept) -> Computed:
    """The allocations of a plan as its kept bases give them now; of an approved one, as they were."""
    return compute(
        kept.bases,
        areas=[area.pk for area in kept.areas],
        years=plan.base_years,
        levels=[level.as_level() for level in kept.levels],
        bounds=bounds_of(plan, kept),
    )


def bounds_of(plan: TargetPlan, kept: Kept) -> Bounds:
    """L and H out of the totals kept with the plan, where the department set them."""
    if plan.totals_from != TargetPlan.TotalsFrom.DEPARTMENT:
        return {}
    totals = {(one.period, one.level_id): one.amount for one in kept.totals}
    low, high = kept.levels[0].pk, kept.levels[-1].pk
    return {
        period: (totals[period, low], totals[period, high])
        for period in (YEAR, ROUND_1)
        if (period, low) in totals and (period, high) in totals
    }


def given_totals(plan: TargetPlan) -> dict[tuple[str, int], Decimal]:
    """What the nation's approved plan of the year sets for the province, by period and level."""
    of_nation = TargetCell.objects.filter(
        plan__scheme=plan.scheme_id,
        plan__province=None,
        plan__status=TargetPlan.Status.APPROVED,
        province=plan.province_id,
    )
    return {(one.period, one.level_id): one.amount for one in of_nation}


def recompute(plan: TargetPlan) -> Computed:
    """Write the cells and totals of a draft anew; what was set by hand stays, with its reason.

    The caller holds the plan's lock. Where the department sets the totals they are read anew too.
    """
    given = given_totals(plan) if plan.totals_from == TargetPlan.TotalsFrom.DEPARTMENT else {}
    plan.totals.all().delete()
    TargetTotal.objects.bulk_create(
        TargetTotal(plan=plan, period=period, level_id=level, amount=amount)
        for (period, level), amount in given.items()
    )
    kept = kept_of(plan)
    computed = computed_of(plan, kept)
    by_hand = {
        (one.period, one.level_id, one.area_code): one for one in plan.cells.exclude(override=None)
    }
    plan.cells.all().delete()
    area_field = "province_id" if plan.of_nation else "district_id"
    cells = [
        TargetCell(
            plan=plan,
            period=period,
            level=level,
            computed=Decimal(amount),
            **{area_field: area},
            **_kept(by_hand.get((period, level.pk, area))),
        )
        for period, allocation in computed.allocations.items()
        for area, amounts in allocation.rounded().items()
        for level, amount in zip(kept.levels, amounts, strict=True)
    ]
    TargetCell.objects.bulk_create(cells)
    TargetTotal.objects.bulk_create(
        TargetTotal(plan=plan, period=period, level=level, amount=Decimal(amount))
        for period, allocation in computed.allocations.items()
        for level, amount in zip(kept.levels, allocation.rounded_totals(), strict=True)
        if (period, level.pk) not in given
    )
    return computed


def _kept(cell: TargetCell | None) -> dict[str, object]:
    if cell is None:
        return {}
    kept = ("override", "reason", "overridden_by_id", "overridden_at")
    return {name: getattr(cell, name) for name in kept}
