"""What producers of บางคล้า agreed to have shown to the public: each second one, with its products, and
every outlet of the demo province."""

from datetime import datetime, time, timedelta
from typing import Any

from catalogue.models import Consent, OutletConsent, ProducerConsent, ProductConsent
from catalogue.rules import parts_of
from chuanchim.models import Outlet
from demo.accounts import DEMO_DISTRICT, DEMO_PROVINCE, Officers
from producers.models import Producer
from products.models import Product
from registration.models import Status

WORDS = "หนังสือยินยอมตัวอย่าง"


def make_catalogue(now: datetime, officers: Officers) -> None:
    at = datetime.combine((now - timedelta(days=3)).date(), time(10, 20), now.tzinfo)
    announced: Any = Producer.objects.filter(district=DEMO_DISTRICT, status=Status.ANNOUNCED)
    makers = list(announced.order_by("code"))[::2]
    of_makers = Product.objects.filter(producer__in=makers, status=Status.ANNOUNCED)
    outlets = Outlet.objects.filter(
        district__province=DEMO_PROVINCE, status=Status.ANNOUNCED
    ).order_by("pk")
    consents: list[tuple[Any, Any]] = [
        (ProducerConsent, makers),
        (ProductConsent, of_makers.order_by("pk")),
        (OutletConsent, outlets),
    ]
    for model, records in consents:
        by_district = [(record, record.home_district().pk) for record in records]
        model._default_manager.bulk_create(
            model(
                record=record,
                shown=[part.key for part in parts_of(type(record)) if part.is_proposed(record)],
                source=Consent.Source.PAPER,
                words=WORDS,
                agreed_on=at.date(),
                at=at,
                by=officers.entering[district][0],
            )
            for record, district in by_district
        )
