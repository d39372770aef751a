"""Official areas, lists of codes, and the rounds whose results were announced: the same to everybody."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from ninja import Schema

from api import answers, schemas, scopes
from api.parameters import Paged, PagedByCode
from api.rows import Row, area, coded, common_era
from core.areas.models import District, Province, Subdistrict
from products.models import Standard
from registration.models import Announcement


def codes(request: HttpRequest, choices: Iterable[tuple[str, Any]]) -> HttpResponse:
    form = answers.form_asked(request)
    data = [coded(key, str(label)) for key, label in choices]
    return answers.send(answers.written(schemas.CodeList, {"data": data}, form), form)


def provinces(request: HttpRequest, asked: PagedByCode) -> HttpResponse:
    rows = Province.objects.all()
    return page(request, asked, rows, schemas.ProvincePage, _province)


def districts(request: HttpRequest, asked: PagedByCode) -> HttpResponse:
    rows = District.objects.filter(**_where(asked, province="province"))
    return page(request, asked, rows, schemas.DistrictPage, _district)


def subdistricts(request: HttpRequest, asked: PagedByCode) -> HttpResponse:
    where = _where(asked, province="district__province", district="district")
    rows = Subdistrict.objects.filter(**where).select_related("district")
    return page(request, asked, rows, schemas.SubdistrictPage, _subdistrict)


def standards(request: HttpRequest, asked: Paged) -> HttpResponse:
    return page(request, asked, Standard.objects.all(), schemas.StandardPage, _standard)


def rounds(request: HttpRequest, asked: Paged) -> HttpResponse:
    """Those the department announced; what provinces announced before it is theirs to publish."""
    scopes.check_resource(request, "rounds")
    rows = Announcement.objects.filter(level=Announcement.Level.DEPARTMENT)
    return page(request, asked, rows.select_related("round"), schemas.RoundPage, _round)


def _where(asked: Schema, **paths: str) -> dict[str, str]:
    return {path: getattr(asked, name) for name, path in paths.items() if getattr(asked, name)}


def page(
    request: HttpRequest, asked: Any, found: Any, schema: type[Schema], row: Callable[[Any], Row]
) -> HttpResponse:
    """Rows by their keys, and the keys of the page behind."""
    form = answers.form_asked(request, asked)
    if asked.after is not None:
        found = found.filter(pk__gt=asked.after)
    records: list[Model] = list(found.order_by("pk")[: asked.limit + 1])
    more = len(records) > asked.limit
    records = records[: asked.limit]
    after = records[-1].pk if more else None
    address = answers.next_address(request, after) if more else None
    said = {"data": [row(one) for one in records], "next_after": after, "next": address}
    return answers.send(answers.written(schema, said, form), form, next_page=address)


def _province(one: Province) -> Row:
    return area(one) | {"region": one.region}


def _district(one: District) -> Row:
    return area(one) | {"type_th": one.type_th, "province_code": one.province_id}


def _subdistrict(one: Subdistrict) -> Row:
    return area(one) | {
        "type_th": one.type_th,
        "district_code": one.district_id,
        "province_code": one.district.province_id,
        "postal_codes": one.postal_codes,
    }


def _standard(one: Standard) -> Row:
    return {"id": one.pk, "name": one.name, "in_use": one.is_active}


def _round(one: Announcement) -> Row:
    of = one.round
    windows = ("register_from", "register_until", "certify_from", "certify_until")
    return {
        "id": one.pk,
        "fiscal_year": common_era(of.fiscal_year),
        "quarter": of.quarter,
        "number": one.number,
        "title": one.title,
        "announced_on": one.announced_on,
        **{name: getattr(of, name) for name in windows},
    }
