"""`otop backup`: the database, the files and what stands in them, sealed into the place and read back.

PostgreSQL 17 and newer, with `summarize_wal = on`: a full copy once a week and between them what changed
(pg_basebackup --incremental). PostgreSQL 15 and 16 have no incremental copies: a full one each time.
From either, with the log that `otop archive` brings, any second of the last BACKUP_DAYS can be restored.
"""

import argparse
import fcntl
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from . import noting, programs, retention, wal
from .bucket import Bucket
from .failure import Refused
from .manage import BACKUP_ACCOUNT, become
from .media import Media
from .packing import pack
from .place import SEALED, Place, Record, stamp
from .segments import Segment
from .settings import Settings, read_settings

FULL_EVERY = timedelta(days=7)
INCREMENTAL_FROM = 17
ARRIVES_WITHIN = 120  # seconds, of a restore point in the place
# A server that replays may not have less of these than the one that wrote.
NEEDED = (
    "max_connections",
    "max_worker_processes",
    "max_wal_senders",
    "max_prepared_transactions",
    "max_locks_per_transaction",
)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--full", action="store_true", help="a full copy, whatever the day")


def command(asked: argparse.Namespace) -> int:
    began = time.monotonic()
    settings = read_settings()
    become(BACKUP_ACCOUNT)
    record = back_up(settings, full=asked.full)
    size = sum(int(said["bytes"]) for said in record.files.values())
    rows = sum(told[0] for told in record.state["tables"].values())
    print(
        f"{record.name}: {size / 1e6:.0f} MB, {rows:,} rows and {len(record.state['reports'])} reports "
        f"noted, read back, {time.monotonic() - began:.0f} s."
    )
    return 0


def back_up(settings: Settings, *, full: bool = False) -> Record:
    place = Place(settings.place, settings.key)
    place.prepare()
    with _alone(settings.state), _scratch(settings.state) as scratch:
        with programs.connect(settings.server) as connection:
            server = _Server(connection)
        server.refuse_unready()
        began = datetime.now(UTC)
        last = settings.state / "last"
        parent = None if full else _parent(place, server, last, began)
        name = f"{stamp(began)}-{'incremental' if parent else 'full'}"
        base = scratch / "base"
        first_wal = _copy(settings, server, base, last / "backup_manifest" if parent else None)
        with place.adding(name) as folder:
            noted = noting.note(settings, f"{name}-1")
            _wait_for(settings, place, noted.position)
            files = {
                "base" + SEALED: pack(base, folder / ("base" + SEALED), place.key, f"{name}/base"),
                "media" + SEALED: Media(place, settings.media, settings.state).add_all(
                    folder / ("media" + SEALED), f"{name}/media"
                ),
            }
            record = Record(
                name=name,
                kind="incremental" if parent else "full",
                parent=parent.name if parent else None,
                began=began.isoformat(),
                noted_at=noted.moment,
                restore_point=noted.point,
                point_wal=Segment.at(server.timeline, noted.position, server.segment_size).name(
                    server.segment_size
                ),
                first_wal=first_wal,
                major=server.major,
                segment_size=server.segment_size,
                system=server.system,
                server_settings=server.needed,
                key=place.key.fingerprint(),
                files=files,
                state=noted.state,
            )
            place.write_record(folder, record)
        last.mkdir(exist_ok=True)
        shutil.copy(base / "backup_manifest", last / "backup_manifest")
        (last / "name").write_text(name)
    for line in retention.forget(place, settings.days):
        print(line)
    if bucket := Bucket.of(settings):
        bucket.bring_all(place, settings.days)
    return record


class _Server:
    def __init__(self, connection: psycopg.Connection) -> None:
        self.major = connection.info.server_version // 10000
        self._settings: dict[str, str] = dict(
            connection.execute("SELECT name, setting FROM pg_settings").fetchall()
        )
        control = connection.execute(
            "SELECT system_identifier::text, timeline_id, pg_is_in_recovery() "
            "FROM pg_control_system(), pg_control_checkpoint()"
        ).fetchone()
        assert control
        self.system, self.timeline, self.standby = control
        row = connection.execute(
            "SELECT active FROM pg_replication_slots WHERE slot_name = %s", [wal.SLOT]
        ).fetchone()
        self.archived = bool(row and row[0])
        self.segment_size = int(self._settings["wal_segment_size"])
        self.needed = {name: self._settings[name] for name in NEEDED}

    @property
    def incremental(self) -> bool:
        return self.major >= INCREMENTAL_FROM and self._settings.get("summarize_wal") == "on"

    def refuse_unready(self) -> None:
        if not self.archived:
            raise Refused(
                "`otop archive` does not run: the log of changes reaches no backup.",
                "systemctl start otop-archive (journalctl -u otop-archive says why it ended).",
                "บริการ otop-archive ไม่ทำงาน",
            )
        if self.standby:
            raise Refused(
                "This server is a standby.",
                "name the server that takes writes in BACKUP_DATABASE_URL.",
                "เครื่องนี้เป็นเครื่องสำรอง ไม่ใช่เครื่องหลัก",
            )


def _parent(place: Place, server: _Server, last: Path, now: datetime) -> Record | None:
    """The backup to stand on, or None where a full one is due or the only one there is."""
    if not server.incremental or not (last / "name").exists():
        return None
    try:
        chain = place.chain(place.record((last / "name").read_text()))
    except Refused:
        return None
    fitting = (chain[-1].major, chain[-1].system) == (server.major, server.system)
    fresh = now - datetime.fromisoformat(chain[0].began) < FULL_EVERY
    return chain[-1] if fitting and fresh else None


def _copy(settings: Settings, server: _Server, base: Path, manifest: Path | None) -> str:
    """pg_basebackup and pg_verifybackup; the first segment that the copy needs."""
    folder = programs.programs_of(server.major)
    asked = ["--checkpoint=fast", "--wal-method=stream", "--no-password", f"--pgdata={base}"]
    if manifest:
        asked.append(f"--incremental={manifest}")
    programs.run([folder / "pg_basebackup", *asked], "Copying the database", settings.server)
    programs.run([folder / "pg_verifybackup", "--quiet", base], "Verifying the copy")
    label = (base / "backup_label").read_text()
    return label.split("(file ")[1].split(")")[0]


def _wait_for(settings: Settings, place: Place, position: str) -> None:
    """Until everything up to the position lies in the place."""
    until = time.monotonic() + ARRIVES_WITHIN
    with programs.connect(settings.server) as connection:
        while time.monotonic() < until:
            row = connection.execute(
                "SELECT restart_lsn >= %s::pg_lsn FROM pg_replication_slots WHERE slot_name = %s",
                [position, wal.SLOT],
            ).fetchone()
            if row == (True,):
                wal.sweep(place, wal.spool_of(settings))
                return
            time.sleep(0.2)
    raise Refused(
        f"The log did not reach {place.wal} within {ARRIVES_WITHIN} seconds.",
        "journalctl -u otop-archive says what is in the way.",
        "บันทึกการเปลี่ยนแปลงไม่ถึงที่เก็บ",
    )


@contextmanager
def _alone(state: Path) -> Iterator[None]:
    with (state / "backup.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(
                "Another backup is running.", "wait until it is done.", "กำลังสำรองข้อมูลอยู่แล้ว"
            ) from None
        yield


@contextmanager
def _scratch(state: Path) -> Iterator[Path]:
    """For the copy in the clear: on this machine only, and gone afterwards."""
    scratch = state / "scratch"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(mode=0o700)
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def archive(asked: argparse.Namespace) -> int:
    settings = read_settings()
    become(BACKUP_ACCOUNT)
    return wal.stream(settings, asked.every)


def archive_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--every", type=float, default=wal.EVERY, help="seconds between two looks")


def list_backups(asked: argparse.Namespace) -> int:
    """`otop backups`: what there is, and which times can be restored."""
    settings = read_settings()
    place = Place(settings.place, settings.key)
    records = place.records()
    for record in records:
        size = sum(int(said["bytes"]) for said in record.files.values())
        print(f"{record.name}  {size / 1e6:8.0f} MB  noted {record.noted_at}")
    if not records:
        print("No backup yet.", file=sys.stderr)
        return 1
    print(f"Any second from {records[0].noted_at} on can be restored, as far as the log is whole.")
    return 0
