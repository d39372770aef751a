"""What the province opened before it confirms: a fact of its own, by officer and version."""

from collections.abc import Iterable

from django.db.models import F

from core.areas.compiled import CompiledDoor
from core.users.models import User
from sales.models import DistrictMonth, Reading


def keep_reading(district_month: DistrictMonth, *, by: User) -> None:
    """That this officer opened the month as it waits now; the first time of each version is kept."""
    Reading.objects.bulk_create(
        [Reading(district_month=district_month, version=district_month.version, by=by)],
        ignore_conflicts=True,
    )


def readings_of(user: User, district_months: Iterable[DistrictMonth]) -> dict[int, Reading]:
    """The last officer of the own office who opened each month as it stands now, by its id: one opened
    before it came back and was confirmed again is not among them."""
    keys = [one.pk for one in district_months]
    return {one.district_month_id: one for one in (_READINGS.read(user, keys=keys) if keys else ())}


_READINGS = CompiledDoor(
    lambda officer, keys: (
        Reading.objects.visible_to(officer)
        .filter(district_month__among=keys, version=F("district_month__version"))
        .select_related("by")
    ),
    keys=list[int],
)
