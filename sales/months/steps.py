"""The table of the month's steps and what every one of them asks (DOMAIN.md 8).

`sales.months.workflow` takes the steps; here is who may take which from where, the locked re-read
through the person's own door, always in the order month > province > district, and the line in the
trail.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from core import steps
from core.areas.scope import Role
from core.steps import StepRefused, StepRule, Workflow, may, reread, stands
from core.thai.calendar import moment_exact
from core.users.models import User
from sales.models import DistrictMonth, ProvinceMonth, SalesMonth, Step

ENTERING = DistrictMonth.Status.ENTERING
DISTRICT_CONFIRMED = DistrictMonth.Status.DISTRICT_CONFIRMED
RETURNED = DistrictMonth.Status.RETURNED
PROVINCE_CONFIRMED = DistrictMonth.Status.PROVINCE_CONFIRMED
OPEN, CLOSED = SalesMonth.Status.OPEN, SalesMonth.Status.CLOSED
COLLECTING, REPORTED = ProvinceMonth.Status.COLLECTING, ProvinceMonth.Status.CONFIRMED


@dataclass(frozen=True)
class Outcome:
    """What became of one district's month (its id) in a batch, in Thai."""

    district_month: int
    name: str
    sentence: str
    refused: bool


class BatchStopped(StepRefused):
    """A batch of districts of which one could not be confirmed, so that none was."""

    def __init__(self, outcomes: Sequence[Outcome]):
        refused = sum(one.refused for one in outcomes)
        super().__init__(
            f"ยังไม่ได้ยืนยันอำเภอใด เพราะ {refused} จาก {len(outcomes)} อำเภอที่เลือกยืนยันไม่ได้ ดูผลรายอำเภอด้านล่าง"
        )
        self.outcomes = tuple(outcomes)


class WithdrawsReport(StepRefused):
    """The return would withdraw the whole province's report, and the user has not confirmed that."""


MONTH = Workflow(
    elsewhere="เดือนนี้{status}อยู่แล้ว",
    overtaken="เดือน{it}มีการเปลี่ยนแปลงหลังจากที่เปิดหน้านี้ ตรวจอีกครั้งแล้วทำใหม่",
)
# Where a district stands is said with who brought it there: see `allowed`.
OF_DISTRICT = replace(
    MONTH,
    overtaken="{it.district.titled_name}: มีการเปลี่ยนแปลงหลังจากที่เปิดหน้านี้ ตรวจอีกครั้งแล้วทำใหม่",
)


def _rule(
    name: Step.Name,
    sources: set[str],
    target: str | None,
    role: Role,
    workflow: Workflow = MONTH,
    **asks: Any,
) -> StepRule:
    return StepRule(name, frozenset(sources), target, frozenset({role}), workflow=workflow, **asks)


STEPS: Mapping[Step.Name, StepRule] = {
    rule.name: rule
    for rule in (
        _rule(Step.Name.OPEN_MONTH, {""}, OPEN, Role.DEPARTMENT),
        _rule(
            Step.Name.CONFIRM_DISTRICT,
            {ENTERING, RETURNED},
            DISTRICT_CONFIRMED,
            Role.DISTRICT,
            OF_DISTRICT,
            certifies=True,
        ),
        _rule(
            Step.Name.RETURN_DISTRICT,
            {DISTRICT_CONFIRMED, PROVINCE_CONFIRMED},
            RETURNED,
            Role.PROVINCE,
            OF_DISTRICT,
            needs_reason=True,
        ),
        _rule(
            Step.Name.REMIND_DISTRICT,
            {ENTERING, RETURNED},
            None,
            Role.PROVINCE,
            OF_DISTRICT,
            needs_reason=True,
            called="แจ้งเตือน",
        ),
        _rule(
            Step.Name.CONFIRM_PROVINCE,
            {DISTRICT_CONFIRMED},
            PROVINCE_CONFIRMED,
            Role.PROVINCE,
            OF_DISTRICT,
        ),
        _rule(Step.Name.REPORT_PROVINCE, {COLLECTING}, REPORTED, Role.PROVINCE),
        _rule(
            Step.Name.WITHDRAW_PROVINCE, {REPORTED}, COLLECTING, Role.PROVINCE, needs_reason=True
        ),
        _rule(Step.Name.CLOSE_MONTH, {OPEN}, CLOSED, Role.DEPARTMENT),
        _rule(Step.Name.REPORT_MONTH, {CLOSED}, CLOSED, Role.DEPARTMENT),
        _rule(Step.Name.REOPEN_MONTH, {CLOSED}, OPEN, Role.DEPARTMENT, needs_reason=True),
        _rule(Step.Name.CHANGE_DATES, {OPEN}, OPEN, Role.DEPARTMENT, needs_reason=True),
        _rule(Step.Name.TAKE_OVER_MONTH, {""}, CLOSED, Role.DEPARTMENT),
    )
}

# Typing is no step of the month and leaves no line in the trail; the rows have a history of their own.
ENTER = StepRule("enter", DistrictMonth.EDITABLE, None, frozenset({Role.DISTRICT}))


def may_take(step: Step.Name, district_month: DistrictMonth, user: User) -> bool:
    """Whether a page should offer this step of a district's month to this person."""
    return steps.offers(STEPS[step], district_month, user) and district_month.month.is_open


def closed_sentence(month: SalesMonth) -> str:
    """Who closed the month and when, to the second: a step that came after it is answered with this."""
    assert month.closed_at is not None
    at = moment_exact(month.closed_at)
    return f"กรมปิดเดือน{month}แล้ว โดย {month.closed_by} เมื่อ {at}"


def standing_sentence(district_month: DistrictMonth) -> str:
    """What a district's month stands at, and who brought it there when, to the second."""
    stamps: dict[str, tuple[str, str]] = {
        DISTRICT_CONFIRMED: ("district_confirmed_by", "district_confirmed_at"),
        PROVINCE_CONFIRMED: ("province_confirmed_by", "province_confirmed_at"),
        RETURNED: ("returned_by", "returned_at"),
    }
    said = district_month.get_status_display()
    if district_month.status not in stamps:
        return said
    by, at = (getattr(district_month, name) for name in stamps[district_month.status])
    return f"{said} โดย {by} เมื่อ {moment_exact(at)}"


def lock_month(month: date) -> SalesMonth:
    return SalesMonth.objects.select_for_update(no_key=True).get(pk=month)


def locked_month(
    month: date, rule: StepRule, by: User, *, seen_version: int | None = None
) -> SalesMonth:
    """The month, locked against every other step of it."""
    may(by, rule)
    sales_month = lock_month(month)
    stands(sales_month, rule, seen_version)
    return sales_month


def locked_province(month: date, by: User, rule: StepRule) -> tuple[SalesMonth, ProvinceMonth]:
    may(by, rule)
    sales_month = lock_month(month)
    if not sales_month.is_open:
        raise StepRefused(f"{closed_sentence(sales_month)} ขอให้กรมเปิดเดือนอีกครั้งก่อน")
    province_month = (
        ProvinceMonth.objects.visible_to(by)
        .select_for_update(of=("self",), no_key=True)
        .get(month=sales_month)
    )
    return sales_month, province_month


def locked_district(
    district_month: DistrictMonth, rule: StepRule, by: User, *, seen_version: int | None = None
) -> DistrictMonth:
    """The district's month, re-read under lock through the person's own door."""
    may(by, rule)
    sales_month = lock_month(district_month.month_id)
    if not sales_month.is_open:
        raise StepRefused(f"{closed_sentence(sales_month)} ขอให้กรมเปิดเดือนอีกครั้งก่อน")
    if Role.PROVINCE in rule.roles:
        ProvinceMonth.objects.select_for_update(no_key=True).get(
            month=sales_month, province=district_month.district.province_id
        )
    door = DistrictMonth.objects.visible_to(by).select_related("month", "district")
    found = reread(door, district_month)
    allowed(rule, found, seen_version)
    return found


def allowed(rule: StepRule, district_month: DistrictMonth, seen_version: int | None) -> None:
    if district_month.status not in rule.sources:
        where, standing = district_month.district.titled_name, standing_sentence(district_month)
        raise StepRefused(f"{where}: ดำเนินการขั้น “{rule.name.label}” ไม่ได้ เพราะขณะนี้{standing}")
    stands(district_month, rule, seen_version)


def outcome_of(rule: StepRule, district_month: DistrictMonth, seen_version: int) -> Outcome:
    """Whether a district of a batch may be confirmed on the version that was shown."""
    name = district_month.district.titled_name
    try:
        allowed(rule, district_month, seen_version)
    except StepRefused as refusal:
        said = str(refusal).removeprefix(f"{name}: ")
        return Outcome(district_month.pk, name, said, refused=True)
    return Outcome(district_month.pk, name, "ยืนยันได้ แต่ยังไม่ได้ยืนยันในครั้งนี้", refused=False)


def log(
    name: Step.Name,
    month: SalesMonth,
    *,
    by: User,
    at: datetime,
    reason: str = "",
    district: DistrictMonth | None = None,
    province: ProvinceMonth | None = None,
    new_password: str = "",
) -> Step:
    """The trail's line. Called before the status is assigned: `from_status` is what stands now."""
    subject = district or province
    before = subject.status if subject else next(iter(STEPS[name].sources))
    return steps.log(
        Step,
        name,
        month=month,
        district=district.district if district else None,
        province=province.province if province else None,
        from_status=before,
        to_status=before if STEPS[name].target is None else STEPS[name].target,
        by=by,
        at=at,
        reason=reason,
        new_password=new_password,
    )
