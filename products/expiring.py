"""Standards and marks whose papers run out: what is to be renewed, by when, and by whom.

A paper counts until the same standard of the product was renewed; of a mark the newest decision counts.
Only products that are registered and still made: nobody renews for another.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.areas.models import District, Province
from core.thai import calendar
from core.users.models import User
from products.models import Assessment, HeldStandard, Product

PAST = timedelta(days=365)  # what ran out longer ago is a gap of the register (D04), no renewal
MARK = "เครื่องหมาย OTOP"


@dataclass(frozen=True)
class Ending:
    """One paper of a product: which, its number, the last day it is in force."""

    product: Product
    name: str
    number: str
    expires_on: date
    held: int | None  # the key of the standard; None for the mark

    @property
    def days_left(self) -> int:
        """Below nought where it has run out."""
        return (self.expires_on - calendar.today()).days


def endings(
    user: User,
    days: int,
    *,
    province: Province | None = None,
    district: District | None = None,
    producer: int | None = None,
) -> list[Ending]:
    """What runs out within `days` from today or did within a year, of the products this officer sees;
    the first to end first."""
    products = Product.objects.visible_to(user).made()
    if producer is not None:
        products = products.filter(producer=producer)
    elif district is not None:
        products = products.filter(producer__district=district)
    elif province is not None:
        products = products.filter(producer__district__province=province)
    today = calendar.today()
    within = Q(expires_on__gte=today - PAST, expires_on__lte=today + timedelta(days=days))
    found = [*_standards(products, within), *_marks(products, within)]
    return sorted(found, key=lambda one: (one.expires_on, one.product.sort_key, one.name))


def _standards(products: QuerySet[Product], within: Q) -> Iterator[Ending]:
    renewed = HeldStandard.objects.filter(
        Q(expires_on=None) | Q(expires_on__gt=OuterRef("expires_on")),
        product=OuterRef("product"),
        standard=OuterRef("standard"),
    )
    held = HeldStandard.objects.filter(within, product__in=products).exclude(Exists(renewed))
    for one in held.select_related("standard", "product__producer__district__province"):
        assert one.expires_on is not None
        yield Ending(one.product, one.standard.name, one.number, one.expires_on, one.pk)


def _marks(products: QuerySet[Product], within: Q) -> Iterator[Ending]:
    marked = products.filter(mark__in=Assessment.objects.filter(within).exclude(result=""))
    for product in marked.select_related("mark", "producer__district__province"):
        mark = product.mark
        assert mark is not None
        assert mark.expires_on is not None
        name = f"{MARK} {mark.result}"
        yield Ending(product, name, mark.certificate_number, mark.expires_on, None)
