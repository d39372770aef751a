"""Targets set by hand, with a reason (decision 0017): the real ones were moved so.

The department sets any district's; a province moves among its own districts: it may leave its sum
unbalanced, and the page says by how much until it is settled. Only while the round is open.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from core.areas.models import Province
from core.steps import StepRefused, log, may, reason_given, reread
from core.users.models import User
from online_market.ceilings import AreaTarget, Reconciled, reconcile
from online_market.models import DistrictTarget, MarketRound, MarketStep
from online_market.steps import ROUND_STEPS, Name, locked_round


@transaction.atomic
def set_target(
    target: DistrictTarget, wanted: int | None, *, by: User, seen_version: int, reason: str
) -> DistrictTarget:
    """Set a district's target by hand; None, or the computed figure, takes that back.

    Refused: more than its base has, no change, a version that is not the one shown, a district.
    """
    rule = ROUND_STEPS[Name.OVERRIDE]
    may(by, rule)
    reason = reason_given(reason, rule)
    round = locked_round(target.round, rule, by)
    door = DistrictTarget.objects.visible_to(by).select_related("district__province")
    locked = reread(door, target)
    if locked.version != seen_version:
        raise StepRefused(rule.workflow.overtaken)
    wanted = locked.computed if wanted is None else wanted
    if wanted > locked.base_products:
        raise StepRefused(
            f"เป้าหมายเกินผลิตภัณฑ์ฐาน {locked.base_products:,} รายการของ{locked.district}"
        )
    before = locked.target
    if wanted == before:
        raise StepRefused("เป้าหมายเหมือนเดิม ไม่มีข้อมูลใดเปลี่ยน")
    if wanted == locked.computed:
        locked.override, locked.reason = None, ""
        locked.overridden_by = locked.overridden_at = None
    else:
        locked.override, locked.reason = wanted, reason
        locked.overridden_by, locked.overridden_at = by, timezone.now()
    locked.version += 1
    locked.save()
    log(
        MarketStep,
        rule.name,
        by=by,
        round=round,
        district=locked.district,
        told=f"{locked.district.titled_name} {before:,} > {wanted:,}",
        reason=reason,
    )
    return locked


@dataclass(frozen=True)
class ProvinceTargets:
    """The districts of a province with their figures, and what they come to."""

    province: Province
    districts: tuple[DistrictTarget, ...]
    whole: Reconciled


def targets_by_province(
    user: User, round: MarketRound, province: Province | None = None
) -> tuple[list[ProvinceTargets], Reconciled]:
    """Targets the officer may see, by province in the order of their names, and all together."""
    rows = (
        DistrictTarget.objects.visible_to(user)
        .filter(round=round)
        .select_related("district__province", "overridden_by", "letter_by")
        .order_by("district__province__sort_key", "district__province__name_th", "district")
    )
    if province is not None:
        rows = rows.filter(district__province=province)
    by_province: dict[str, list[DistrictTarget]] = {}
    for row in rows:
        by_province.setdefault(row.district.province_id, []).append(row)
    found = [
        ProvinceTargets(own[0].district.province, tuple(own), together(round, own))
        for own in by_province.values()
    ]
    return found, together(round, [row for own in by_province.values() for row in own])


def together(round: MarketRound, rows: list[DistrictTarget]) -> Reconciled:
    return reconcile(
        round.percentage, [AreaTarget(row.base_products, row.computed, row.target) for row in rows]
    )
