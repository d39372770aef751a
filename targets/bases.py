"""The incomes a plan starts from: out of the portal's own history or a file, corrected with reason."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from core.areas.models import District, Province
from core.steps import StepRefused, reason_given
from core.thai.digits import format_baht
from core.users.models import User
from targets import steps
from targets.computing import recompute, used
from targets.history import earned
from targets.income_file import IncomeTable, normal
from targets.models import PlanPeriod, TargetBase, TargetPlan
from targets.steps import Name


def portal_bases(plan: TargetPlan, *, by: User) -> list[TargetBase]:
    """Unsaved bases of the year and of round 1, as the months confirmed so far give them."""
    areas = plan.areas()
    found = earned(by, plan.base_years, [area.pk for area in areas], province=plan.province)
    return [
        TargetBase(
            plan=plan,
            period=period,
            fiscal_year=year,
            income=one.amount,
            months=one.months,
            source=TargetBase.Source.PORTAL,
            **_area_field(plan, area),
        )
        for (period, year, area), one in found.items()
    ]


@transaction.atomic
def take_portal_bases(plan: TargetPlan, *, by: User, seen_version: int | None = None) -> TargetPlan:
    """Start from the portal's history; what was uploaded or corrected before is replaced."""
    locked = steps.locked(plan, Name.PORTAL_BASES, by, seen_version)
    locked.bases.all().delete()
    TargetBase.objects.bulk_create(portal_bases(locked, by=by))
    recompute(locked)
    steps.changed(locked, Name.PORTAL_BASES, by=by)
    return locked


@transaction.atomic
def upload_bases(
    plan: TargetPlan,
    table: IncomeTable,
    period: PlanPeriod,
    *,
    by: User,
    file_name: str,
    seen_version: int | None = None,
) -> TargetPlan:
    """Start one period from a file: every area of the plan, each of its three years.

    Areas are known by code or name. Refused, naming them: areas missing, unknown or twice, a year that
    is not there; nothing is then written.
    """
    locked = steps.locked(plan, Name.UPLOADED_BASES, by, seen_version)
    years = [str(year) for year in locked.base_years]
    if missing := [year for year in years if year not in table.years]:
        raise StepRefused(
            f"ไฟล์ไม่มีรายได้ของปี {' '.join(missing)} ต้องมีปี {' '.join(years)} "
            f"(ในไฟล์มี {' '.join(table.years)})"
        )
    places = [table.years.index(year) for year in years]
    by_area = _matched(locked.areas(), table)
    locked.bases.filter(period=period).delete()
    TargetBase.objects.bulk_create(
        TargetBase(
            plan=locked,
            period=period,
            fiscal_year=int(year),
            income=by_area[code][place],
            source=TargetBase.Source.UPLOADED,
            **_area_field(locked, code),
        )
        for code in by_area
        for year, place in zip(years, places, strict=True)
    )
    recompute(locked)
    told = f"{PlanPeriod(period).label} จากไฟล์ {normal(file_name)}"
    steps.changed(locked, Name.UPLOADED_BASES, by=by, told=told)
    return locked


def _matched(
    areas: Sequence[Province] | Sequence[District], table: IncomeTable
) -> Mapping[str, tuple[Decimal, ...]]:
    """The incomes of the file by code of the area."""
    codes = {area.pk: area.pk for area in areas}
    for area in areas:
        codes |= {area.name_th: area.pk, area.titled_name: area.pk}
    found: dict[str, tuple[Decimal, ...]] = {}
    unknown, twice = [], []
    for income in table.incomes:
        code = codes.get(income.area)
        if code is None:
            unknown.append(income.area)
        elif code in found:
            twice.append(income.area)
        else:
            found[code] = income.years
    missing = [area.name_th for area in areas if area.pk not in found]
    wrong = [
        f"{said}: {' '.join(names[:15])}"
        for said, names in (
            ("ไม่รู้จัก", unknown),
            ("มีทั้งรหัสและชื่อ", twice),
            ("ไม่มีในไฟล์", missing),
        )
        if names
    ]
    if wrong:
        raise StepRefused(f"พื้นที่ในไฟล์ไม่ตรงกับเป้าหมายนี้ {' · '.join(wrong)}")
    return found


@transaction.atomic
def correct_bases(
    plan: TargetPlan,
    period: PlanPeriod,
    area: str,
    incomes: Mapping[int, Decimal],
    *,
    by: User,
    reason: str,
    seen_version: int | None = None,
) -> TargetPlan:
    """Use other incomes (by fiscal year) for an area; one equal to its source's takes a correction back.

    A figure where there was none yet is refused: it comes by a file. Nothing is written where
    nothing changes.
    """
    reason = reason_given(reason, steps.STEPS[Name.CORRECT_BASE])
    locked = steps.locked(plan, Name.CORRECT_BASE, by, seen_version)
    bases = {
        one.fiscal_year: one
        for one in locked.bases.filter(period=period, **_area_field(locked, area))
    }
    if unknown := sorted(set(incomes) - set(bases)):
        raise StepRefused(f"ไม่มีฐานของปี {' '.join(map(str, unknown))} นำเข้าจากไฟล์ก่อน")
    told = []
    for year, income in sorted(incomes.items()):
        base = bases[year]
        if base.is_known and used(base) == income:
            continue
        if income < 0:
            raise StepRefused("รายได้ติดลบไม่ได้")
        told.append(f"{year}: {format_baht(used(base))} > {format_baht(income)}")
        if income == base.income and base.months != 0:
            base.corrected, base.reason = None, ""
            base.corrected_by = base.corrected_at = None
        else:
            base.corrected, base.reason = income, reason
            base.corrected_by, base.corrected_at = by, timezone.now()
        base.save()
    if not told:
        raise StepRefused("ตัวเลขเหมือนเดิม ไม่มีข้อมูลใดเปลี่ยน")
    recompute(locked)
    name = area_name(locked, area)
    said = f"{PlanPeriod(period).label} {name} {' '.join(told)}"
    steps.changed(locked, Name.CORRECT_BASE, by=by, told=said, reason=reason)
    return locked


def area_name(plan: TargetPlan, code: str) -> str:
    """What an area of the plan is called; StepRefused for one that is not of it."""
    for area in plan.areas():
        if area.pk == code:
            return area.name_th
    raise StepRefused("พื้นที่นี้ไม่อยู่ในเป้าหมาย")


def _area_field(plan: TargetPlan, code: str) -> dict[str, str]:
    return {"province_id" if plan.of_nation else "district_id": code}
