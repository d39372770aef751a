"""Targets set by hand, with a reason, and a difference moved so that the totals hold."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from core.steps import StepRefused, reason_given
from core.users.models import User
from targets import steps
from targets.bases import area_name
from targets.models import PlanPeriod, TargetCell, TargetPlan
from targets.steps import Name
from targets.tables import PlanTable, plan_table


@transaction.atomic
def override_cells(
    plan: TargetPlan,
    period: PlanPeriod,
    area: str,
    targets: Mapping[int, Decimal | None],
    *,
    by: User,
    reason: str,
    seen_version: int | None = None,
) -> TargetPlan:
    """Set the targets of an area by hand: level id to whole baht, None or the computed one to take it
    back. Refused: satang, a negative, a level without a computed cell, no change at all."""
    reason = reason_given(reason, steps.STEPS[Name.OVERRIDE])
    locked = steps.locked(plan, Name.OVERRIDE, by, seen_version)
    name = area_name(locked, area)
    cells = {
        one.level_id: one
        for one in locked.cells.filter(period=period).select_related("level")
        if one.area_code == area
    }
    if set(targets) - set(cells):
        raise StepRefused("ยังไม่มีเป้าหมายที่คำนวณได้ของช่วงนี้")
    told = []
    for level, target in targets.items():
        cell = cells[level]
        wanted = cell.computed if target is None else target
        if wanted == cell.target:
            continue
        if wanted != wanted.to_integral_value():
            raise StepRefused(f"{cell.level.name}: เป้าหมายเป็นบาทเต็ม ไม่มีสตางค์")
        if wanted < 0 and wanted != cell.computed:
            raise StepRefused(f"{cell.level.name}: เป้าหมายติดลบไม่ได้")
        told.append(f"{cell.level.name} {cell.target:,.0f} > {wanted:,.0f}")
        _set(cell, wanted, by, reason)
    if not told:
        raise StepRefused("ตัวเลขเหมือนเดิม ไม่มีข้อมูลใดเปลี่ยน")
    said = f"{PlanPeriod(period).label} {name} {' '.join(told)}"
    steps.changed(locked, Name.OVERRIDE, by=by, told=said, reason=reason)
    return locked


@transaction.atomic
def reconcile(
    plan: TargetPlan,
    period: PlanPeriod,
    level: int,
    area: str,
    *,
    by: User,
    reason: str,
    seen_version: int | None = None,
) -> TargetPlan:
    """Give an area what a level's rows are beside their total, so that they add up to it.

    Refused where there is no difference, and where the area's target would fall below zero.
    """
    reason = reason_given(reason, steps.STEPS[Name.RECONCILE])
    locked = steps.locked(plan, Name.RECONCILE, by, seen_version)
    name = area_name(locked, area)
    table: PlanTable = plan_table(locked, period)
    column = next((one for one in table.columns if one.level.pk == level), None)
    if column is None or not column.difference:
        raise StepRefused("ระดับนี้รวมได้เท่ากับยอดรวมแล้ว")
    cell = next(row for row in table.rows if row.code == area).cell_of(level)
    wanted = cell.target - column.difference
    if wanted < 0:
        raise StepRefused(f"{name} รับผลต่าง {-column.difference:,.0f} บาทไม่ได้ เป้าหมายจะติดลบ")
    _set(cell, wanted, by, reason)
    said = (
        f"{PlanPeriod(period).label} {column.level.name}: {name} {-column.difference:+,.0f} บาท "
        f"เป็น {wanted:,.0f}"
    )
    steps.changed(locked, Name.RECONCILE, by=by, told=said, reason=reason)
    return locked


def _set(cell: TargetCell, wanted: Decimal, by: User, reason: str) -> None:
    if wanted == cell.computed:
        cell.override, cell.reason = None, ""
        cell.overridden_by = cell.overridden_at = None
    else:
        cell.override, cell.reason = wanted, reason
        cell.overridden_by, cell.overridden_at = by, timezone.now()
    cell.save()
