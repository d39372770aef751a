"""How many records a register holds, of what its triggers keep (registration.models.RegisterSize)."""

from typing import Any

from django.db import connection, transaction
from django.db.models import Model, Sum

from core.compiled import CompiledQuery
from registration.models import RegisterSize

_KEPT = CompiledQuery(
    lambda register: (
        RegisterSize.objects.filter(register=register)
        .order_by()
        .values_list("register")
        .annotate(Sum("records"))
    ),
    register=str,
)


def size_of(model: type[Model]) -> int:
    """Of a whole register, whatever state its records are in: for who sees all of it."""
    return sum(records for _, records in _KEPT.read(register=model._meta.label_lower))


def put_together(model: type[Model]) -> int:
    """One line of a register in the place of many. Counts its records beside it: by how many what was
    kept was wrong, which is mended; 0 unless rows came past the triggers."""
    register, table = model._meta.label_lower, connection.ops.quote_name(model._meta.db_table)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_WRONG.format(table=table), [register])
        (wrong,) = cursor.fetchone()
        cursor.execute(_TOGETHER, [register, register, wrong])
    return int(wrong)


# Both of one moment: a record and its line are written together.
_WRONG: Any = """
    SELECT (SELECT count(*) FROM {table}) -
           (SELECT coalesce(sum(records), 0) FROM registration_registersize WHERE register = %s)
"""
_TOGETHER = """
    WITH lines AS (DELETE FROM registration_registersize WHERE register = %s RETURNING records)
    INSERT INTO registration_registersize (register, records)
    SELECT %s, coalesce(sum(records), 0) + %s FROM lines
"""
