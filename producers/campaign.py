"""Progress of ๑ พัฒนากร ๑ กลุ่ม: new community groups of a fiscal year against the CD officers there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Sum

from core.areas.models import District, Province
from core.thai.calendar import add_months, fiscal_year_months
from core.users.models import User
from producers.models import CampaignTarget, Producer


@dataclass(frozen=True)
class Progress:
    """One area: `officers` is its target, None where nobody said; `groups` how many came."""

    area: District | Province
    officers: int | None
    groups: int

    @property
    def percent(self) -> Decimal | None:
        """Of the target; None without one."""
        if not self.officers:
            return None
        return Decimal(100 * self.groups) / self.officers


def fiscal_year_days(fiscal_year: int) -> tuple[date, date]:
    """1 October of the year before to 30 September; the end is the day after."""
    months = fiscal_year_months(fiscal_year)
    return months[0], add_months(months[-1], 1)


def new_groups(user: User, fiscal_year: int):
    """Community groups this person sees that were registered in the fiscal year and still are."""
    first, end = fiscal_year_days(fiscal_year)
    return (
        Producer.objects.visible_to(user)
        .registered()
        .filter(kind=Producer.Kind.GROUP, registered_on__gte=first, registered_on__lt=end)
    )


def progress_by_district(
    user: User, fiscal_year: int, districts: Iterable[District]
) -> list[Progress]:
    return _progress(user, fiscal_year, districts, "district")


def progress_by_province(
    user: User, fiscal_year: int, provinces: Iterable[Province]
) -> list[Progress]:
    return _progress(user, fiscal_year, provinces, "district__province")


def _progress(user: User, fiscal_year: int, areas: Iterable, path: str) -> list[Progress]:
    targets = CampaignTarget.objects.visible_to(user).filter(fiscal_year=fiscal_year)
    officers = dict(targets.values_list(path).annotate(Sum("officers")))
    groups = dict(new_groups(user, fiscal_year).order_by().values_list(path).annotate(Count("pk")))
    return [Progress(area, officers.get(area.pk), groups.get(area.pk, 0)) for area in areas]
