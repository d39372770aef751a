"""The table of a plan's steps, and what every change of a draft asks (core.steps).

Whose it is says the door: `editable_by` holds the plans of the own office.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db.models import Model

from core.areas.scope import Role
from core.steps import StepRule, Workflow, log, longest_in, offers, reread, stands
from core.users.models import User
from targets.models import TargetBase, TargetCell, TargetPlan, TargetStep

Name = TargetStep.Name
Status = TargetPlan.Status

PLAN = Workflow(
    version_field="revision",
    not_yours="การจัดทำเป้าหมายเป็นหน้าที่ของ{whose}",
    elsewhere="เป้าหมายฉบับนี้{status} แก้ไขไม่ได้ เปิดแก้ไขเป็นฉบับใหม่ก่อน",
    overtaken="มีผู้แก้ไขเป้าหมายนี้หลังจากที่เปิดหน้า ตรวจอีกครั้งแล้วทำใหม่",
)
_OF_APPROVED = replace(PLAN, elsewhere="เป้าหมายฉบับนี้{status} {step}ได้เฉพาะฉบับที่ใช้อยู่")


def _rule(
    name: Name, source: str, target: Status | None, workflow: Workflow = PLAN, **asks: Any
) -> StepRule:
    roles = frozenset({Role.PROVINCE, Role.DEPARTMENT})
    return StepRule(
        name, frozenset({source}), target, roles, whose="จังหวัดและกรม", workflow=workflow, **asks
    )


def _with_reason(kept_in: type[Model]) -> dict[str, Any]:
    return {"needs_reason": True, "longest": longest_in(kept_in)}


STEPS: Mapping[Name, StepRule] = {
    rule.name: rule
    for rule in (
        _rule(Name.PREPARE, "", Status.DRAFT),
        _rule(Name.PORTAL_BASES, Status.DRAFT, None),
        _rule(Name.UPLOADED_BASES, Status.DRAFT, None),
        _rule(Name.CORRECT_BASE, Status.DRAFT, None, **_with_reason(TargetBase)),
        _rule(Name.TAKE_TOTALS, Status.DRAFT, None),
        _rule(Name.OVERRIDE, Status.DRAFT, None, **_with_reason(TargetCell)),
        _rule(Name.RECONCILE, Status.DRAFT, None, **_with_reason(TargetCell)),
        _rule(Name.APPROVE, Status.DRAFT, Status.APPROVED),
        # The next version begins as a draft; this one stays in force until that is approved.
        _rule(
            Name.REOPEN, Status.APPROVED, None, _OF_APPROVED, needs_reason=True, called="เปิดแก้ไข"
        ),
    )
}


def may_take(name: Name, plan: TargetPlan, user: User) -> bool:
    """Whether a page should offer this step of a visible plan: only its own office prepares it."""
    return offers(STEPS[name], plan, user) and plan.of_nation == user.of_nation


def locked(plan: TargetPlan, name: Name, by: User, seen_version: int | None = None) -> TargetPlan:
    """The plan re-read under lock through the door of the office that prepares it, for this step."""
    door = TargetPlan.objects.editable_by(by).select_related("scheme", "province")
    found = reread(door, plan)
    stands(found, STEPS[name], seen_version)
    return found


def closed_because(status: str) -> str:
    """Why figures of a plan in this state cannot change, in Thai; empty of a draft."""
    state = Status(status)
    return "" if state == Status.DRAFT else PLAN.elsewhere.format(status=state.label)


def changed(plan: TargetPlan, name: Name, *, by: User, told: str = "", reason: str = "") -> None:
    """Count the revision of a draft and write the line of its trail."""
    plan.revision += 1
    plan.save(update_fields=["revision"])
    log(TargetStep, name, by=by, plan=plan, told=told, reason=reason)
