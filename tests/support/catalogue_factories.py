"""Records as the public catalogue shows them."""

from typing import Any

from catalogue.consenting import Word, record
from catalogue.models import Consent
from catalogue.rules import parts_of
from core.thai import calendar
from producers.models import Producer
from products.models import Product
from registration.models import RegisteredRecord
from tests.support import factories as make


def agreed(owner: RegisteredRecord, *products: Product, parts: Any = None) -> None:
    """The producer (or outlet) agrees that it and these products are shown: all their parts, unless
    said."""
    shown = {
        one: [part.key for part in parts_of(type(one))] if parts is None else parts
        for one in (owner, *products)
    }
    by = make.district_officer(owner.home_district())
    record(owner, shown, word=Word(Consent.Source.PAPER, calendar.today()), by=by)


def shown_product(of: Producer, name: str = "ผ้าไหมมัดหมี่", **fields: Any) -> Product:
    """A product of `of` that the public is shown whole; what was agreed for its others stays."""
    product = make.product(of, fields.pop("category", "fabric"), name=name, **fields)
    others = Product.objects.filter(
        producer=of, consents__withdrawn_at=None, consents__isnull=False
    )
    agreed(of, product, *others)
    return product
