"""Public pages as they were drawn, kept in this process by what they were made of, never by time.

A record's key names the versions of all that its page says: the record (its repeating parts raise its
version too), its producer, the consents, the newest word of the list of standards, the day (standards
run out by it). Asked for a page, the portal reads that key in one statement; the page that was drawn
for it is then still right. A consent withdrawn, a record changed, cancelled or no longer made gives
another key, or none, with the very next request.
"""

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Func, IntegerField, OuterRef, QuerySet, Subquery
from django.template.loader import render_to_string
from django.utils import translation

from catalogue import facts, published, structured
from catalogue.models import CONSENT_OF
from chuanchim.models import Outlet
from core.compiled import CompiledQuery
from core.history.tracking import event_model
from core.thai import calendar
from producers.models import Producer
from products.models import Product, Standard

PAGES_KEPT = 2000  # of some 10 KB each, in each process
_FASTEST = 6


@dataclass(frozen=True)
class Page:
    """What is sent: plain and packed, and the name of this very content."""

    body: bytes
    packed: bytes
    etag: str


def as_page(text: str) -> Page:
    return as_page_of(text.encode())


def as_page_of(body: bytes) -> Page:
    return Page(
        body, gzip.compress(body, _FASTEST, mtime=0), f'W/"{sha256(body).hexdigest()[:24]}"'
    )


def consent(model: type[Any], path: str = "pk") -> Subquery:
    rows: Any = CONSENT_OF[model]._default_manager
    return Subquery(rows.in_force().filter(record=OuterRef(path)).values("pk"))


def newest_word() -> Subquery:
    """Of the standards' names: the last change of any of them."""
    events: Any = event_model(Standard)._default_manager
    return Subquery(events.order_by("-pgh_id").values("pgh_id")[:1])


def _of_product(key: int) -> QuerySet[Any]:
    made_of = (
        "version",
        "producer__version",
        "producer",
        consent(Product),
        consent(Producer, "producer"),
        newest_word(),
    )
    return published.products().filter(pk=key).order_by().values_list(*made_of)


def _of_producer(key: int) -> QuerySet[Any]:
    """With each of its products that is shown: its number, version and consent."""
    each = Func(
        F("pk"), F("version"), consent(Product), function="hashint8extended",
        template="hash_array_extended(ARRAY[%(expressions)s]::bigint[], 0)",
        output_field=IntegerField(),
    )  # fmt: skip
    of_it = published.products().filter(producer=OuterRef("pk")).order_by("pk")
    products = ArraySubquery(of_it.annotate(made_of=each).values("made_of"))
    made_of = ("version", consent(Producer), products)
    return published.producers().filter(pk=key).order_by().values_list(*made_of)


def _of_outlet(key: int) -> QuerySet[Any]:
    made_of = ("version", consent(Outlet))
    return published.outlets().filter(pk=key).order_by().values_list(*made_of)


_KEYS = {
    Product: CompiledQuery(_of_product, key=int),
    Producer: CompiledQuery(_of_producer, key=int),
    Outlet: CompiledQuery(_of_outlet, key=int),
}
_DRAWN: dict[Any, tuple[Callable[[int, str], facts.Facts], str]] = {
    Product: (facts.product, "catalogue/product.html"),
    Producer: (facts.producer, "catalogue/producer.html"),
    Outlet: (facts.outlet, "catalogue/outlet.html"),
}


def page(model: Any, pk: int, language: str) -> Page | None:
    """The page of a record; None where the public is not shown it. One statement if it is kept."""
    read = _KEYS[model].read(key=pk)
    if not read:
        return None
    made_of = (str(read[0]), calendar.today())
    try:
        return _drawn(model, pk, language, made_of)
    except model.DoesNotExist:  # taken off since its key was read
        return None


@lru_cache(maxsize=PAGES_KEPT)
def _drawn(model: Any, pk: int, language: str, made_of: object) -> Page:
    """Read after its key was: what it says is never older than the key it is kept under."""
    read, template = _DRAWN[model]
    with translation.override(language):
        said = read(pk, language)
        return as_page(draw(template, {"one": said, **structured.head(model, said)}, language))


def draw(template: str, context: dict[str, Any], language: str) -> str:
    """A public page, without the request: it says the same to everybody."""
    with translation.override(language):
        return render_to_string(
            template,
            {"language": language, "suffix": "?lang=en" if language == facts.ENGLISH else ""}
            | context,
        )


def forget() -> None:
    """For tests, whose databases share their keys."""
    _drawn.cache_clear()
