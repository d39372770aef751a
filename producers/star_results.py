"""ผลการคัดสรร by its rounds: which result of a product is its last, and how many years ago it was.

The register knows of no rule for how long a result counts (the department announces each round anew), so
whoever asks says from how many years on it is to be repeated.
"""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.areas.models import District, Province
from core.thai import calendar
from core.users.models import User
from producers.models import Producer, StarResult


@dataclass(frozen=True)
class LastResult:
    """The last result of a product (of a producer, where no product is named), by its round."""

    producer: Producer
    product_name: str
    stars: int
    year: int
    key: int

    @property
    def years_ago(self) -> int:
        return calendar.buddhist_year(calendar.today()) - self.year


def newest_results(
    user: User,
    *,
    province: Province | None = None,
    district: District | None = None,
    producer: int | None = None,
) -> QuerySet[StarResult]:
    """The last result of each product, of registered producers this officer sees.

    One that names no product is overtaken by any later one of its producer.
    """
    producers = Producer.objects.visible_to(user).registered()
    if producer is not None:
        producers = producers.filter(pk=producer)
    elif district is not None:
        producers = producers.filter(district=district)
    elif province is not None:
        producers = producers.filter(district__province=province)
    later = StarResult.objects.filter(producer=OuterRef("producer"), year__gt=OuterRef("year"))
    same = later.filter(product_name=OuterRef("product_name"))
    return StarResult.objects.filter(producer__in=producers).exclude(
        Exists(same.order_by()) | Q(product_name="") & Exists(later.order_by())
    )


def results_to_repeat(user: User, years: int, **where: object) -> list[LastResult]:
    """Last results of `years` ago or longer, the oldest first."""
    until = calendar.buddhist_year(calendar.today()) - years
    found = newest_results(user, **where).filter(year__lte=until)  # type: ignore[arg-type]
    results = found.select_related(
        "producer__district__province", "producer__subdistrict"
    ).order_by("year", "producer__sort_key", "product_name", "pk")
    return [
        LastResult(one.producer, one.product_name, one.stars, one.year, one.pk) for one in results
    ]
