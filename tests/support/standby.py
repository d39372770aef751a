"""A streaming standby of the tests' own server, for what is read from one."""

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.conf import settings

from local_postgres.place import Account, account_for, password_of, place_of, programs_for

_OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",  # at least the primary's
    "shared_buffers": "16MB",
    "hot_standby_feedback": "on",
    "wal_receiver_status_interval": "1s",
}


@dataclass
class Standby:
    folder: Path
    programs: Path
    account: Account
    password: str
    port: int

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def start(self) -> None:
        log = self.folder / "log"
        log.touch()
        self.account.own(log)
        options = " ".join(f"-c {name}={value}" for name, value in _OPTIONS.items())
        self._run(
            "pg_ctl", "start", "--wait", "--silent", f"--pgdata={self.data}", f"--log={log}",
            f"--options={options} -c port={self.port} -c cluster_name=standby",
        )  # fmt: skip

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "--mode=fast", f"--pgdata={self.data}")

    def pause(self) -> None:
        """What the primary writes is not seen there until `resume`."""
        self.ask("SELECT pg_wal_replay_pause()")

    def resume(self) -> None:
        self.ask("SELECT pg_wal_replay_resume()")

    def ask(self, statement: str) -> None:
        with psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user="postgres",
            password=self.password,
            dbname="postgres",
            autocommit=True,
        ) as connection:
            connection.execute(statement)

    def _run(self, program: str, *arguments: str) -> None:
        done = self.account.run([self.programs / program, *arguments])
        assert done.returncode == 0, done.stdout


@contextmanager
def standby() -> Iterator[Standby]:
    """Of the embedded server; it has all its databases, and follows it until the end."""
    place = place_of(settings.BASE_DIR)
    account = account_for(place)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="otop-standby-"))
    folder.chmod(0o755)
    made = Standby(folder, programs_for(account), account, password_of(place), port)
    made.data.mkdir(mode=0o700)
    passwords = folder / "passwords"
    passwords.touch(mode=0o600)
    passwords.write_text(f"*:*:*:*:{made.password}\n")
    for path in (made.data, passwords):
        account.own(path)
    primary = settings.DATABASES["default"]["PORT"]
    try:
        made._run(
            "pg_basebackup", f"--pgdata={made.data}", "--checkpoint=fast", "--wal-method=stream",
            "--write-recovery-conf", "--no-sync",
            f"--dbname=host=127.0.0.1 port={primary} user=postgres passfile={passwords}",
        )  # fmt: skip
        made.start()
        yield made
    finally:
        if (made.data / "postmaster.pid").exists():
            made.stop()
        shutil.rmtree(folder, ignore_errors=True)


def is_possible() -> bool:
    """With the embedded server, whose superuser's password is known."""
    return "DATABASE_URL" not in os.environ
