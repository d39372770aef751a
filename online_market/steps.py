"""The tables of the KPI's steps, of a round and of a survey, and how each is locked (core.steps)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.db import connection

from core import steps
from core.areas.scope import Role
from core.steps import StepRefused, StepRule, Workflow, longest_in, may, reread, stands
from core.users.models import User
from online_market.models import MarketRound, MarketStep, Survey

Name = MarketStep.Name
DRAFT, OPEN, CLOSED = MarketRound.Status.DRAFT, MarketRound.Status.OPEN, MarketRound.Status.CLOSED
Signed = Survey.Status

MARKET = Workflow(
    version_field="revision",
    not_yours="การ{step}เป็นหน้าที่ของ{whose}",
    overtaken="มีผู้แก้ไขหลังจากที่เปิดหน้านี้ ตรวจอีกครั้งแล้วทำใหม่",
)


def _rule(
    name: str,
    sources: Iterable[str],
    target: str | None,
    *roles: Role,
    elsewhere: str = "",
    sentences: Mapping[str, str] | None = None,
    **asks: Any,
) -> StepRule:
    workflow = replace(MARKET, elsewhere=elsewhere, **sentences or {})
    longest = longest_in(MarketStep)
    return StepRule(
        name,
        frozenset(sources),
        target,
        frozenset(roles),
        longest=longest,
        workflow=workflow,
        **asks,
    )


# --- A round: by its name, where the round stands -------------------------------------------------

ROUND_STEPS: Mapping[Name, StepRule] = {
    rule.name: rule
    for rule in (
        _rule(Name.MAKE, {""}, DRAFT, Role.DEPARTMENT),
        _rule(
            Name.EDIT,
            {DRAFT},
            None,
            Role.DEPARTMENT,
            elsewhere="{it} {status} แก้ได้เฉพาะเงื่อนไข พร้อมเหตุผล",
            called="แก้ไขรอบ",
        ),
        _rule(Name.OPEN, {DRAFT}, OPEN, Role.DEPARTMENT, elsewhere="{it} {status}อยู่แล้ว"),
        _rule(
            Name.REVISE,
            {OPEN},
            None,
            Role.DEPARTMENT,
            elsewhere="{it} {status} {step}ไม่ได้",
            sentences={"not_yours": "การ{step}ของรอบเป็นหน้าที่ของ{whose}"},
            needs_reason=True,
        ),
        _rule(Name.CLOSE, {OPEN}, CLOSED, Role.DEPARTMENT, elsewhere="{it} {status} ปิดไม่ได้"),
        _rule(
            Name.REOPEN,
            {CLOSED},
            OPEN,
            Role.DEPARTMENT,
            elsewhere="{it} {status} ไม่ได้ปิดอยู่",
            needs_reason=True,
        ),
        _rule(
            Name.OVERRIDE,
            {OPEN},
            None,
            Role.PROVINCE,
            Role.DEPARTMENT,
            elsewhere="{it} {status} {step}ไม่ได้",
            whose="จังหวัดและกรม",
            needs_reason=True,
        ),
        _rule(
            Name.LETTER_BASE,
            {OPEN},
            None,
            Role.PROVINCE,
            Role.DEPARTMENT,
            elsewhere="{it} {status} {step}ไม่ได้",
            whose="จังหวัดและกรม",
        ),
    )
}


def locked_round(
    round: MarketRound, rule: StepRule, by: User, seen_version: int | None = None
) -> MarketRound:
    """The round re-read under lock through the officer's own door, for this step."""
    door = MarketRound.objects.visible_to(by)
    return steps.locked(door, round, rule, by, seen_version=seen_version)


# --- A survey: by the level of the officer --------------------------------------------------------


def _signing(name: Name, before: Signed, after: Signed, role: Role, verb: str) -> StepRule:
    return _rule(
        name,
        {before},
        after,
        role,
        elsewhere="{it.district.titled_name}: {status} {step}ไม่ได้",
        sentences={"not_certifying": "การลงนามแบบสำรวจเป็นสิทธิของพัฒนาการอำเภอ"},
        certifies=role == Role.DISTRICT,
        called=verb,
    )


SIGNINGS: Mapping[Role, StepRule] = {
    Role.DISTRICT: _signing(
        Name.SIGN_DISTRICT, Signed.OPEN, Signed.DISTRICT_SIGNED, Role.DISTRICT, "ลงนาม"
    ),
    Role.PROVINCE: _signing(
        Name.SIGN_PROVINCE, Signed.DISTRICT_SIGNED, Signed.PROVINCE_SIGNED, Role.PROVINCE, "รับรอง"
    ),
    Role.DEPARTMENT: _signing(
        Name.SIGN_DEPARTMENT,
        Signed.PROVINCE_SIGNED,
        Signed.DEPARTMENT_SIGNED,
        Role.DEPARTMENT,
        "รับ",
    ),
}

# Each level takes back what it signed itself, and what stands below.
TAKINGS_BACK: Mapping[Role, StepRule] = {
    role: _rule(
        Name.TAKE_BACK,
        sources,
        Signed.OPEN,
        role,
        elsewhere="แบบสำรวจนี้{status} ขอให้ระดับเหนือขึ้นไปเปิดให้แก้ไข",
        sentences={"not_certifying": "การเปิดแบบสำรวจที่ลงนามแล้วเป็นสิทธิของพัฒนาการอำเภอ"},
        certifies=role == Role.DISTRICT,
        needs_reason=True,
        called="เปิดให้แก้ไข",
    )
    for role, sources in (
        (Role.DISTRICT, {Signed.DISTRICT_SIGNED}),
        (Role.PROVINCE, {Signed.DISTRICT_SIGNED, Signed.PROVINCE_SIGNED}),
        (Role.DEPARTMENT, {Signed.PROVINCE_SIGNED, Signed.DEPARTMENT_SIGNED}),
    )
}


def _of_answers(name: str, called: str, sources: Iterable[str]) -> StepRule:
    return _rule(
        name,
        sources,
        None,
        Role.DISTRICT,
        elsewhere="แบบสำรวจนี้{status} เปิดให้แก้ไขก่อน",
        called=called,
    )


ANSWER = _of_answers("answer", "ตอบแบบสำรวจ", {Signed.OPEN})
IMPORT = _of_answers(Name.IMPORT, "นำเข้าแบบสำรวจ", {Signed.OPEN})
RESULT = _of_answers("result", "รายงานผล", set(Signed))


def locked_survey(
    survey: Survey, rule: StepRule, by: User, seen_version: int | None = None
) -> Survey:
    """The survey re-read under lock through the officer's own door, for this step; a closing of its
    round under way is waited for, and once it is closed every step is refused."""
    may(by, rule)
    with connection.cursor() as cursor:
        # Shared, so that districts do not wait for each other: Django has no lock of this kind.
        cursor.execute(
            "SELECT 1 FROM online_market_marketround WHERE id = %s FOR SHARE", [survey.round_id]
        )
    door = Survey.objects.visible_to(by).select_related("round", "district__province")
    found = reread(door, survey)
    if not found.round.is_open:
        raise StepRefused(f"{found.round} {found.round.get_status_display()} แก้ไขแบบสำรวจและผลไม่ได้")
    stands(found, rule, seen_version)
    return found
