"""A PostgreSQL server for a rehearsal, made as an installation's: roles, slot, settings."""

import os
import secrets
import shutil
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from local_postgres.place import Account, account_for, programs_for

from .. import programs, roles
from ..failure import Refused


@dataclass
class Cluster:
    """`folder` is the rehearsal's; `major` one whose programs are here."""

    folder: Path
    major: int
    port: int = 0
    passwords: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def account(self) -> Account:
        return account_for(Path("/none"))

    @property
    def programs(self) -> Path:
        return programs.programs_of(self.major)

    def url(self, role: str) -> str:
        return f"postgres://{role}:{self.passwords[role]}@127.0.0.1:{self.port}/otop"

    def make(self) -> None:
        self.passwords = {
            role: secrets.token_urlsafe(16)
            for role in ("postgres", roles.OWNER, roles.WEB, roles.REPORT, roles.BACKUP)
        }
        if not self.account.reaches(self.folder):
            raise Refused(
                f"PostgreSQL's account cannot reach {self.folder}.",
                "name another: --folder FOLDER.",
            )
        self.data.mkdir(mode=0o700)
        shown = self.folder / "password"
        shown.write_text(self.passwords["postgres"])
        self.account.own(self.data)
        self.account.own(shown)
        self._run(
            self.programs / "initdb", f"--pgdata={self.data}", "--username=postgres",
            f"--pwfile={shown}", "--locale=C.UTF-8", "--encoding=UTF8", "--auth=scram-sha-256",
        )  # fmt: skip
        shown.unlink()
        self.start()
        with self.connect("postgres", "postgres") as server:
            roles.make_owner(server)
            roles.make_database(server, "otop")
            with self.connect("postgres", "otop") as database:
                roles.make_roles(server, database, self.passwords)

    def start(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = self.port or probe.getsockname()[1]
        options = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
        }
        if self.major >= 17:
            options["summarize_wal"] = "on"
        log = self.folder / "server.log"
        log.touch()
        self.account.own(log)
        self._run(
            self.programs / "pg_ctl", "start", "--wait", "--silent", f"--pgdata={self.data}",
            f"--log={log}",
            "--options=" + " ".join(f"-c {name}={value}" for name, value in options.items()),
        )  # fmt: skip

    def stop(self) -> None:
        if (self.data / "postmaster.pid").exists():
            self._run(self.programs / "pg_ctl", "stop", "--mode=immediate", f"--pgdata={self.data}")

    def kill(self) -> None:
        """As if the machine were gone: the server killed, its data with it."""
        pid = int((self.data / "postmaster.pid").read_text().split()[0])
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        shutil.rmtree(self.data, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)  # what its children wrote while it went

    @contextmanager
    def connect(self, role: str, database: str = "otop") -> Iterator[psycopg.Connection]:
        with psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user=role,
            password=self.passwords[role],
            dbname=database,
            autocommit=True,
        ) as connection:
            yield connection

    def _run(self, *command: str | Path) -> None:
        done = self.account.run(list(command))
        if done.returncode:
            raise Refused(f"{command[0]} failed:\n{done.stdout}", "see above")


def majors_here() -> list[int]:
    """The major versions whose programs are on this machine: the wheel's and Debian's."""
    found = {programs.version_of(programs_for(account_for(Path("/none"))))}
    if programs.DEBIAN.is_dir():
        found |= {int(path.name) for path in programs.DEBIAN.iterdir() if path.name.isdigit()}
    return sorted(found)
