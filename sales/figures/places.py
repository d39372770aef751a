"""The areas and months a scope may hold: of the officer's own door, in the order of their codes."""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from core.areas.compiled import AnyOfficer, CompiledDoor
from core.areas.models import District, Province
from core.compiled import CompiledQuery
from core.users.models import User
from sales.figures.confirmed import Scope
from sales.models import SalesMonth


def opened_with_origin(scope: Scope) -> list[SalesMonth]:
    """The months of the period that the department has opened or taken over, the oldest first; by the
    day of a scope as it was known then."""
    opened = _OPENED.read(first=scope.period.first, last=scope.period.last)
    before = scope.known_before
    return [one for one in opened if before is None or one.opened_at < before]


_OPENED = CompiledQuery(
    lambda first, last: (
        SalesMonth.objects.filter(month__gte=first, month__lte=last)
        .order_by("month")
        .only("month", "source", "totals_only", "opened_at")
    ),
    first=date,
    last=date,
)


def opened_months(scope: Scope) -> tuple[date, ...]:
    """The months of the period that the department has opened or taken over."""
    return tuple(one.month for one in opened_with_origin(scope))


def provinces_of(user: User, scope: Scope) -> tuple[Province, ...]:
    found = _PROVINCES.read(user)
    return tuple(one for one in found if not scope.region or one.region == scope.region)


_PROVINCES = CompiledDoor(lambda officer: Province.objects.visible_to(officer))


def districts_of(user: User, scope: Scope) -> tuple[District, ...]:
    """The districts of a scope that this officer may see, in the order of their codes."""
    if scope.district is not None:
        found = _DISTRICT.read(user, code=scope.district.pk)
    elif scope.province is not None:
        found = _DISTRICTS_OF.read(user, code=scope.province.pk)
    else:
        found = _DISTRICTS.read(user)
    within_both = scope.province
    return tuple(one for one in found if within_both is None or one.province_id == within_both.pk)


def _districts(officer: AnyOfficer) -> QuerySet[District]:
    return District.objects.visible_to(officer).select_related("province")


_DISTRICTS = CompiledDoor(_districts)
_DISTRICT = CompiledDoor(lambda officer, code: _districts(officer).filter(pk=code), code=str)
_DISTRICTS_OF = CompiledDoor(
    lambda officer, code: _districts(officer).filter(province=code), code=str
)


def level_of(areas: Sequence[District]) -> str:
    """What the areas are called: อำเภอ or เขต."""
    return areas[0].type_th if areas else "อำเภอ"
