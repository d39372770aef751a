"""The description of the API (OpenAPI 3.1), as /api/v1/openapi.json gives it: what django-ninja makes of
the resources, with what the door does to every answer."""

import json
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja.openapi.schema import get_schema

from api import answers, problems, quotas
from api.problems import Kind
from api.resources import api
from api.schemas import Problem
from catalogue import structured
from catalogue.kept import Page, as_page

PREFIX = "/api/v1/"
_PROBLEMS = "#/components/schemas/Problem"
_EVERYWHERE = (
    problems.MALFORMED, problems.UNAUTHORIZED, problems.OUTSIDE, problems.FORMAT, problems.PARAMETER,
    problems.QUOTA,
)  # fmt: skip
_OF_ONE = (problems.UNKNOWN, problems.GONE)
_SAID = f"""\
Announced records of Thailand's OTOP registry that their producers agreed to show, and published sums
of sales. Read only.

Dates are ISO 8601 in the Common Era, moments with their offset; years are of the Common Era. Money is in
baht, as digits in a text. Pages are asked for by key: `after` is `next_after` of the page before, and
`limit` is at most {problems.MOST_ROWS}. `Accept: text/csv` gives the same rows as CSV. Every answer has
an ETag: send it as If-None-Match and get 304 where nothing changed. Without a key an address is answered
{quotas.OF_ADDRESS.most} times a minute, a partner's key (`Authorization: Bearer KEY`) as often as it
says; then 429 with Retry-After. A record that is gone (410) is to be deleted from copies.
"""


@cache
def description() -> dict[str, Any]:
    said: dict[str, Any] = json.loads(json.dumps(get_schema(api, path_prefix=PREFIX)))
    said["info"]["description"] = _SAID
    said["servers"] = [{"url": structured.address("")}]
    said["externalDocs"] = {"url": structured.address(reverse("api-guide"))}
    schemas = said["components"]["schemas"]
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs", {}) | {"Problem": problem}
    said["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    said["security"] = [{}, {"key": []}]
    for path, methods in said["paths"].items():
        for operation in methods.values():
            _complete(operation, of_one="{" in path)
    return said


def _complete(operation: dict[str, Any], *, of_one: bool) -> None:
    answered = operation["responses"]["200"]
    answered["description"] = "The rows" if not of_one else "The record"
    answered["content"][answers.CSV] = {"schema": {"type": "string"}}
    answered["headers"] = {"ETag": {"schema": {"type": "string"}}}
    operation["responses"]["304"] = {"description": "Nothing changed since this ETag"}
    if of_one:
        operation["responses"]["301"] = {"description": "Merged into another record"}
    for kind in (*_EVERYWHERE, *(_OF_ONE if of_one else ())):
        operation["responses"][str(kind.status)] = _problem(kind)
    for one in operation.get("parameters", ()):
        for name in ("title", "default"):
            if name == "title" or one["schema"].get(name) is None:
                one["schema"].pop(name, None)


def _problem(kind: Kind) -> dict[str, Any]:
    return {
        "description": kind.title,
        "content": {problems.CONTENT_TYPE: {"schema": {"$ref": _PROBLEMS}}},
    }


@cache
def _page() -> Page:
    return as_page(json.dumps(description(), ensure_ascii=False))


def openapi(request: HttpRequest) -> HttpResponse:
    return answers.send(_page(), answers.JSON)
