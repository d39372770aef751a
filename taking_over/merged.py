"""Records that an old system merged into others: the code that went leads to its successor.

One that still has a row of its own comes in cancelled and names its successor, as a record merged here
(producers.merging). Of one without, the code alone is remembered, so that what names it finds the other.
"""

from collections.abc import Mapping
from typing import Any

from django.db import connection, models
from psycopg import sql

from core.tables.tables import Table
from taking_over.models import TakenRecord, TakenTable
from taking_over.read_columns import keyed_by_old_code

MOST_TOLD = 20


def records_called(table: Table, codes: set[str]) -> dict[str, int]:
    """Which of our records each old code is."""
    some = sorted(codes)
    found: dict[str, int] = {}
    if not keyed_by_old_code(table):
        path = table.columns[table.key[0]].attribute
        held = table.model._base_manager.filter(**{f"{path}__among": some})
        found |= dict(held.values_list(path, "pk"))
    came = TakenRecord.objects.filter(old_key__among=some, entity=table.entity)
    return found | dict(came.values_list("old_key", "record_id"))


def name_successors(table: Table, merged: Mapping[int, str]) -> list[str]:
    """Set the successor of each of these records, by its old code; what the receipt has to say."""
    if not merged:
        return []
    found = records_called(table, set(merged.values()))
    pairs = {gone: found[code] for gone, code in merged.items() if found.get(code, gone) != gone}
    _point(table.model, pairs)
    lost = sorted({code for gone, code in merged.items() if gone not in pairs})
    notes = [f"รวมกับระเบียนอื่นแล้ว {len(pairs):,} รายการ เข้ามาเป็นระเบียนที่ยกเลิก"] if pairs else []
    return notes + ([f"ไม่พบรหัสที่รวมไป {told(lost)}"] if lost else [])


def remember_codes(table: Table, gone: Mapping[str, str], of: TakenTable) -> set[str]:
    """Codes without a row of their own, and their successors': those that lead somewhere now."""
    found = records_called(table, set(gone.values()))
    made = [
        TakenRecord(entity=table.entity, old_key=code, record_id=found[successor], table=of)
        for code, successor in gone.items()
        if successor in found
    ]
    TakenRecord.objects.bulk_create(made, batch_size=2000)
    return {one.old_key for one in made}


def told(codes: list[str]) -> str:
    """The first of them in words, and how many there are."""
    shown = ", ".join(codes[:MOST_TOLD]) + (" …" if len(codes) > MOST_TOLD else "")
    return f"{len(codes):,} รหัส: {shown}"


def _point(model: type[models.Model], pairs: Mapping[int, int]) -> None:
    meta: Any = model._meta
    statement = sql.SQL(
        "UPDATE {table} SET merged_into_id = said.kept"
        " FROM (SELECT unnest(%s::bigint[]) AS gone, unnest(%s::bigint[]) AS kept) said"
        " WHERE {table}.id = said.gone"
    ).format(table=sql.Identifier(meta.db_table))
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(cursor.connection), [list(pairs), list(pairs.values())])
