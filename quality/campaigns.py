"""A campaign to correct data, as a story: the only place that assigns its status.

    the department opens one for the nation, or a province for itself: what is faulty is written down >
    the districts correct, everybody follows > its office puts the due date off, with a reason > closes
    it: the figures of that moment stay

Each step locks the campaign, says who may, and leaves a line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.areas.scope import Role
from core.jobs import nationwide
from core.steps import (
    StepRefused,
    StepRule,
    Workflow,
    is_for,
    log,
    longest_in,
    may,
    reason_given,
    reread,
)
from core.thai import calendar
from core.users.models import User
from quality import counting
from quality.kept import hold_all
from quality.models import Campaign, CampaignStep
from quality.progress import freeze_base, keep_figures
from quality.rules import all_rules

Name = CampaignStep.Name
Status = Campaign.Status

CAMPAIGN = Workflow(not_yours="รอบแก้ไขข้อมูลเปิดโดยกรมหรือจังหวัด", no_reason="ระบุเหตุผลที่{step}")


def _rule(name: Name, source: str, target: Status | None, **asks: Any) -> StepRule:
    leads = frozenset({Role.PROVINCE, Role.DEPARTMENT})
    longest = longest_in(CampaignStep)
    return StepRule(
        name, frozenset({source}), target, leads, longest=longest, workflow=CAMPAIGN, **asks
    )


STEPS: Mapping[Name, StepRule] = {
    rule.name: rule
    for rule in (
        _rule(Name.OPEN, "", Status.OPEN),
        _rule(Name.EXTEND, Status.OPEN, None, needs_reason=True),
        _rule(Name.CLOSE, Status.OPEN, Status.CLOSED),
    )
}


def may_open(user: User) -> bool:
    return is_for(STEPS[Name.OPEN], user)


def may_lead(campaign: Campaign, user: User) -> bool:
    """Whether this person's office opened it: the department the nation's, a province its own."""
    return may_open(user) and user.province_id == campaign.province_id


def opening(*, title: str, codes: Sequence[str], due_on: date, by: User) -> list[str]:
    """The checks such a campaign would have, in their order; refused as `open_campaign` says."""
    may(by, STEPS[Name.OPEN])
    known = [rule.code for rule in all_rules() if rule.code in set(codes)]
    if not title.strip():
        raise StepRefused("ตั้งชื่อรอบแก้ไขข้อมูล")
    if not known:
        raise StepRefused("เลือกข้อที่ให้แก้อย่างน้อยหนึ่งข้อ")
    _not_over(due_on)
    return known


@transaction.atomic
def open_campaign(*, title: str, codes: Sequence[str], due_on: date, by: User) -> Campaign:
    """Begin a campaign over the nation (department) or the own province.

    The department's begins with a count of the nation, so that its figures and the counts agree.
    Refused for a district, without a title or a check, and for a day that is over.
    """
    known = opening(title=title, codes=codes, due_on=due_on, by=by)
    now = timezone.now()
    if by.of_nation:
        nationwide.hold("campaign", by)
        counting.refresh(now, by=by)
    hold_all()  # what is kept of a district is of every campaign that is open
    campaign = Campaign.objects.create(
        title=title.strip(),
        province=by.province,
        codes=known,
        due_on=due_on,
        status=STEPS[Name.OPEN].reached,
        opened_at=now,
        opened_by=by,
    )
    freeze_base(campaign)
    keep_figures(campaign, now)
    log(CampaignStep, Name.OPEN, by=by, at=now, campaign=campaign)
    return campaign


@transaction.atomic
def extend(campaign: Campaign, *, due_on: date, reason: str, by: User) -> Campaign:
    """Put the due date off, or forward; refused without a reason and for a day that is over."""
    found = _led(campaign, by)
    rule = STEPS[Name.EXTEND]
    dates = f"{calendar.day_short(found.due_on)} เป็น {calendar.day_short(due_on)}: "
    reason = reason_given(reason, replace(rule, longest=rule.longest - len(dates)))
    _not_over(due_on)
    found.due_on = due_on
    found.save(update_fields=["due_on"])
    log(CampaignStep, rule.name, by=by, campaign=found, reason=f"{dates}{reason}")
    return found


@transaction.atomic
def close(campaign: Campaign, *, by: User) -> Campaign:
    """End it; the figures of this moment are its result."""
    hold_all()
    found = _led(campaign, by)
    now = timezone.now()
    keep_figures(found, now)
    found.status, found.closed_at, found.closed_by = STEPS[Name.CLOSE].reached, now, by
    found.save(update_fields=["status", "closed_at", "closed_by"])
    log(CampaignStep, Name.CLOSE, by=by, at=now, campaign=found)
    return found


def _led(campaign: Campaign, by: User) -> Campaign:
    """The open campaign of the person's own office, re-read under lock."""
    found = reread(Campaign.objects.visible_to(by), campaign)
    if not may_lead(found, by):
        raise StepRefused(f"“{found}” เป็นรอบของ{found.area_words} ผู้เปิดรอบเท่านั้นที่เลื่อนหรือปิดได้")
    if not found.is_open:
        assert found.closed_at is not None
        raise StepRefused(f"“{found}” ปิดรอบแล้วเมื่อ {calendar.moment(found.closed_at)}")
    return found


def _not_over(due_on: date) -> None:
    if due_on < calendar.today():
        raise StepRefused(f"กำหนด {calendar.day_short(due_on)} ผ่านไปแล้ว เลือกวันที่ยังมาไม่ถึง")
