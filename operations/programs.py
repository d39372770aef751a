"""PostgreSQL's own programs: where they are, and what they say when they fail."""

import os
import subprocess
from pathlib import Path

import psycopg

import local_postgres.place

from .failure import Refused
from .settings import Address

DEBIAN = Path("/usr/lib/postgresql")


def programs_of(major: int) -> Path:
    """The folder of the programs of this major version: PG_BIN, Debian's, or the wheel's."""
    tried = [DEBIAN / str(major) / "bin"]
    if named := os.environ.get("PG_BIN"):
        tried.insert(0, Path(named))
    for folder in tried:
        if (folder / "pg_basebackup").exists() and version_of(folder) == major:
            return folder
    try:
        wheel = local_postgres.place.programs_for(local_postgres.place.account_for(Path("/none")))
    except local_postgres.EmbeddedPostgresError:
        wheel = None
    if wheel and version_of(wheel) == major:
        return wheel
    raise Refused(
        f"The programs of PostgreSQL {major} are not on this machine.",
        f"apt-get install postgresql-{major} (or name their folder: PG_BIN=...). A backup can only be "
        "restored by the major version that made it; another reads it through `otop import-embedded`.",
        f"ไม่พบโปรแกรม PostgreSQL รุ่น {major} ในเครื่องนี้",
    )


def version_of(folder: Path) -> int:
    told = subprocess.run([folder / "pg_basebackup", "--version"], capture_output=True, text=True)
    return int(told.stdout.split()[2].split(".")[0]) if told.returncode == 0 else 0


def run(command: list[str | Path], what: str, address: Address | None = None) -> str:
    """What it printed; Refused with its last words where it failed. `what`: in plain words."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    done = subprocess.run(
        command,
        env=clean | {"LC_ALL": "C"} | (address.environment() if address else {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
    )
    if done.returncode:
        said = "\n".join(f"    {line}" for line in done.stderr.strip().splitlines()[-8:])
        raise Refused(
            f"{what} failed. {Path(command[0]).name} said:\n{said}",
            "mend what it says and run the command again; nothing was put in place of what was there.",
            "คำสั่งของฐานข้อมูลไม่สำเร็จ สาเหตุอยู่ในข้อความข้างบน",
        )
    return done.stdout


def connect(address: Address, database: str | None = None) -> psycopg.Connection:
    try:
        return psycopg.connect(
            host=address.host,
            port=address.port,
            user=address.user,
            password=address.password,
            dbname=database or address.database,
            autocommit=True,
            target_session_attrs=address.wanted,
            connect_timeout=10,
        )
    except psycopg.OperationalError as error:
        raise Refused(
            f"PostgreSQL at {address.host}:{address.port} does not let {address.user} in: "
            f"{str(error).strip().splitlines()[-1]}",
            "see that it runs (systemctl status postgresql) and that the password in the environment "
            "file is the role's.",
            "เชื่อมต่อฐานข้อมูลไม่ได้",
        ) from None
