"""A national database of the bench's own, built once and kept: never the developer's data."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

ROOT = Path(__file__).resolve().parent.parent


def national_database(months: int, share: int = 100) -> str:
    """The address of a database with so many per cent of the nation and `months` months of sales, built
    if need be.

    It lies beside the portal's on the same server, the embedded one under var/ or that of
    DATABASE_URL, under a name of its own.
    """
    import local_postgres

    server = os.environ.get("DATABASE_URL") or local_postgres.database_url(ROOT)
    name = f"otop_bench_{months}" + (f"_{share}" if share != 100 else "")
    with psycopg.connect(server, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if known.fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    address = server.rsplit("/", 1)[0] + f"/{name}"
    manage(address, "migrate", "--verbosity", "0")
    if share == 100:
        manage(address, "demo", "--nation", "--months", str(months), "--if-empty")
    elif not _holds_records(address):
        build = [sys.executable, "-m", "bench.rehearsal", "build", str(share), str(months)]
        subprocess.run(build, cwd=ROOT, env=environment(address), stdout=sys.stderr, check=True)
    with psycopg.connect(make_conninfo(address), autocommit=True) as connection:
        # As a database that has been in use for a while: hint bits set, visibility map made.
        connection.execute("VACUUM (ANALYZE)")
    return address


def _holds_records(address: str) -> bool:
    with psycopg.connect(address) as connection:
        return connection.execute("SELECT FROM producers_producer LIMIT 1").fetchone() is not None


def manage(address: str, *command: str) -> None:
    """Run a command of manage.py on this database; what it says goes to stderr."""
    subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment(address),
        stdout=sys.stderr,
        check=True,
    )


def environment(address: str) -> dict[str, str]:
    """The environment of a process of the portal that works on this database."""
    return os.environ | {
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "PORTAL_DEMO": "1",
    }
