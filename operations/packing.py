"""A folder as one sealed file (tar, gzip), read back after it was written; and out again."""

import gzip
import hashlib
import tarfile
from pathlib import Path
from typing import IO, Any

from .place import read_through, size_and_digest
from .sealing import BackupKey, Damaged, opened, sealed

# The quickest: a base backup shrinks four to one at any level, and the nation's has to be ready soon.
LEVEL = 1


class _Digesting:
    """Passes on what is written, and knows its SHA-256."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.digest = file, hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        return self._file.write(data)

    def flush(self) -> None:
        pass


def pack(folder: Path, path: Path, key: BackupKey, name: str) -> dict[str, Any]:
    """Size and sum of the sealed file. What was written is read back, opened and compared."""
    with sealed(path, key, name) as file:
        through = _Digesting(file)
        with (
            gzip.GzipFile(fileobj=through, mode="wb", compresslevel=LEVEL, mtime=0) as small,
            tarfile.open(fileobj=small, mode="w|") as tar,
        ):
            tar.add(folder, arcname=".")
    return _written(path, key, name, through.digest.hexdigest())


def pack_bytes(content: bytes, path: Path, key: BackupKey, name: str) -> dict[str, Any]:
    small = gzip.compress(content, LEVEL, mtime=0)
    with sealed(path, key, name) as file:
        file.write(small)
    return _written(path, key, name, hashlib.sha256(small).hexdigest())


def _written(path: Path, key: BackupKey, name: str, digest: str) -> dict[str, Any]:
    if read_through(path, key, name) != digest:
        raise Damaged(
            name, "what is read back is not what was written: look at the disk of the place"
        )
    size, told = size_and_digest(path)
    return {"bytes": size, "sha256": told}


def unpack(path: Path, folder: Path, key: BackupKey, name: str) -> None:
    with opened(path, key, name) as file:
        try:
            with (
                gzip.GzipFile(fileobj=file) as plain,
                tarfile.open(fileobj=plain, mode="r|") as tar,
            ):
                # What was sealed is ours; the filter is new in the Pythons that warn without it.
                tar.extractall(folder, **_FILTER)  # type: ignore[arg-type]  # noqa: S202
        except (tarfile.TarError, EOFError, gzip.BadGzipFile) as error:
            raise Damaged(name, f"its content cannot be unpacked ({error})") from None


_FILTER = {"filter": "tar"} if hasattr(tarfile, "tar_filter") else {}


def unpack_bytes(path: Path, key: BackupKey, name: str) -> bytes:
    with opened(path, key, name) as file, gzip.GzipFile(fileobj=file) as plain:
        return plain.read()
