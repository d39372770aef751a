"""The signatures of a survey: the only place that assigns its status.

    district_signed: the chief, on the answers shown > province_signed > department_signed

Any signature is taken back with a reason, by the level that gave the last one or one above it; the
survey is then the district's to answer again. What the answers say of the registry is kept in words at
the first signature, so that a signed survey does not change under a later correction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from core.areas.scope import Role
from core.thai import calendar
from core.users.models import User
from online_market import steps
from online_market.models import MarketStep, Survey, SurveyAnswer
from online_market.steps import StepRefused
from online_market.words import answers_with_words

Status, Name = Survey.Status, MarketStep.Name


@dataclass(frozen=True)
class Signing:
    """One signature: whose, from which status to which."""

    role: Role
    before: Survey.Status
    after: Survey.Status
    name: MarketStep.Name
    verb: str


SIGNINGS: dict[Role, Signing] = {
    one.role: one
    for one in (
        Signing(Role.DISTRICT, Status.OPEN, Status.DISTRICT_SIGNED, Name.SIGN_DISTRICT, "ลงนาม"),
        Signing(
            Role.PROVINCE,
            Status.DISTRICT_SIGNED,
            Status.PROVINCE_SIGNED,
            Name.SIGN_PROVINCE,
            "รับรอง",
        ),
        Signing(
            Role.DEPARTMENT,
            Status.PROVINCE_SIGNED,
            Status.DEPARTMENT_SIGNED,
            Name.SIGN_DEPARTMENT,
            "รับ",
        ),
    )
}

# Which statuses each level may take back: what it signed itself, and what stands below.
TAKEN_BACK_BY: dict[Role, frozenset[Survey.Status]] = {
    Role.DISTRICT: frozenset({Status.DISTRICT_SIGNED}),
    Role.PROVINCE: frozenset({Status.DISTRICT_SIGNED, Status.PROVINCE_SIGNED}),
    Role.DEPARTMENT: frozenset({Status.PROVINCE_SIGNED, Status.DEPARTMENT_SIGNED}),
}


@transaction.atomic
def sign(
    surveys: Sequence[tuple[Survey, int]], *, by: User, position: str, signed_on: date
) -> list[Survey]:
    """Sign surveys at the officer's own level, all or none, each on the revision shown.

    Refused: a district's officer who is no chief, a survey that does not stand at the level before, one
    without any product, a date still to come or before the round was opened, no position.
    """
    signing = SIGNINGS[Role(by.role)]
    if by.role == Role.DISTRICT and not by.may_certify:
        raise StepRefused("การลงนามแบบสำรวจเป็นสิทธิของพัฒนาการอำเภอ")
    position = " ".join(position.replace("\x00", "").split())
    if not position or len(position) > 150:
        raise StepRefused("ใส่ตำแหน่งของผู้ลงนาม ไม่เกิน 150 ตัวอักษร")
    if signed_on > calendar.today():
        raise StepRefused("วันที่ลงนามยังมาไม่ถึง ตรวจอีกครั้ง")
    signed = []
    for survey, seen in sorted(surveys, key=lambda one: one[0].pk):
        locked = steps.locked_survey(survey, by, seen)
        place = locked.district.titled_name
        if locked.status != signing.before:
            raise StepRefused(f"{place}: {locked.get_status_display()} {signing.verb}ไม่ได้")
        opened = locked.round.opened_at.astimezone(timezone.get_current_timezone()).date()
        if signed_on < max(opened, _last_date(locked) or opened):
            raise StepRefused(f"{place}: วันที่ลงนามอยู่ก่อนเปิดรอบหรือก่อนลายเซ็นของระดับก่อน")
        if signing.role == Role.DISTRICT:
            _keep_words(locked)
        _stamp(locked, signing, by, position, signed_on)
        steps.log(
            locked.round, signing.name, by=by, district=locked.district, told=f"{place} {position}"
        )
        signed.append(locked)
    return signed


@transaction.atomic
def take_back(survey: Survey, *, by: User, reason: str) -> Survey:
    """Open a signed survey for the district again; all its signatures fall.

    Refused without a reason, by a level below the last signature, and for one that is open.
    """
    reason = steps.reason_given(reason, "เปิดให้แก้ไข")
    locked = steps.locked_survey(survey, by)
    if locked.is_open:
        raise StepRefused("แบบสำรวจนี้ยังไม่ได้ลงนาม แก้ไขได้อยู่แล้ว")
    if locked.status not in TAKEN_BACK_BY[Role(by.role)]:
        raise StepRefused(f"แบบสำรวจนี้{locked.get_status_display()} ขอให้ระดับเหนือขึ้นไปเปิดให้แก้ไข")
    if by.role == Role.DISTRICT and not by.may_certify:
        raise StepRefused("การเปิดแบบสำรวจที่ลงนามแล้วเป็นสิทธิของพัฒนาการอำเภอ")
    for level in Survey.LEVELS:
        _set(locked, level, None, "", "", None)
    locked.status = Status.OPEN
    locked.revision += 1
    locked.save()
    SurveyAnswer.objects.filter(survey=locked).update(words=None)
    steps.log(
        locked.round,
        Name.TAKE_BACK,
        by=by,
        district=locked.district,
        told=locked.district.titled_name,
        reason=reason,
    )
    return locked


def may_take_back(user: User, survey: Survey) -> bool:
    """Whether this officer could open the signed survey again."""
    chief = user.role != Role.DISTRICT or user.may_certify
    return chief and survey.status in TAKEN_BACK_BY[Role(user.role)]


def may_sign(user: User, survey: Survey) -> bool:
    """Whether the next signature is this officer's."""
    chief = user.role != Role.DISTRICT or user.may_certify
    return chief and survey.status == SIGNINGS[Role(user.role)].before


def _last_date(survey: Survey) -> date | None:
    days = [getattr(survey, f"{level}_signed_on") for level in Survey.LEVELS]
    return max((day for day in days if day), default=None)


def _keep_words(survey: Survey) -> None:
    answers = answers_with_words(SurveyAnswer.objects.filter(survey=survey))
    if not answers:
        raise StepRefused("ยังไม่ได้เลือกผลิตภัณฑ์ในแบบสำรวจ")
    for answer in answers:
        answer.words = list(answer.told)
    SurveyAnswer.objects.bulk_update(answers, ["words"])


def _stamp(survey: Survey, signing: Signing, by: User, position: str, signed_on: date) -> None:
    _set(survey, signing.role.value, by, by.full_name, position, signed_on)
    survey.status = signing.after
    survey.revision += 1
    survey.save()


def _set(survey: Survey, level: str, by, name: str, position: str, signed_on: date | None) -> None:
    setattr(survey, f"{level}_signed_at", timezone.now() if by else None)
    setattr(survey, f"{level}_signed_by", by)
    setattr(survey, f"{level}_signed_name", name)
    setattr(survey, f"{level}_signed_position", position)
    setattr(survey, f"{level}_signed_on", signed_on)
