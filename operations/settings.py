"""What the commands need to know, from the environment and the installation's files of it."""

import os
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from .failure import Refused
from .sealing import BackupKey

ROOT = Path(__file__).resolve().parents[1]
# Written by `otop install`; what the environment says goes before them.
FILES = (Path("/etc/otop/portal.env"), Path("/etc/otop/backup.env"))


@dataclass(frozen=True)
class Address:
    """A database, as DATABASE_URL names it. Of several servers `host` and `port` are lists with commas,
    as libpq has them: the one that takes writes is meant."""

    host: str
    port: str
    user: str
    password: str = field(repr=False)
    database: str

    @classmethod
    def read(cls, url: str, name: str) -> "Address":
        parts = urlsplit(url)
        user, _, places = parts.netloc.rpartition("@")
        servers = [_SERVER.fullmatch(place) for place in places.split(",")]
        known = [(found["host"], found["port"]) for found in servers if found is not None]
        is_postgres = parts.scheme in ("postgres", "postgresql") and parts.path.strip("/")
        if not is_postgres or len(known) < len(servers):
            raise Refused(
                f"{name} is no address of a PostgreSQL database.",
                f"write {name}=postgres://user:password@127.0.0.1:5432/otop",
                f"{name} ไม่ถูกต้อง",
            )
        person, _, password = user.partition(":")
        return cls(
            host=",".join(unquote(host).strip("[]") or "127.0.0.1" for host, _ in known),
            port=",".join(port or "5432" for _, port in known),
            user=unquote(person),
            password=unquote(password),
            database=parts.path.strip("/"),
        )

    def environment(self) -> dict[str, str]:
        """For PostgreSQL's own programs: a password on a command line is read by everybody."""
        return {
            "PGTARGETSESSIONATTRS": self.wanted,
            "PGHOST": self.host,
            "PGPORT": self.port,
            "PGUSER": self.user,
            "PGPASSWORD": self.password,
            "PGCONNECT_TIMEOUT": "10",
        }

    @property
    def wanted(self) -> str:
        """libpq's target_session_attrs. One server is taken as it is: what it is, is told in words."""
        return "read-write" if "," in self.host else "any"

    def places(self) -> str:
        """host:port,host:port, as an address has them."""
        pairs = zip(self.host.split(","), self.port.split(","), strict=True)
        return ",".join(
            f"[{host}]:{port}" if ":" in host else f"{quote(host, safe='')}:{port}"
            for host, port in pairs
        )


# A name, an address, [one of IPv6], a folder of sockets; then perhaps a port.
_SERVER = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\[\]:]*)(?::(?P<port>[0-9]+))?")


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
            if _OF[path.name] in os.environ:  # a unit: systemd read the file for its account
                continue
            raise Refused(
                f"{path} may not be read by this account.",
                "run this as root: sudo otop ...",
                "ต้องใช้สิทธิ์ผู้ดูแลเครื่อง (sudo)",
            ) from None
    return Settings(known | os.environ)


# A name that each file sets.
_OF = {"portal.env": "DATABASE_URL", "backup.env": "BACKUP_DATABASE_URL"}


def environment_file(text: str) -> dict[str, str]:
    """NAME=value lines, as systemd's EnvironmentFile has them."""
    found = {}
    for line in text.splitlines():
        name, equals, value = line.strip().partition("=")
        if equals and not name.startswith("#"):
            found[name] = " ".join(shlex.split(value))
    return found
