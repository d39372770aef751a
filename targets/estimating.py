"""An estimate from its beginning to the chief's signature: the only place that assigns its status.

    a clerk begins the estimate of a fiscal year > types 12 months x 4 channels, or takes last year's
    sales > the chief signs it: it is then the province's and the department's to see, and does not
    change > revised with a reason it becomes the next version; the signed one stays until that is signed

Every step re-reads the estimate locked through the district's own door, concerns the version that was
shown, and leaves a line; one that cannot be taken raises StepRefused with a Thai sentence.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from core.areas.models import District
from core.areas.scope import Role
from core.steps import (
    StepRefused,
    StepRule,
    Workflow,
    locked,
    log,
    longest_in,
    may,
    reason_given,
)
from core.thai import calendar
from core.thai.calendar import add_months, fiscal_year_months
from core.thai.digits import parse_baht
from core.thai.periods import year_period
from core.users.models import User
from sales.figures.confirmed import Scope, sums
from sales.figures.rollup import Amounts
from sales.models import CHANNELS
from targets.models import Estimate, EstimateDue, EstimateMonth, EstimateStep

DRAFT, SIGNED = Estimate.Status.DRAFT, Estimate.Status.SIGNED
Name = EstimateStep.Name

ESTIMATE = Workflow(
    version_field="revision",
    not_yours="การจัดทำประมาณการเป็นหน้าที่ของ{whose}",
    not_certifying="การรับรองประมาณการเป็นสิทธิของพัฒนาการอำเภอ",
    overtaken="มีผู้แก้ไขประมาณการนี้หลังจากที่เปิดหน้า ตรวจอีกครั้งแล้วทำใหม่",
)


def _rule(name: str, source: str, target: str | None, elsewhere: str = "", **asks) -> StepRule:
    workflow = replace(ESTIMATE, elsewhere=f"ประมาณการฉบับนี้{{status}}{elsewhere}")
    return StepRule(
        name, frozenset({source}), target, frozenset({Role.DISTRICT}), workflow=workflow, **asks
    )


SAVE = "save"  # leaves no line: a draft is saved as often as one likes
STEPS: Mapping[str, StepRule] = {
    rule.name: rule
    for rule in (
        _rule(Name.BEGIN, "", DRAFT),
        _rule(SAVE, DRAFT, None, " แก้ไขไม่ได้ ทำฉบับใหม่ก่อน"),
        _rule(Name.SIGN, DRAFT, SIGNED, "อยู่แล้ว", certifies=True),
        # The next version begins as a draft; the signed one stays until that is signed.
        _rule(Name.REVISE, SIGNED, None, " ทำฉบับใหม่ได้จากฉบับที่รับรองแล้ว", needs_reason=True),
    )
}

_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")

NOTE = "note"
LONGEST_NOTE = longest_in(EstimateMonth, "note")

Cells = Mapping[tuple[date, str], str]  # a month, a channel or NOTE: the text typed there


@dataclass
class Typed:
    """A typed grid read: amounts by month, or a Thai message for each cell that cannot be read."""

    months: dict[date, Amounts] = field(default_factory=dict)
    notes: dict[date, str] = field(default_factory=dict)
    errors: dict[tuple[date, str], str] = field(default_factory=dict)


def read_grid(cells: Cells, fiscal_year: int) -> Typed:
    """The grid of a fiscal year as typed; empty cells are 0. A month's note stands beside its channels
    under NOTE."""
    typed = Typed()
    for month in fiscal_year_months(fiscal_year):
        amounts = {}
        note = " ".join(cells.get((month, NOTE), "").split())
        typed.notes[month] = note
        if len(note) > LONGEST_NOTE:
            typed.errors[month, NOTE] = f"หมายเหตุยาวเกิน {LONGEST_NOTE} ตัวอักษร"
        elif _NOT_STORABLE.search(note):
            typed.errors[month, NOTE] = "หมายเหตุมีอักขระที่ระบบบันทึกไม่ได้"
        for channel in CHANNELS:
            try:
                amounts[channel] = parse_baht(cells.get((month, channel), "")) or Decimal("0.00")
            except ValueError as error:
                typed.errors[month, channel] = str(error).replace("ยอดจำหน่าย", "ประมาณการ")
        if len(amounts) == len(CHANNELS):
            typed.months[month] = Amounts(**amounts)
    return typed


@transaction.atomic
def begin(fiscal_year: int, *, by: User) -> Estimate:
    """An empty estimate of the own district. Refused beside another of the year, for a year more
    than one ahead, and for anybody but a district."""
    may(by, STEPS[Name.BEGIN])
    assert by.district is not None
    this_year = calendar.fiscal_year(calendar.today())
    if not this_year - 5 <= fiscal_year <= this_year + 1:
        raise StepRefused(f"จัดทำประมาณการได้ถึงปีงบประมาณ {this_year + 1}")
    # The district's own row is the lock: two who begin at once do not both find none.
    District.objects.select_for_update(no_key=True).get(pk=by.district_id)
    if Estimate.objects.filter(district=by.district_id, fiscal_year=fiscal_year).exists():
        raise StepRefused(f"มีประมาณการปีงบประมาณ {fiscal_year} แล้ว")
    estimate = Estimate.objects.create(
        district=by.district,
        fiscal_year=fiscal_year,
        prepared_at=timezone.now(),
        prepared_by=by,
    )
    log(EstimateStep, Name.BEGIN, by=by, estimate=estimate)
    return estimate


@transaction.atomic
def save(
    estimate: Estimate,
    months: Mapping[date, Amounts],
    note: str,
    *,
    by: User,
    seen_version: int | None,
    notes: Mapping[date, str] | None = None,
) -> Estimate:
    """Write all twelve months of a draft with their `notes` (None: as they stand), and its own note."""
    found = _locked(estimate, STEPS[SAVE], by, seen_version)
    if len(note) > 1000 or _NOT_STORABLE.search(note):
        raise StepRefused("หมายเหตุยาวเกิน 1,000 ตัวอักษร หรือมีอักขระที่ระบบบันทึกไม่ได้")
    if any(len(one) > LONGEST_NOTE or _NOT_STORABLE.search(one) for one in (notes or {}).values()):
        raise StepRefused(f"หมายเหตุของเดือนยาวเกิน {LONGEST_NOTE} ตัวอักษร หรือมีอักขระที่ระบบบันทึกไม่ได้")
    if set(months) != set(found.fiscal_months):
        raise StepRefused("ประมาณการต้องมีครบ 12 เดือนของปีงบประมาณ")
    EstimateMonth.objects.bulk_create(
        [
            EstimateMonth(
                estimate=found,
                month=month,
                note=(notes or {}).get(month, ""),
                **{channel: getattr(amounts, channel) for channel in CHANNELS},
            )
            for month, amounts in months.items()
        ],
        update_conflicts=True,
        unique_fields=["estimate", "month"],
        update_fields=[*CHANNELS, *([] if notes is None else ["note"])],
    )
    found.note = note.strip()
    found.revision += 1
    found.save(update_fields=["note", "revision"])
    return found


SET_DUE = StepRule(
    "set_due",
    frozenset(),
    None,
    frozenset({Role.DEPARTMENT}),
    workflow=Workflow(not_yours="การกำหนดวันส่งประมาณการเป็นหน้าที่ของกรม"),
)


@transaction.atomic
def set_due(fiscal_year: int, due_on: date, *, by: User) -> EstimateDue:
    """The day by which a year's estimates are due. Refused for anybody but the department, and for a
    day more than a year before the fiscal year begins or after it ends."""
    may(by, SET_DUE)
    months = fiscal_year_months(fiscal_year)
    earliest, latest = add_months(months[0], -12), calendar.last_day(months[-1])
    if not earliest <= due_on <= latest:
        raise StepRefused(
            f"วันครบกำหนดต้องอยู่ระหว่าง {calendar.day_short(earliest)} ถึง {calendar.day_short(latest)}",
            field="due_on",
        )
    said = {"due_on": due_on, "set_at": timezone.now(), "set_by": by}
    due, _ = EstimateDue.objects.update_or_create(fiscal_year=fiscal_year, defaults=said)
    return due


def last_year(estimate: Estimate, *, by: User) -> dict[date, Amounts]:
    """What the district sold in the same months a year before, by the months of the estimate."""
    before = sums(by, Scope(year_period(estimate.fiscal_year - 1)), ("month",))
    sold = {add_months(month, 12): amounts for (month,), amounts in before.items()}
    return {month: sold.get(month, Amounts.zero()) for month in estimate.fiscal_months}


@transaction.atomic
def sign(estimate: Estimate, *, by: User, seen_version: int) -> Estimate:
    """The chief signs what was shown. Refused for anybody else, and for an estimate of nothing."""
    rule = STEPS[Name.SIGN]
    found = _locked(estimate, rule, by, seen_version)
    if not found.months.filter(total__gt=0).exists():
        raise StepRefused("ยังไม่ได้บันทึกประมาณการ ทุกเดือนเป็น 0")
    now = timezone.now()
    before = Estimate.objects.filter(
        district=found.district_id, fiscal_year=found.fiscal_year, status=SIGNED
    ).first()
    if before is not None:
        before.status, before.superseded_at = Estimate.Status.SUPERSEDED, now
        before.save(update_fields=["status", "superseded_at"])
    found.status, found.signed_at, found.signed_by = rule.reached, now, by
    found.save(update_fields=["status", "signed_at", "signed_by"])
    log(EstimateStep, Name.SIGN, by=by, estimate=found)
    return found


@transaction.atomic
def revise(estimate: Estimate, *, by: User, reason: str) -> Estimate:
    """The next version of a signed estimate as a draft with the same figures; returns it."""
    rule = STEPS[Name.REVISE]
    reason = reason_given(reason, rule)
    found = _locked(estimate, rule, by)
    of_year = Estimate.objects.filter(district=found.district_id, fiscal_year=found.fiscal_year)
    if of_year.filter(status=DRAFT).exists():
        raise StepRefused("มีร่างฉบับใหม่อยู่แล้ว แก้ไขต่อที่ร่างนั้น")
    following = Estimate.objects.create(
        district=found.district,
        fiscal_year=found.fiscal_year,
        number=found.number + 1,
        note=found.note,
        prepared_at=timezone.now(),
        prepared_by=by,
    )
    months = list(found.months.all())
    for month in months:
        month.pk, month.estimate = None, following
        month._state.adding = True
    EstimateMonth.objects.bulk_create(months)
    log(EstimateStep, Name.REVISE, by=by, estimate=following, reason=reason)
    return following


def _locked(
    estimate: Estimate, rule: StepRule, by: User, seen_version: int | None = None
) -> Estimate:
    door = Estimate.objects.visible_to(by).select_related("district__province", "signed_by")
    return locked(door, estimate, rule, by, seen_version=seen_version)
