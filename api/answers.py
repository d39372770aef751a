"""A page of rows, or one, as JSON or CSV, under the name of this very content (ETag)."""

import json
from collections.abc import Iterable, Sequence
from types import UnionType
from typing import Any, Union, get_args, get_origin

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from ninja import Schema

from api.problems import FORMAT, Refused, of_unknown_parameters, refuse
from catalogue import structured
from catalogue.kept import Page, as_page
from core.tables.workbooks import write_csv

JSON, CSV = "application/json", "text/csv"
_TYPES = {JSON: JSON, CSV: "text/csv; charset=utf-8; header=present"}


def form_asked(request: HttpRequest, asked: Schema | None = None) -> str:
    """JSON unless the request would rather have CSV. Refuses parameters that `asked` does not know."""
    known = type(asked).model_fields.keys() if asked is not None else set()
    if unknown := request.GET.keys() - known:
        raise Refused(of_unknown_parameters(unknown, known))
    found = request.get_preferred_type([JSON, CSV])
    if found is None:
        raise refuse(
            FORMAT,
            f"Accept {JSON} or {CSV}",
            f"ขอได้เป็น {JSON} หรือ {CSV} (หัวข้อ Accept)",
        )
    return found


def next_address(request: HttpRequest, after: object, **held: object) -> str:
    """Of the page behind the row `after`, with the same filters, and those `held` to what was found."""
    query = request.GET.copy()
    for name, value in held.items():
        query[name] = str(value)
    query["after"] = str(after)
    return structured.address(f"{request.path}?{query.urlencode()}")


def written(schema: type[Schema], said: dict[str, Any], form: str) -> Page:
    """As text. What is said is held to the schema first, so no answer differs from the description."""
    checked = schema.model_validate(said)
    if form == JSON:
        return as_page(checked.model_dump_json())
    rows = checked.model_dump(mode="json")
    many = "data" in rows
    return _as_csv(_row_schema(schema) if many else schema, rows["data"] if many else [rows])


def send(page: Page, form: str, *, next_page: str | None = None) -> HttpResponse:
    answer = HttpResponse(page.body, content_type=_TYPES[form])
    answer.packed = page.packed  # type: ignore[attr-defined]  # for the door
    answer["ETag"] = page.etag
    if next_page:
        answer["Link"] = f'<{next_page}>; rel="next"'
    patch_vary_headers(answer, ["Accept", "Accept-Encoding"])
    return answer


# --- CSV ----------------------------------------------------------------------------------------------


def _row_schema(schema: type[Schema]) -> type[Schema]:
    (found,) = get_args(schema.model_fields["data"].annotation)
    return found


def _as_csv(schema: type[Schema], rows: Iterable[dict[str, Any]]) -> Page:
    """One line a row: what is within another is `outer.inner`, lists are JSON, nothing is null. The
    first letter of a text that a spreadsheet would run is guarded (core.tables)."""
    paths = list(columns(schema))
    with write_csv(
        [".".join(path) for path in paths], ([_cell(row, path) for path in paths] for row in rows)
    ) as file:
        return as_page(file.read().decode())


def columns(schema: type[Schema]) -> Iterable[tuple[str, ...]]:
    for name, field in schema.model_fields.items():
        inner = _schema_within(field.annotation)
        if inner is None:
            yield (name,)
        else:
            yield from ((name, *path) for path in columns(inner))


def _schema_within(annotation: Any) -> type[Schema] | None:
    kinds = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else [annotation]
    found = [one for one in kinds if isinstance(one, type) and issubclass(one, Schema)]
    return found[0] if found else None


def _cell(row: Any, path: Sequence[str]) -> str:
    for name in path:
        row = row[name] if row is not None else None
    if isinstance(row, list):
        return json.dumps(row, ensure_ascii=False)
    if isinstance(row, bool):
        return "true" if row else "false"
    return "" if row is None else str(row)
