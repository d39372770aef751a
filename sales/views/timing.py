"""What the pages of a district's month say of time."""

from sales.calendar.extensions import may_ask
from sales.calendar.notices import notices_of
from sales.calendar.timeliness import Timeliness, of_districts
from sales.models import DistrictMonth


def time_of(user, district_month: DistrictMonth) -> dict:
    """What the head of a district's page says of time: the day that counts and how it stands to it,
    what changed meanwhile, and whether to offer to ask for more."""
    judged = judged_of(user, district_month)
    return {
        "timeliness": judged,
        "notices": notices_of(user, [district_month.month_id])[district_month.month_id],
        "may_ask": may_ask(
            district_month.month, user, confirmed=judged.confirmed.first is not None
        ),
    }


def judged_of(user, district_month: DistrictMonth) -> Timeliness:
    return of_districts(user, [district_month])[district_month.pk]
