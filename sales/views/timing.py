"""What the pages of a district's month say of time."""

from collections.abc import Sequence

from core.areas.compiled import CompiledDoor
from sales.calendar.extensions import may_ask
from sales.calendar.notices import notices_of
from sales.calendar.timeliness import Timeliness, of_districts
from sales.models import DistrictMonth, SalesMonth


def time_of(user, district_month: DistrictMonth, judged: Timeliness | None = None) -> dict:
    """What the head of a district's page says of time: the day that counts and how it stands to it,
    what changed meanwhile, and whether to offer to ask for more. `judged` where it is known already."""
    judged = judged or judged_of(user, district_month)
    return {
        "timeliness": judged,
        "notices": notices_of(user, [district_month.month_id])[district_month.month_id],
        "may_ask": may_ask(
            district_month.month, user, confirmed=judged.confirmed.first is not None
        ),
    }


def open_months(
    user, besides: DistrictMonth | None = None
) -> list[tuple[DistrictMonth, Timeliness]]:
    """The months of a person's district that are open, and one more, in the calendar's order, each with
    how it stands to its day; in three queries."""
    months = _OPEN.read(user)
    if besides and besides not in months:
        months = sorted([*months, besides], key=lambda one: one.month_id)
    judged = of_districts(user, months)
    return [(one, judged[one.pk]) for one in months]


_OPEN = CompiledDoor(
    lambda officer: (
        DistrictMonth.objects.visible_to(officer)
        .filter(month__status=SalesMonth.Status.OPEN)
        .select_related("month", "district__province")
        .order_by("month_id")
    )
)


def next_due(months: Sequence[tuple[DistrictMonth, Timeliness]]) -> DistrictMonth | None:
    """The month to work on: of those the district still enters or corrects the one whose day comes next;
    where every day has passed, the one that is late the longest."""
    asking = [(one, time) for one, time in months if one.is_editable]
    coming = [one for one in asking if one[1].days_left >= 0]
    chosen = min(
        coming or asking, key=lambda one: (one[1].due.until, one[0].month_id), default=None
    )
    return chosen[0] if chosen else None


def judged_of(user, district_month: DistrictMonth) -> Timeliness:
    return of_districts(user, [district_month])[district_month.pk]
