"""What the head of a public page tells machines: JSON-LD in the words of schema.org, and Open Graph.

A script of type application/ld+json holds data and is never run, so the page's policy (nothing inline)
lets it stand; what producers wrote is escaped as Django's json_script does, so it cannot end it.
"""

import json
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from catalogue.facts import Facts
from chuanchim.models import Outlet
from producers.models import Producer
from products.models import Product

_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}
_SHORT = 200  # letters of a description


def address(path: str) -> str:
    """The whole address, the same whichever way the portal was reached."""
    return f"{settings.PUBLIC_ADDRESS}{path}"


def head(model: type[Any], one: Facts) -> dict[str, Any]:
    of = {Product: _product, Producer: _producer, Outlet: _outlet}[model](one)
    told = {"@context": "https://schema.org", "url": address(one["path"]), "name": one["name"]} | of
    pictures = [address(each["full"]) for each in one.get("pictures", ())]
    if pictures:
        told["image"] = pictures
    return {
        "title": one["name"],
        "canonical": address(one["path"]),
        "description": told.get("description") or _in_a_line(one),
        "image": pictures[0] if pictures else "",
        "json_ld": as_json_ld(told),
    }


def as_json_ld(told: Facts) -> SafeString:
    text = json.dumps(told, ensure_ascii=False, default=str)
    return mark_safe(text.translate(_ESCAPES))  # noqa: S308  (escaped for within a script)


def _in_a_line(one: Facts) -> str:
    where = (one.get("producer") or one)["place"]["words"]
    return " · ".join(filter(None, (one["name"], one.get("category"), where)))


def _place(one: Facts) -> Facts:
    told = {
        "@type": "PostalAddress",
        "addressCountry": "TH",
        "addressRegion": one["place"]["province"],
        "addressLocality": one["place"]["district"],
    }
    if one.get("street"):
        told["streetAddress"] = one["street"]
    if one.get("postal_code"):
        told["postalCode"] = one["postal_code"]
    return told


def _product(one: Facts) -> Facts:
    maker = one["producer"]
    told: Facts = {
        "@type": "Product",
        "sku": str(one["pk"]),
        "category": one["category"],
        "countryOfOrigin": "TH",
        "manufacturer": {
            "@type": "Organization",
            "name": maker["name"],
            "url": address(maker["path"]),
            "address": _place({**one, **maker}),
        },
    }
    if one.get("story"):
        told["description"] = one["story"][:_SHORT]
    if one["standards"]:
        told["hasCertification"] = [
            {"@type": "Certification", "name": each["name"]}
            | ({"certificationIdentification": each["number"]} if each["number"] else {})
            for each in one["standards"]
        ]
    if one["awards"]:
        told["award"] = [f"{each['name']} {each['year']}" for each in one["awards"]]
    if one.get("price") is not None:
        told["offers"] = {
            "@type": "Offer",
            "price": str(one["price"]),
            "priceCurrency": "THB",
            "url": address(one["path"]),
        }
    return told


def _producer(one: Facts) -> Facts:
    told: Facts = {"@type": "Organization", "address": _place(one)}
    if one.get("phone"):
        told["telephone"] = one["phone"]
    if links := [each["link"] for each in one["channels"] if each["link"]]:
        told["sameAs"] = links
    return told


def _outlet(one: Facts) -> Facts:
    told: Facts = {"@type": "FoodEstablishment", "address": _place(one)}
    if one.get("phone"):
        told["telephone"] = one["phone"]
    return told
