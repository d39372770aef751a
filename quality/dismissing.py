"""ยืนยันว่าถูกต้องแล้ว: a check leaves a record alone for good, with the reason; and taking that back."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.areas.scope import Role
from core.steps import StepRefused, StepRule, Workflow, is_for, longest_in, reason_given, reread
from core.users.models import User
from quality.checking import about_of, faulty
from quality.models import Dismissal
from quality.rules import Rule
from quality.severity import blocking_codes

OFFICES = frozenset({Role.DISTRICT, Role.PROVINCE})
DISMISS = StepRule(
    "dismiss",
    frozenset(),
    None,
    OFFICES,
    needs_reason=True,
    longest=longest_in(Dismissal),
    workflow=Workflow(no_reason="ระบุเหตุผลที่ถูกต้องแล้ว"),
)


def may_dismiss(rule: Rule, user: User) -> bool:
    """Whether a page should offer it."""
    return rule.is_dismissable and is_for(DISMISS, user)


@transaction.atomic
def dismiss(rule: Rule, key: int, *, reason: str, by: User) -> Dismissal:
    """This record is right after all.

    The record is found faulty, under lock, through the person's own door; the model's DoesNotExist
    otherwise. Refused without a reason, to the department, and for what blocks certification beyond
    judgement.
    """
    if not may_dismiss(rule, by):
        raise StepRefused(f"{rule.code} ยืนยันว่าถูกต้องไม่ได้ ต้องแก้ข้อมูล")
    reason = reason_given(reason, DISMISS)
    records = rule.register.visible_to(by)
    reread(records.order_by(), records.model(pk=key))
    blocking = blocking_codes()
    found = faulty(rule, records.filter(pk=key), blocking).annotate(seen=about_of(rule, F)).get()
    certain = rule.certain()
    if rule.code in blocking and certain is not None and records.filter(certain, pk=key).exists():
        raise StepRefused(f"{rule.code} ต้องแก้ก่อนรับรอง ยืนยันว่าถูกต้องไม่ได้")
    Dismissal.objects.in_force().filter(code=rule.code, record_id=key).update(
        revoked_at=timezone.now(), revoked_by=by
    )  # one about an earlier name gives way
    return Dismissal.objects.create(
        code=rule.code, record_id=key, about=found.seen, reason=reason, by=by
    )


@transaction.atomic
def revoke(rule: Rule, dismissal: Dismissal, *, by: User) -> Dismissal:
    """The check asks again; by an office that sees the record. DoesNotExist for any other."""
    if not may_dismiss(rule, by):
        raise StepRefused("ผู้ยกเลิกคืออำเภอหรือจังหวัดของระเบียนนี้")
    own = Dismissal.objects.of_records(rule.code, rule.register.visible_to(by)).in_force()
    found = own.select_for_update().get(pk=dismissal.pk)
    found.revoked_at, found.revoked_by = timezone.now(), by
    found.save(update_fields=["revoked_at", "revoked_by"])
    return found
