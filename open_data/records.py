"""The datasets of records: announced products, producers and outlets as the public catalogue shows them,
read through its door (catalogue.published) each time they are asked for. No file of them is kept, so
who withdrew is in none from the next download on."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from catalogue import published
from catalogue.structured import address
from chuanchim.models import Outlet
from open_data.datasets import OUTLETS, PRODUCERS, PRODUCTS
from open_data.tables import Row
from producers.models import Producer
from products.models import Category, Product


def rows_of(dataset: str) -> Iterable[Row]:
    """By number. What the announcement says and nothing more: no telephone, no street."""
    return {PRODUCTS: _products, PRODUCERS: _producers, OUTLETS: _outlets}[dataset]()


def _place(path: str) -> tuple[str, ...]:
    return (
        f"{path}district__province__code",
        f"{path}district__province__name_th",
        f"{path}district__name_th",
        f"{path}subdistrict__name_th",
    )


def _placed(values: Any) -> Row:
    code, province, district, subdistrict = values
    return {
        "province_code": code,
        "province": province,
        "district": district,
        "subdistrict": subdistrict,
    }


def _read(model: type[Any], *names: str) -> Iterable[Any]:
    rows = published.published(model).order_by("pk").values_list("pk", *names)
    return rows.iterator(chunk_size=2000)


def _products() -> Iterable[Row]:
    labels = dict(Category.choices)
    names = ("name", "category", "producer", "producer__name", *_place("producer__"))
    for pk, name, category, producer, maker, *place in _read(Product, *names):
        yield {
            "id": pk,
            "name": name,
            "category_code": category,
            "category": str(labels.get(category, "")),
            "producer_id": producer,
            "producer": maker,
            **_placed(place),
            "page": address(reverse("catalogue-product", args=[pk])),
        }


def _producers() -> Iterable[Row]:
    labels = dict(Producer.Kind.choices)
    for pk, name, kind, *place in _read(Producer, "name", "kind", *_place("")):
        yield {
            "id": pk,
            "name": name,
            "kind_code": kind,
            "kind": str(labels.get(kind, "")),
            **_placed(place),
            "page": address(reverse("catalogue-producer", args=[pk])),
        }


def _outlets() -> Iterable[Row]:
    for pk, name, *place in _read(Outlet, "name", *_place("")):
        yield {
            "id": pk,
            "name": name,
            **_placed(place),
            "page": address(reverse("catalogue-outlet", args=[pk])),
        }
