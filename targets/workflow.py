"""A plan of targets from its beginning to its approval: the only place that assigns its status.

    the department sets the levels of a year (targets.levels) > an office prepares its plan: bases
    from the portal or a file (targets.bases), cells by hand with reasons, differences moved
    (targets.overrides) > the same office approves it > reopened with a reason it is the next version

A province prepares the targets of its districts and approves them itself after reconciling; what it
approved the department and its districts see, each district its own. The department prepares the
nation's plan by province in the same way; once approved, a province may take what it says for the
province as the totals to reach. The version in force stays so until the next one is approved.

This is the simplest flow that holds: the letters name no further signature between the table and
the districts. Every step re-reads the plan locked through the door of its office, concerns the
version that was shown, and leaves a line in the trail; one that cannot be taken raises StepRefused.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone

from core.steps import StepRefused, log, may, reason_given
from core.users.models import User
from targets import steps
from targets.bases import portal_bases
from targets.computing import given_totals, recompute
from targets.models import TargetBase, TargetCell, TargetPlan, TargetScheme, TargetStep, TargetTotal
from targets.steps import Name
from targets.tables import plan_tables

DRAFT, APPROVED = TargetPlan.Status.DRAFT, TargetPlan.Status.APPROVED


@transaction.atomic
def prepare(fiscal_year: int, *, by: User) -> TargetPlan:
    """Begin the plan of a year: the province's own, or the nation's for the department.

    It starts from what the portal holds of the three years before. Refused for a district, for a year
    whose levels the department has not set, and where there is a plan already.
    """
    may(by, steps.STEPS[Name.PREPARE])
    # Locked, so that two who begin at once do not both find none, and no level changes meanwhile.
    scheme = (
        TargetScheme.objects.select_for_update(no_key=True).filter(fiscal_year=fiscal_year).first()
    )
    if scheme is None:
        raise StepRefused(f"กรมยังไม่กำหนดระดับเป้าหมายของปีงบประมาณ {fiscal_year}")
    province = by.province if by.of_province else None
    if TargetPlan.objects.filter(scheme=scheme, province=province).exists():
        raise StepRefused(f"มีเป้าหมายปีงบประมาณ {fiscal_year} แล้ว")
    plan = TargetPlan.objects.create(
        scheme=scheme, province=province, prepared_at=timezone.now(), prepared_by=by
    )
    log(TargetStep, Name.PREPARE, by=by, plan=plan)
    bases = portal_bases(plan, by=by)
    if any(base.months for base in bases):
        TargetBase.objects.bulk_create(bases)
        recompute(plan)
        log(TargetStep, Name.PORTAL_BASES, by=by, plan=plan)
    return plan


@transaction.atomic
def take_totals(
    plan: TargetPlan, totals_from: str, *, by: User, seen_version: int | None = None
) -> TargetPlan:
    """Reach the totals of the own history, or those the nation's approved plan sets the province."""
    locked = steps.locked(plan, Name.TAKE_TOTALS, by, seen_version)
    if totals_from not in TargetPlan.TotalsFrom.values or locked.of_nation:
        raise StepRefused("เลือกที่มาของยอดรวมจากรายการ")
    if totals_from == TargetPlan.TotalsFrom.DEPARTMENT and not given_totals(locked):
        raise StepRefused(f"กรมยังไม่อนุมัติเป้าหมายรายจังหวัดของปีงบประมาณ {locked.fiscal_year}")
    if totals_from == locked.totals_from:
        raise StepRefused("ใช้ยอดรวมนี้อยู่แล้ว")
    locked.totals_from = totals_from
    locked.save(update_fields=["totals_from"])
    recompute(locked)
    told = TargetPlan.TotalsFrom(totals_from).label
    steps.changed(locked, Name.TAKE_TOTALS, by=by, told=told)
    return locked


@transaction.atomic
def approve(plan: TargetPlan, *, by: User, seen_version: int) -> TargetPlan:
    """Put a draft in force; the version before it is superseded.

    Refused while the three tables are not whole: bases missing, a column that misses its total by more
    than rounding makes, a negative or inverted target.
    """
    locked = steps.locked(plan, Name.APPROVE, by, seen_version)
    obstacles = [said for table in plan_tables(locked) for said in table.obstacles]
    if obstacles:
        more = f" และอีก {len(obstacles) - 3} เรื่อง" if len(obstacles) > 3 else ""
        raise StepRefused(f"ยังอนุมัติไม่ได้: {' · '.join(obstacles[:3])}{more}")
    now = timezone.now()
    before = TargetPlan.objects.filter(
        scheme=locked.scheme_id, province=locked.province_id, status=APPROVED
    ).first()
    if before is not None:
        before.status, before.superseded_at = TargetPlan.Status.SUPERSEDED, now
        before.save(update_fields=["status", "superseded_at"])
    locked.status = APPROVED
    locked.approved_at, locked.approved_by = now, by
    locked.save(update_fields=["status", "approved_at", "approved_by"])
    log(TargetStep, Name.APPROVE, by=by, plan=locked)
    return locked


@transaction.atomic
def reopen(plan: TargetPlan, *, by: User, reason: str) -> TargetPlan:
    """The next version of an approved plan as a draft with the same figures; returns it.

    The approved one stays in force until this one is approved. Refused where a draft is there already.
    """
    reason = reason_given(reason, steps.STEPS[Name.REOPEN])
    locked = steps.locked(plan, Name.REOPEN, by)
    of_area = TargetPlan.objects.filter(scheme=locked.scheme_id, province=locked.province_id)
    if of_area.filter(status=DRAFT).exists():
        raise StepRefused("มีร่างฉบับใหม่อยู่แล้ว แก้ไขต่อที่ร่างนั้น")
    following = TargetPlan.objects.create(
        scheme=locked.scheme,
        province=locked.province,
        number=locked.number + 1,
        totals_from=locked.totals_from,
        prepared_at=timezone.now(),
        prepared_by=by,
    )
    for model in (TargetBase, TargetTotal, TargetCell):
        _copied(model, locked, following)
    log(TargetStep, Name.REOPEN, by=by, plan=locked, reason=reason)
    log(TargetStep, Name.PREPARE, by=by, plan=following, told="จากฉบับก่อน", reason=reason)
    return following


def _copied(model: Any, of: TargetPlan, to: TargetPlan) -> None:
    """The figures of one plan as another's, with who set them by hand and why."""
    rows = list(model.objects.filter(plan=of))
    for row in rows:
        row.pk, row.plan = None, to
        row._state.adding = True
    model.objects.bulk_create(rows)
