"""A PostgreSQL server that replays a restored copy: on an address of this machine only, with a
configuration of its own, so that nobody else finds it and no file of the copy is changed."""

import os
import pwd
import shlex
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import psycopg

from local_postgres.place import Account

from . import programs
from .failure import Refused
from .place import Record
from .settings import Address

START = 4 * 3600  # seconds a replay may take


def account_named(name: str | None) -> Account:
    """Who the server runs as: that account; without a name this one, and `postgres` for root."""
    if os.geteuid() != 0:
        return Account()
    found = pwd.getpwnam(name or "postgres")
    return Account(found.pw_uid, found.pw_gid)


class Recovery:
    """One restored copy: `data`, the log to replay in `log_folder`, files of its own in `beside`."""

    def __init__(
        self, record: Record, data: Path, log_folder: Path, beside: Path, account: Account
    ) -> None:
        self._record, self._data, self._log_folder = record, data, log_folder
        self._beside, self._account = beside, account
        self._programs = programs.programs_of(record.major)
        self.port = _free_port()
        self.said = beside / "postgresql.log"

    def address(self, of: Address) -> Address:
        return replace(of, host="127.0.0.1", port=str(self.port))

    @contextmanager
    def replaying(self, target: dict[str, str], action: str) -> Iterator[None]:
        """The server while it replays up to the target; stopped in any case afterwards."""
        (self._data / "recovery.signal").touch()
        self._configure(target | ({"recovery_target_action": action} if target else {}))
        self._account.own(self._data / "recovery.signal")
        try:
            self._start()
            yield
        finally:
            self._pg_ctl("stop", "--mode=fast")

    def _configure(self, extra: dict[str, str]) -> None:
        lines = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "data_directory": str(self._data),
            "hba_file": str(self._beside / "pg_hba.conf"),
            "restore_command": f"cp {shlex.quote(str(self._log_folder))}/%f %p",
            "hot_standby": "on",
            "archive_mode": "off",
            "shared_buffers": "128MB",
            "recovery_target_timeline": "latest",
            **self._record.server_settings,
            **extra,
        }
        written = "".join(
            "{} = '{}'\n".format(name, value.replace("'", "''")) for name, value in lines.items()
        )
        (self._beside / "postgresql.conf").write_text(written)
        (self._beside / "pg_hba.conf").write_text("host all all 127.0.0.1/32 scram-sha-256\n")
        self.said.touch(mode=0o600)
        self._account.own(self._beside)

    def _start(self) -> None:
        done = self._pg_ctl(
            "start",
            "--wait",
            f"--timeout={START}",
            "--silent",
            f"--log={self.said}",
            f"--options=-c config_file={self._beside / 'postgresql.conf'}",
        )
        if done:
            raise self.failure("the restored server does not start")

    def _pg_ctl(self, what: str, *options: str) -> int:
        command: list[str | Path] = [
            self._programs / "pg_ctl",
            what,
            f"--pgdata={self._data}",
            *options,
        ]
        return self._account.run(command, START).returncode

    def wait(self, until: str, of: Address) -> psycopg.Connection:
        """A connection once the query `until` answers true."""
        deadline = time.monotonic() + START
        connection: psycopg.Connection | None = None
        while time.monotonic() < deadline:
            with suppress(psycopg.OperationalError):
                if connection is None:
                    connection = _connect(self.address(of))
                if connection.execute(until).fetchone() == (True,):
                    return connection
                time.sleep(0.1)
                continue
            connection = None
            if not (self._data / "postmaster.pid").exists():
                raise self.failure("the restored server ended")
            time.sleep(0.2)
        raise self.failure("the replay takes longer than four hours")

    def failure(self, why: str) -> Refused:
        said = self.said.read_text(errors="replace") if self.said.exists() else ""
        if "recovery ended before configured recovery target was reached" in said:
            return Refused(
                "The log ends before that time: what came after it was not in the place any more.",
                "restore with --at latest: as far as the log goes.",
                "บันทึกการเปลี่ยนแปลงไม่ถึงเวลาที่ขอ",
            )
        last = "\n".join(f"    {line}" for line in said.splitlines()[-10:])
        return Refused(
            f"{why}. It said:\n{last}",
            "empty the folder and restore from an earlier backup: --at an earlier time.",
            "กู้คืนไม่สำเร็จ สาเหตุอยู่ในข้อความข้างบน",
        )


def _connect(address: Address) -> psycopg.Connection:
    return psycopg.connect(
        host=address.host,
        port=address.port,
        user=address.user,
        password=address.password,
        dbname=address.database,
        autocommit=True,
        target_session_attrs=address.wanted,
        connect_timeout=5,
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def target_of(at: datetime | None) -> dict[str, str]:
    """Recovery settings for a moment; None is as far as the log goes."""
    return {"recovery_target_time": at.isoformat()} if at else {}
