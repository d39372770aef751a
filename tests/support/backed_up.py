"""A small database in a server of its own, backed up while it is in use. What manage.py would note is
counted here directly: the portal's own tables are in `make rehearse-restore`."""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from operations import backup, noting, restore, roles
from operations.media import Media
from operations.place import Place, Record
from operations.rehearsals.cluster import Cluster, majors_here
from operations.settings import ROOT, Address, Settings
from tests.support.s3_store import s3_store


def counted(settings: Settings, database: Address, *options: str) -> dict[str, Any]:
    with psycopg.connect(noting.url_of(database)) as connection:
        if "--snapshot" in options:
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            snapshot = options[options.index("--snapshot") + 1]
            connection.execute(f"SET TRANSACTION SNAPSHOT '{snapshot}'")
        row = connection.execute(
            "SELECT count(*), coalesce(sum(hashtextextended(one::text, 0)), 0)::text FROM sale one"
        ).fetchone()
    assert row
    return {"tables": {"sale": list(row)}, "month": "", "reports": {}, "id_keys": {}}


@dataclass
class InUse:
    """A server, its settings and, in order, what was done to it."""

    cluster: Cluster
    settings: Settings

    def sell(self, text: str) -> datetime:
        with self.cluster.connect(roles.OWNER) as connection:
            connection.execute("INSERT INTO sale VALUES (%s)", [text])
            row = connection.execute("SELECT clock_timestamp()").fetchone()
            assert row
            return row[0]

    def now(self) -> datetime:
        with self.cluster.connect(roles.OWNER) as connection:
            row = connection.execute("SELECT clock_timestamp()").fetchone()
        assert row
        return row[0]

    @property
    def place(self) -> Place:
        return Place(self.settings.place, self.settings.key)

    def restore(self, at: str, folder: str) -> tuple[restore.Restored, list[str]]:
        """The sales in a restored copy, which is beside the server and gone afterwards."""
        again = Cluster(self.cluster.folder / folder, self.cluster.major, 0, self.cluster.passwords)
        again.folder.mkdir()
        try:
            done = restore.restore(
                self.settings,
                at=at,
                data=again.data,
                media=again.folder / "media",
                account=again.account,
            )
            again.start()
            with again.connect(roles.OWNER) as connection:
                found = connection.execute("SELECT text FROM sale ORDER BY text").fetchall()
            return done, [text for (text,) in found]
        finally:
            again.stop()


def running(major: int, store: dict[str, str]) -> Iterator[InUse]:
    folder = Path(tempfile.mkdtemp(prefix="otop-backup-"))
    folder.chmod(0o755)  # for the account of the server
    cluster = Cluster(folder, major)
    for name in ("media", "place"):
        (folder / name).mkdir()
    cluster.make()
    settings = Settings(
        {
            "DATABASE_URL": cluster.url(roles.OWNER),
            "BACKUP_DATABASE_URL": cluster.url(roles.BACKUP),
            "BACKUP_PLACE": str(folder / "place"),
            "BACKUP_STATE": str(folder / "state"),
            "BACKUP_KEY": secrets.token_urlsafe(48),
            "MEDIA_ROOT": str(folder / "media"),
            **store,
        }
    )
    with cluster.connect(roles.OWNER) as connection:
        connection.execute("CREATE TABLE sale (text text)")
    archive = subprocess.Popen(
        [sys.executable, "-m", "operations", "archive", "--every=0.3"],
        cwd=ROOT,
        env=os.environ | dict(settings.known),
        start_new_session=True,
    )
    try:
        with cluster.connect("postgres") as connection:
            for _ in range(300):
                if connection.execute("SELECT 1 FROM pg_replication_slots WHERE active").fetchone():
                    break
                time.sleep(0.1)
        yield InUse(cluster, settings)
    finally:
        os.killpg(archive.pid, signal.SIGKILL)
        archive.wait()
        cluster.stop()
        shutil.rmtree(folder)


@pytest.fixture(scope="module", params=[15, 18])
def in_use(request: pytest.FixtureRequest) -> Iterator[InUse]:
    if request.param not in majors_here():
        pytest.skip(f"the programs of PostgreSQL {request.param} are not on this machine")
    with pytest.MonkeyPatch.context() as patch, s3_store() as store:
        patch.setattr(noting, "state_of", counted)
        yield from running(request.param, store)


@dataclass
class Story:
    """Two backups, and what was sold when around them."""

    used: InUse
    first: Record
    second: Record
    times: dict[str, datetime]


@pytest.fixture(scope="module")
def story(in_use: InUse) -> Story:
    media = in_use.settings.media
    (media / "papers").mkdir()
    (media / "papers" / "one.pdf").write_bytes(b"%PDF made up" * 1000)
    times = {"a": in_use.sell("a")}
    first = backup.back_up(in_use.settings)
    times["before b"] = in_use.now()
    times["b"] = in_use.sell("b")
    second = backup.back_up(in_use.settings)
    times["c"] = in_use.sell("c")
    (media / "papers" / "two.pdf").write_bytes(b"%PDF of between two backups")
    time.sleep(1.2)
    times["d"] = in_use.sell("d")
    _until_archived(in_use)
    return Story(in_use, first, second, times)


def _until_archived(used: InUse) -> None:
    with used.cluster.connect("postgres") as connection:
        row = connection.execute("SELECT pg_current_wal_insert_lsn()::text").fetchone()
        assert row
        backup._wait_for(used.settings, used.place, row[0])
    Media(used.place, used.settings.media, used.settings.state).add_new()
