"""Standards and marks whose papers run out: what is to be renewed, by when, and by whom.

A paper counts until the same standard of the product was renewed; of a mark the newest decision counts.
Only products that are registered and still made: nobody renews for another.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

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
    within = _within(days)
    found = [*_standards(products, within), *_marks(products, within)]
    return sorted(found, key=lambda one: (one.expires_on, one.product.sort_key, one.name))


@dataclass(frozen=True)
class AreaCount:
    """How many papers of an area run out, by how soon; the spans do not overlap."""

    code: str
    area: str
    counts: Mapping[str, int]


# From the day before on, until the last one: of each span in days from today.
SPANS = {"past": (-PAST.days, -1), "d30": (0, 30), "d90": (31, 90), "d180": (91, 180)}
SPANS["d365"] = (181, 365)


def ending_counts(
    user: User, *, province: Province | None = None, district: District | None = None
) -> list[AreaCount]:
    """By districts of a province, by provinces where none is named; areas without any are left out.
    In four statements for any number."""
    products = Product.objects.visible_to(user).made()
    if district is not None:
        products = products.filter(producer__district=district)
    elif province is not None:
        products = products.filter(producer__district__province=province)
    within = _within(365)
    by = "producer__district" if province or district else "producer__district__province"
    held = standards_ending(products, within)
    marks = products.filter(mark__in=Assessment.objects.filter(within).exclude(result=""))
    found: dict[str, dict[str, int]] = {}
    for rows, area, ends in (
        (held, f"product__{by}", "expires_on"),
        (marks, by, "mark__expires_on"),
    ):
        today = calendar.today()
        spans = {
            name: Count("pk", Q(**{f"{ends}__range": (today + _days(a), today + _days(b))}))
            for name, (a, b) in SPANS.items()
        }
        for code, *counts in rows.order_by().values_list(area).annotate(**spans):
            sums = found.setdefault(code, dict.fromkeys((*SPANS, "total"), 0))
            for name, count in zip(SPANS, counts, strict=True):
                sums[name] += count
                sums["total"] += count
    areas = District if province or district else Province
    named = areas.objects.in_bulk(list(found))
    return [AreaCount(code, named[code].titled_name, found[code]) for code in sorted(found)]


def _days(number: int) -> timedelta:
    return timedelta(days=number)


def _within(days: int) -> Q:
    """From a year ago until so many days from today."""
    today = calendar.today()
    return Q(expires_on__gte=today - PAST, expires_on__lte=today + timedelta(days=days))


def standards_ending(products: QuerySet[Product], within: Q) -> QuerySet[HeldStandard]:
    """Papers of these products that nothing renewed."""
    renewed = HeldStandard.objects.filter(
        Q(expires_on=None) | Q(expires_on__gt=OuterRef("expires_on")),
        product=OuterRef("product"),
        standard=OuterRef("standard"),
    )
    return HeldStandard.objects.filter(within, product__in=products).exclude(Exists(renewed))


def _standards(products: QuerySet[Product], within: Q) -> Iterator[Ending]:
    held = standards_ending(products, within)
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
