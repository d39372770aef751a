"""The table of the month's steps and what every one of them asks (DOMAIN.md 8).

`sales.months.workflow` takes the steps; here is who may take which from where, the locked re-read
through the person's own door, always in the order month > province > district, and the line in the
trail.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.areas.scope import Role
from core.thai.calendar import moment_exact
from core.users.models import User
from sales.models import DistrictMonth, ProvinceMonth, SalesMonth, Step

ENTERING = DistrictMonth.Status.ENTERING
DISTRICT_CONFIRMED = DistrictMonth.Status.DISTRICT_CONFIRMED
RETURNED = DistrictMonth.Status.RETURNED
PROVINCE_CONFIRMED = DistrictMonth.Status.PROVINCE_CONFIRMED


class StepRefused(Exception):
    """A step that cannot be taken now; the message says why, `row_ids` which rows to look at."""

    def __init__(self, message: str, row_ids: Iterable[int] = ()):
        super().__init__(message)
        self.row_ids = frozenset(row_ids)


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
    """A return that would take the whole province out of the department's reports, not asked for as
    such."""


@dataclass(frozen=True)
class StepRule:
    """One line of the table: from where, to where, by whom."""

    name: Step.Name
    sources: frozenset[str]
    target: str
    role: Role
    certifies: bool = False
    needs_reason: bool = False


STEPS: Mapping[Step.Name, StepRule] = {
    rule.name: rule
    for rule in (
        StepRule(Step.Name.OPEN_MONTH, frozenset({""}), "open", Role.DEPARTMENT),
        StepRule(
            Step.Name.CONFIRM_DISTRICT,
            frozenset({ENTERING, RETURNED}),
            DISTRICT_CONFIRMED,
            Role.DISTRICT,
            certifies=True,
        ),
        StepRule(
            Step.Name.RETURN_DISTRICT,
            frozenset({DISTRICT_CONFIRMED, PROVINCE_CONFIRMED}),
            RETURNED,
            Role.PROVINCE,
            needs_reason=True,
        ),
        StepRule(
            Step.Name.CONFIRM_PROVINCE,
            frozenset({DISTRICT_CONFIRMED}),
            PROVINCE_CONFIRMED,
            Role.PROVINCE,
        ),
        StepRule(Step.Name.REPORT_PROVINCE, frozenset({"collecting"}), "confirmed", Role.PROVINCE),
        StepRule(
            Step.Name.WITHDRAW_PROVINCE,
            frozenset({"confirmed"}),
            "collecting",
            Role.PROVINCE,
            needs_reason=True,
        ),
        StepRule(Step.Name.CLOSE_MONTH, frozenset({"open"}), "closed", Role.DEPARTMENT),
        StepRule(
            Step.Name.REOPEN_MONTH,
            frozenset({"closed"}),
            "open",
            Role.DEPARTMENT,
            needs_reason=True,
        ),
        StepRule(
            Step.Name.CHANGE_DATES,
            frozenset({"open"}),
            "open",
            Role.DEPARTMENT,
            needs_reason=True,
        ),
    )
}


def may_take(step: Step.Name, district_month: DistrictMonth, user: User) -> bool:
    """Whether a page should offer this step of a district's month to this person."""
    rule = STEPS[step]
    return (
        user.role == rule.role
        and (user.may_certify or not rule.certifies)
        and district_month.status in rule.sources
        and district_month.month.is_open
    )


def may(by: User, rule: StepRule) -> None:
    if by.role != rule.role or not by.is_active:
        raise StepRefused(f"ขั้น “{rule.name.label}” เป็นหน้าที่ของ{rule.role.label}")
    if rule.certifies and not by.may_certify:
        raise StepRefused(f"ขั้น “{rule.name.label}” เป็นสิทธิของพัฒนาการอำเภอ")


def reason_given(reason: str, rule: StepRule) -> str:
    reason = reason.strip()
    if rule.needs_reason and not reason:
        raise StepRefused(f"เขียนเหตุผลของการ{rule.name.label}")
    return reason


def closed_sentence(month: SalesMonth) -> str:
    """Who closed the month and when, to the second: a step that came after it is answered with this."""
    at = moment_exact(month.closed_at)
    return f"กรมปิดเดือน{month}แล้ว โดย {month.closed_by} เมื่อ {at}"


def standing_sentence(district_month: DistrictMonth) -> str:
    """What a district's month stands at, and who brought it there when, to the second."""
    stamps = {
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


def locked_month(month: date, rule: StepRule, by: User) -> SalesMonth:
    """The month, locked against every other step of it."""
    may(by, rule)
    sales_month = lock_month(month)
    if sales_month.status not in rule.sources:
        raise StepRefused(f"เดือนนี้{sales_month.get_status_display()}อยู่แล้ว")
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
    if rule.role == Role.PROVINCE:
        ProvinceMonth.objects.select_for_update(no_key=True).get(
            month=sales_month, province=district_month.district.province_id
        )
    locked = (
        DistrictMonth.objects.visible_to(by)
        .select_related("month", "district")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=district_month.pk)
    )
    allowed(rule, locked, seen_version)
    return locked


def allowed(rule: StepRule, district_month: DistrictMonth, seen_version: int | None) -> None:
    where = district_month.district.titled_name
    if district_month.status not in rule.sources:
        standing = standing_sentence(district_month)
        raise StepRefused(f"{where}: ทำขั้น “{rule.name.label}” ไม่ได้ เพราะขณะนี้{standing}")
    if seen_version is not None and district_month.version != seen_version:
        raise StepRefused(f"{where}: มีการเปลี่ยนแปลงหลังจากที่เปิดหน้านี้ ตรวจอีกครั้งแล้วทำใหม่")


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
) -> Step:
    """The trail's line. Called before the status is assigned: `from_status` is what stands now."""
    subject = district or province
    return Step.objects.create(
        month=month,
        district=district.district if district else None,
        province=province.province if province else None,
        name=name,
        from_status=subject.status if subject else next(iter(STEPS[name].sources)),
        to_status=STEPS[name].target,
        by=by,
        at=at,
        reason=reason,
    )
