"""What the portal itself knows of a district's online sales: proposed on the screens, never written.

Sales are kept per producer x category (DOMAIN.md 8), so one figure stands for all products of a producer
in the category: `Proposal.shared` says for how many, and only a figure of one is anybody's own.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Sum

from core.thai.calendar import fiscal_year_months
from core.users.models import User
from online_market.models import BaseProduct, Survey
from producers.models import SalesChannel
from sales.figures.confirmed import CONFIRMED
from sales.models import SalesRow

Key = tuple[int, str]  # a producer, a category


@dataclass(frozen=True)
class Proposal:
    """Confirmed online sales of a producer in a category, baht, and how many products share them."""

    amount: Decimal
    shared: int


def last_year_of(survey: Survey) -> tuple[date, date]:
    """The first and last month of the fiscal year before the round's."""
    months = fiscal_year_months(survey.round.fiscal_year - 1)
    return months[0], months[-1]


def proposals(
    user: User, base: Iterable[BaseProduct], first: date, last: date
) -> dict[Key, Proposal]:
    """Online sales of these products' producers in months the district confirmed; nothing for none.

    `base` is whole: all the products among which a producer's figure is shared.
    """
    shared = Counter((one.producer_id, one.product.category) for one in base)
    sold = (
        SalesRow.objects.visible_to(user)
        .filter(
            producer__in={producer for producer, _ in shared},
            district_month__status__in=CONFIRMED,
            month__gte=first.replace(day=1),
            month__lte=last,
        )
        .order_by()
        .values_list("producer", "category")
        .annotate(online=Sum(F("domestic_online") + F("export_online")))
    )
    return {
        (producer, category): Proposal(online, shared[producer, category])
        for producer, category, online in sold
        if online and (producer, category) in shared
    }


def online_links(user: User, producers: Iterable[int]) -> dict[int, list[str]]:
    """The links of each producer's online channels, as its record has them."""
    found: dict[int, list[str]] = {}
    channels = SalesChannel.objects.visible_to(user).filter(
        kind=SalesChannel.Kind.ONLINE, producer__in=set(producers)
    )
    for producer, link in channels.order_by("pk").values_list("producer", "link"):
        found.setdefault(producer, []).append(link)
    return found
