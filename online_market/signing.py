"""The signatures of a survey: the only place that assigns its status.

    district_signed: the chief, on the answers shown > province_signed > department_signed

The level that signed last, or one above it, can withdraw the signatures with a reason; the district
can then change the survey again. What the answers say of the registry is kept in words at
the first signature, so that a signed survey does not change under a later correction.
"""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from core.areas.row_security import seen_as_portal
from core.areas.scope import Role
from core.steps import StepRefused, StepRule, log, may, offers, reason_given
from core.thai import calendar
from core.users.models import User
from online_market.models import MarketStep, Survey, SurveyAnswer
from online_market.steps import SIGNINGS, TAKINGS_BACK, locked_survey
from online_market.words import answers_with_words


@transaction.atomic
def sign(
    surveys: Sequence[tuple[Survey, int]], *, by: User, position: str, signed_on: date
) -> list[Survey]:
    """Sign surveys at the officer's own level, all or none, each on the version shown.

    Refused: a district's officer who is no chief, a survey that does not stand at the level before, one
    without any product, a date still to come or before the round was opened, no position.
    """
    rule = SIGNINGS[Role(by.role)]
    may(by, rule)
    position = " ".join(position.replace("\x00", "").split())
    if not position or len(position) > 150:
        raise StepRefused("ระบุตำแหน่งของผู้ลงนาม ไม่เกิน 150 ตัวอักษร")
    if signed_on > calendar.today():
        raise StepRefused("วันที่ลงนามยังมาไม่ถึง ตรวจอีกครั้ง")
    signed = []
    for survey, seen_version in sorted(surveys, key=lambda one: one[0].pk):
        locked = locked_survey(survey, rule, by, seen_version)
        place = locked.district.titled_name
        assert locked.round.opened_at is not None  # a draft has no surveys
        opened = locked.round.opened_at.astimezone(timezone.get_current_timezone()).date()
        if signed_on < max(opened, _last_date(locked) or opened):
            raise StepRefused(f"{place}: วันที่ลงนามอยู่ก่อนเปิดรอบหรือก่อนลายเซ็นของระดับก่อน")
        if by.of_district:
            _keep_words(locked)
        _stamp(locked, rule, by, position, signed_on)
        log(
            MarketStep,
            rule.name,
            by=by,
            round=locked.round,
            district=locked.district,
            told=f"{place} {position}",
        )
        signed.append(locked)
    return signed


@transaction.atomic
def take_back(survey: Survey, *, by: User, reason: str) -> Survey:
    """Open a signed survey for the district again; all its signatures fall.

    Refused without a reason, by a level below the last signature, and for one that is open.
    """
    rule = TAKINGS_BACK[Role(by.role)]
    reason = reason_given(reason, rule)
    if Survey.objects.visible_to(by).get(pk=survey.pk).is_open:
        raise StepRefused("แบบสำรวจนี้ยังไม่ได้ลงนาม แก้ไขได้อยู่แล้ว")
    locked = locked_survey(survey, rule, by)
    for level in Survey.LEVELS:
        _set(locked, level, None, "", "", None)
    locked.status = rule.reached
    locked.revision += 1
    locked.save()
    with seen_as_portal("unsigned, a survey is no longer the department's to see"):
        SurveyAnswer.objects.filter(survey=locked).update(words=None)
    log(
        MarketStep,
        rule.name,
        by=by,
        round=locked.round,
        district=locked.district,
        told=locked.district.titled_name,
        reason=reason,
    )
    return locked


def may_take_back(user: User, survey: Survey) -> bool:
    """Whether this officer could open the signed survey again."""
    return offers(TAKINGS_BACK[Role(user.role)], survey, user)


def signing_word(user: User) -> str:
    """What signing is called at this officer's level: ลงนาม, รับรอง, รับ."""
    return SIGNINGS[Role(user.role)].called


def may_sign(user: User, survey: Survey) -> bool:
    """Whether the next signature is this officer's."""
    return offers(SIGNINGS[Role(user.role)], survey, user)


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


def _stamp(survey: Survey, rule: StepRule, by: User, position: str, signed_on: date) -> None:
    _set(survey, by.role, by, by.full_name, position, signed_on)
    survey.status = rule.reached
    survey.revision += 1
    survey.save()


def _set(survey: Survey, level: str, by, name: str, position: str, signed_on: date | None) -> None:
    setattr(survey, f"{level}_signed_at", timezone.now() if by else None)
    setattr(survey, f"{level}_signed_by", by)
    setattr(survey, f"{level}_signed_name", name)
    setattr(survey, f"{level}_signed_position", position)
    setattr(survey, f"{level}_signed_on", signed_on)
