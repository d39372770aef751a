"""The folder backups lie in, and the record of each.

    backups/20261128T190000Z-full/   record.json, base.sealed, media.sealed
    wal/000000010000000000000007.sealed   .partial.sealed while the segment is being written
    media/objects/3f/3f...sealed     each file once; media/added/...sealed: lists between two backups

A record is readable without the key (it names no person), and carries a keyed sum against changes.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .failure import Refused
from .sealing import BackupKey, Damaged, opened

SEALED = ".sealed"
PIECE = 1 << 20


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%S%fZ")


@dataclass(frozen=True)
class Record:
    """What is known of one backup. Times are ISO 8601 with their zone."""

    name: str
    kind: str  # full or incremental
    parent: str | None  # the backup an incremental one stands on
    began: str
    noted_at: str  # the moment the state was noted; nothing before it can be restored from this one
    restore_point: str
    point_wal: str  # the segment the restore point lies in
    first_wal: str  # the first segment needed to make the copy whole
    major: int
    segment_size: int
    system: str  # PostgreSQL's identifier of the cluster
    server_settings: Mapping[str, str]  # those a standby may not have smaller
    key: str  # fingerprint of the backup key
    files: Mapping[str, Mapping[str, Any]]  # bytes and sha256 of each sealed file
    state: Mapping[
        str, Any
    ]  # counts and sums of all tables, reports, versions, id keys' fingerprints
    tool: str = field(default="1")


class Place:
    """Reads and writes the records under the key; what lies beside them is named here too."""

    def __init__(self, folder: Path, key: BackupKey) -> None:
        self.folder, self.key = folder, key
        self.backups, self.wal = folder / "backups", folder / "wal"
        self.objects, self.added = folder / "media" / "objects", folder / "media" / "added"

    def prepare(self) -> None:
        for made in (self.backups, self.wal, self.objects, self.added):
            made.mkdir(mode=0o750, parents=True, exist_ok=True)

    def records(self) -> list[Record]:
        """Of all finished backups, the oldest first."""
        found = [self.record(path.parent.name) for path in self.backups.glob("*/record.json")]
        return sorted(found, key=lambda record: record.began)

    def record(self, name: str) -> Record:
        try:
            written = json.loads((self.backups / name / "record.json").read_text())
            body, mac = written["record"], written["mac"]
        except (OSError, ValueError, KeyError, TypeError):
            raise Damaged(f"{name}/record.json", "it cannot be read") from None
        if body.get("key") != self.key.fingerprint():
            raise Refused(
                f"BACKUP_KEY is not the key {name} was made with: its fingerprint is "
                f"{self.key.fingerprint()}, the backup's {body.get('key')}.",
                "put the key with that fingerprint into BACKUP_KEY.",
                "กุญแจไม่ตรงกับข้อมูลสำรอง",
            )
        if mac != self._mac(body):
            raise Damaged(f"{name}/record.json", "it was changed after it was written")
        return Record(**body)

    @contextmanager
    def adding(self, name: str) -> Iterator[Path]:
        """A folder for a new backup, which counts once all of it is there."""
        half = self.backups / f"{name}.part"
        half.mkdir(mode=0o750)
        try:
            yield half
            half.rename(self.backups / name)
        finally:
            shutil.rmtree(half, ignore_errors=True)

    def write_record(self, folder: Path, record: Record) -> None:
        body = asdict(record)
        written = json.dumps({"record": body, "mac": self._mac(body)}, indent=1, ensure_ascii=False)
        (folder / "record.json").write_text(written)

    def chain(self, record: Record) -> list[Record]:
        """The full backup and the incremental ones up to this, in the order they are put together."""
        chain = [record]
        while chain[0].parent:
            try:
                chain.insert(0, self.record(chain[0].parent))
            except Damaged:
                raise Damaged(
                    chain[0].parent, f"it is gone or unreadable, and {record.name} stands on it"
                ) from None
        return chain

    def check(self, name: str, file: str, said: Mapping[str, Any]) -> None:
        """Damaged where the file is not, byte for byte, what was written."""
        path = self.backups / name / file
        try:
            size, digest = size_and_digest(path)
        except FileNotFoundError:
            raise Damaged(f"{name}/{file}", "it is not there") from None
        if (size, digest) != (said["bytes"], said["sha256"]):
            raise Damaged(
                f"{name}/{file}", f"{size} bytes, and {said['bytes']} were written, or changed"
            )

    def _mac(self, body: Mapping[str, Any]) -> str:
        return self.key.name_of(b"record" + json.dumps(body, sort_keys=True).encode())


def size_and_digest(path: Path) -> tuple[int, str]:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return path.stat().st_size, digest.hexdigest()


def read_through(path: Path, key: BackupKey, name: str) -> str:
    """The SHA-256 of what is sealed there, every chunk opened; Damaged where one does not."""
    digest = hashlib.sha256()
    with opened(path, key, name) as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()
