"""Rows of the catalogue's records as the API says them: of a page of keys all at once, so that their
number changes nothing in how often the database is asked.

Which parts may be said is the catalogue's rule (catalogue.rules), who is shown its door
(catalogue.published); nothing here reads a record past them.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import DateTimeField, Model, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from catalogue import facts, published, rules, structured
from catalogue.models import CONSENT_OF
from chuanchim.models import Outlet
from core.areas.models import District, Province, Subdistrict
from core.thai import calendar
from producers.models import Producer
from products.models import HeldStandard, Product

Row = dict[str, Any]


def changed_at(model: type[Model]) -> Greatest:
    """When a record, or what else its row is made of, last changed or came into the catalogue."""
    own = ["content_changed_at", "announced_at", _agreed_at(model)]
    if model is Product:
        producer = "producer__content_changed_at", "producer__announced_at"
        own += [*producer, _agreed_at(Producer, "producer")]
    return Greatest(*own, output_field=DateTimeField())


def _agreed_at(model: type[Model], path: str = "pk") -> Any:
    rows: Any = CONSENT_OF[model]._default_manager
    return Subquery(rows.in_force().filter(record=OuterRef(path)).values("at"))


def products(keys: Collection[int]) -> list[Row]:
    found = _found(Product, keys).select_related(
        "producer__district__province", "producer__subdistrict"
    )
    in_force = HeldStandard.objects.in_force().select_related("standard")
    found = found.prefetch_related(
        Prefetch("standards", in_force, to_attr="in_force"),
        "awards", "pictures", "producer__star_results",
    )  # fmt: skip
    shown = _shown(Product, keys)
    return [_product(one, shown.get(one.pk, set())) for one in found]


def _product(one: Any, shown: set[str]) -> Row:
    tells_story, tells_price = rules.STORY.key in shown, rules.PRICE.key in shown
    return {
        **_record(one, "catalogue-product", shown, one.producer),
        "category": code(one, "category"),
        "producer": {"id": one.producer_id, "name": one.producer.name},
        "standards": [
            {
                "id": held.standard_id,
                "name": held.standard.name,
                "number": held.number,
                "expires_on": held.expires_on,
            }
            for held in one.in_force
        ],
        "awards": _awards(one.awards.all()),
        "stars": [star for star in _stars(one.producer) if star["product_name"] == one.name],
        "story": (one.story or None) if tells_story else None,
        "directions": (one.directions or None) if tells_story else None,
        "storage": (one.storage or None) if tells_story else None,
        "price_baht": one.price if tells_price else None,
        "content": one.content if tells_price else None,
        "content_unit": (one.content_unit or None) if tells_price else None,
        "pictures": _pictures(one, "products", shown),
    }


def producers(keys: Collection[int]) -> list[Row]:
    found = _found(Producer, keys).select_related("district__province", "subdistrict")
    found = found.prefetch_related("star_results", "sales_channels")
    shown = _shown(Producer, keys)
    return [_producer(one, shown.get(one.pk, set())) for one in found]


def _producer(one: Any, shown: set[str]) -> Row:
    said = facts.channels(one, shown)
    kinds = [code(channel, "kind") for channel in one.sales_channels.all()]
    return {
        **_record(one, "catalogue-producer", shown, one),
        **_contact(one, shown),
        "kind": code(one, "kind"),
        "stars": _stars(one),
        "channels": [
            {"kind": kind, "place": channel["place"], "link": channel["link"] or None}
            for kind, channel in zip(kinds, said, strict=False)  # none said: none agreed to
        ],
    }


def outlets(keys: Collection[int]) -> list[Row]:
    found = _found(Outlet, keys).select_related("district__province", "subdistrict")
    found = found.prefetch_related("items", "recognitions", "pictures")
    shown = _shown(Outlet, keys)
    return [_outlet(one, shown.get(one.pk, set())) for one in found]


def _outlet(one: Any, shown: set[str]) -> Row:
    items = one.items.all() if rules.ITEMS.key in shown else ()
    return {
        **_record(one, "catalogue-outlet", shown, one),
        **_contact(one, shown),
        "owner": (one.owner or None) if rules.OWNER.key in shown else None,
        "items": [
            {"name": item.name, "kind": code(item, "kind"), "price_baht": item.price}
            for item in items
        ],
        "recognitions": _awards(one.recognitions.all()),
        "pictures": _pictures(one, "outlets", shown),
    }


def _found(model: type[Model], keys: Collection[int]) -> QuerySet[Any]:
    rows = published.published(model).filter(pk__in=keys).annotate(changed=changed_at(model))
    return rows.order_by("pk")


def _shown(model: type[Model], keys: Collection[int]) -> dict[int, set[str]]:
    """The parts agreed to, of all these records in one question."""
    rows: Any = CONSENT_OF[model]._default_manager
    found = rows.in_force().filter(record__in=keys).values_list("record", "shown")
    return {key: set(parts) for key, parts in found}


def _record(one: Any, page: str, shown: set[str], placed: Producer | Outlet) -> Row:
    return {
        "id": one.pk,
        "name": one.name,
        "address": structured.address(reverse(page, args=[one.pk])),
        "place": {
            "province": area(placed.district.province),
            "district": area(placed.district),
            "subdistrict": area(placed.subdistrict) if placed.subdistrict else None,
        },
        "shown": rules.known(type(one), shown),
        "changed_at": timezone.localtime(one.changed),
    }


def _contact(one: Any, shown: set[str]) -> Row:
    said = facts.contact(one, shown)
    return {name: said.get(name) or None for name in ("phone", "street", "postal_code")}


def _awards(found: Iterable[Any]) -> list[Row]:
    return [
        {"name": one.name, "giver": one.giver, "year": common_era(one.year) if one.year else None}
        for one in found
    ]


def _stars(producer: Any) -> list[Row]:
    return [
        {"year": common_era(one.year), "stars": one.stars, "product_name": one.product_name}
        for one in producer.star_results.all()
    ]


def _pictures(one: Any, kind: str, shown: set[str]) -> list[Row]:
    return [
        {
            "address": structured.address(picture["full"]),
            "thumbnail_address": structured.address(picture["thumbnail"]),
            "caption": picture["caption"],
        }
        for picture in facts.pictures(one, kind, shown)
    ]


def area(of: Province | District | Subdistrict) -> Row:
    return {"code": of.code, "name_th": of.name_th, "name_en": of.name_en}


def code(one: Any, name: str) -> Row | None:
    """The value of a choice; None where it is blank."""
    key = getattr(one, name)
    return coded(key, getattr(one, f"get_{name}_display")()) if key else None


def coded(key: str, label: str) -> Row:
    with translation.override(facts.ENGLISH):
        return {"code": key, "name_th": label, "name_en": gettext(label)}


def common_era(year: int) -> int:
    """Of a year kept in พ.ศ."""
    return year - calendar.BUDDHIST_ERA_OFFSET
