"""What each role of PostgreSQL may do with which table; said here alone.

    owner   has the tables: `manage.py migrate`, nothing else
    web     the portal and its worker: rows, as far as the table's kind lets it; no TRUNCATE, no table,
            trigger or constraint
    nation  the web again, as the department: without a sign-in, chosen for a statement (core.areas)
    report  reads, and neither sign-ins nor sessions

A table's kind is what its model's triggers refuse: what no row of it may suffer, the web is not even
given the right to. So a trail, a history, a snapshot's line, a revealed number is only added
(`ADDED`), a paper that was handed in changes and stays (`KEPT`), and the log's chain is written by the
database's functions alone (`CHAINED`, core.logbook). Of the tables without triggers of
their own `_KINDS` says it. Such tables cannot be emptied at once either: a trigger refuses TRUNCATE, to
the owner too.

Set after every migration, by the owner (`set_rights`). A role that the server does not have is passed
over: a developer's database may have one role only.
"""

from collections.abc import Iterable
from enum import Enum
from typing import Any

import pgtrigger
from django.apps import apps
from django.db import models
from psycopg import sql

from core.postgresql.sight import NATION

OWNER, WEB, REPORT = "otop", "otop_web", "otop_report"


class Kind(Enum):
    """What the web may do with a table's rows."""

    WRITTEN = "all but emptying it at once"
    KEPT = "adds and changes"
    ADDED = "adds"
    READ = "reads; migrations fill it"
    CHAINED = "reads; the database's own functions write, and the web could not forge a line"

    @property
    def may(self) -> tuple[str, ...]:
        return _MAY[self]

    @property
    def is_protected(self) -> bool:
        return self in (Kind.KEPT, Kind.ADDED, Kind.CHAINED)


# Not the values: 3.11.2, which is of Debian 12, makes a bare object of a member valued an empty tuple.
_MAY = {
    Kind.WRITTEN: ("SELECT", "INSERT", "UPDATE", "DELETE"),
    Kind.KEPT: ("SELECT", "INSERT", "UPDATE"),
    Kind.ADDED: ("SELECT", "INSERT"),
    Kind.READ: ("SELECT",),
    Kind.CHAINED: ("SELECT",),
}
_KINDS = {
    "django_migrations": Kind.READ,
    "django_content_type": Kind.READ,
    "auth_permission": Kind.READ,
    "django_admin_log": Kind.ADDED,
    "logbook_access": Kind.ADDED,  # old ones go by a function that keeps to their time
    "logbook_chain": Kind.CHAINED,
    "logbook_dayhead": Kind.CHAINED,
    "logbook_line": Kind.CHAINED,
}
# Of a table that is kept, the only columns that change.
_CHANGED_COLUMNS = {"sales_snapshot": ("superseded_at",)}
# Locked while an answer or a withdrawal is written: PostgreSQL wants the right to change a column of it,
# and the trigger still refuses the change.
_LOCKED = (
    "correspondence_notice",
    "correspondence_question",
    "letters_outgoingletter",
    "handing_over_handover",
)
# What the report role does not read: who signs in, and with what; what lets a producer in.
_NOT_REPORTED = (
    "accounts_authenticator",
    "accounts_brake",
    "accounts_invitation",
    "accounts_opensession",
    "accounts_recoverycode",
    "api_partnerkey",
    "axes_accessattempt",
    "axes_accessattemptexpiration",
    "axes_accessfailurelog",
    "axes_accesslog",
    "django_session",
    "logbook_access",
    "sales_producerlink",
    "sending_sentform",
)
_NOT_REPORTED_COLUMNS = {"accounts_user": ("password", "identity_hash")}


def kind_of(model: type[models.Model]) -> Kind:
    """Of a model's table, as its triggers say."""
    table = model._meta.db_table
    if table in _KINDS:
        return _KINDS[table]
    refused = set()
    for of, trigger in pgtrigger.registered():
        if of is model and type(trigger) is pgtrigger.Protect and trigger.condition is None:
            refused.update(str(trigger.operation).split(" OR "))
    if "DELETE" not in refused:
        return Kind.WRITTEN
    return Kind.ADDED if "UPDATE" in refused else Kind.KEPT


def kinds() -> dict[str, Kind]:
    """Every table of the portal, by name."""
    found = {
        model._meta.db_table: kind_of(model)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }
    return dict(sorted((found | _KINDS).items()))


def set_rights(connection: Any) -> None:
    """Of every table there is, in one transaction; nothing where somebody else owns the tables."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, relkind FROM pg_class"
            " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'p')"
            " AND pg_has_role(current_user, relowner, 'USAGE')"
        )
        owned = dict(cursor.fetchall())
        cursor.execute(
            "SELECT rolname FROM pg_roles WHERE rolname IN (%s, %s, %s)", [WEB, NATION, REPORT]
        )
        roles = {name for (name,) in cursor.fetchall()}
        maintained = connection.pg_version >= 170000  # ANALYZE, after large writes
        statements = list(_statements(kinds(), owned, roles, maintained))
        if owned:
            cursor.execute(sql.SQL(";\n").join(statements).as_string())


def _statements(
    known: dict[str, Kind], owned: dict[str, str], roles: set[str], maintained: bool
) -> Iterable[sql.Composed | sql.SQL]:
    yield sql.SQL("BEGIN")
    yield _REFUSE_TRUNCATE
    for table, kind in known.items():
        if owned.get(table) not in ("r", "p"):
            continue
        name = sql.Identifier(table)
        yield sql.SQL("DROP TRIGGER IF EXISTS refuse_truncate ON {}").format(name)
        if kind.is_protected:
            yield sql.SQL(
                "CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON {}"
                " FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate()"
            ).format(name)
        for writer in (WEB, NATION):
            if writer not in roles:
                continue
            role = sql.Identifier(writer)
            yield sql.SQL("REVOKE ALL ON {} FROM {}").format(name, role)
            yield from _granted(table, kind, role)
            if maintained:
                yield sql.SQL("GRANT MAINTAIN ON {} TO {}").format(name, role)
    for writer in {WEB, NATION} & roles:
        role = sql.Identifier(writer)
        yield sql.SQL("GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {}").format(
            role
        )
        for table, letter in owned.items():
            if letter == "v":
                yield sql.SQL("GRANT SELECT ON {} TO {}").format(sql.Identifier(table), role)
    if REPORT in roles:
        yield from _reported(owned)
    yield sql.SQL("COMMIT")


def _granted(table: str, kind: Kind, web: sql.Identifier) -> Iterable[sql.Composed]:
    name = sql.Identifier(table)
    columns = _CHANGED_COLUMNS.get(table)
    may = [right for right in kind.may if not (columns and right == "UPDATE")]
    yield sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(", ".join(may)), name, web)
    if columns:
        names = sql.SQL(", ").join(map(sql.Identifier, columns))
        yield sql.SQL("GRANT UPDATE ({}) ON {} TO {}").format(names, name, web)
    if table in _LOCKED:
        yield sql.SQL("GRANT UPDATE (id) ON {} TO {}").format(name, web)


def _reported(owned: dict[str, str]) -> Iterable[sql.Composed]:
    report = sql.Identifier(REPORT)
    for table in owned:
        name = sql.Identifier(table)
        yield sql.SQL("REVOKE ALL ON {} FROM {}").format(name, report)
        if table in _NOT_REPORTED_COLUMNS:
            model = next(one for one in apps.get_models() if one._meta.db_table == table)
            columns = [
                field.column
                for field in model._meta.concrete_fields
                if field.column not in _NOT_REPORTED_COLUMNS[table]
            ]
            names = sql.SQL(", ").join(map(sql.Identifier, columns))
            yield sql.SQL("GRANT SELECT ({}) ON {} TO {}").format(names, name, report)
        elif table not in _NOT_REPORTED:
            yield sql.SQL("GRANT SELECT ON {} TO {}").format(name, report)


_REFUSE_TRUNCATE = sql.SQL("""
CREATE OR REPLACE FUNCTION refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the rows of % are kept', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$""")
