"""What a public page says of a record: only what its register's rule and its producer's consent let
through (catalogue.rules, catalogue.published). Templates and JSON-LD are made of these and read no
record.

In English the labels, places and dates are; what producers wrote stays Thai.
"""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from catalogue import published, rules
from catalogue.models import CONSENT_OF
from chuanchim.models import Outlet
from core.thai import calendar, phones
from core.thai.digits import format_baht
from producers.models import Producer
from products.models import Product

ENGLISH = "en"
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_OPENED = ("https://", "http://")  # no other scheme is made a link, whatever path it came by
Facts = dict[str, Any]


def day_said(day: date | None, language: str) -> str:
    if day is None:
        return ""
    if language == ENGLISH:
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return calendar.day_short(day)


def year_said(year: int, language: str) -> int:
    """A year kept in พ.ศ."""
    return year - calendar.BUDDHIST_ERA_OFFSET if language == ENGLISH else year


def place(record: Producer | Outlet, language: str) -> Facts:
    """Down to the subdistrict, which its announcement says too."""
    district, subdistrict = record.district, record.subdistrict
    province = district.province
    if language == ENGLISH:
        names = [one.name_en for one in (subdistrict, district, province) if one]
        words = ", ".join(names)
    else:
        words = " ".join(one.titled_name for one in (subdistrict, district, province) if one)
    return {
        "words": words,
        "province": province.name_en if language == ENGLISH else province.name_th,
        "district": district.name_en if language == ENGLISH else district.name_th,
        "near": subdistrict.pk if subdistrict else district.pk,
    }


def contact(record: Producer | Outlet, shown: set[str]) -> Facts:
    facts: Facts = {}
    if rules.PHONE.key in shown and record.phone:
        facts["phone"] = phones.shown(record.phone)
    if rules.ADDRESS.key in shown:
        village = f"หมู่ {record.village_number}" if record.village_number else ""
        facts["street"] = " ".join(filter(None, (record.house_number, village)))
        facts["postal_code"] = record.postal_code
    return facts


def channels(producer: Producer, shown: set[str]) -> list[Facts]:
    if rules.CHANNELS.key not in shown:
        return []
    return [
        {
            "kind": one.get_kind_display(),
            "place": one.place,
            "link": one.link if one.link.startswith(_OPENED) else "",
        }
        for one in producer.sales_channels.all()
    ]


def stars(producer: Producer, language: str) -> list[Facts]:
    return [
        {
            "stars": one.stars,
            "signs": "★" * one.stars + "☆" * (5 - one.stars),
            "year": year_said(one.year, language),
            "product": one.product_name,
        }
        for one in producer.star_results.all()
    ]


def producer_in_short(producer: Producer, language: str) -> Facts:
    return {
        "name": producer.name,
        "kind": gettext(producer.get_kind_display()) if producer.kind else "",
        "path": reverse("catalogue-producer", args=[producer.pk]),
        "place": place(producer, language),
    }


def product(pk: int, language: str) -> Facts:
    """A product's page. DoesNotExist where the public is not shown it."""
    found = (
        published.products()
        .select_related("producer__district__province", "producer__subdistrict")
        .get(pk=pk)
    )
    shown, of_maker = published.shown_parts(found), published.shown_parts(found.producer)
    facts: Facts = {
        "pk": pk,
        "name": found.name,
        "path": reverse("catalogue-product", args=[pk]),
        "category": gettext(found.get_category_display()) if found.category else "",
        "producer": producer_in_short(found.producer, language),
        "standards": _standards(found, language),
        "awards": [
            {"name": one.name, "giver": one.giver, "year": year_said(one.year, language)}
            for one in found.awards.all()
        ],
        "stars": [one for one in stars(found.producer, language) if one["product"] == found.name],
        "channels": channels(found.producer, of_maker),
        **contact(found.producer, of_maker),
        "pictures": pictures(found, "products", shown),
    }
    if rules.STORY.key in shown:
        facts |= {name: getattr(found, name) for name in ("story", "directions", "storage")}
    if rules.PRICE.key in shown:
        facts["price"] = found.price
        facts["price_said"] = format_baht(found.price) if found.price is not None else ""
        if found.content is not None:
            amount = f"{found.content:f}".rstrip("0").rstrip(".")
            facts["content"] = f"{amount} {found.content_unit}"
    return facts


def _standards(found: Product, language: str) -> list[Facts]:
    return [
        {
            "name": one.standard.name,
            "number": one.number,
            "until": day_said(one.expires_on, language),
        }
        for one in found.standards.in_force().select_related("standard")
    ]


def pictures(record: Product | Outlet, kind: str, shown: set[str]) -> list[Facts]:
    if rules.PICTURES.key not in shown:
        return []
    ordered = sorted(record.pictures.all(), key=lambda one: not one.is_cover)
    return [
        {
            "full": reverse("catalogue-picture", args=[kind, one.pk, "full"]),
            "thumbnail": reverse("catalogue-picture", args=[kind, one.pk, "thumbnail"]),
            "caption": one.caption,
        }
        for one in ordered
    ]


def producer(pk: int, language: str) -> Facts:
    """A producer's page, with its products. DoesNotExist where the public is not shown it."""
    found = published.producers().select_related("district__province", "subdistrict").get(pk=pk)
    shown = published.shown_parts(found)
    return {
        "pk": pk,
        **producer_in_short(found, language),
        "channels": channels(found, shown),
        "stars": stars(found, language),
        **contact(found, shown),
        "products": in_list(published.products().filter(producer=found), language),
    }


def outlet(pk: int, language: str) -> Facts:
    """An outlet's page. DoesNotExist where the public is not shown it."""
    found = published.outlets().select_related("district__province", "subdistrict").get(pk=pk)
    shown = published.shown_parts(found)
    return {
        "pk": pk,
        "name": found.name,
        "path": reverse("catalogue-outlet", args=[pk]),
        "place": place(found, language),
        "owner": found.owner if rules.OWNER.key in shown else "",
        **contact(found, shown),
        "items": [
            {
                "name": one.name,
                "kind": gettext(one.get_kind_display()),
                "price": format_baht(one.price) if one.price is not None else "",
            }
            for one in (found.items.all() if rules.ITEMS.key in shown else ())
        ],
        "recognitions": [
            {
                "name": one.name,
                "giver": one.giver,
                "year": one.year and year_said(one.year, language),
            }
            for one in found.recognitions.all()
        ],
        "pictures": pictures(found, "outlets", shown),
    }


def in_list(found: Any, language: str) -> list[Facts]:
    """Products as lists show them: name, category, maker, place, price and cover where agreed."""
    rows = list(
        found.select_related("producer__district__province", "producer__subdistrict").only(
            "name", "category", "price", "producer__name", "producer__subdistrict",
            "producer__district__name_th", "producer__district__name_en",
            "producer__district__type_th", "producer__district__province",
        )
    )  # fmt: skip
    keys = [one.pk for one in rows]
    consents: Any = CONSENT_OF[Product]._default_manager
    agreed = dict(consents.in_force().filter(record__in=keys).values_list("record", "shown"))
    covers = Product._meta.get_field("pictures").related_model._default_manager  # type: ignore[union-attr]
    cover_of = dict(covers.filter(product__in=keys, is_cover=True).values_list("product", "pk"))
    return [_line(one, set(agreed.get(one.pk, ())), cover_of.get(one.pk), language) for one in rows]


def _line(one: Product, shown: set[str], cover: int | None, language: str) -> Facts:
    priced = rules.PRICE.key in shown and one.price is not None
    return {
        "name": one.name,
        "path": reverse("catalogue-product", args=[one.pk]),
        "category": gettext(one.get_category_display()) if one.category else "",
        "producer": one.producer.name,
        "place": place(one.producer, language),
        "price": format_baht(one.price) if priced else "",
        "cover": reverse("catalogue-picture", args=["products", cover, "thumbnail"])
        if cover and rules.PICTURES.key in shown
        else "",
    }
