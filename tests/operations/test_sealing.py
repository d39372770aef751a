"""Sealed files: what was changed, cut, moved or swapped is never read as if it were whole."""

import os
from pathlib import Path

import pytest

from operations.failure import Refused
from operations.sealing import CHUNK, MARK, SALT, TAG, BackupKey, Damaged, opened, sealed

KEY = BackupKey("a made-up key of a backup, quite long enough")


def seal(path: Path, content: bytes, name: str = "one") -> bytes:
    with sealed(path, KEY, name) as file:
        for at in range(0, len(content), 300_000):
            file.write(content[at : at + 300_000])
    return path.read_bytes()


def read(path: Path, key: BackupKey = KEY, name: str = "one") -> bytes:
    with opened(path, key, name) as file:
        return file.read()


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7])
def test_what_was_written_is_read(tmp_path, size):
    content = os.urandom(size)
    written = seal(tmp_path / "file", content)
    assert read(tmp_path / "file") == content
    assert len(written) == len(MARK) + SALT + size + TAG * max(1, -(-size // CHUNK))
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


def test_the_content_does_not_show(tmp_path):
    written = seal(tmp_path / "file", b"1234567890123 " * 1000)
    assert b"1234567890123" not in written
    assert written != seal(tmp_path / "file", b"1234567890123 " * 1000)  # each time other bytes


HEAD = len(MARK) + SALT
WHOLE = CHUNK + TAG


@pytest.mark.parametrize(
    "damage",
    [
        lambda sealed: sealed[:-1],
        lambda sealed: sealed[: HEAD + WHOLE],  # cut between two chunks
        lambda sealed: sealed[:HEAD],
        lambda sealed: sealed[: HEAD + 5],
        lambda sealed: sealed + b"x",
        lambda sealed: sealed[: HEAD + 9] + bytes([sealed[HEAD + 9] ^ 1]) + sealed[HEAD + 10 :],
        lambda sealed: sealed[:20] + bytes([sealed[20] ^ 1]) + sealed[21:],
        lambda sealed: (
            sealed[:HEAD]
            + sealed[HEAD + WHOLE : HEAD + 2 * WHOLE]
            + sealed[HEAD : HEAD + WHOLE]
            + sealed[HEAD + 2 * WHOLE :]
        ),
        lambda sealed: b"",
        lambda sealed: b"PK\x03\x04 another file altogether, longer than the head of one",
    ],
)
def test_damage_is_found(tmp_path, damage):
    path = tmp_path / "file"
    path.write_bytes(damage(seal(path, os.urandom(2 * CHUNK + 100))))
    with pytest.raises(Damaged, match="one cannot be used"):
        read(path)


def test_another_name_or_key_opens_nothing(tmp_path):
    seal(tmp_path / "file", b"content")
    with pytest.raises(Damaged):
        read(tmp_path / "file", name="another")
    with pytest.raises(Damaged):
        read(tmp_path / "file", key=BackupKey("another key, that is also long enough"))


def test_what_broke_off_leaves_what_was_there(tmp_path):
    seal(tmp_path / "file", b"the first")

    def broken() -> None:
        with sealed(tmp_path / "file", KEY, "one") as file:
            file.write(b"half")
            raise OSError("no space left")

    with pytest.raises(OSError, match="no space"):
        broken()
    assert read(tmp_path / "file") == b"the first"
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


def test_a_short_key_is_refused():
    with pytest.raises(Refused, match="at least 32"):
        BackupKey("short")


def test_the_fingerprint_tells_keys_apart():
    assert (
        KEY.fingerprint() == BackupKey("a made-up key of a backup, quite long enough").fingerprint()
    )
    assert (
        KEY.fingerprint() != BackupKey("a made-up key of a backup, quite long enougH").fingerprint()
    )
    assert len(KEY.fingerprint()) == 16
