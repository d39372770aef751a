"""What the commands need to know, from the environment and the installation's files of it."""

import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from .failure import Refused
from .sealing import BackupKey

ROOT = Path(__file__).resolve().parents[1]
# Written by `otop install`; what the environment says goes before them.
FILES = (Path("/etc/otop/portal.env"), Path("/etc/otop/backup.env"))


@dataclass(frozen=True)
class Address:
    """A database, as DATABASE_URL names it."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    database: str

    @classmethod
    def read(cls, url: str, name: str) -> "Address":
        parts = urlsplit(url)
        if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
            raise Refused(
                f"{name} is no address of a PostgreSQL database.",
                f"write {name}=postgres://user:password@127.0.0.1:5432/otop",
                f"{name} ไม่ถูกต้อง",
            )
        return cls(
            host=unquote(parts.hostname or "127.0.0.1"),
            port=parts.port or 5432,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            database=parts.path.strip("/"),
        )

    def environment(self) -> dict[str, str]:
        """For PostgreSQL's own programs: a password on a command line is read by everybody."""
        return {
            "PGHOST": self.host,
            "PGPORT": str(self.port),
            "PGUSER": self.user,
            "PGPASSWORD": self.password,
            "PGCONNECT_TIMEOUT": "10",
        }


@dataclass(frozen=True)
class Settings:
    """BACKUP_PLACE: the folder backups go to, best of another machine. BACKUP_STATE: what the backup
    keeps on this one. BACKUP_DAYS: any second of so many days can be restored."""

    known: Mapping[str, str] = field(repr=False)

    def text(self, name: str) -> str:
        if said := self.known.get(name, ""):
            return said
        raise Refused(
            f"{name} is not set.",
            f"put {name}=... into {FILES[1]} (or the environment); `otop install` writes both files.",
            f"ยังไม่ได้กำหนด {name}",
        )

    @property
    def place(self) -> Path:
        place = Path(self.text("BACKUP_PLACE"))
        if not place.is_dir():
            raise Refused(
                f"The place of backups, {place}, is not there.",
                "mount it, or make the folder; see that this account may write there.",
                "ไม่พบที่เก็บข้อมูลสำรอง",
            )
        return place

    @property
    def state(self) -> Path:
        state = Path(self.text("BACKUP_STATE"))
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        return state

    @property
    def key(self) -> BackupKey:
        return BackupKey(self.text("BACKUP_KEY"))

    @property
    def server(self) -> Address:
        return Address.read(self.text("BACKUP_DATABASE_URL"), "BACKUP_DATABASE_URL")

    @property
    def portal_database(self) -> Address:
        return Address.read(self.text("DATABASE_URL"), "DATABASE_URL")

    @property
    def media(self) -> Path:
        return Path(self.known.get("MEDIA_ROOT") or ROOT / "var" / "media")

    @property
    def days(self) -> int:
        return int(self.known.get("BACKUP_DAYS") or 14)


def read_settings(files: tuple[Path, ...] = FILES) -> Settings:
    known: dict[str, str] = {}
    for path in files:
        try:
            known |= environment_file(path.read_text())
        except FileNotFoundError:
            continue
        except PermissionError:
            raise Refused(
                f"{path} may not be read by this account.",
                "run this as root: sudo otop ...",
                "ต้องใช้สิทธิ์ผู้ดูแลเครื่อง (sudo)",
            ) from None
    return Settings(known | os.environ)


def environment_file(text: str) -> dict[str, str]:
    """NAME=value lines, as systemd's EnvironmentFile has them."""
    found = {}
    for line in text.splitlines():
        name, equals, value = line.strip().partition("=")
        if equals and not name.startswith("#"):
            found[name] = " ".join(shlex.split(value))
    return found
