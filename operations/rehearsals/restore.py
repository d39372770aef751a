"""`make rehearse-restore`: a portal in use is lost and restored; what it took and what was lost.

A database of the demo is filled, a row a second is marked and a file now and then, backups are made, the
machine goes (kill -9, its data deleted), and everything comes back from the place: as far as the log
goes, and once more at a second in between.
"""

import argparse
import os
import secrets
import shutil
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from cryptography.fernet import Fernet

from .. import backup, noting, restore, roles
from ..failure import Refused
from ..settings import ROOT, Settings
from .cluster import Cluster, majors_here

MOST_LOST = 60  # seconds
MOST_MINUTES = 10


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--major", type=int, default=0, help="of PostgreSQL (default: the wheel's)")
    parser.add_argument("--nation", type=int, default=0, help="the made-up nation, so many months")
    parser.add_argument("--seconds", type=int, default=40, help="of work after the last backup")
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "rehearsal")
    asked = parser.parse_args()
    shutil.rmtree(asked.folder, ignore_errors=True)
    asked.folder.mkdir(parents=True)
    cluster = Cluster(asked.folder, asked.major or majors_here()[-1])
    try:
        return _rehearse(cluster, asked)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    finally:
        cluster.stop()


def _rehearse(cluster: Cluster, asked: argparse.Namespace) -> int:
    cluster.make()
    settings = settings_of(cluster)
    demo = ["--nation", "--months", str(asked.nation)] if asked.nation else []
    with _told(f"PostgreSQL {cluster.major}: a portal with the demo"):
        noting.portal(settings, None, "migrate", "--verbosity=0")
        noting.portal(settings, None, "demo", *demo)
    work = Work(cluster, settings.media)
    archive = subprocess.Popen(
        [sys.executable, "-m", "operations", "archive", "--every=5"],
        cwd=ROOT,
        env=os.environ | dict(settings.known),
        start_new_session=True,
    )
    try:
        work.begin()
        _wait_for_slot(cluster)
        with _told("a full backup"):
            full = backup.back_up(settings)
        time.sleep(5)
        with _told("the next one"):
            second = backup.back_up(settings)
        time.sleep(asked.seconds / 2)
        between = datetime.now(UTC)
        time.sleep(asked.seconds / 2)
        work.end()
    finally:
        os.killpg(archive.pid, signal.SIGKILL)
        archive.wait()
    cluster.kill()
    shutil.rmtree(settings.media)
    print(f"    the machine is gone; {len(work.marked)} rows were acknowledged")

    began = time.monotonic()
    done = _restored(settings, cluster, "latest")
    minutes = (time.monotonic() - began) / 60
    marks = _marks(cluster)
    lost = [mark for mark in work.marked if mark not in marks]
    seconds = (work.ended - (max(marks) if marks else work.began)).total_seconds()
    files = {path.name for path in settings.media.rglob("*") if path.is_file()}
    lost_files = [name for name, at in work.files if name not in files]
    print(f"    {done.told()}")

    cluster.kill()
    shutil.rmtree(settings.media)
    at_time = _restored(settings, cluster, between.isoformat())
    wrong = [mark for mark in work.marked if (mark < between) != (mark in _marks(cluster))]
    print(f"    {at_time.told()}")

    kinds = f"{full.kind} and {second.kind}"
    print(
        f"PostgreSQL {cluster.major}, {kinds}: {minutes:.1f} minutes; {len(lost)} of "
        f"{len(work.marked)} acknowledged rows and {len(lost_files)} of {len(work.files)} files lost, "
        f"{seconds:.0f} s of work; at {between:%H:%M:%S} UTC {len(wrong)} rows are on the wrong side."
    )
    well = seconds <= MOST_LOST and minutes <= MOST_MINUTES and not wrong
    print("All within the aims." if well else "NOT within the aims.")
    return 0 if well else 1


def settings_of(cluster: Cluster) -> Settings:
    """As the installer writes them, below the folder of the rehearsal."""
    known = {
        "DATABASE_URL": cluster.url(roles.OWNER),
        "DJANGO_SETTINGS_MODULE": "otop_registry.settings",
        "PORTAL_DEMO": "1",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "NATIONAL_ID_KEYS": Fernet.generate_key().decode(),
        "NATIONAL_ID_HASH_KEY": secrets.token_urlsafe(50),
        "MEDIA_ROOT": str(cluster.folder / "media"),
        "BACKUP_DATABASE_URL": cluster.url(roles.BACKUP),
        "BACKUP_PLACE": str(cluster.folder / "place"),
        "BACKUP_STATE": str(cluster.folder / "state"),
        "BACKUP_KEY": secrets.token_urlsafe(48),
    }
    for name in ("media", "place"):
        (cluster.folder / name).mkdir()
    return Settings(known)


class Work:
    """A row a second, and a file every ten: what the database acknowledged is remembered here."""

    def __init__(self, cluster: Cluster, media: Path) -> None:
        self._cluster, self._media = cluster, media
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._mark)
        self.marked: list[datetime] = []
        self.files: list[tuple[str, datetime]] = []
        self.began = self.ended = datetime.now(UTC)

    def begin(self) -> None:
        with self._cluster.connect(roles.OWNER) as connection:
            connection.execute("CREATE TABLE rehearsal_mark (at timestamptz PRIMARY KEY)")
        self._thread.start()

    def end(self) -> None:
        self._over.set()
        self._thread.join()
        self.ended = datetime.now(UTC)

    def _mark(self) -> None:
        with self._cluster.connect(roles.OWNER) as connection:
            while not self._over.wait(1):
                now = datetime.now(UTC)
                connection.execute("INSERT INTO rehearsal_mark VALUES (%s)", [now])
                self.marked.append(now)
                if len(self.marked) % 10 == 0:
                    name = f"made-up-{len(self.marked)}.bin"
                    (self._media / name).write_bytes(os.urandom(200_000))
                    self.files.append((name, now))


def _wait_for_slot(cluster: Cluster) -> None:
    with cluster.connect("postgres") as connection:
        for _ in range(100):
            found = connection.execute("SELECT 1 FROM pg_replication_slots WHERE active").fetchone()
            if found:
                return
            time.sleep(0.2)


def _restored(settings: Settings, cluster: Cluster, at: str) -> restore.Restored:
    done = restore.restore(
        settings, at=at, data=cluster.data, media=settings.media, account=cluster.account
    )
    cluster.start()
    return done


def _marks(cluster: Cluster) -> set[datetime]:
    with cluster.connect(roles.OWNER) as connection:
        return {row[0] for row in connection.execute("SELECT at FROM rehearsal_mark")}


class _told:
    def __init__(self, what: str) -> None:
        self._what = what

    def __enter__(self) -> None:
        self._began = time.monotonic()

    def __exit__(self, *ended: object) -> None:
        print(f"    {self._what}: {time.monotonic() - self._began:.1f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
