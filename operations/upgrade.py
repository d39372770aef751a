"""`otop upgrade ARCHIVE` and `otop rollback`.

While the web and the worker stand still, the database is copied beside itself (CREATE DATABASE ...
TEMPLATE: the same server, exact, whatever its version); then the new release migrates, takes over and
is asked whether it is well. If anything of that fails the copy takes the place of what was migrated, and
the old release goes on: nobody has worked meanwhile, so nothing is lost. The copy stays until the next
upgrade, for `otop rollback`.
"""

import argparse
import http.client
import os
import socket
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from . import releases
from .failure import Refused
from .install import Installer, switch
from .layout import Layout
from .machine import Machine
from .settings import environment_file

WORKING = ("otop-web.socket", "otop-web.service", "otop-worker.service")
BEFORE = "otop_before"
WELL_WITHIN = 90  # seconds


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("archive", type=Path)
    parser.add_argument(
        "--without-backup", action="store_true", help="where there is no place of backups yet"
    )


def command(asked: argparse.Namespace) -> int:
    _refuse_no_root()
    Upgrade(Machine(), Layout()).to(asked.archive, backup=not asked.without_backup)
    return 0


def rollback_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--lose-work-since-upgrade",
        action="store_true",
        help="what was entered since the upgrade is set aside, not carried back",
    )


def rollback_command(asked: argparse.Namespace) -> int:
    _refuse_no_root()
    if not asked.lose_work_since_upgrade:
        raise Refused(
            "Going back takes the database as it was before the upgrade: what was entered since is set "
            "aside (in a database of its own, otop_after_...), not carried back.",
            "if that is meant: otop rollback --lose-work-since-upgrade",
            "การย้อนรุ่นใช้ข้อมูลก่อนปรับรุ่น ข้อมูลที่บันทึกหลังจากนั้นจะไม่อยู่ในระบบ",
        )
    Upgrade(Machine(), Layout()).back()
    return 0


def _refuse_no_root() -> None:
    if os.geteuid() != 0:
        raise Refused("This changes the machine.", "run it as root: sudo otop ...")


class Upgrade:
    def __init__(self, machine: Machine, at: Layout) -> None:
        self.machine, self.at = machine, at

    def to(self, archive: Path, *, backup: bool = True) -> None:
        now = self._current()
        new = releases.unpacked(self.machine, self.at, archive)
        if new == now:
            raise Refused(f"{new.name} is what runs already.", "nothing is to be done.")
        self.machine.say(f"{new.name} is unpacked and checked")
        env = self._environment()
        self._manage(new, env, "check", "--database", "default")
        if backup:
            self.machine.run("systemctl", "start", "--wait", "otop-backup.service")
            self.machine.say("backed up")
        began = time.monotonic()
        self.machine.run("systemctl", "stop", *reversed(WORKING))
        copied = False
        try:
            self._copy_database()
            copied = True
            self._manage(new, env, "migrate", "--verbosity=0")
            switch(self.at, new)
            self._files_of_the_system(new)
            self._begin()
        except BaseException as failed:
            self.machine.say(f"{new.name} does not work: going back by itself")
            self.machine.run("systemctl", "stop", *reversed(WORKING))
            if copied:
                self._put_copy_back("otop_failed")
            switch(self.at, now)
            self._files_of_the_system(now)
            self._begin()
            raise Refused(
                f"The upgrade to {new.name} failed, {now.name} runs as before. Why: {failed}",
                "journalctl -u otop-web has more; tell whoever made the release.",
                "ปรับรุ่นไม่สำเร็จ ระบบกลับไปใช้รุ่นเดิมแล้ว ไม่มีข้อมูลสูญหาย",
            ) from None
        self.machine.say(f"{new.name} runs; the portal was away {time.monotonic() - began:.0f} s")

    def back(self) -> None:
        now = self._current()
        if not self.at.previous.is_symlink() or BEFORE not in self._databases():
            raise Refused(
                "There is no release before, or no copy of its database.", "restore a backup."
            )
        before = self.at.previous.resolve()
        self.machine.run("systemctl", "stop", *reversed(WORKING))
        self._put_copy_back("otop_after")
        switch(self.at, before)
        self._files_of_the_system(before)
        self._begin()
        self.machine.say(f"{before.name} runs; {now.name} is kept in {now}")

    def _current(self) -> Path:
        if not self.at.current.is_symlink():
            raise Refused("There is no installation here.", "sudo sh deploy/install.sh --host ...")
        return self.at.current.resolve()

    def _environment(self) -> dict[str, str]:
        known = environment_file(self.at.portal_env.read_text())
        return {
            "PATH": "/usr/bin:/bin",
            **known,
            **environment_file(self.at.owner_env.read_text()),
        }

    def _manage(self, tree: Path, env: dict[str, str], *asked: str) -> None:
        self.machine.run(tree / ".venv/bin/python", "manage.py", *asked, env=env, cwd=tree)

    def _copy_database(self) -> None:
        self._sql(f"DROP DATABASE IF EXISTS {BEFORE}")
        self._end_connections()
        self._sql(f"CREATE DATABASE {BEFORE} TEMPLATE otop OWNER otop")

    def _put_copy_back(self, aside: str) -> None:
        stamp = datetime.now(ZoneInfo("Asia/Bangkok")).strftime("%Y%m%d_%H%M%S")
        self._end_connections()
        self._sql(f"ALTER DATABASE otop RENAME TO {aside}_{stamp}")
        self._sql(f"ALTER DATABASE {BEFORE} RENAME TO otop")

    def _end_connections(self) -> None:
        """Of people at psql, and of the backup: the web and the worker are stopped already."""
        self._sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "  # noqa: S608
            f"WHERE datname IN ('otop', '{BEFORE}') AND pid <> pg_backend_pid()"
        )

    def _databases(self) -> set[str]:
        return set(self._sql("SELECT datname FROM pg_database").split())

    def _sql(self, statement: str) -> str:
        return self.machine.run(
            "psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align",
            "--set=ON_ERROR_STOP=1", "--dbname=postgres", "--command", statement,
            user="postgres",
        )  # fmt: skip

    def _files_of_the_system(self, release: Path) -> None:
        """Units and nginx as that release has them: written by its own installer."""
        self.machine.run(
            release / ".venv/bin/python", "-m", "operations", "units", cwd=release,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
        )  # fmt: skip

    def _begin(self) -> None:
        self.machine.run("systemctl", "daemon-reload")
        self.machine.run("systemctl", "start", *WORKING)
        until = time.monotonic() + WELL_WITHIN
        said = "no answer"
        while time.monotonic() < until:
            status, said = ready(self.at.root / "run/otop/web.sock")
            if status == 200:
                return
            time.sleep(1)
        raise Refused(
            f"The portal is not well after {WELL_WITHIN} s: {said}", "see journalctl -u otop-web"
        )


class _LocalSocket(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=10)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(10)
        self.sock.connect(str(self._path))


def ready(path: Path) -> tuple[int, str]:
    """What /health/ready answers, as asked by the machine itself; 0 where nothing answers."""
    connection = _LocalSocket(path)
    try:
        headers = {"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Proto": "https"}
        connection.request("GET", "/health/ready", headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        return 0, str(error) or type(error).__name__
    finally:
        connection.close()


def units(asked: argparse.Namespace) -> int:
    """`otop units`: units, nginx and log rotation of this release, where it is installed already."""
    at = Layout()
    known = environment_file(at.portal_env.read_text())
    backup = environment_file(at.backup_env.read_text())
    host = known["PUBLIC_ADDRESS"].partition("//")[2]
    workers, place = int(known.get("WEB_WORKERS", "2")), Path(backup["BACKUP_PLACE"])
    installer = Installer(Machine(), at, host, workers, place)
    installer.files_of_the_system()
    installer.reload_nginx()
    return 0
