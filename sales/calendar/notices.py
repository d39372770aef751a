"""What an office must know about an open month beside its state: opened again and why, dates that were
changed, more time that was asked for or given; a district also that its province reminded it, until it
confirms.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.areas.compiled import AnyOfficer, CompiledDoor
from core.users.models import User
from sales.models import DistrictMonth, SalesMonth, Step

_MONTHS_OWN = (Step.Name.REOPEN_MONTH, Step.Name.CHANGE_DATES)


def notices_of(user: User, months: Iterable[date]) -> dict[date, list[Step]]:
    """The last step of each kind by month, oldest first, in one query through the trail's door.

    A province reads of its own extensions here, not of every one of its districts.
    """
    months = list(months)
    last: dict[date, dict[str, Step]] = {month: {} for month in months}
    for step in _STEPS.read(user, months=months) if months else ():
        of_month = last[step.month_id]
        kind = "extension" if step.name in Step.OF_EXTENSIONS else step.name
        of_month.pop(kind, None)
        of_month[kind] = step
    return {month: list(steps.values()) for month, steps in last.items()}


def _steps(user: AnyOfficer, months: list[date]) -> QuerySet[Step]:
    told = Q(name__in=_MONTHS_OWN)
    if user.of_district:
        works_on = DistrictMonth.objects.filter(
            month=OuterRef("month"),
            district=OuterRef("district"),
            status__in=DistrictMonth.EDITABLE,
        )
        told |= Q(name__in=Step.OF_EXTENSIONS)
        told |= Q(Exists(works_on), name=Step.Name.REMIND_DISTRICT)
    elif user.of_province:
        told |= Q(name__in=Step.OF_EXTENSIONS, district=None)
    steps: QuerySet[Step] = (
        Step.objects.visible_to(user)
        .filter(told, month__among=months, month__status=SalesMonth.Status.OPEN)
        .select_related("by", "province", "district")
        .order_by("at", "pk")
    )
    return steps


_STEPS = CompiledDoor(_steps, months=list[date])
