"""Creating and starting the server; called by one process at a time."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import time
from pathlib import Path

from .failure import failure
from .memory import memory_of_machine, settings_fitting
from .place import NATION, ROLES, START_SECONDS, Account, made_place, password_of, programs_for
from .processes import Status, commands, pid_file, postmaster_of, processes_of, running_in, tag_of

LOG_BYTES_KEPT = 10_000_000
_ROLES_MADE = "roles.3"  # another name where they have to be made anew

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    # No socket file: its path may hold about 100 characters, and clones lie deeper than that.
    "unix_socket_directories": "",
    "max_connections": "100",
    "fsync": "on",
    "jit": "off",
    "random_page_cost": "1.1",  # no machine of today has a disk that turns
}


def start_server(root: Path) -> Status:
    place, account = made_place(root)
    data = place / "data"
    programs = programs_for(account)
    if not data.exists():
        _create(place, account, programs)
    elif data.stat().st_uid == 0:  # a copy made by root belongs to root
        account.own(data)
    running = _settled(place)
    for attempt in range(3):
        if running:
            break
        running = _try_start(place, account, programs, fresh_port=attempt > 0)
    if not running:
        raise failure(place, "another program takes each port PostgreSQL is given")
    _make_database(place, running)
    make_roles(place, running)
    (place / "port").write_text(f"{running.port}\n")
    return running


def _create(place: Path, account: Account, programs: Path) -> None:
    password = place / "password"
    password.unlink(missing_ok=True)  # of a creation that was cut short
    password.touch(mode=0o600)
    password.write_text(secrets.token_urlsafe(24))
    half = place / "data.half"
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(mode=0o700)
    account.own(half)
    shown = place / "password.initdb"  # the account's own copy, for as long as initdb runs
    shown.unlink(missing_ok=True)
    shown.touch(mode=0o600)
    try:
        shown.write_text(password.read_text())
        account.own(shown)
        # `postgres` is the superuser; the portal's own role is not one, here as in production.
        made = account.run(
            [
                programs / "initdb",
                f"--pgdata={half}",
                "--username=postgres",
                f"--pwfile={shown}",
                "--locale=C.UTF-8",
                "--encoding=UTF8",
                "--auth=scram-sha-256",
                "--no-instructions",
            ]
        )
    finally:
        shown.unlink()
    if made.returncode:
        raise failure(place, "a new database could not be made", made.stdout)
    half.rename(place / "data")


def _settled(place: Path) -> Status | None:
    """Wait out what an earlier server left; return it after all if it turns out to be starting.

    After `kill -9` its children linger a moment, and its pid file stays: PostgreSQL would take
    any process that now has the number, or the uncollected dead one, for a living server.
    """
    tag = tag_of(place / "data")
    began = time.monotonic()
    while left := processes_of(tag):
        if running := running_in(place):
            return running
        waited = time.monotonic() - began
        if waited > START_SECONDS:
            raise failure(place, f"an earlier server (process {left[0]}) does not end")
        if waited > 2 and postmaster_of(place, tag) is None:
            # Orphans in the middle of a long query; crash recovery follows in any case.
            for pid in left:
                try:
                    os.kill(pid, signal.SIGQUIT if waited < 5 else signal.SIGKILL)
                except ProcessLookupError:
                    continue
        time.sleep(0.05)
    lines = pid_file(place)
    if lines:
        named = dict(commands()).get(int(lines[0])) if lines[0].strip().isdigit() else None
        # One started by hand carries no tag: that file stays, and PostgreSQL itself refuses.
        if not named or "postgres" not in named or "cluster_name=otop_" in named:
            (place / "data" / "postmaster.pid").unlink(missing_ok=True)
    return None


def _free_port(place: Path, fresh: bool) -> int:
    """The port of last time, so that open tools keep working, unless it is taken."""
    try:
        last = 0 if fresh else int((place / "port").read_text())
    except (FileNotFoundError, ValueError):
        last = 0
    for port in (last, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise failure(place, "there is no free port on 127.0.0.1")


def _try_start(place: Path, account: Account, programs: Path, *, fresh_port: bool) -> Status | None:
    """Start the server; None when its port was taken from under it, so that another is tried."""
    data, log = place / "data", place / "log"
    if log.exists() and log.stat().st_size > LOG_BYTES_KEPT:
        log.replace(place / "log.old")
    log.touch(mode=0o600)
    account.own(log)
    before = log.stat().st_size
    settings = (
        SETTINGS
        | settings_fitting(memory_of_machine())
        | {
            "port": str(_free_port(place, fresh_port)),
            "cluster_name": tag_of(data),
        }
    )
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    # pg_ctl makes the server a child of nobody here and points its output at the log: it
    # outlives the caller and holds no pipe of the caller's open.
    started = account.run(
        [
            programs / "pg_ctl",
            "start",
            "--wait",
            "--silent",
            f"--timeout={START_SECONDS}",
            f"--pgdata={data}",
            f"--log={log}",
            f"--options={options}",
        ],
        START_SECONDS + 10,
    )
    running = running_in(place)
    if running:
        return running
    with log.open(errors="replace") as file:
        file.seek(before)
        said = file.read()
    if "could not bind" in said:
        return None
    raise failure(place, "the server does not start", said or started.stdout)


def _make_database(place: Path, running: Status) -> None:
    """The portal's role and database, if they are not there yet."""
    if (place / "port").exists():  # written only after this was done once
        return
    import psycopg
    from psycopg import sql

    password = password_of(place)
    try:
        with psycopg.connect(
            host="127.0.0.1",
            port=running.port,
            user="postgres",
            password=password,
            dbname="postgres",
            autocommit=True,
        ) as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = 'otop'").fetchone():
                # CREATEDB: the test runner makes a database of its own.
                connection.execute(
                    sql.SQL("CREATE ROLE otop LOGIN CREATEDB PASSWORD {}").format(password)
                )
            if not connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = 'otop'"
            ).fetchone():
                connection.execute("CREATE DATABASE otop OWNER otop")
    except psycopg.Error as error:
        raise failure(place, "the database `otop` could not be made", str(error)) from error


def make_roles(place: Path, running: Status) -> None:
    """Those that write rows and read them, beside `otop`, which owns the tables. What each may do with
    which table is said where the tables are made (core.postgresql.table_rights)."""
    if roles_made(place):
        return
    import psycopg
    from psycopg import sql

    for role in ROLES:
        path = place / f"password.{role}"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(24))
    try:
        with psycopg.connect(
            host="127.0.0.1",
            port=running.port,
            user="postgres",
            password=password_of(place),
            dbname="postgres",
        ) as connection:
            for role in ROLES:
                name = sql.Identifier(role)
                known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
                verb = "ALTER" if known.fetchone() else "CREATE"
                connection.execute(
                    sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(
                        sql.SQL(verb), name, password_of(place, role)
                    )
                )
                # The tests sign in as the owner, who makes their database, and work as the web.
                connection.execute(sql.SQL("GRANT {} TO otop").format(name))
            if not connection.execute(
                "SELECT 1 FROM pg_roles WHERE rolname = %s", [NATION]
            ).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(NATION)))
            for statement in (  # as an installation's
                "ALTER ROLE otop_web NOINHERIT",
                f"GRANT {NATION} TO otop_web, otop",
                f"GRANT pg_read_all_stats TO {NATION}",
            ):
                connection.execute(statement)
    except psycopg.Error as error:
        raise failure(place, "the roles of the database could not be made", str(error)) from error
    (place / _ROLES_MADE).touch()


def roles_made(place: Path) -> bool:
    return (place / _ROLES_MADE).exists()
