"""Through which column rows of a table are about a person."""

from functools import cache
from typing import Any, cast

from django.db import models
from django.db.models import QuerySet

from core.fields import model_of
from core.personal.models import NationalIdHolder


@cache
def path_to_person(model: type[models.Model]) -> str:
    """The lookup from a row to its person's record; "" where it is of nobody's."""
    if issubclass(model, NationalIdHolder):
        return "pk"
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and issubclass(model_of(field), NationalIdHolder):
            return str(field.attname)
    return ""


def persons_of(rows: QuerySet) -> list[int]:
    """Whose data these rows hold: keys, each once."""
    path = path_to_person(cast(Any, rows.model))
    if not path:
        return []
    keys = rows.order_by().exclude(**{path: None}).values_list(path, flat=True)
    return list(keys if path == "pk" else keys.distinct())


def person_of(row: models.Model) -> list[int]:
    """The same of one row at hand."""
    path = path_to_person(type(row))
    key = getattr(row, path) if path else None
    return [] if key is None else [key]
