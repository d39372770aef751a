"""A table of a plan as the letters print it: bases and targets by area, totals, what does not add up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.areas.models import District, Province
from core.thai.periods import year_period
from sales.figures.origin import origin_of
from targets.computing import Computed, Kept, computed_of, kept_of, used
from targets.models import PlanPeriod, TargetBase, TargetCell, TargetLevel, TargetPlan
from targets.result_file import row_notes

ZERO = Decimal(0)


@dataclass(frozen=True)
class PlanRow:
    """One area: its incomes in the order of the plan's years, its targets in that of the levels."""

    area: Province | District
    bases: tuple[TargetBase | None, ...]
    cells: tuple[TargetCell, ...]
    note: str = ""

    @property
    def code(self) -> str:
        return self.area.pk

    @property
    def inverted(self) -> bool:
        """Whether a higher level asks for less than a lower one."""
        targets = [cell.target for cell in self.cells]
        return targets != sorted(targets)

    @property
    def negative(self) -> bool:
        return any(cell.target < 0 for cell in self.cells)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why its figures were set by hand, each once."""
        told = [
            f"ปรับ{cell.level.name} จาก {cell.computed:,.0f}: {cell.reason}"
            for cell in self.cells
            if cell.override is not None
        ]
        told += [
            f"แก้ไขฐาน {base.fiscal_year} จาก {base.income:,.2f}: {base.reason}"
            for base in self.bases
            if base is not None and base.corrected is not None
        ]
        return tuple(dict.fromkeys(told))

    def cell_of(self, level: int) -> TargetCell:
        return next(cell for cell in self.cells if cell.level_id == level)


@dataclass(frozen=True)
class PlanColumn:
    """One level: what its rows should add up to, what they do, what rounding alone makes of it."""

    level: TargetLevel
    total: Decimal
    rows_sum: Decimal
    rounding: Decimal

    @property
    def difference(self) -> Decimal:
        """Baht the rows are above (or, negative, below) the total."""
        return self.rows_sum - self.total

    @property
    def settled(self) -> bool:
        """Whether it adds up, or is beside its total by rounding alone (DOMAIN.md 9.5)."""
        return self.difference in (0, self.rounding)


@dataclass(frozen=True)
class PlanTable:
    """One period of a plan. `problem` says why there are no targets yet."""

    plan: TargetPlan
    period: PlanPeriod
    years: tuple[int, ...]
    levels: tuple[TargetLevel, ...]
    rows: tuple[PlanRow, ...]
    columns: tuple[PlanColumn, ...]
    problem: str = ""

    @property
    def width(self) -> int:
        """How many columns of figures the table has; round 2 has no incomes of its own."""
        return len(self.levels) + (0 if self.period == PlanPeriod.ROUND_2 else len(self.years))

    @property
    def year_sums(self) -> tuple[Decimal | None, ...]:
        """What all areas earned in each year; None where a base is missing."""
        sums: list[Decimal | None] = []
        for place in range(len(self.years)):
            found = [row.bases[place] for row in self.rows]
            amounts = [used(base) for base in found if base is not None and base.is_known]
            sums.append(sum(amounts, ZERO) if len(amounts) == len(self.rows) else None)
        return tuple(sums)

    @property
    def incomplete_years(self) -> tuple[tuple[int, int], ...]:
        """Years of the portal's history with months nobody confirmed, and of how many areas."""
        found = []
        for place, year in enumerate(self.years):
            lacking = sum(
                base is not None and base.is_known and not base.is_whole
                for base in (row.bases[place] for row in self.rows)
            )
            if lacking:
                found.append((year, lacking))
        return tuple(found)

    @property
    def obstacles(self) -> tuple[str, ...]:
        """What stands in the way of an approval, in Thai."""
        found = []
        if self.problem:
            found.append(f"{self.period.label}: {self.problem}")
        for column in self.columns:
            if not column.settled:
                found.append(
                    f"{self.period.label} {column.level.name}: แถวรวมได้ต่างจากยอดรวม "
                    f"{column.difference:+,.0f} บาท ย้ายผลต่างก่อน"
                )
        for row in self.rows:
            if row.negative:
                found.append(f"{self.period.label} {row.area.name_th}: เป้าหมายติดลบ ปรับก่อน")
            elif row.inverted:
                found.append(
                    f"{self.period.label} {row.area.name_th}: ระดับสูงกว่ามีเป้าหมายน้อยกว่า ปรับก่อน"
                )
        return tuple(found)


def origin_of_bases(tables: Iterable[PlanTable]) -> str:
    """Which months of the portal's own history come from the system before it; "" where no base is of
    that history, or none comes from there. One query at most."""
    years = {
        base.fiscal_year
        for table in tables
        for row in table.rows
        for base in row.bases
        if base is not None and base.source == TargetBase.Source.PORTAL and base.is_known
    }
    return origin_of(month for year in sorted(years) for month in year_period(year).months)


def plan_table(plan: TargetPlan, period: PlanPeriod) -> PlanTable:
    """The table of one period; the caller has found the plan through the door."""
    return plan_tables(plan, (period,))[0]


def plan_tables(
    plan: TargetPlan, periods: Sequence[PlanPeriod] = tuple(PlanPeriod)
) -> list[PlanTable]:
    """The tables of a plan, in a number of queries that does not depend on their size."""
    kept = kept_of(plan)
    computed = computed_of(plan, kept)
    bases = {(one.period, one.area_code, one.fiscal_year): one for one in kept.bases}
    cells = {
        (one.period, one.area_code, one.level_id): one for one in plan.cells.select_related("level")
    }
    totals = {(one.period, one.level_id): one.amount for one in kept.totals}
    return [
        _table(plan, PlanPeriod(period), kept, bases, cells, totals, computed) for period in periods
    ]


def _table(plan, period, kept: Kept, bases, cells, totals, computed: Computed) -> PlanTable:
    levels, areas = kept.levels, kept.areas
    allocation = computed.allocations.get(period)
    named = {area.pk: area.name_th for area in areas}
    notes = {} if allocation is None else row_notes(allocation, named, ",")
    rows = []
    for area in areas:
        own = tuple(
            cells[period, area.pk, level.pk]
            for level in levels
            if (period, area.pk, level.pk) in cells
        )
        history = tuple(bases.get((period, area.pk, year)) for year in plan.base_years)
        rows.append(PlanRow(area, history, own, notes.get(area.pk, "")))
    columns = []
    for level in levels:
        if (period, level.pk) not in totals or not all(row.cells for row in rows):
            continue
        total = totals[period, level.pk]
        cells = [row.cell_of(level.pk) for row in rows]
        columns.append(
            PlanColumn(
                level,
                total,
                sum((cell.target for cell in cells), ZERO),
                sum((cell.computed for cell in cells), ZERO) - total,
            )
        )
    return PlanTable(
        plan,
        period,
        plan.base_years,
        levels,
        tuple(rows),
        tuple(columns),
        computed.problems.get(period, ""),
    )
