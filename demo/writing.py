"""Writing a made-up registry: producers, products and outlets with their repeating parts, by COPY.

A part goes in before its record. Its foreign key is checked at the end, and the trigger that would
count it as a correction of the record finds nothing to touch: a record is written once, as it stood
when it was announced.
"""

from datetime import date, datetime

from chuanchim.models import Item, Outlet
from core.tables.copying import copy_objects, give_ids
from demo import records
from demo.clock import BANGKOK
from demo.registry import MadeUpOutlet, MadeUpProducer, Registry
from producers.models import Producer
from products.models import Product
from registration.models import Status

_OUTLETS_SINCE = date(2018, 9, 28)


def write_registry(registry: Registry, province: str) -> dict[str, Producer]:
    """Write the registry of a province (code); its producers by their code.

    Foreign keys must be deferred: the caller's transaction has them checked.
    """
    producers = [_producer(one) for one in registry.producers]
    records.fill_in(producers, registry.producers, province)
    give_ids(producers)
    for parts in records.parts_of(producers, records.ChoiceLists.read(), province):
        copy_objects(parts)
    copy_objects(producers)
    by_code = {one.code: one for one in producers}
    copy_objects(
        [
            Product(
                producer=by_code[one.code],
                name=made.name,
                category=made.category,
                quadrant=made.quadrant,
                price=made.price,
                **_standing(one.registered_on),
            )
            for one in registry.producers
            for made in one.products
        ]
    )
    _write_outlets(registry.outlets)
    return by_code


def _write_outlets(made: list[MadeUpOutlet]) -> None:
    outlets = [
        Outlet(
            name=one.name,
            owner=one.owner,
            phone=one.phone,
            house_number=str(number),
            district_id=one.district,
            subdistrict_id=one.place.code,
            postal_code=one.place.postal_code,
            **_standing(_OUTLETS_SINCE),
        )
        for number, one in enumerate(made, 1)
    ]
    give_ids(outlets)
    copy_objects(
        [
            Item(outlet=outlet, name=name)
            for outlet, one in zip(outlets, made, strict=True)
            for name in one.items.split(", ")
        ]
    )
    copy_objects(outlets)


def _standing(day: date) -> dict[str, object]:
    """Registered, certified and announced in one round, long before the portal."""
    recorded = datetime.combine(day, datetime.min.time(), BANGKOK).replace(hour=10)
    return {
        "status": Status.ANNOUNCED,
        "registered_on": day,
        "submitted_at": recorded,
        "certified_at": recorded,
        "announced_at": recorded,
        "content_changed_at": recorded,
        "created_at": recorded,
        "updated_at": recorded,
    }


def _producer(one: MadeUpProducer) -> Producer:
    return Producer(
        code=one.code,
        name=one.name,
        kind=one.kind,
        phone=one.phone,
        house_number=one.house_number,
        village_number=one.village_number,
        district_id=one.district,
        subdistrict_id=one.place.code,
        postal_code=one.place.postal_code,
        **_standing(one.registered_on),
    )
