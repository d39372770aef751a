"""The public's door: what is announced, live, and agreed to be shown; nothing else is read by the pages
below /p/. Those pages have nobody signed in and see as the portal itself (decision 0041), so every row
of theirs is found here.
"""

from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet

from catalogue.models import CONSENT_OF, OutletConsent, ProducerConsent, ProductConsent
from chuanchim.models import Outlet
from producers.models import Producer
from products.models import Product
from registration.models import Status


def producers() -> QuerySet[Any]:
    agreed = ProducerConsent.objects.in_force().filter(record=OuterRef("pk"))
    return Producer.objects.filter(Exists(agreed), status=Status.ANNOUNCED)


def products() -> QuerySet[Any]:
    """Of a producer that is shown, and still made."""
    agreed = ProductConsent.objects.in_force().filter(record=OuterRef("pk"))
    of_shown = ProducerConsent.objects.in_force().filter(record=OuterRef("producer"))
    return Product.objects.filter(
        Exists(agreed),
        Exists(of_shown),
        status=Status.ANNOUNCED,
        production=Product.Production.MADE,
        producer__status=Status.ANNOUNCED,
    )


def outlets() -> QuerySet[Any]:
    agreed = OutletConsent.objects.in_force().filter(record=OuterRef("pk"))
    return Outlet.objects.filter(Exists(agreed), status=Status.ANNOUNCED)


_PUBLISHED = {Producer: producers, Product: products, Outlet: outlets}


def published(model: type[Model]) -> QuerySet[Any]:
    """The records of this register that the public is shown."""
    return _PUBLISHED[model]()  # type: ignore[index]


def shown_parts(record: Model) -> set[str]:
    """The parts of a record found here that may be shown (catalogue.rules)."""
    rows: Any = CONSENT_OF[type(record)]._default_manager
    standing = rows.in_force().filter(record=record).values_list("shown", flat=True).first()
    return set(standing or ())


def was_ever(model: type[Model], pk: int) -> bool:
    """Whether the public was ever to be shown it: then it is gone, and not merely unknown."""
    rows: Any = CONSENT_OF[model]._default_manager
    return bool(rows.filter(record=pk).exists())


def merged_into(model: type[Model], pk: int) -> int | None:
    """The record that this one was merged into, if the public is shown that."""
    if model is Outlet:
        return None
    rows: Any = model._default_manager
    kept = rows.filter(pk=pk).values_list("merged_into", flat=True).first()
    return kept if kept and published(model).filter(pk=kept).exists() else None
