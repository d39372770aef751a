"""/p/api/: how the API is asked, for whoever writes a program against it; drawn from its description."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import translation

from api import problems, quotas, words
from api.description import PREFIX, description
from catalogue import facts, kept, structured
from catalogue.views.public import PublicView


class GuidePage(PublicView):
    def get(self, request: HttpRequest) -> HttpResponseBase:
        return self.send(kept.as_page(kept.draw("api/guide.html", self._said(), self.language)))

    def _said(self) -> dict[str, Any]:
        english = self.language == facts.ENGLISH
        with translation.override(self.language):
            title = translation.gettext("API ข้อมูล OTOP")
        return {
            "title": title,
            "canonical": structured.address(reverse("api-guide")),
            "base": structured.address(PREFIX.rstrip("/")),
            "description_address": reverse("api-description"),
            "resources": [_resource(path, english) for path in _lists()],
            "problems": [
                {"slug": one.slug, "status": one.status, "title": title_of(one, english)}
                for one in problems.KINDS
            ],
            "most_rows": problems.MOST_ROWS,
            "of_address": quotas.OF_ADDRESS.most,
        }


def title_of(kind: problems.Kind, english: bool) -> str:
    return kind.title if english else kind.title_th


def _lists() -> list[str]:
    """The resources; one record of each is asked for below its own."""
    return [path for path in description()["paths"] if "{" not in path]


def _resource(path: str, english: bool) -> dict[str, Any]:
    said = description()
    operation = said["paths"][path]["get"]
    name = path.removeprefix(PREFIX)
    row = _row(operation)
    return {
        "path": path,
        "name": name,
        "has_one": f"{path}/{{key}}" in said["paths"],
        "title": operation["description"] if english else words.RESOURCES[name],
        "parameters": [
            (one["name"], one.get("description", "") if english else words.PARAMETERS[one["name"]])
            for one in operation.get("parameters", ())
        ],
        "fields": [
            (field, about.get("description", "") if english else words.FIELDS[field])
            for field, about in row["properties"].items()
        ],
    }


def _row(operation: dict[str, Any]) -> dict[str, Any]:
    """The schema of a row of this list."""
    schemas = description()["components"]["schemas"]
    page = operation["responses"]["200"]["content"]["application/json"]["schema"]
    data = schemas[_name(page)]["properties"]["data"]
    found: dict[str, Any] = schemas[_name(data["items"])]
    return found


def _name(reference: dict[str, Any]) -> str:
    return str(reference["$ref"]).rsplit("/", 1)[-1]
