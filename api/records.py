"""Pages of the catalogue's records. One statement reads the keys of a page with the versions of all that
its rows are made of; the text that was written of these before is then still right (decision 0041)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from ninja import Schema

from api import answers, rows, schemas, scopes
from api.parameters import LARGEST, RecordsAsked
from api.problems import GONE, UNKNOWN, refuse
from catalogue import kept, published
from catalogue.kept import Page, consent, newest_word
from chuanchim.models import Outlet
from core.thai import calendar
from producers.models import Producer
from products.models import HeldStandard, Product

PAGES_KEPT = 128  # of up to some 250 KB each, in each process


@dataclass(frozen=True)
class Register:
    """`place`: the path to where a record is; `made_of`: what its row is made of beside its version and
    when it changed."""

    model: type[Model]
    name: str
    place: str
    read: Callable[[Collection[int]], list[rows.Row]]
    made_of: Callable[[], tuple[Any, ...]]
    row: type[Schema]
    page: type[Schema]

    @property
    def province(self) -> str:
        return f"{self.place}district__province"

    def keyed(self, found: QuerySet[Any]) -> QuerySet[Any]:
        return found.values_list(
            "pk", "version", consent(self.model), rows.changed_at(self.model), *self.made_of()
        )


PRODUCTS = Register(
    Product, "products", "producer__", rows.products,
    lambda: ("producer__version", "producer", consent(Producer, "producer"), newest_word()),
    schemas.Product, schemas.ProductPage,
)  # fmt: skip
PRODUCERS = Register(
    Producer, "producers", "", rows.producers, tuple, schemas.Producer, schemas.ProducerPage
)
OUTLETS = Register(Outlet, "outlets", "", rows.outlets, tuple, schemas.Outlet, schemas.OutletPage)
_REGISTERS = {one.name: one for one in (PRODUCTS, PRODUCERS, OUTLETS)}


def page(register: Register, request: HttpRequest, asked: RecordsAsked) -> HttpResponse:
    """The rows after the key, in the order of their keys: a row that goes or comes meanwhile moves no
    other from page to page."""
    form = answers.form_asked(request, asked)
    scopes.check_resource(request, register.name)
    scopes.check_area(request, asked.province or (asked.district or "")[:2])
    found = scopes.within_areas(request, _filtered(register, asked), register.province)
    found = found.filter(pk__gt=asked.after or 0).order_by("pk")
    keys = tuple(register.keyed(found)[: asked.limit + 1])
    more = len(keys) > asked.limit
    keys = keys[: asked.limit]
    after = keys[-1][0] if more else None
    address = answers.next_address(request, after) if more else None
    return answers.send(
        _page(register.name, keys, calendar.today(), form, after, address), form, next_page=address
    )


@lru_cache(maxsize=PAGES_KEPT)
def _page(
    name: str, made_of: Any, day: Any, form: str, after: int | None, address: str | None
) -> Page:
    """Read after its keys were: what it says is never older than what it is kept under."""
    register = _REGISTERS[name]
    data = register.read([key for key, *_ in made_of])
    return answers.written(
        register.page, {"data": data, "next_after": after, "next": address}, form
    )


def one(register: Register, request: HttpRequest, key: int) -> HttpResponse:
    """Moved (301) where it was merged, gone (410) where it was shown once, else unknown (404)."""
    form = answers.form_asked(request)
    scopes.check_resource(request, register.name)
    found = published.published(register.model).order_by().filter(pk=min(key, LARGEST))
    if scopes.has_areas(request):
        scopes.check_area(request, found.values_list(register.province, flat=True).first() or "")
    read = list(register.keyed(found))
    drawn = _one(register.name, read[0], calendar.today(), form) if read else None
    return answers.send(drawn, form) if drawn else _not_shown(register, key)


@lru_cache(maxsize=kept.PAGES_KEPT)
def _one(name: str, made_of: Any, day: Any, form: str) -> Page | None:
    register = _REGISTERS[name]
    data = register.read([made_of[0]])
    return answers.written(register.row, data[0], form) if data else None


def _not_shown(register: Register, key: int) -> HttpResponse:
    if key > LARGEST or not published.was_ever(register.model, key):
        raise refuse(UNKNOWN, "No such record is published", "ไม่มีระเบียนเลขนี้ที่เผยแพร่")
    if into := published.merged_into(register.model, key):
        moved = HttpResponseRedirect(reverse(f"api-{register.name}-one", args=[into]))
        moved.status_code = 301
        return moved
    raise refuse(
        GONE,
        "It was cancelled, is no longer made, or its producer withdrew consent: delete your copy",
        "ยกเลิกการลงทะเบียน เลิกผลิต หรือผู้ผลิตถอนความยินยอมแล้ว โปรดลบสำเนาของท่าน",
    )


def _filtered(register: Register, asked: RecordsAsked) -> QuerySet[Any]:
    found = published.published(register.model)
    said = {name: value for name, value in asked.dict().items() if value is not None}
    place = register.place
    if province := said.get("province"):
        found = found.filter(**{register.province: province})
    if district := said.get("district"):
        found = found.filter(**{f"{place}district": district})
    if category := said.get("category"):
        found = found.filter(category=category)
    if kind := said.get("kind"):
        found = found.filter(**{f"{place}kind": kind})
    if producer := said.get("producer"):
        found = found.filter(producer=producer)
    if standard := said.get("standard"):
        held = HeldStandard.objects.in_force().filter(product=OuterRef("pk"), standard=standard)
        found = found.filter(Exists(held))
    if since := said.get("changed_since"):
        found = found.alias(changed=rows.changed_at(register.model)).filter(changed__gte=since)
    return found


def forget() -> None:
    """For tests, whose databases share their keys."""
    _page.cache_clear()
    _one.cache_clear()
