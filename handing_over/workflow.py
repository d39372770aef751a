"""A desk is handed over as it stands, and taken over by another officer of the office; both sign by
showing once more who they are (core.users.proof)."""

from django.db import transaction
from django.utils import timezone

from core.areas.scope import Role
from core.steps import StepRefused, StepRule, Workflow, may, reread
from core.users.models import User
from handing_over.models import HandOver, Taking
from handing_over.open_work import open_work
from letters.models.offices import office_columns

_HANDING = Workflow(not_yours="{step}เป็นหน้าที่ของ{whose}")
HAND_OVER = StepRule("ส่งมอบงาน", (), None, frozenset(Role), workflow=_HANDING)
TAKE_OVER = StepRule("รับมอบงาน", (), None, frozenset(Role), workflow=_HANDING)


@transaction.atomic
def hand_over(*, by: User, note: str) -> HandOver:
    """Keep what is open on this officer's desk now, with what they say of it."""
    may(by, HAND_OVER)
    content = [section.as_kept for section in open_work(by)]
    return HandOver.objects.create(
        by=by, at=timezone.now(), note=note, content=content, **office_columns(by)
    )


@transaction.atomic
def take_over(handed: HandOver, *, by: User, remark: str) -> Taking:
    """Refused to who handed it over, and where somebody took it already. Another office's does not
    exist to them."""
    may(by, TAKE_OVER)
    found = reread(HandOver.objects.of_office(by), handed)
    if found.by_id == by.pk:
        raise StepRefused("ผู้ส่งมอบรับมอบงานของตนเองไม่ได้ ให้ผู้รับช่วงในสำนักงานเข้าสู่ระบบแล้วรับมอบ")
    if taken := Taking.objects.filter(hand_over=found).select_related("by").first():
        raise StepRefused(f"{taken.by} รับมอบงานนี้ไปแล้ว")
    return Taking.objects.create(hand_over=found, by=by, at=timezone.now(), remark=remark)
