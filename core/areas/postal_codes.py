"""Postal codes offered beside a field, never filled in: sources differ, and some places have several."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.areas.models import Subdistrict

_ASK = "แหล่งข้อมูลไม่ตรงกัน สอบถามที่ทำการไปรษณีย์"


@dataclass(frozen=True)
class Offer:
    """A code, and whose it is in words."""

    code: str
    words: str


class OfferedCodeInput(forms.TextInput):
    """A field to type in, with codes to choose from below it."""

    def __init__(self, offers: Sequence[Offer], attrs: dict[str, Any] | None = None):
        super().__init__({"inputmode": "numeric", **(attrs or {})})
        self.offers = offers

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        listed = f"{(attrs or {}).get('id') or f'id_{name}'}_offers"
        field = super().render(name, value, {**(attrs or {}), "list": listed}, renderer)
        options = format_html_join(
            "", '<option value="{}">{}</option>', ((one.code, one.words) for one in self.offers)
        )
        return format_html('{}<datalist id="{}">{}</datalist>', field, listed, options)


def offer_postal_codes(
    form: forms.BaseForm, name: str, district: str | None, subdistrict: str | None = None
) -> None:
    """Put the codes of a district beside a field, those of the record's subdistrict first."""
    if name not in form.fields or not district:
        return
    places = list(Subdistrict.objects.filter(district=district).order_by("sort_key", "name_th"))
    own = next((one for one in places if one.code == subdistrict), None)
    field = form.fields[name]
    field.widget = OfferedCodeInput(_offers(places, own), field.widget.attrs)
    if own:
        field.help_text = _said_of(own, places)


def codes_of(place: Subdistrict) -> list[str]:
    """Every code of a subdistrict, its usual one first."""
    return [code for code in dict.fromkeys((place.postal_code, *place.postal_codes)) if code]


def _offers(places: Sequence[Subdistrict], own: Subdistrict | None) -> list[Offer]:
    first = [own] if own else []
    named: dict[str, list[str]] = {}
    for place in [*first, *(one for one in places if one is not own)]:
        for code in codes_of(place):
            named.setdefault(code, []).append(place.titled_name)
    return [Offer(code, ", ".join(names)) for code, names in named.items()]


def _said_of(own: Subdistrict, places: Sequence[Subdistrict]) -> str:
    """รหัสของตำบลบางคล้า: 24110; with the district's others where the sources of its own differ."""
    codes = codes_of(own)
    if not own.postal_conflict:
        return f"รหัสของ{own.titled_name}: {' หรือ '.join(codes)}" if codes else ""
    others = dict.fromkeys(code for place in places for code in codes_of(place))
    told = " หรือ ".join(dict.fromkeys((*codes, *others)))
    return f"รหัสของ{own.titled_name}: {told} ({_ASK})"
