"""The second copy of the backups: a bucket of an S3-compatible store, of another house if there is one.

The folder of BACKUP_PLACE stays the first copy; what is sealed there goes to the bucket as it is, under
the same names, so the store never sees a word of it. `otop archive` brings the log and new files as they
come, `otop backup` each copy when it is whole: its record goes last, and is the first to leave. Every
piece is held to its MD5 by the store itself while it is written. `otop fetch` brings all of it back into
an empty folder, from which `otop restore` works as ever.
"""

import argparse
import base64
import hashlib
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from .failure import Refused
from .manage import BACKUP_ACCOUNT, become
from .place import SEALED, Place
from .segments import PARTIAL
from .settings import Settings, read_settings

PIECE = 32 << 20  # bytes sent at once; what is larger goes in pieces
RECORD = "record.json"
ATTEMPTS = 4
SECONDS = 20  # that an answer may take


class Written(NamedTuple):
    """How a file of the folder stood when it was sent."""

    size: int
    changed: int  # nanoseconds


class Bucket:
    """What the bucket holds is listed once; from then on this knows what it sent and took away."""

    def __init__(self, client: Any, name: str) -> None:
        self._client, self._name = client, name

    @classmethod
    def of(cls, settings: Settings) -> "Bucket | None":
        """None where no BACKUP_S3_BUCKET is named."""
        name = settings.known.get("BACKUP_S3_BUCKET", "")
        if not name:
            return None
        # Loaded here: it takes a second, and most commands need none of it.
        import boto3
        from botocore.config import Config

        client = boto3.client(
            "s3",
            endpoint_url=settings.text("BACKUP_S3_ENDPOINT"),
            region_name=settings.known.get("BACKUP_S3_REGION") or "us-east-1",
            aws_access_key_id=settings.text("BACKUP_S3_ACCESS_KEY"),
            aws_secret_access_key=settings.text("BACKUP_S3_SECRET_KEY"),
            config=Config(
                connect_timeout=SECONDS,
                read_timeout=SECONDS,
                retries={"total_max_attempts": ATTEMPTS, "mode": "standard"},
                # Stores that are not Amazon's know no other sums than MD5.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                s3={"addressing_style": "path"},
            ),
        )
        return cls(client, name)

    def bring_log(self, place: Place) -> int:
        """The log, new files of the portal and their lists; how many were sent."""
        return self._send_new(place, (place.objects, place.added, place.wal))

    def bring_all(self, place: Place, days: int) -> int:
        """That and every backup that is whole. What the folder forgot leaves the bucket too, but only
        while the folder itself reaches `days` back: one that was lost and begun anew takes nothing."""
        sent = self._send_new(place, (place.objects, place.added, place.wal, place.backups))
        records = place.records()
        limit = datetime.now(UTC) - timedelta(days=days)
        if records and datetime.fromisoformat(records[0].noted_at) <= limit:
            self._forget(lambda name: not (place.folder / name).exists())
        return sent

    def fetch(self, folder: Path) -> int:
        """Everything, into the folder; how many files. What was there before stays as it is."""
        names = list(self._sent)
        for name in names:
            path = folder / name
            path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
            half = path.with_name(path.name + ".part")
            with self._told():
                self._client.download_file(self._name, name, str(half))
            half.replace(path)
        return len(names)

    def newest(self) -> datetime | None:
        """When a piece of the log was last brought there; None for an empty one."""
        return max((one["LastModified"] for one in self._listed("wal/")), default=None)

    def _send_new(self, place: Place, folders: Iterable[Path]) -> int:
        done = 0
        for path in sorted(_files(folders), key=lambda path: path.name == RECORD):
            name = path.relative_to(place.folder).as_posix()
            try:
                stat = path.stat()
                now = Written(stat.st_size, stat.st_mtime_ns)
                if self._has(name, now):
                    continue
                with self._told():
                    self._send(name, path)
            except FileNotFoundError:  # a part of the log that was finished just now
                continue
            self._sent[name] = now
            done += 1
        # A segment that is whole takes the place of its parts.
        self._forget(
            lambda name: (
                name.endswith(PARTIAL + SEALED)
                and name.removesuffix(PARTIAL + SEALED) + SEALED in self._sent
            )
        )
        return done

    def _forget(self, asked: Callable[[str], bool]) -> None:
        gone = [name for name in self._sent if asked(name)]
        for name in sorted(gone, key=lambda name: not name.endswith(RECORD)):
            with self._told():
                self._client.delete_object(Bucket=self._name, Key=name)
            del self._sent[name]

    @cached_property
    def _sent(self) -> dict[str, Written | int]:
        """What the bucket holds: of what this process sent its state, of the rest the size."""
        return {one["Key"]: one["Size"] for one in self._listed("")}

    def _has(self, name: str, now: Written) -> bool:
        """A file keeps its content under its name, but for the part of the log being written."""
        sent = self._sent.get(name)
        if isinstance(sent, int):  # known from the list only
            return sent == now.size and not name.endswith(PARTIAL + SEALED)
        return sent == now

    def _send(self, name: str, path: Path) -> None:
        at = {"Bucket": self._name, "Key": name}
        with path.open("rb") as file:
            piece = file.read(PIECE)
            if len(piece) < PIECE:
                self._client.put_object(**at, Body=piece, ContentMD5=_md5(piece))
                return
            upload = {**at, "UploadId": self._client.create_multipart_upload(**at)["UploadId"]}
            try:
                parts: list[dict[str, Any]] = []
                while piece:
                    number = len(parts) + 1
                    told = self._client.upload_part(
                        **upload, PartNumber=number, Body=piece, ContentMD5=_md5(piece)
                    )
                    parts.append({"PartNumber": number, "ETag": told["ETag"]})
                    piece = file.read(PIECE)
                self._client.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})
            except BaseException:
                with suppress(Exception):  # the store forgets it by itself after its days
                    self._client.abort_multipart_upload(**upload)
                raise

    def _listed(self, prefix: str) -> Iterator[dict[str, Any]]:
        pages = self._client.get_paginator("list_objects_v2")
        with self._told():
            for page in pages.paginate(Bucket=self._name, Prefix=prefix):
                yield from page.get("Contents", ())

    @contextmanager
    def _told(self) -> Iterator[None]:
        from boto3.exceptions import Boto3Error
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            yield
        except (Boto3Error, BotoCoreError, ClientError) as error:
            raise Refused(
                f"The bucket {self._name} does not do what was asked: {error}",
                "see BACKUP_S3_ENDPOINT, _BUCKET, _ACCESS_KEY, _SECRET_KEY in backup.env; the key may "
                "list, read, write and delete there. The folder of BACKUP_PLACE is not touched by this.",
                "ส่งสำเนาสำรองไปยังที่เก็บ S3 ไม่ได้",
            ) from error


def _files(folders: Iterable[Path]) -> Iterator[Path]:
    """Those that are whole: not a backup or a file that is still being written."""
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and not any(one.endswith(".part") for one in path.parts):
                yield path


def _md5(piece: bytes) -> str:
    return base64.b64encode(hashlib.md5(piece, usedforsecurity=False).digest()).decode()


def bring_log(bucket: "Bucket | None", place: Place) -> None:
    """For the service, which goes on: the folder has all of it, and the next turn tries again."""
    if bucket is None:
        return
    try:
        bucket.bring_log(place)
    except Refused as refused:
        print(refused, file=sys.stderr, flush=True)


def command(asked: argparse.Namespace) -> int:
    """`otop fetch`: all of the bucket into the empty folder of BACKUP_PLACE, to restore from."""
    settings = read_settings()
    become(BACKUP_ACCOUNT)
    bucket = Bucket.of(settings)
    if bucket is None:
        settings.text("BACKUP_S3_BUCKET")  # says that it is not set
        raise AssertionError
    place = settings.place
    if any(path.is_file() for path in place.rglob("*")):
        raise Refused(
            f"{place} is not empty.",
            "set BACKUP_PLACE to an empty folder with room for all of it, then again.",
            "โฟลเดอร์ปลายทางไม่ว่าง",
        )
    print(f"{bucket.fetch(place)} files fetched into {place}. Now: otop restore")
    return 0
