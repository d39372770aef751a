"""A plan beside the year before: what was to be reached then, what was, how much more is asked now."""

from dataclasses import dataclass
from decimal import Decimal

from core.areas.models import District, Province
from core.thai.digits import percent
from targets.history import earned
from targets.models import PlanPeriod, TargetCell, TargetLevel, TargetPlan
from targets.tables import PlanTable

MONTHS_OF_YEAR = 12


@dataclass(frozen=True)
class ComparedRow:
    """Whole baht of one area, at one level; None where there was no target or nothing confirmed."""

    area: Province | District
    target_before: Decimal | None
    actual_before: Decimal | None
    months_before: int
    target: Decimal

    @property
    def reached_before(self) -> Decimal | None:
        if self.target_before is None or self.actual_before is None:
            return None
        return percent(self.actual_before, self.target_before)

    @property
    def growth(self) -> Decimal | None:
        """Percent above (below) what was sold the year before; none where a month of that year is
        missing, since a year is compared with a year."""
        if not self.actual_before or self.months_before < MONTHS_OF_YEAR:
            return None
        return percent(self.target - self.actual_before, self.actual_before)


@dataclass(frozen=True)
class Compared:
    year: int
    level: TargetLevel
    levels: tuple[TargetLevel, ...]
    rows: tuple[ComparedRow, ...]


def compared(user, plan: TargetPlan, table: PlanTable, asked: str) -> Compared | None:
    """The year's table beside the year before, at the level asked for, else the middle one. Levels of
    two years are the same where they have the same name. None for rounds and without targets."""
    if table.period != PlanPeriod.YEAR or not table.columns:
        return None
    by_position = {str(level.position): level for level in table.levels}
    level = by_position.get(asked, table.levels[len(table.levels) // 2])
    year = plan.fiscal_year - 1
    before = TargetCell.objects.visible_to(user).filter(
        plan__scheme=year,
        plan__province=plan.province_id,
        plan__status=TargetPlan.Status.APPROVED,
        period=table.period,
        level__name=level.name,
    )
    targets = {cell.area_code: cell.target for cell in before}
    sold = earned(user, [year], [row.code for row in table.rows], province=plan.province)
    rows = []
    for row in table.rows:
        one = sold[PlanPeriod.YEAR, year, row.code]
        actual = one.amount if one.months else None
        target = row.cell_of(level.pk).target
        rows.append(ComparedRow(row.area, targets.get(row.code), actual, one.months, target))
    return Compared(year, level, table.levels, tuple(rows))
