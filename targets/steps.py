"""What every change of a plan asks: whose it is, that it is a draft, the revision that was seen."""

from django.utils import timezone

from core.users.models import User
from targets.models import TargetPlan, TargetStep


class StepRefused(Exception):
    """A step that cannot be taken now; the message says why, in Thai."""


def reason_given(reason: str, what: str) -> str:
    """The reason, trimmed; one that is missing or too long is refused."""
    reason = " ".join(reason.replace("\x00", "").split())
    if not reason:
        raise StepRefused(f"เขียนเหตุผลของการ{what}")
    if len(reason) > 300:
        raise StepRefused(f"เหตุผลยาว {len(reason)} ตัวอักษร ใส่ได้ไม่เกิน 300")
    return reason


def locked(plan: TargetPlan, by: User, seen: int | None) -> TargetPlan:
    """The plan re-read under lock through the door of the office that prepares it.

    Refused when it changed since the page that shows revision `seen` was opened; None is not asked.
    Raises DoesNotExist for the plan of another office.
    """
    found = (
        TargetPlan.objects.editable_by(by)
        .select_related("scheme", "province")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=plan.pk)
    )
    if seen is not None and found.revision != seen:
        raise StepRefused("มีผู้แก้ไขเป้าหมายนี้หลังจากที่เปิดหน้า ตรวจอีกครั้งแล้วทำใหม่")
    return found


def locked_draft(plan: TargetPlan, by: User, seen: int | None) -> TargetPlan:
    """As `locked`, of a draft; what is approved is opened again as the next version first."""
    found = locked(plan, by, seen)
    if closed := closed_because(found.status):
        raise StepRefused(closed)
    return found


def closed_because(status: str) -> str:
    """Why figures of a plan in this state cannot change, in Thai; empty of a draft."""
    state = TargetPlan.Status(status)
    if state == TargetPlan.Status.DRAFT:
        return ""
    return f"เป้าหมายฉบับนี้{state.label} แก้ไขไม่ได้ เปิดแก้ไขเป็นฉบับใหม่ก่อน"


def changed(
    plan: TargetPlan, name: TargetStep.Name, *, by: User, told: str = "", reason: str = ""
) -> None:
    """Count the revision of a draft and write the line of its trail."""
    plan.revision += 1
    plan.save(update_fields=["revision"])
    log(plan, name, by=by, told=told, reason=reason)


def log(plan: TargetPlan, name: TargetStep.Name, *, by: User, told: str = "", reason: str = ""):
    return TargetStep.objects.create(
        plan=plan, name=name, by=by, at=timezone.now(), told=told[:300], reason=reason
    )
