"""`otop import-embedded FOLDER`: what a clone of `make run` holds moves into the installation.

Row by row of each table with COPY, not by pg_dump: the embedded server is PostgreSQL 18, Debian's is 15
or 17, and neither reads a newer one's dump for certain. The installation must be of the same migrations
and hold no producer or account yet. The keys of national ids are put into the environment file by hand,
as this says, because it writes no secrets.
"""

import argparse
import shutil
from pathlib import Path

import psycopg
from psycopg import sql

import local_postgres

from . import programs
from .failure import Refused
from .layout import Layout
from .settings import Address, Settings, environment_file, read_settings

MUST_BE_EMPTY = ("accounts_user", "producers_producer")
KEYS = {"NATIONAL_ID_KEYS": "national_id_key", "NATIONAL_ID_HASH_KEY": "national_id_hash_key"}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="the clone: var/ is in it")


def command(asked: argparse.Namespace) -> int:
    settings = read_settings()
    owner = Layout().owner_env
    if owner.exists():  # triggers are set aside while rows come in: only the owner may
        settings = Settings({**settings.known, **environment_file(owner.read_text())})
    rows, files = move(settings, asked.folder.resolve())
    print(f"{rows:,} rows and {files} files are in; counts and sums of every table agree.")
    return 0


def move(settings: Settings, clone: Path) -> tuple[int, int]:
    """Rows and files that came in; all of the rows in one transaction, or none."""
    _refuse_other_keys(settings, clone)
    if not (clone / "var" / "postgres").exists():
        raise Refused(
            f"{clone} holds no embedded database.", "name the folder that `make run` ran in."
        )
    here = Address.read(local_postgres.database_url(clone), "the embedded server")
    with programs.connect(here) as source, programs.connect(settings.portal_database) as target:
        with source.transaction(), target.transaction():
            source.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            rows = copy_rows(source, target)
    media = clone / "var" / "media"
    files = 0
    if media.is_dir():
        shutil.copytree(media, settings.media, dirs_exist_ok=True)
        files = sum(path.is_file() for path in media.rglob("*"))
        _as_the_folder(settings.media)
    return rows, files


def _as_the_folder(media: Path) -> None:
    owner = media.stat()
    for path in media.rglob("*"):
        shutil.chown(path, owner.st_uid, owner.st_gid)


def _refuse_other_keys(settings: Settings, clone: Path) -> None:
    for name, file in KEYS.items():
        path = clone / "var" / file
        if path.exists() and path.read_text().strip() not in settings.text(name).split(","):
            raise Refused(
                f"{name} is not the clone's: national ids could not be read, or not be found.",
                f"put the content of {path} into {Layout().portal_env} as {name}, then again.",
                "กุญแจของเลขประจำตัวประชาชนไม่ตรงกัน",
            )


def copy_rows(source: psycopg.Connection, target: psycopg.Connection) -> int:
    tables = _tables(source)
    if (there := _tables(target)) != tables or _migrated(source) != _migrated(target):
        other = sorted(set(tables) ^ set(there)) or ["other migrations"]
        raise Refused(
            f"The two are not of the same release ({other[0]}).",
            "bring the clone to the installation's release: git checkout its tag, make run once.",
            "รุ่นของโปรแกรมไม่ตรงกัน",
        )
    for table in MUST_BE_EMPTY:
        if table in tables and target.execute(_one("SELECT 1 FROM {} LIMIT 1", table)).fetchone():
            raise Refused(
                f"The installation is in use: {table} has rows.",
                "only an empty installation can be moved into.",
                "ระบบใหม่มีข้อมูลอยู่แล้ว",
            )
    names = sql.SQL(", ").join(map(sql.Identifier, tables))
    for table in tables:
        target.execute(_one("ALTER TABLE {} DISABLE TRIGGER USER", table))
    target.execute(sql.SQL("TRUNCATE {}").format(names))
    target.execute("SET CONSTRAINTS ALL DEFERRED")
    rows = 0
    for table in _parents_first(target, tables):
        _copy(source, target, table)
        before, now = _sum(source, table), _sum(target, table)
        if before != now:
            raise Refused(
                f"{table}: {before} there, {now} here.", "nothing was kept; tell the makers."
            )
        rows += now[0]
    target.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in tables:
        target.execute(_one("ALTER TABLE {} ENABLE TRIGGER USER", table))
    _sequences(source, target)
    return rows


def _one(statement: str, table: str) -> sql.Composed:
    return sql.SQL(statement).format(sql.Identifier(table))


def _tables(of: psycopg.Connection) -> list[str]:
    asked = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
    return [name for (name,) in of.execute(asked)]


def _migrated(of: psycopg.Connection) -> set[tuple[str, str]]:
    try:
        with of.transaction():
            return set(of.execute("SELECT app, name FROM django_migrations").fetchall())
    except psycopg.errors.UndefinedTable:
        return set()


def _parents_first(of: psycopg.Connection, tables: list[str]) -> list[str]:
    """Where a foreign key is not deferrable its table has to be there first."""
    asked = (
        "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint "
        "WHERE contype = 'f' AND conrelid <> confrelid AND NOT condeferrable"
    )
    needs: dict[str, set[str]] = {table: set() for table in tables}
    for child, parent in of.execute(asked):
        needs[child].add(parent)
    order: list[str] = []
    while needs:
        free = sorted(table for table, parents in needs.items() if not parents & needs.keys())
        for table in free or sorted(needs)[:1]:
            order.append(table)
            del needs[table]
    return order


def _columns(of: psycopg.Connection, table: str) -> sql.Composed:
    """Without those the database makes itself."""
    asked = (
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 "
        "AND NOT attisdropped AND attgenerated = '' ORDER BY attname"
    )
    found = of.execute(asked, [f'"{table}"']).fetchall()
    return sql.SQL(", ").join(sql.Identifier(name) for (name,) in found)


def _copy(source: psycopg.Connection, target: psycopg.Connection, table: str) -> None:
    columns = _columns(source, table)
    names = {"table": sql.Identifier(table), "columns": columns}
    out = sql.SQL("COPY {table} ({columns}) TO STDOUT").format(**names)
    into = sql.SQL("COPY {table} ({columns}) FROM STDIN").format(**names)
    with source.cursor().copy(out) as reading, target.cursor().copy(into) as writing:
        for piece in reading:
            writing.write(piece)


def _sum(of: psycopg.Connection, table: str) -> tuple[int, str]:
    """Rows and a sum over their hashes; by columns in the order of their names, not of their making."""
    asked = sql.SQL(
        "SELECT count(*), coalesce(sum(hashtextextended((ROW({}))::text, 0)), 0)::text FROM {}"
    ).format(_columns(of, table), sql.Identifier(table))
    row = of.execute(asked).fetchone()
    assert row
    return row[0], row[1]


def _sequences(source: psycopg.Connection, target: psycopg.Connection) -> None:
    asked = "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'"
    for (name,) in source.execute(asked).fetchall():
        told = source.execute(_one("SELECT last_value, is_called FROM {}", name)).fetchone()
        assert told
        target.execute("SELECT setval(%s::regclass, %s, %s)", [f'"{name}"', *told])
