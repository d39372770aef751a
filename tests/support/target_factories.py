"""Small makers of targets and estimates: what is not said is the plainest there is."""

from datetime import date
from decimal import Decimal

from django.utils import timezone

from core.areas.models import District, Province
from core.thai.calendar import fiscal_year_months
from sales.models import CHANNELS
from targets.allocation import evenly
from targets.computing import recompute
from targets.models import (
    Estimate,
    EstimateMonth,
    GrowthLevel,
    GrowthScheme,
    PlanPeriod,
    TargetBase,
    TargetLevel,
    TargetPlan,
    TargetScheme,
)
from tests.support import factories as make

YEAR = 2570


def scheme(fiscal_year: int = YEAR, names: tuple[str, ...] = ("ต่ำ", "กลาง", "สูง")) -> TargetScheme:
    """The levels of a year at equal distances; the same ones when asked again."""
    found = TargetScheme.objects.filter(pk=fiscal_year).first()
    if found is not None:
        return found
    made = TargetScheme.objects.create(
        fiscal_year=fiscal_year, set_at=timezone.now(), set_by=make.department_officer()
    )
    TargetLevel.objects.bulk_create(
        TargetLevel(
            scheme=made,
            position=position,
            name=level.name,
            parts=level.share.numerator,
            whole=level.share.denominator,
        )
        for position, level in enumerate(evenly(names), 1)
    )
    return made


def growth_scheme(fiscal_year: int = YEAR, **fields) -> GrowthScheme:
    """Growth over the year before, 10 percent asked; scores 1-5 from 0, 2.5, 5, 7.5 and 10 percent."""
    stamps = {"set_at": timezone.now(), "set_by": make.department_officer()}
    values = {"base_year": fiscal_year - 1, "goal": Decimal("10.00")} | stamps | fields
    made = GrowthScheme.objects.create(fiscal_year=fiscal_year, **values)
    GrowthLevel.objects.bulk_create(
        GrowthLevel(scheme=made, score=score, percent=Decimal("2.5") * (score - 1))
        for score in range(1, 6)
    )
    return made


def plan(of: Province | None, fiscal_year: int = YEAR, **fields) -> TargetPlan:
    """A draft without bases, of a province or, for None, the nation."""
    by = make.province_officer(of) if of else make.department_officer()
    stamps = {"prepared_at": timezone.now(), "prepared_by": by}
    return TargetPlan.objects.create(scheme=scheme(fiscal_year), province=of, **(stamps | fields))


def bases(
    of: TargetPlan, incomes: dict[str, tuple[int, int, int]], period: str = PlanPeriod.YEAR
) -> None:
    """Uploaded incomes of the plan's three years by code of the area, and the cells they give."""
    area = "province_id" if of.of_nation else "district_id"
    TargetBase.objects.bulk_create(
        TargetBase(
            plan=of,
            period=period,
            fiscal_year=year,
            income=Decimal(amount),
            source=TargetBase.Source.UPLOADED,
            **{area: code},
        )
        for code, amounts in incomes.items()
        for year, amount in zip(of.base_years, amounts, strict=True)
    )
    recompute(of)


def whole_plan(
    of: Province | None, incomes: dict[str, tuple[int, int, int]], **fields
) -> TargetPlan:
    """A draft whose round 1 is half of each year."""
    made = plan(of, **fields)
    bases(made, incomes)
    bases(made, {c: tuple(Decimal(a) / 2 for a in i) for c, i in incomes.items()}, "round1")
    return made


def approved(of: TargetPlan) -> TargetPlan:
    """The same plan in force."""
    of.status = TargetPlan.Status.APPROVED
    of.approved_at, of.approved_by = timezone.now(), of.prepared_by
    of.save()
    return of


def estimate(of: District, fiscal_year: int = YEAR, monthly: str = "100", **fields) -> Estimate:
    """A draft of the same amount in the first channel of every month; "" for one without months."""
    stamps = {"prepared_at": timezone.now(), "prepared_by": make.district_officer(of)}
    made = Estimate.objects.create(district=of, fiscal_year=fiscal_year, **(stamps | fields))
    if monthly:
        EstimateMonth.objects.bulk_create(
            EstimateMonth(estimate=made, month=month, **{CHANNELS[0]: Decimal(monthly)})
            for month in fiscal_year_months(fiscal_year)
        )
    return made


def signed(of: Estimate) -> Estimate:
    """The same estimate signed by the district's chief."""
    of.status = Estimate.Status.SIGNED
    of.signed_at, of.signed_by = timezone.now(), make.district_chief(of.district)
    of.save()
    return of


def sold(of: District, month: date, amount: str) -> None:
    """A district's month with one row of this amount, domestic offline; confirmed by nobody yet."""
    opened = make.district_month(of, month)
    make.row(opened, make.producer(of, f"{of.pk} {month:%Y-%m}"), amounts=(amount, "0", "0", "0"))
