"""A round from its draft to its closing: the only place that assigns its status.

    the department makes a draft > edits it > opens it: the base is taken, targets are computed, every
    district has its survey > corrects its terms with a reason > closes it: surveys and results stand
    still > opens it again with a reason

Every step re-reads the round locked, concerns the version that was shown, and leaves a line; one that
cannot be taken raises StepRefused. The steps of a survey are in online_market.signing.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from core.fields import column_of
from core.steps import StepRefused, log, may, reason_given
from core.thai import calendar
from core.thai.calendar import day_short
from core.users.models import User
from online_market.bases import take_base
from online_market.ceilings import ceiling_of
from online_market.models import DistrictTarget, MarketRound, MarketStep
from online_market.steps import ROUND_STEPS, Name, locked_round

# What a draft says, and what of it may still be corrected once it is open.
TERMS = ("title", "percentage", "period_from", "period_until", "survey_due", "result_due")
FIELDS = ("series", "fiscal_year", "registration_years", "base_date", *TERMS)


@transaction.atomic
def make_round(values: Mapping[str, Any], *, by: User) -> MarketRound:
    """A draft with these values (FIELDS); its number follows the last one of its series."""
    may(by, ROUND_STEPS[Name.MAKE])
    # The officer's own row is the lock of the numbering: drafts are few, and of one office.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    last = MarketRound.objects.filter(series=values["series"]).aggregate(Max("number"))
    made = MarketRound.objects.create(
        **{name: values[name] for name in FIELDS},
        number=(last["number__max"] or 0) + 1,
        made_at=timezone.now(),
        made_by=by,
    )
    log(MarketStep, Name.MAKE, by=by, round=made)
    return made


@transaction.atomic
def edit_draft(
    round: MarketRound, values: Mapping[str, Any], *, by: User, seen_version: int
) -> MarketRound:
    """Change a draft. Refused once it is open; its series stays, for its number is of it."""
    rule = ROUND_STEPS[Name.EDIT]
    locked = locked_round(round, rule, by, seen_version)
    _write(locked, {name: values[name] for name in FIELDS if name != "series"})
    log(MarketStep, Name.EDIT, by=by, round=locked)
    return locked


@transaction.atomic
def open_round(round: MarketRound, *, by: User, seen_version: int) -> MarketRound:
    """Take the base and open the round.

    Refused before the base date is over, and where nothing is registered in its years.
    """
    rule = ROUND_STEPS[Name.OPEN]
    locked = locked_round(round, rule, by, seen_version)
    if locked.base_date >= calendar.today():
        raise StepRefused(f"วันตัดข้อมูลฐาน {day_short(locked.base_date)} ยังไม่สิ้นสุด เปิดรอบได้ตั้งแต่วันถัดไป")
    taken = take_base(locked)
    if not taken:
        raise StepRefused(
            f"ไม่มีผลิตภัณฑ์ที่ลงทะเบียนในปีงบประมาณ {locked.years_told} ณ {day_short(locked.base_date)}"
        )
    locked.status, locked.opened_at, locked.opened_by = rule.reached, timezone.now(), by
    locked.revision += 1
    locked.save(update_fields=["status", "opened_at", "opened_by", "revision"])
    log(MarketStep, Name.OPEN, by=by, round=locked, told=f"ผลิตภัณฑ์ฐาน {taken:,} รายการ")
    return locked


@transaction.atomic
def revise_terms(
    round: MarketRound, values: Mapping[str, Any], *, by: User, seen_version: int, reason: str
) -> MarketRound:
    """Correct the terms of an open round; another percentage computes the targets anew.

    The base stays, and so does what was set by hand: its computed figure beside it is the new one.
    """
    rule = ROUND_STEPS[Name.REVISE]
    reason = reason_given(reason, rule)
    locked = locked_round(round, rule, by, seen_version)
    changed = {name: values[name] for name in TERMS if values[name] != getattr(locked, name)}
    if not changed:
        raise StepRefused("เงื่อนไขเหมือนเดิม ไม่มีข้อมูลใดเปลี่ยน")
    before = locked.percentage_told
    _write(locked, changed)
    told = ", ".join(str(column_of(MarketRound, name).verbose_name) for name in changed)
    if "percentage" in changed:
        targets = list(DistrictTarget.objects.filter(round=locked).select_for_update())
        for target in targets:
            target.computed = ceiling_of(locked.percentage, target.base_products)
            target.version += 1
        DistrictTarget.objects.bulk_update(targets, ["computed", "version"], batch_size=1000)
        told += f": {before} > {locked.percentage_told}"
    log(MarketStep, Name.REVISE, by=by, round=locked, told=told, reason=reason)
    return locked


@transaction.atomic
def close_round(round: MarketRound, *, by: User, seen_version: int) -> MarketRound:
    """End a round: what its surveys and results say stands. Waits for saves under way."""
    rule = ROUND_STEPS[Name.CLOSE]
    locked = locked_round(round, rule, by, seen_version)
    locked.status, locked.closed_at, locked.closed_by = rule.reached, timezone.now(), by
    locked.revision += 1
    locked.save(update_fields=["status", "closed_at", "closed_by", "revision"])
    log(MarketStep, Name.CLOSE, by=by, round=locked)
    return locked


@transaction.atomic
def reopen_round(round: MarketRound, *, by: User, seen_version: int, reason: str) -> MarketRound:
    """Open a closed round again, as it was."""
    rule = ROUND_STEPS[Name.REOPEN]
    reason = reason_given(reason, rule)
    locked = locked_round(round, rule, by, seen_version)
    locked.status, locked.closed_at, locked.closed_by = rule.reached, None, None
    locked.revision += 1
    locked.save(update_fields=["status", "closed_at", "closed_by", "revision"])
    log(MarketStep, Name.REOPEN, by=by, round=locked, reason=reason)
    return locked


def _write(round: MarketRound, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(round, name, value)
    round.revision += 1
    round.save(update_fields=[*values, "revision"])
