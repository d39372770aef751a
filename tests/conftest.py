"""The tests' database: migrated once per state of the migrations, then copied.

Running 79 migrations costs each run most of a minute on every core; copying what they made costs a
second. The copy is PostgreSQL's own (`CREATE DATABASE ... TEMPLATE`), through Django's `TEST` setting.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

PREFIX = "otop_migrated_"
# What decides the migrated state: the migrations, the values they fill in, and the libraries.
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
    name = PREFIX + _digest()
    with _server() as server:
        server.execute("SELECT pg_advisory_lock(%s)", [BUILDING_LOCK])
        known = {row[0] for row in server.execute("SELECT datname FROM pg_database")}
        if name not in known:
            for old in known:
                if old.startswith(PREFIX):
                    server.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(old)))
            building = f"{PREFIX}building"
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(building)))
            _migrate(building)
            server.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                    sql.Identifier(building), sql.Identifier(name)
                )
            )
    return name


def _digest() -> str:
    digest = hashlib.sha256()
    for path in sorted({path for pattern in DECIDES for path in settings.BASE_DIR.glob(pattern)}):
        digest.update(path.relative_to(settings.BASE_DIR).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def _server() -> Iterator[psycopg.Connection]:
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
