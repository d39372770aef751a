"""Writing between offices: a notice goes down and may be withdrawn, a question goes up and is answered.

Everything is added and nothing changed, so each row is its own trail: who, when, for which office. What
is wrong is withdrawn with a reason (a notice) or answered anew (an answer). Only a briefing, a day that
is yet to come, can be changed; its history keeps what it said.
"""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from core.areas.models import Province
from core.areas.scope import Role
from core.steps import StepRefused, StepRule, Workflow, longest_in, may, reason_given, reread
from core.users.models import User
from correspondence.models import Answer, Briefing, Notice, NoticeReading, Question, Withdrawal

_WRITING = Workflow(not_yours="{step}เป็นหน้าที่ของ{whose}", no_reason="ระบุเหตุผลที่{step}")
_ABOVE = frozenset({Role.PROVINCE, Role.DEPARTMENT})
_BELOW = frozenset({Role.DISTRICT, Role.PROVINCE})

SEND = StepRule("ส่งหนังสือแจ้ง", (), None, _ABOVE, workflow=_WRITING)
WITHDRAW = StepRule(
    "ยกเลิกหนังสือแจ้ง", (), None, _ABOVE, needs_reason=True, longest=longest_in(Withdrawal),
    workflow=_WRITING,
)  # fmt: skip
CALL = StepRule("จัดการประชุมชี้แจง", (), None, _ABOVE, workflow=_WRITING)
ASK = StepRule("ส่งคำถาม", (), None, _BELOW, workflow=_WRITING)
ANSWER = StepRule("ตอบคำถาม", (), None, _ABOVE, workflow=_WRITING)


@transaction.atomic
def send(
    *,
    by: User,
    title: str,
    text: str,
    to: str = Notice.To.DISTRICTS,
    to_province: Province | None = None,
    file: UploadedFile | None = None,
) -> Notice:
    """Write to offices: the department to whom it chooses, a province to its districts."""
    may(by, SEND)
    if by.of_province:
        to, to_province = Notice.To.DISTRICTS, by.province
    elif to != Notice.To.DISTRICTS:
        to_province = None
    elif to_province is None:
        raise StepRefused("เลือกจังหวัดที่จะแจ้งอำเภอ", field="to_province")
    return Notice.objects.create(
        province=by.province, to=to, to_province=to_province, title=title, text=text,
        file=file or "", by=by, sent_at=timezone.now(),
    )  # fmt: skip


@transaction.atomic
def withdraw(notice: Notice, *, by: User, reason: str) -> Withdrawal:
    """Put a notice of the own office out of force; once."""
    may(by, WITHDRAW)
    reason = reason_given(reason, WITHDRAW)
    found = reread(Notice.objects.visible_to(by).filter(province=by.province), notice)
    if Withdrawal.objects.filter(notice=found).exists():
        raise StepRefused("หนังสือแจ้งนี้ยกเลิกไปแล้ว")
    return Withdrawal.objects.create(notice=found, by=by, at=timezone.now(), reason=reason)


def opened(notice: Notice, by: User) -> None:
    """Keep that an officer of an office it is written to opened the notice; the first time counts."""
    if not Notice.objects.addressed_to(by).filter(pk=notice.pk).exists():
        return
    reading = NoticeReading(
        notice=notice, by=by, province=by.province, district=by.district, at=timezone.now()
    )
    NoticeReading.objects.bulk_create([reading], ignore_conflicts=True)


@transaction.atomic
def ask(
    *,
    by: User,
    subject: str,
    text: str,
    to: str = "",
    page: str = "",
    briefing: Briefing | None = None,
) -> Question:
    """Ask the department or, from a district, its province; for a briefing whoever holds it."""
    may(by, ASK)
    if briefing is not None:
        briefing = reread(Briefing.objects.visible_to(by), briefing)
        if not briefing.takes_questions:
            raise StepRefused(
                "ประชุมแล้ว ไม่รับคำถามล่วงหน้า เลือกไม่ระบุการประชุมแล้วส่งใหม่", field="briefing"
            )
        to = Question.To.PROVINCE if briefing.province_id else Question.To.DEPARTMENT
    if by.of_province:
        if briefing is not None and briefing.province_id:
            raise StepRefused("การประชุมนี้จังหวัดจัดเอง เลือกการประชุมของกรม", field="briefing")
        to = Question.To.DEPARTMENT
    return Question.objects.create(
        province_id=by.province_code or "", district=by.district, to=to or Question.To.PROVINCE,
        subject=subject, text=text, page=page, briefing=briefing, by=by, asked_at=timezone.now(),
    )  # fmt: skip


@transaction.atomic
def answer(question: Question, *, by: User, text: str, published: bool = False) -> Answer:
    """Answer, or answer anew: the last answer of the office is the one in force."""
    may(by, ANSWER)
    found = reread(Question.objects.answerable_by(by), question)
    last = found.answers.filter(province=by.province, replaced_by=None).first()
    return Answer.objects.create(
        question=found, province=by.province, text=text, published=published, replaces=last,
        by=by, at=timezone.now(),
    )  # fmt: skip


@transaction.atomic
def call(briefing: Briefing, *, by: User) -> Briefing:
    """Keep a new briefing of the own office, or what was changed of one."""
    may(by, CALL)
    if briefing.pk is None:
        briefing.province, briefing.by, briefing.made_at = by.province, by, timezone.now()
    else:
        reread(Briefing.objects.of_office(by), briefing)
    briefing.save()
    return briefing
