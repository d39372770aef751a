"""Reminders of estimates that are due: on the home of who is behind, and on the province's board.

A line for each year whose day the department set, from then until the year ends, as long as an estimate
of it is not signed. Inside the portal only: nothing is mailed.
"""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from core.areas.compiled import CompiledDoor
from core.areas.models import District
from core.compiled import Small
from core.thai import calendar
from core.users.models import User
from targets.models import Estimate, EstimateDue

NAMES_AT_MOST = 8


@dataclass(frozen=True)
class EstimateTask:
    """`tone` and `sign` are the badge's, `address` where it leads; `missing` districts not signed."""

    fiscal_year: int
    tone: str
    sign: str
    text: str
    due: date
    address: str
    missing: int


def estimates_due(user: User) -> list[EstimateTask]:
    """One query where nothing is due, three where something is, whatever there is."""
    today = calendar.today()
    dues = _DUE.read(user, year=calendar.fiscal_year(today))
    if not dues:
        return []
    seen = _SEEN.read(user, years=[one.fiscal_year for one in dues])
    begun = {(year, district) for year, district, _ in seen}
    signed = {(year, code) for year, code, status in seen if status == Estimate.Status.SIGNED}
    districts = _DISTRICTS.read(user)
    tasks = []
    for due in dues:
        missing = [one for one in districts if (due.fiscal_year, one.pk) not in signed]
        if missing:
            own = user.of_district
            is_begun = (due.fiscal_year, missing[0].pk) in begun
            text = _of_district(due, is_begun) if own else _of_office(due, missing, districts, user)
            tasks.append(_task(due, text, today, len(missing)))
    return tasks


_DUE = CompiledDoor(
    lambda officer, year: (
        EstimateDue.objects.visible_to(officer)
        .filter(fiscal_year__gte=year)
        .order_by("fiscal_year")
    ),
    year=Small,
)
_SEEN = CompiledDoor(
    lambda officer, years: (
        Estimate.objects.visible_to(officer)
        .filter(fiscal_year__among=years)
        .order_by()
        .values_list("fiscal_year", "district", "status")
    ),
    years=list[int],
)
_DISTRICTS = CompiledDoor(lambda officer: District.objects.visible_to(officer))


def _task(due: EstimateDue, text: str, today: date, missing: int) -> EstimateTask:
    late = (today - due.due_on).days
    tone, sign = ("late", f"ล่าช้า {late} วัน") if late > 0 else ("waiting", "ประมาณการ")
    address = f"{reverse('admin:targets-estimates')}?year={due.fiscal_year}"
    return EstimateTask(due.fiscal_year, tone, sign, text, due.due_on, address, missing)


def _of_district(due: EstimateDue, is_begun: bool) -> str:
    state = "บันทึกไว้แล้ว รอพัฒนาการอำเภอรับรอง" if is_begun else "ยังไม่เริ่มจัดทำ"
    return f"แบบประมาณการ ปีงบประมาณ {due.fiscal_year}: {state}"


def _of_office(
    due: EstimateDue, missing: list[District], districts: list[District], user: User
) -> str:
    told = (
        f"แบบประมาณการ ปีงบประมาณ {due.fiscal_year}: "
        f"ยังไม่รับรอง {len(missing):,} จาก {len(districts):,} อำเภอ"
    )
    if user.of_nation:
        return told
    more = len(missing) - NAMES_AT_MOST
    names = " ".join(one.name_th for one in missing[:NAMES_AT_MOST])
    return f"{told}: {names}{f' และอีก {more} อำเภอ' if more > 0 else ''}"
