"""The levels of a fiscal year, set by the department (DOMAIN.md 9: three in FY2566, five by FY2569)."""

from django.db import transaction
from django.utils import timezone

from core.areas.row_security import seen_as_portal
from core.areas.scope import Role
from core.steps import StepRefused, StepRule, Workflow, may
from core.users.models import User
from targets import steps
from targets.allocation import CannotAllocate, Level, checked_levels, evenly
from targets.computing import recompute
from targets.models import TargetLevel, TargetPlan, TargetScheme, TargetStep

SET_LEVELS = StepRule(
    "set_levels",
    frozenset(),
    None,
    frozenset({Role.DEPARTMENT}),
    workflow=Workflow(not_yours="การกำหนดระดับเป้าหมายเป็นหน้าที่ของกรม"),
)

FY2566_LEVELS = evenly(("ขั้นต้น", "ขั้นมาตรฐาน", "ขั้นสูง"))


def suggested_levels(fiscal_year: int) -> tuple[Level, ...]:
    """Those of the latest year that has any, else the three of FY2566."""
    before = TargetScheme.objects.filter(fiscal_year__lte=fiscal_year).first()
    if before is None:
        return FY2566_LEVELS
    return tuple(level.as_level() for level in before.levels.all())


@seen_as_portal("drafts of provinces, which the department does not see, are computed anew")
@transaction.atomic
def set_levels(fiscal_year: int, levels: tuple[Level, ...], *, by: User) -> TargetScheme:
    """Set or change the levels of a year.

    Plans still in draft are computed anew, and what was set by hand in them is lost: their trail says
    so. Refused for anybody but the department, for levels that do not rise from 0 to 1, and once a
    plan of the year is approved.
    """
    may(by, SET_LEVELS)
    try:
        levels = checked_levels(levels)
    except CannotAllocate as error:
        raise StepRefused(str(error)) from error
    now = timezone.now()
    TargetScheme.objects.get_or_create(
        fiscal_year=fiscal_year, defaults={"set_at": now, "set_by": by}
    )
    scheme = TargetScheme.objects.select_for_update().get(pk=fiscal_year)
    plans = TargetPlan.objects.filter(scheme=scheme).order_by("pk")
    if plans.exclude(status=TargetPlan.Status.DRAFT).exists():
        raise StepRefused(f"มีเป้าหมายปีงบประมาณ {fiscal_year} ที่อนุมัติแล้ว จึงเปลี่ยนระดับของปีนี้ไม่ได้")
    drafts = list(plans.select_for_update(no_key=True))
    for plan in drafts:
        plan.cells.all().delete()
        plan.totals.all().delete()
    scheme.levels.all().delete()
    TargetLevel.objects.bulk_create(
        TargetLevel(
            scheme=scheme,
            position=position,
            name=level.name,
            parts=level.share.numerator,
            whole=level.share.denominator,
        )
        for position, level in enumerate(levels, 1)
    )
    scheme.set_at, scheme.set_by = now, by
    scheme.save()
    for plan in drafts:
        recompute(plan)
        told = f"กรมเปลี่ยนระดับ: {' '.join(level.name for level in levels)}"
        steps.changed(plan, TargetStep.Name.TAKE_TOTALS, by=by, told=told)
    return scheme
