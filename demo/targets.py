"""Targets and estimates of the demo: the real ones of FY2566, those of this year and the last.

FY2566 has the three levels of the letters and comes out to the baht, since the demo's sales keep to the
published incomes. Last year and this have five; this year's was approved and is being worked on again.
"""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from core.thai.calendar import BUDDHIST_ERA_OFFSET, fiscal_year
from core.users.models import User
from demo.accounts import DEMO_DISTRICT, Officers
from demo.clock import BANGKOK
from demo.figures import BASE_YEARS
from sales.figures.rollup import Amounts
from targets.allocation import Level, evenly
from targets.bases import portal_bases
from targets.computing import recompute
from targets.estimating import last_year
from targets.growth import set_growth
from targets.levels import FY2566_LEVELS
from targets.models import (
    Estimate,
    EstimateMonth,
    EstimateStep,
    PlanPeriod,
    TargetBase,
    TargetCell,
    TargetLevel,
    TargetPlan,
    TargetScheme,
    TargetStep,
    TargetTotal,
)

FIVE_LEVELS = evenly(("ระดับ 1", "ระดับ 2", "ระดับ 3", "ระดับ 4", "ระดับ 5"))
FIRST_YEAR = BASE_YEARS[-1] + 1
# Made up: the department's letters give the ten percent, not the percentages of the scores.
_GROWTH_LEVELS = [(score, Decimal(2 * score)) for score in range(1, 6)]
_REASON_TO_REOPEN = "แก้ไขฐานให้ครบหลังยืนยันยอดเดือนกันยายน"
_REASON_TO_OVERRIDE = "โรงแปรรูปมะพร้าวน้ำหอมดำเนินการเต็มปี ตามมติ นตผ.จังหวัด"
_WITHOUT_ESTIMATE = {"2409", "2411"}  # two districts have not sent theirs


def make_targets(as_of: date, now: datetime, officers: Officers) -> None:
    """Plans of the demo province and estimates of its districts, by what the portal holds."""
    this_year = fiscal_year(as_of)
    for year in sorted({FIRST_YEAR, this_year - 1, this_year} - {FIRST_YEAR - 1}):
        levels = FY2566_LEVELS if year == FIRST_YEAR else FIVE_LEVELS
        scheme = scheme_of_year(year, levels, officers.department, moment(year, -40, now))
        plan = approved_plan(scheme, officers.province, year, now)
        if year == this_year and year != FIRST_YEAR:
            _reopened(plan, officers.province, min(now, moment(year, 40, now)))
        set_growth(year, year - 1, Decimal(10), _GROWTH_LEVELS, by=officers.department)
    for year in sorted({max(FIRST_YEAR, this_year - 1), this_year}):
        for district, chief in officers.chiefs.items():
            if district not in _WITHOUT_ESTIMATE or year != this_year:
                _estimate(district, year, officers.entering[district][0], chief, now)


def moment(year: int, days: int, now: datetime) -> datetime:
    """So many days from the first of the fiscal year, in office hours, not after `now`."""
    first = datetime(year - BUDDHIST_ERA_OFFSET - 1, 10, 1, 10, 20, tzinfo=BANGKOK)
    return min(first + timedelta(days=days), now)


def scheme_of_year(year: int, levels: tuple[Level, ...], by: User, at: datetime) -> TargetScheme:
    """The department's levels of a fiscal year."""
    scheme = TargetScheme.objects.create(fiscal_year=year, set_at=at, set_by=by)
    TargetLevel.objects.bulk_create(
        TargetLevel(
            scheme=scheme,
            position=position,
            name=level.name,
            parts=level.share.numerator,
            whole=level.share.denominator,
        )
        for position, level in enumerate(levels, 1)
    )
    return scheme


def approved_plan(scheme: TargetScheme, by: User, year: int, now: datetime) -> TargetPlan:
    """A province's plan by its own confirmed sales, prepared and approved by its officer."""
    prepared, approved = moment(year, 5, now), moment(year, 19, now)
    plan = TargetPlan.objects.create(
        scheme=scheme, province_id=by.province_id, prepared_at=prepared, prepared_by=by
    )
    _step(plan, TargetStep.Name.PREPARE, by, prepared)
    TargetBase.objects.bulk_create(portal_bases(plan, by=by))
    recompute(plan)
    _step(plan, TargetStep.Name.PORTAL_BASES, by, prepared + timedelta(minutes=3))
    plan.status = TargetPlan.Status.APPROVED
    plan.approved_at, plan.approved_by = approved, by
    plan.save()
    _step(plan, TargetStep.Name.APPROVE, by, approved)
    return plan


def _reopened(of: TargetPlan, by: User, at: datetime) -> None:
    """The next version, with one target set by hand and its difference not yet moved."""
    plan = TargetPlan.objects.create(
        scheme=of.scheme, province=of.province, number=2, prepared_at=at, prepared_by=by
    )
    for model in (TargetBase, TargetTotal):
        rows = list(model.objects.filter(plan=of))
        for row in rows:
            row.pk, row.plan = None, plan
            row._state.adding = True
        model.objects.bulk_create(rows)
    recompute(plan)
    _step(of, TargetStep.Name.REOPEN, by, at, reason=_REASON_TO_REOPEN)
    _step(plan, TargetStep.Name.PREPARE, by, at, told="จากฉบับก่อน", reason=_REASON_TO_REOPEN)
    cell = TargetCell.objects.select_related("level").get(
        plan=plan, period=PlanPeriod.YEAR, level__position=5, district=DEMO_DISTRICT
    )
    cell.override = cell.computed + 2_500_000
    cell.reason, cell.overridden_by, cell.overridden_at = _REASON_TO_OVERRIDE, by, at
    cell.save()
    told = f"ทั้งปี บางคล้า {cell.level.name} {cell.computed:,.0f} > {cell.override:,.0f}"
    _step(plan, TargetStep.Name.OVERRIDE, by, at, told=told, reason=_REASON_TO_OVERRIDE)


def _step(plan: TargetPlan, name: TargetStep.Name, by: User, at: datetime, **said: str) -> None:
    TargetStep.objects.create(plan=plan, name=name, by=by, at=at, **said)


def _estimate(district: str, year: int, clerk: User, chief: User, now: datetime) -> None:
    """Last year's sales and a little more, to the thousand; signed by the chief."""
    begun, signed = moment(year, 8, now), moment(year, 12, now)
    estimate = Estimate.objects.create(
        district_id=district, fiscal_year=year, prepared_at=begun, prepared_by=clerk
    )
    grown = Decimal("1.02") + Decimal(int(district) % 5) / 100
    EstimateMonth.objects.bulk_create(
        EstimateMonth(estimate=estimate, month=month, **_grown(amounts, grown))
        for month, amounts in last_year(estimate, by=clerk).items()
    )
    EstimateStep.objects.create(estimate=estimate, name=EstimateStep.Name.BEGIN, by=clerk, at=begun)
    estimate.note = "ประมาณการจากยอดจำหน่ายจริงเดือนเดียวกันของปีก่อน"
    estimate.status = Estimate.Status.SIGNED
    estimate.signed_at, estimate.signed_by = signed, chief
    estimate.save()
    EstimateStep.objects.create(estimate=estimate, name=EstimateStep.Name.SIGN, by=chief, at=signed)


def _grown(amounts: Amounts, grown: Decimal) -> dict[str, Decimal]:
    return {
        channel: (amount * grown / 1000).quantize(Decimal(1), ROUND_HALF_UP) * 1000
        for channel, amount in vars(amounts).items()
    }
