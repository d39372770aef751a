"""Fields that are known by their name alone, with the type that the place needs.

`_meta.get_field` may also answer a relation back, and a form's `fields` hold any field; who asks for the
column of a model or a field of one kind says so here once.
"""

from typing import Any, TypeVar, cast

from django import forms
from django.db import connection, models

FormField = TypeVar("FormField", bound=forms.Field)


def column_of(model: type[models.Model] | models.Model, name: str) -> "models.Field[Any, Any]":
    """The column of a model; TypeError for a relation from elsewhere."""
    field = model._meta.get_field(name)
    if not isinstance(field, models.Field):
        raise TypeError(f"{name} of {model._meta.label} is no column")
    return field


def model_of(reference: "models.Field[Any, Any]") -> type[models.Model]:
    """The model that a foreign key leads to; TypeError for a column that leads nowhere."""
    found = reference.related_model
    if not isinstance(found, type):
        raise TypeError(f"{reference} leads to no model")
    return found


def form_field(form: forms.BaseForm, name: str, kind: type[FormField]) -> FormField:
    """A form's field of this kind; TypeError for one of another."""
    field = form.fields[name]
    if not isinstance(field, kind):
        raise TypeError(f"{name} of {type(form).__name__} is no {kind.__name__}")
    return field


def key_type(field: "models.Field[Any, Any]") -> str:
    """The type in the database of what refers to this column: of a serial key its integer."""
    return str(cast(Any, field).rel_db_type(connection))  # the stubs know it of integers only
