"""Finding products in the public catalogue: a name as the offices' own search reads it (Thai digits,
abbreviations, any part of a word), category, province, standard, stars, and what is near by."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.utils.text import smart_split
from django.utils.translation import gettext_lazy as _

from catalogue import published
from core.areas.models import Province
from core.thai.names import searched_as
from core.thai.texts import clean_text
from core.users.register_list import sorted_after_search
from producers.models import StarResult
from products.models import Category, HeldStandard, Standard

_EACH = ("name", "producer__name")
_PLACES = ("subdistrict__name_th", "subdistrict__name_en", "district__name_th", "district__name_en")


class SearchForm(forms.Form):
    """What is looked for; anything that is none of the choices is passed over."""

    q = forms.CharField(label=_("ชื่อผลิตภัณฑ์หรือผู้ผลิต"), max_length=100, required=False)
    category = forms.ChoiceField(label=_("ประเภท"), required=False)
    province = forms.ChoiceField(label=_("จังหวัด"), required=False)
    place = forms.CharField(label=_("ตำบลหรืออำเภอ"), max_length=60, required=False)
    standard = forms.ChoiceField(label=_("มาตรฐาน"), required=False)
    stars = forms.ChoiceField(label=_("ดาว"), required=False)
    near = forms.RegexField(r"^\d{4}(\d{2})?$", required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, english: bool) -> None:
        super().__init__(data)
        every = [("", _("ทั้งหมด"))]
        name = "name_en" if english else "name_th"
        order = "name_en" if english else "sort_key"
        self._offer("category", [*every, *((key, _(label)) for key, label in Category.choices)])
        provinces = Province.objects.order_by(order).values_list("pk", name)
        self._offer("province", [*every, *provinces])
        self._offer("standard", [*every, *Standard.objects.values_list("pk", "name")])
        self._offer("stars", [*every, *((str(n), "★" * n) for n in (5, 4, 3, 2, 1))])

    def _offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = [(str(key), label) for key, label in choices]  # type: ignore[attr-defined]

    @property
    def asked(self) -> dict[str, str]:
        """What was asked and understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def found(asked: dict[str, str]) -> QuerySet[Any]:
    """The products that answer to all of it, in the order of their names; the nearest first, where
    near by was asked for (a subdistrict's code: its district, it first)."""
    rows = published.products()
    text = clean_text(asked.get("q", ""))
    for word in smart_split(text):
        ways = searched_as(word.strip("\"'"))
        named = _any([f"{path}__anypart" for path in _EACH], ways)
        rows = rows.filter(named | Q(search_words__overlap=list(ways)))
    if place := clean_text(asked.get("place", "")):
        rows = rows.filter(_any([f"producer__{path}__icontains" for path in _PLACES], [place]))
    if category := asked.get("category"):
        rows = rows.filter(category=category)
    if province := asked.get("province"):
        rows = rows.filter(producer__district__province=province)
    if standard := asked.get("standard"):
        held = HeldStandard.objects.in_force().filter(product=OuterRef("pk"), standard=standard)
        rows = rows.filter(Exists(held))
    if stars := asked.get("stars"):
        won = StarResult.objects.filter(producer=OuterRef("producer"), stars=int(stars))
        rows = rows.filter(Exists(won))
    rows = rows.order_by("sort_key", "name", "pk")
    if near := asked.get("near"):
        return _nearest(rows, near)
    return sorted_after_search(rows, text)


def _any(paths: list[str], ways: Iterable[str]) -> Q:
    lookups: list[Any] = [(path, one) for path in paths for one in ways]
    return cast(Q, Q.create(lookups, connector=Q.OR))


def _nearest(rows: QuerySet[Any], near: str) -> QuerySet[Any]:
    here = Case(
        When(producer__subdistrict=near, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return rows.filter(producer__district=near[:4]).order_by(here, "sort_key", "name", "pk")
