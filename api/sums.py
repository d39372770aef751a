"""Sums of closed months as they were published (open_data): what is left out there is left out here, and
nothing is added up anew. An edition never changes, so what was read of one is right for ever.
"""

import sys
from datetime import date
from functools import lru_cache

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from api import answers, lists, schemas, scopes
from api.models import Resource
from api.parameters import Paged, SumsAsked
from api.rows import Row
from catalogue.kept import Page
from open_data.datasets import ALL, SALES, SUMS
from open_data.descriptions import file_address
from open_data.models import Edition
from open_data.published import current, rows

EDITIONS_KEPT, PAGES_KEPT = 4, 128
_FILTERS = ("province", "category", "kind", "market", "mode")
Told = tuple[str, ...]  # a row of the file, in the order of its columns


def page(request: HttpRequest, asked: SumsAsked) -> HttpResponse:
    """The rows of one edition after a row's number; the next page stays with that edition, also when a
    newer one comes out meanwhile. A month that is not published has no rows."""
    form = answers.form_asked(request, asked)
    scopes.check_resource(request, Resource.SALES)
    if asked.province not in (None, ALL):
        scopes.check_area(request, asked.province or "")
    edition = _edition(asked)
    if edition is None:
        return _send(request, None, (), False, form)
    only = tuple(getattr(asked, name) for name in _FILTERS)
    numbers = _numbers(edition.pk, only, scopes.areas_of(request))
    after = asked.after or 0
    numbers = tuple(one for one in numbers if one > after)
    return _send(request, edition, numbers[: asked.limit], len(numbers) > asked.limit, form)


def months(request: HttpRequest, asked: Paged) -> HttpResponse:
    """The newest edition of each month, in the order they went out."""
    scopes.check_resource(request, Resource.SALES)
    found = current(SALES).select_related("publication")
    return lists.page(request, asked, found, schemas.SalesMonthPage, _month)


def _edition(asked: SumsAsked) -> Edition | None:
    found: QuerySet[Edition] = current(SALES)
    newest = found.filter(of=asked.month).first() if asked.month else found.first()
    if newest is None or asked.version is None or asked.version == newest.version:
        return newest
    return Edition.objects.filter(dataset=SALES, of=newest.of, version=asked.version).first()


def _send(
    request: HttpRequest, edition: Edition | None, numbers: tuple[int, ...], more: bool, form: str
) -> HttpResponse:
    after, address, drawn = None, None, None
    if edition is not None:
        if more:
            after = numbers[-1]
            of = {"month": f"{edition.of:%Y-%m}", "version": edition.version}
            address = answers.next_address(request, after, **of)
        drawn = _page(edition.pk, numbers, after, address, form)
    else:
        drawn = answers.written(schemas.SumPage, _said([], after, address), form)
    return answers.send(drawn, form, next_page=address)


@lru_cache(maxsize=PAGES_KEPT)
def _page(
    edition: int, numbers: tuple[int, ...], after: int | None, address: str | None, form: str
) -> Page:
    version, told = _told(edition)
    data = [_sum(version, told[number - 1]) for number in numbers]
    return answers.written(schemas.SumPage, _said(data, after, address), form)


def _said(data: list[Row], after: int | None, address: str | None) -> Row:
    return {"data": data, "next_after": after, "next": address}


@lru_cache(maxsize=PAGES_KEPT)
def _numbers(edition: int, only: tuple[str | None, ...], areas: tuple[str, ...]) -> tuple[int, ...]:
    """Of the rows that were asked for, counted from 1 in the order of the file."""
    _, told = _told(edition)
    wanted = [
        (_PLACE[f"{name}_code"], value) for name, value in zip(_FILTERS, only, strict=True) if value
    ]
    province = _PLACE["province_code"]
    return tuple(
        number
        for number, row in enumerate(told, 1)
        if all(row[place] == value for place, value in wanted)
        and (not areas or row[province] in areas)
    )


@lru_cache(maxsize=EDITIONS_KEPT)
def _told(edition: int) -> tuple[int, tuple[Told, ...]]:
    """The version and the rows of its file; a month of the nation has 15,000, of the same few words."""
    found = Edition.objects.get(pk=edition)
    read = rows(found, SUMS.name)
    return found.version, tuple(
        tuple(sys.intern(row[field.name]) for field in SUMS.fields) for row in read
    )


_PLACE = {field.name: place for place, field in enumerate(SUMS.fields)}


def _sum(version: int, told: Told) -> Row:
    row: Row = dict(zip(_PLACE, told, strict=True))
    return row | {
        "version": version,
        "amount_baht": row["amount"] or None,
        "producers": row["producers"] or None,
    }


def _month(edition: Edition) -> Row:
    month: date = edition.of
    return {
        "id": edition.pk,
        "month": f"{month:%Y-%m}",
        "version": edition.version,
        "published_at": timezone.localtime(edition.publication.at),
        "address": file_address(SALES, edition.name, f"{SUMS.name}.csv"),
    }


def forget() -> None:
    """For tests, whose databases share their keys."""
    for kept in (_page, _numbers, _told):
        kept.cache_clear()
