"""What a person is told when the server cannot be had."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class EmbeddedPostgresError(RuntimeError):
    """The server cannot be had; the message says why and what to do, in English and Thai."""

    def __init__(self, why: str, mend: str, thai: str) -> None:
        super().__init__(f"{why}\n\nWhat to do: {mend}\n{thai}")


@contextmanager
def plain_errors(root: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, subprocess.SubprocessError) as error:
        raise EmbeddedPostgresError(
            f"The project's own PostgreSQL in {root / 'var' / 'postgres'} cannot be used: {error}",
            "see that this account may write there (or run as the account that made it) and that "
            "the disk is not full; or set DATABASE_URL to a PostgreSQL server you have.",
            "ใช้ฐานข้อมูลของโครงการไม่ได้ กรุณาตรวจสิทธิ์ของโฟลเดอร์และพื้นที่ดิสก์",
        ) from error


def failure(place: Path, why: str, said: str = "") -> EmbeddedPostgresError:
    tail = "\n".join(f"    {line}" for line in said.strip().splitlines()[-12:])
    return EmbeddedPostgresError(
        f"The project's own PostgreSQL in {place}: {why}." + (f" It said:\n{tail}" if tail else ""),
        f"read the end of {place / 'log'}. If the data there may go, move that folder away and "
        "try again; or set DATABASE_URL to a PostgreSQL server you have.",
        "เปิดฐานข้อมูลของโครงการไม่ได้ สาเหตุอยู่ในข้อความข้างบน",
    )
