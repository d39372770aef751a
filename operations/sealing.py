"""Files of a backup are sealed: encrypted, and held to the name they were written under.

A sealed file is a mark, 16 random bytes and chunks of 1 MiB, each AES-256-GCM under a key made of the
backup key, those bytes and the file's name (HKDF). The nonce counts the chunks and marks the last, as
age's does: a chunk that is changed, missing, moved or of another file is found while reading. Nothing is
held in memory but one chunk.
"""

import hashlib
import hmac
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from .failure import Refused

MARK = b"OTOP sealed 1\n"
SALT = 16
CHUNK = 1 << 20
TAG = 16
LEAST_KEY = 32  # letters


class Damaged(Refused):
    """A sealed file that is not as it was written, or was sealed under another key."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(
            f"{name} cannot be used: {why}.",
            "restore from another copy of the place, or to an earlier time (`otop backups`).",
            f"ไฟล์สำรอง {name} เสียหาย ใช้ไม่ได้",
        )


class BackupKey:
    """The key of an installation's backups, text of at least 32 letters, kept apart from them."""

    def __init__(self, text: str) -> None:
        if len(text) < LEAST_KEY:
            raise Refused(
                f"BACKUP_KEY has {len(text)} letters; at least {LEAST_KEY} are needed.",
                "make one: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'; keep a copy "
                "away from this machine: without it no backup can be read.",
                "กุญแจของข้อมูลสำรองสั้นเกินไป",
            )
        self._secret = text.encode()

    def fingerprint(self) -> str:
        return self.name_of(b"fingerprint of a backup key")[:16]

    def name_of(self, content: bytes) -> str:
        """A keyed digest: the same for the same content, and telling nothing of it."""
        return hmac.new(self._secret, content, hashlib.sha256).hexdigest()

    def name_of_stream(self, file: IO[bytes]) -> str:
        """As `name_of`, of a file read in pieces."""
        made = hmac.new(self._secret, digestmod=hashlib.sha256)
        while piece := file.read(CHUNK):
            made.update(piece)
        return made.hexdigest()

    def cipher(self, salt: bytes, name: str) -> AESGCM:
        made = HKDF(SHA256(), 32, salt, b"otop sealed file " + name.encode())
        return AESGCM(made.derive(self._secret))


class _Writer(io.RawIOBase):
    def __init__(self, file: IO[bytes], key: BackupKey, name: str) -> None:
        salt = os.urandom(SALT)
        self._file, self._cipher = file, key.cipher(salt, name)
        self._held, self._count = bytearray(), 0
        file.write(MARK + salt)

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        given = memoryview(data)  # type: ignore[arg-type]  # whatever has a buffer
        self._held += given
        while len(self._held) > CHUNK:  # the last one, full or not, waits for finish()
            self._seal(bytes(self._held[:CHUNK]), last=False)
            del self._held[:CHUNK]
        return given.nbytes

    def finish(self) -> None:
        """Only what is finished can be read: a write that broke off is not."""
        self._seal(bytes(self._held), last=True)
        self._held.clear()

    def _seal(self, chunk: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._count, last), chunk, None))
        self._count += 1


class _Reader(io.RawIOBase):
    def __init__(self, file: IO[bytes], key: BackupKey, name: str) -> None:
        head = file.read(len(MARK) + SALT)
        if len(head) < len(MARK) + SALT or not head.startswith(MARK):
            raise Damaged(name, "it does not begin as a sealed file does")
        self._file, self._name = file, name
        self._cipher = key.cipher(head[len(MARK) :], name)
        self._next = file.read(CHUNK + TAG)
        self._count, self._open, self._at = 0, b"", 0
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        wanted = memoryview(buffer)  # type: ignore[arg-type]
        if self._at == len(self._open) and not self._ended:
            self._unseal()
        taken = self._open[self._at : self._at + wanted.nbytes]
        wanted[: len(taken)] = taken
        self._at += len(taken)
        return len(taken)

    def _unseal(self) -> None:
        chunk, self._next = self._next, self._file.read(CHUNK + TAG)
        self._ended = not self._next
        try:
            self._open = self._cipher.decrypt(_nonce(self._count, self._ended), chunk, None)
        except InvalidTag:
            raise Damaged(
                self._name, f"changed, cut short or of another key (at chunk {self._count + 1})"
            ) from None
        self._count, self._at = self._count + 1, 0


def _nonce(count: int, last: bool) -> bytes:
    return count.to_bytes(11, "big") + bytes([last])


@contextmanager
def sealed(path: Path, key: BackupKey, name: str) -> Iterator[IO[bytes]]:
    """Write what is sealed under `name` to `path`: whole under its name, or not there at all."""
    half = path.with_name(path.name + ".part")
    try:
        with half.open("wb") as file:
            os.fchmod(file.fileno(), 0o640)
            writer = _Writer(file, key, name)
            yield writer  # type: ignore[misc]  # a raw stream, which writes everything it is given
            writer.finish()
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)


@contextmanager
def opened(path: Path, key: BackupKey, name: str) -> Iterator[IO[bytes]]:
    """Read what was sealed under `name`; Damaged as soon as something is not as it was written."""
    with path.open("rb") as file, io.BufferedReader(_Reader(file, key, name), CHUNK) as reader:
        yield reader
