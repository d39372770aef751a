"""Lists kept beside the registry: who and what of the demo province is in them (DOMAIN.md 11).

Its own random numbers: the registry and the sales are the same with and without it.
"""

from random import Random

from core.thai.calendar import buddhist_year
from demo.accounts import DEMO_PROVINCE
from producers.models import Producer, ProducerMembership, RegistryList
from products.models import Product, ProductMembership

_YEARS = (2566, 2567, 2568)
_PRODUCERS_OF_A_LIST, _PRODUCTS_OF_A_LIST = 18, 24
_NOTES = ("", "", "", "ต่ออายุทุกปี", "รุ่นที่ 2", "จากมติ นตผ.จังหวัด")


def make_lists() -> None:
    """Places of three years in every list; a younger record is in none of the years before it."""
    rng = Random("lists of the demo")  # noqa: S311  (made-up data, meant to repeat)
    producers = list(_registered(Producer, "district__province"))
    products = list(_registered(Product, "producer__district__province"))
    for one in RegistryList.objects.order_by("pk"):
        if one.names == RegistryList.Names.PRODUCERS:
            chosen = rng.sample(producers, _PRODUCERS_OF_A_LIST)
            _write(rng, ProducerMembership, "producer", one, chosen)
        else:
            chosen = rng.sample(products, _PRODUCTS_OF_A_LIST)
            _write(rng, ProductMembership, "product", one, chosen)


def _registered(model, province: str):
    return model.objects.registered().filter(**{province: DEMO_PROVINCE}).order_by("pk")


def _write(rng: Random, model, owner: str, of_list: RegistryList, records) -> None:
    model.objects.bulk_create(
        model(list=of_list, year=year, note=rng.choice(_NOTES), **{owner: record})
        for record in records
        for year in _YEARS
        if buddhist_year(record.registered_on) <= year and rng.random() < 0.6
    )
