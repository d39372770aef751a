"""The public holidays of a year as the `holidays` package knows them: a proposal, never the list.

The list is the department's (sales.models.PublicHoliday): the cabinet moves and adds days year by
year. Substitute days (ชดเชย) are among the proposals.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from holidays import GOVERNMENT, PUBLIC, country_holidays

from core.steps import StepRefused
from core.thai.calendar import BUDDHIST_ERA_OFFSET
from core.users.models import User
from sales.models import PublicHoliday

# Public holidays on which government offices are open; in the list, but nothing is moved past them.
OFFICES_OPEN = ("วันแรงงานแห่งชาติ", "วันเด็กแห่งชาติ")

FIRST_YEAR, LAST_YEAR = 2562, 2600


@dataclass(frozen=True)
class ProposedHoliday:
    day: date
    name_th: str
    is_off: bool


def proposals(years: Iterable[int]) -> list[ProposedHoliday]:
    """Holidays of calendar years (พ.ศ.), by day; none for years the package does not know."""
    known = country_holidays(
        "TH",
        years=[year - BUDDHIST_ERA_OFFSET for year in years],
        language="th",
        categories=(GOVERNMENT, PUBLIC),
    )
    return [
        ProposedHoliday(day, name, name.removeprefix("ชดเชย") not in OFFICES_OPEN)
        for day, name in sorted(known.items())
    ]


@transaction.atomic
def fill_year(year: int, *, by: User) -> int:
    """Add the proposals of a calendar year (พ.ศ.) that the list has not; returns how many.

    What the department wrote, or said is no holiday, stays as it is.
    """
    if not by.has_perm("sales.add_publicholiday"):
        raise StepRefused("วันหยุดราชการเป็นรายการของกรม")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise StepRefused(f"เติมได้ตั้งแต่ปี พ.ศ. {FIRST_YEAR} ถึง {LAST_YEAR}")
    proposed = proposals([year])
    there = set(
        PublicHoliday.objects.filter(day__in=[one.day for one in proposed]).values_list(
            "day", flat=True
        )
    )
    now = timezone.now()
    missing = [
        PublicHoliday(
            day=one.day, name_th=one.name_th, is_off=one.is_off, declared_by=by, declared_at=now
        )
        for one in proposed
        if one.day not in there
    ]
    PublicHoliday.objects.bulk_create(missing)
    return len(missing)
