"""The state of the database at a moment that a restore can reach exactly.

The moment is a named restore point in the log with no writing transaction open around it: then a
snapshot and the restore point show the same rows, to the last one.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from . import programs
from .failure import Refused
from .settings import ROOT, Address, Settings

WAIT = 120  # seconds for a moment without an open writing transaction; a large import is one


@dataclass(frozen=True)
class Noted:
    """A restore point, where it lies in the log, when it was, and what stood there."""

    point: str
    position: str
    moment: str
    state: Mapping[str, Any]


def note(settings: Settings, point: str) -> Noted:
    server = settings.server
    database = settings.portal_database.database
    with programs.connect(server, database) as connection, connection.cursor() as cursor:
        until = time.monotonic() + WAIT
        while True:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            # One statement a look: the first takes the snapshot.
            cursor.execute("SELECT pg_current_snapshot()::text, pg_export_snapshot()")
            seen, exported = cursor.fetchone() or ("", "")
            with programs.connect(server, database) as other:
                row = other.execute(
                    "SELECT pg_create_restore_point(%s)::text, clock_timestamp()::text", [point]
                ).fetchone()
                after = other.execute("SELECT pg_current_snapshot()::text").fetchone()
            least, greatest, _ = seen.split(":")
            if after == (seen,) and least == greatest and row:
                break
            cursor.execute("ROLLBACK")
            if time.monotonic() > until:
                raise Refused(
                    f"For {WAIT} seconds there was no moment without an open change of the database.",
                    "a large import or an abandoned connection (SELECT * FROM pg_stat_activity); "
                    "run the backup again when it is over.",
                    "มีงานที่แก้ไขข้อมูลค้างอยู่ สำรองข้อมูลใหม่อีกครั้งเมื่อเสร็จ",
                )
            point_number = int(point.rpartition("-")[2]) + 1
            point = f"{point.rpartition('-')[0]}-{point_number}"
            time.sleep(0.05)
        state = state_of(settings, settings.portal_database, "--snapshot", exported)
        cursor.execute("COMMIT")
    return Noted(point, row[0], row[1], state)


def state_of(settings: Settings, database: Address, *options: str) -> dict[str, Any]:
    """What `manage.py note_state` says of that database."""
    told = portal(settings, database, "note_state", *options)
    return dict(json.loads(told))


def portal(settings: Settings, database: Address | None, *command: str) -> str:
    """A command of manage.py, without the backup's own secrets; what it printed."""
    known = {
        name: value for name, value in settings.known.items() if not name.startswith("BACKUP_")
    }
    if database:
        known["DATABASE_URL"] = url_of(database)
    done = subprocess.run(
        [sys.executable, ROOT / "manage.py", *command],
        cwd=ROOT,
        env=known | {"PATH": os.environ.get("PATH", os.defpath)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise Refused(
            f"manage.py {command[0]} failed:\n    " + "\n    ".join(done.stderr.splitlines()[-6:]),
            "mend what it says; `otop doctor` looks at the rest.",
            "คำสั่งของระบบไม่สำเร็จ",
        )
    return done.stdout


def url_of(address: Address) -> str:
    return (
        f"postgres://{quote(address.user, '')}:{quote(address.password, '')}"
        f"@{address.places()}/{address.database}"
    )


def differences(noted: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """A line for each thing that is not as noted; empty where all of it is."""
    lines = []
    for table in sorted(noted["tables"].keys() | found["tables"].keys()):
        before, now = noted["tables"].get(table), found["tables"].get(table)
        if before != now:
            lines.append(f"table {table}: {_rows(before)} noted, {_rows(now)} found")
    for key in sorted(noted["reports"]):
        if noted["reports"][key] != found["reports"].get(key):
            lines.append(f"report {key}: other figures than noted")
    if noted["id_keys"] != found["id_keys"]:
        lines.append(
            "the keys of national ids are not those of the backup: ids cannot be read with these"
        )
    return lines


def _rows(told: list[Any] | None) -> str:
    return f"{told[0]} rows (sum {str(told[1])[-6:]})" if told else "no such table"
