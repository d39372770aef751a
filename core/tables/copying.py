"""Filling tables through COPY: twenty times as quick as INSERT."""

from collections.abc import Iterable, Sequence

from django.db import connection, models
from psycopg import sql


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """COPY tuples into a table."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def give_ids(objects: Sequence[models.Model]) -> None:
    """Unsaved objects of one model get the ids they will be copied with."""
    meta = objects[0]._meta
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [meta.db_table, meta.pk.column, len(objects)],
        )
        for one, (key,) in zip(objects, cursor.fetchall(), strict=True):
            one.pk = key


def copy_objects(objects: Sequence[models.Model]) -> None:
    """COPY unsaved objects of one model with their timestamps unchanged; objects without an id are
    given one first."""
    if not objects:
        return
    meta = objects[0]._meta
    if meta.auto_field and objects[0].pk is None:
        give_ids(objects)
    fields = [field for field in meta.concrete_fields if not field.generated]
    copy_rows(
        meta.db_table,
        [field.column for field in fields],
        (
            [field.get_db_prep_save(field.value_from_object(one), connection) for field in fields]
            for one in objects
        ),
    )
