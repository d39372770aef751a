"""Filling tables through COPY: twenty times as quick as INSERT."""

from collections.abc import Iterable, Sequence

from django.db import connection, models
from psycopg import sql


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """COPY tuples into a table. Where a policy holds its rows PostgreSQL takes no COPY: then into
    a table of the transaction's own, and from there in one statement, which is held to the policy."""
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_security_active(%s)", [table])
        is_held = cursor.fetchone()[0]
        place, to = (sql.Identifier(one) for one in ("copied_rows" if is_held else table, table))
        if is_held:
            made = sql.SQL("CREATE TEMP TABLE {} AS SELECT {} FROM {} WITH NO DATA")
            cursor.execute(made.format(place, names, to).as_string())
        with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(place, names)) as copy:
            for row in rows:
                copy.write_row(row)
        if is_held:
            put = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}")
            cursor.execute(put.format(to, names, names, place).as_string())
            cursor.execute(sql.SQL("DROP TABLE {}").format(place).as_string())


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
