"""The tests' database: migrated once per state of the migrations, then copied. A plugin of pytest, named
in conftest.py.

Running 100 migrations costs two minutes; copying what they made costs a second, and a new migration is
run on a copy of the state before it. The copy is PostgreSQL's own (`CREATE DATABASE ... TEMPLATE`),
through Django's `TEST` setting.

Every test works as the role of the web, so that what the database refuses to the portal it refuses to
the tests. The connection signs in as the owner, who makes the database, and begins as the web. The few
tests that must do what only a migration may take the fixture `as_owner`, and say why.

A transactional test empties every table at its end; what the migrations had filled in is given back,
so that no test depends on which ran before it, nor on whether the database was used before.
"""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import TransactionTestCase
from psycopg import sql

from core.postgresql.table_rights import NATION, REPORT, WEB, kinds

PREFIX = "otop_migrated_"
# What decides the migrated state: the migrations, the values they fill in, and the libraries. What the
# roles may is set anew in each copy (otop_registry/management/commands/migrate.py).
DECIDES = (
    "[a-z]*/migrations/*.py",
    "[a-z]*/*/migrations/*.py",
    "[a-z]*/starting_values.py",
    "[a-z]*/*/starting_values.py",
    "core/history/beginning.py",
    "requirements/portal.txt",
)
BUILDING_LOCK = 20_090_801  # two workers of one run must not build the same template


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix) -> None:
    settings.DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = _migrated_template()


def _migrated_template() -> str:
    """The name of the database that holds this checkout's migrated state; made where it is not."""
    deciding = _deciding()
    name = PREFIX + hashlib.sha256(deciding.encode()).hexdigest()[:16]
    with maintenance() as server:
        server.execute("SELECT pg_advisory_lock(%s)", [BUILDING_LOCK])
        known = dict(
            server.execute(
                "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database"
                " WHERE starts_with(datname, %s)",
                [PREFIX],
            ).fetchall()
        )
        if name not in known:
            _make_roles(server)
            building = f"{PREFIX}building"
            if building in known:  # a run that was stopped
                _drop(server, [building])
                del known[building]
            # A state that this one only adds to is copied: then only the new migrations run.
            start = next((old for old in known if _only_adds(known[old], deciding)), "template1")
            server.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    sql.Identifier(building), sql.Identifier(start)
                )
            )
            _migrate(building)
            server.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                    sql.Identifier(building), sql.Identifier(name)
                )
            )
            server.execute(
                sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), deciding)
            )
            _drop(server, known)
    return name


def _drop(server: psycopg.Connection, databases: Iterable[str]) -> None:
    for old in databases:
        server.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(old)))


def _only_adds(old: str | None, new: str) -> bool:
    """Whether every file that decided the old state is the same in the new one."""
    return old is not None and set(old.splitlines()) <= set(new.splitlines())


def _make_roles(server: psycopg.Connection) -> None:
    """On a server of DATABASE_URL, whose role must then be one that may; the project's own has them."""
    for role in (WEB, NATION, REPORT):
        name = sql.Identifier(role)
        if not server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
            server.execute(sql.SQL("CREATE ROLE {}").format(name))
            server.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(name))
            if role == NATION:
                server.execute(f"ALTER ROLE {WEB} NOINHERIT; GRANT {NATION} TO {WEB}")


def _deciding() -> str:
    """The files that decide the migrated state, each with its hash; a line each."""
    paths = sorted({path for pattern in DECIDES for path in settings.BASE_DIR.glob(pattern)})
    hashes = {
        path.relative_to(settings.BASE_DIR).as_posix(): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in paths
    }
    return "\n".join(f"{path} {digest}" for path, digest in hashes.items())


@contextmanager
def maintenance() -> Iterator[psycopg.Connection]:
    """A connection to the server itself, for making databases."""
    database = settings.DATABASES["default"]
    with psycopg.connect(
        host=database["HOST"],
        port=database["PORT"] or 5432,
        user=database["USER"],
        password=database["PASSWORD"],
        dbname="postgres",
        autocommit=True,
    ) as connection:
        yield connection


def _migrate(name: str) -> None:
    """In a process of its own: this one's connections are the tests'."""
    script = (
        "import django; django.setup();"
        "from django.conf import settings; from django.core.management import call_command;"
        f"settings.DATABASES['default']['NAME'] = {name!r}; call_command('migrate', verbosity=0)"
    )
    subprocess.run(
        [sys.executable, "-c", script],
        check=True,
        cwd=settings.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "otop_registry.settings_test"},
    )


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> Iterator[None]:
    """pytest-django's; from here on as the web; the filled tables given back after each emptying."""
    with django_db_blocker.unblock():
        filled = _filled_tables()
        connection.close()
    emptying = TransactionTestCase._fixture_teardown

    def empty_and_give_back(test: TransactionTestCase) -> None:
        with owning(), truncating():
            emptying(test)
            _give_back(filled)

    with pytest.MonkeyPatch.context() as patch:
        as_web = {"options": f"-c role={WEB} -c portal.area=*"}  # all areas, as a command
        patch.setitem(connection.settings_dict, "OPTIONS", as_web)
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_and_give_back)
        yield
        with django_db_blocker.unblock():
            connection.close()  # whoever drops the database is its owner


@contextmanager
def owning() -> Iterator[None]:
    """The test's connection as the owner of the tables, within its transaction if there is one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user")
        owner = sql.Identifier(cursor.fetchone()[0]).as_string()
        cursor.execute(f"SET ROLE {owner}")
    try:
        yield
    finally:
        if connection.connection is not None and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute(f"SET ROLE {WEB}")


@pytest.fixture
def as_owner(db) -> Iterator[None]:
    """The test works as the owner of the tables: it changes one, sets a trigger aside, or migrates."""
    with owning():
        yield


@cache
def _protected() -> list[str]:
    return [name for name, kind in kinds().items() if kind.is_protected]


@contextmanager
def truncating() -> Iterator[None]:
    """The triggers that refuse TRUNCATE set aside; by the owner."""

    def all_of_them(word: str) -> None:
        with connection.cursor() as cursor:
            # What a test's transaction has still to check would hold its tables.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(
                ";".join(
                    f"ALTER TABLE {name} {word} TRIGGER refuse_truncate" for name in _protected()
                )
            )
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    all_of_them("DISABLE")
    try:
        yield
    finally:
        all_of_them("ENABLE")


def _filled_tables() -> dict[str, bytes]:
    """Every table with rows, as COPY writes it."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            name = sql.Identifier(table)
            with cursor.copy(sql.SQL("COPY {} TO STDOUT").format(name)) as rows:
                content = b"".join(rows)
            if content:
                found[table] = content
    return found


def _give_back(filled: dict[str, bytes]) -> None:
    """Into the tables that are empty now, without their triggers: the history they would write is
    itself among the tables. Foreign keys are asked at the end."""
    with transaction.atomic(), connection.cursor() as cursor:
        given = []
        for table, content in filled.items():
            name = sql.Identifier(table)
            cursor.execute(sql.SQL("SELECT EXISTS (SELECT FROM {})").format(name))
            if not cursor.fetchone()[0]:
                cursor.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(name))
                with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(name)) as rows:
                    rows.write(content)
                given.append(name)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in given:
            cursor.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(name))


def everywhere(number: str) -> list[str]:
    """The tables in any row of which these digits stand, together or as a card prints them."""
    grouped = f"{number[0]}-{number[1:5]}-{number[5:10]}-{number[10:12]}-{number[12]}"
    found = []
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        assert {"producers_producer", "producers_producerevent", "jobs_job"} < set(tables)
        for table in tables:
            cursor.execute(
                f'SELECT count(*) FROM "{table}" one'
                " WHERE one::text LIKE %s OR one::text LIKE %s OR one::text LIKE %s",
                [f"%{number}%", f"%{grouped}%", f"%{number[:12]}%"],
            )
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def wait_for_requests() -> None:
    """Until no other connection works on the test's database, ten seconds at most.

    A request may outlive its page (the grid sends what is typed as it is left). Tables emptied under
    it make a deadlock, or the next test begins with its rows.
    """
    with owning():  # who alone is told what the connections do
        _wait()


def _wait() -> None:
    quiet = 0
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND state <> 'idle'"
            )
            quiet = 0 if cursor.fetchone()[0] else quiet + 1
        if quiet == 3:
            return
        time.sleep(0.05)
