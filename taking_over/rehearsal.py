"""A rehearsal: the whole take-over into a schema of its own beside the registry, which is then dropped.

The schema has every table of the portal with its constraints, foreign keys and triggers, empty but for
what a take-over stands on: areas, accounts, lists, rounds, mappings. The connection finds it first
(search_path), so nothing of the registry is read, written or locked. One that a killed rehearsal left
behind is dropped by the next.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from psycopg import sql

from core.areas.models import District, Province, Subdistrict
from core.pictures.models import Picture
from core.users.models import User
from registration.models import Round
from registration.references import ReferenceItem
from taking_over.models import HeadingMeant, TakenTable, WordMeant
from taking_over.workflow import TakeOverRefused

SCHEMA = "take_over_rehearsal"
_FILES = ("upload", "held_back_file", "not_taken_file")


def _stood_on() -> list[type[models.Model]]:
    """What a take-over reads and does not make."""
    lists = [one for one in apps.get_models() if issubclass(one, ReferenceItem)]
    return [
        Province, District, Subdistrict, User, ContentType, Round, HeadingMeant, WordMeant, *lists,
    ]  # fmt: skip


@contextmanager
def rehearsal() -> Iterator[str]:
    """Everything this connection does within goes into the schema of the rehearsal; yields a sentence.

    Not inside a transaction: a take-over has its own.
    """
    if not _may_make_schemas():
        raise TakeOverRefused(
            "บัญชีฐานข้อมูลของหน้าเว็บซ้อมไม่ได้ เพราะต้องสร้างพื้นที่แยก สั่งด้วยบัญชีเจ้าของฐานข้อมูล: "
            "sudo otop manage --owner take_over ... --rehearse"
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        (home,) = cursor.fetchone()
        _run(cursor, "DROP SCHEMA IF EXISTS {schema} CASCADE", home)
        _run(cursor, "CREATE SCHEMA {schema}", home)
    try:
        tables = _copy_tables(home)
        with connection.cursor() as cursor:
            _run(cursor, "SET search_path TO {schema}, {home}", home)
        yield f"ซ้อมในพื้นที่แยก {tables} ตาราง ทะเบียนจริงไม่เปลี่ยน"
    finally:
        for model in apps.get_models():
            if issubclass(model, Picture):
                for picture in model._base_manager.iterator():
                    picture.file.storage.delete(picture.file.name)
                    picture.thumbnail.storage.delete(picture.thumbnail.name)
        for table in TakenTable.objects.all():
            for name in _FILES:
                if held := getattr(table, name):
                    held.storage.delete(held.name)
        with connection.cursor() as cursor:
            _run(cursor, "SET search_path TO {home}", home)
            cursor.execute("RESET search_path")
            _run(cursor, "DROP SCHEMA {schema} CASCADE", home)


def _may_make_schemas() -> bool:
    """The owner of the database may; an installation's commands are the web's, which may not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_database_privilege(current_database(), 'CREATE')")
        return bool(cursor.fetchone()[0])


def _run(cursor: object, statement: str, home: str, **names: str) -> None:
    said = {name: sql.Identifier(one) for name, one in names.items()}
    made = sql.SQL(statement).format(
        schema=sql.Identifier(SCHEMA), home=sql.Identifier(home), **said
    )
    cursor.execute(made.as_string(connection.connection))  # type: ignore[attr-defined]


def _copy_tables(home: str) -> int:
    """Every table of the portal, its keys and triggers; the rows of what is stood on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = %s::regnamespace"
            " ORDER BY relname",
            [home],
        )
        names = [name for (name,) in cursor.fetchall()]
        for name in names:
            _run(
                cursor,
                "CREATE TABLE {schema}.{table} (LIKE {home}.{table} INCLUDING ALL)",
                home,
                table=name,
            )
        cursor.execute(
            "SELECT sequencename FROM pg_sequences WHERE schemaname = %s AND NOT EXISTS ("
            " SELECT 1 FROM pg_depend WHERE objid = (quote_ident(schemaname) || '.' ||"
            " quote_ident(sequencename))::regclass AND deptype IN ('a', 'i'))",
            [home],
        )
        for (name,) in cursor.fetchall():
            _run(cursor, "CREATE SEQUENCE {schema}.{sequence}", home, sequence=name)
        for model in _stood_on():
            _copy_rows(cursor, home, model)
        _copy_keys_and_triggers(cursor, home)
    return len(names)


def _copy_rows(cursor: object, home: str, model: type[models.Model]) -> None:
    table = model._meta.db_table
    columns = [one.column for one in model._meta.concrete_fields if not one.generated]
    made = sql.SQL(
        "INSERT INTO {schema}.{table} ({columns}) OVERRIDING SYSTEM VALUE"
        " SELECT {columns} FROM {home}.{table}"
    ).format(
        schema=sql.Identifier(SCHEMA),
        home=sql.Identifier(home),
        table=sql.Identifier(table),
        columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
    )
    cursor.execute(made.as_string(connection.connection))  # type: ignore[attr-defined]
    if isinstance(model._meta.pk, models.AutoField | models.BigAutoField):
        cursor.execute(  # type: ignore[attr-defined]
            "SELECT setval(pg_get_serial_sequence(%s, %s), coalesce(max(id), 0) + 1, false)"  # noqa: S608
            f" FROM {SCHEMA}.{connection.ops.quote_name(table)}",
            [f"{SCHEMA}.{table}", model._meta.pk.column],
        )


def _copy_keys_and_triggers(cursor: object, home: str) -> None:
    """Foreign keys lead to the tables of the rehearsal; the triggers' functions are the portal's own,
    whose statements find these tables first."""
    cursor.execute(  # type: ignore[attr-defined]
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'f' AND connamespace = %s::regnamespace",
        [home],
    )
    keys = cursor.fetchall()  # type: ignore[attr-defined]
    quote = connection.ops.quote_name
    for table, name, definition in keys:
        told = definition.replace(" REFERENCES ", f" REFERENCES {SCHEMA}.")
        cursor.execute(  # type: ignore[attr-defined]
            f"ALTER TABLE {SCHEMA}.{table} ADD CONSTRAINT {quote(name)} {told}"
        )
    cursor.execute(  # type: ignore[attr-defined]
        "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger"
        " WHERE NOT tgisinternal AND tgrelid IN"
        " (SELECT oid FROM pg_class WHERE relnamespace = %s::regnamespace)",
        [home],
    )
    for table, definition in cursor.fetchall():  # type: ignore[attr-defined]
        told = definition.replace(f" ON {home}.{table} ", f" ON {SCHEMA}.{table} ", 1)
        assert told != definition, definition
        told = told.replace(f"EXECUTE FUNCTION {SCHEMA}.", "EXECUTE FUNCTION ")
        cursor.execute(told)  # type: ignore[attr-defined]
