"""Which columns of a table a take-over reads, and which of them a record can do without."""

from typing import Any

from django.db import models

from core.tables.tables import Column, Table
from registration.models import RegisteredRecord
from registration.standing_tables import standing_table


def standing_columns(table: Table) -> dict[str, Column]:
    """The columns of a record's standing that its own table does not read."""
    found = standing_table(table.model)
    if found is None:
        return {}
    return {
        name: column
        for name, column in found(table.by).columns.items()
        if name not in (*found.key, "name")
    }


def read_too(table: Table) -> dict[str, Column]:
    """Columns that an office's import passes over and a take-over reads: the standing, the Quadrant."""
    columns = standing_columns(table)
    for name, column in table.columns.items():
        if name not in columns and column.passing and _is_field(table.model, name):
            columns[name] = Column(name, column.column_name, column.widget)
    return columns


def is_column(model: type[models.Model], target: str) -> bool:
    return any(target in (one.name, one.attname) for one in model._meta.concrete_fields)


def _is_field(model: type[models.Model], name: str) -> bool:
    return any(one.name == name for one in model._meta.concrete_fields)


def keyed_by_old_code(table: Table) -> bool:
    """Whether the key's cell is a number the portal gives itself: the old system's is another."""
    return table.columns[table.key[0]].targets == (table.model._meta.pk.name,)


def may_be_blank(own: "models.Field[Any, Any]") -> bool:
    if own.null or own.has_default():
        return True
    return isinstance(own, models.CharField | models.TextField) and own.blank


def is_register(table: Table) -> bool:
    return issubclass(table.model, RegisteredRecord)
