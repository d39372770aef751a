"""Which processes of this machine are the server of a given folder."""

from __future__ import annotations

import socket
import struct
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Status:
    """What a person wants to know of the server of one project folder."""

    running: bool
    pid: int | None
    port: int | None
    data: Path


def tag_of(data: Path) -> str:
    """A name for the data folder that its processes carry in their command lines.

    Made of the folder's number on disk: a folder that moves keeps its server, a copy of it
    does not take the first one's server for its own, as a process number in a file would.
    """
    try:
        found = data.stat()
    except FileNotFoundError:
        return "otop_none_"
    return f"otop_{found.st_dev:x}_{found.st_ino:x}_"


def commands() -> Iterator[tuple[int, str]]:
    """Every process and its command line; a dead one that nobody has collected has none."""
    if Path("/proc/self/cmdline").exists():
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    command = (entry / "cmdline").read_bytes()
                except OSError:  # it ended meanwhile
                    continue
                yield int(entry.name), command.decode("utf8", "replace")
    else:
        listed = subprocess.run(
            ["ps", "-axww", "-o", "pid=,command="], capture_output=True, text=True, check=True
        )
        for line in listed.stdout.splitlines():
            pid, _, told = line.strip().partition(" ")
            yield int(pid), told


def _is_server(command: str, tag: str) -> bool:
    return tag in command and "pg_ctl" not in command and "postgres" in command


def processes_of(tag: str) -> list[int]:
    return [pid for pid, command in commands() if _is_server(command, tag)]


def pid_file(place: Path) -> list[str]:
    try:
        return (place / "data" / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def postmaster_of(place: Path, tag: str) -> int | None:
    """The first process of the server, if the pid file names one that is truly ours."""
    lines = pid_file(place)
    if not lines or not lines[0].strip().isdigit():
        return None
    pid = int(lines[0])
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf8", "replace")
    except OSError:
        command = dict(commands()).get(pid, "")
    return pid if _is_server(command, tag) else None


def running_in(place: Path) -> Status | None:
    data = place / "data"
    pid = postmaster_of(place, tag_of(data))
    lines = pid_file(place)  # number, folder, start, port, socket, address, memory, state
    if pid is None or len(lines) < 8 or lines[7].strip() != "ready":
        return None
    port = int(lines[3])
    return Status(running=True, pid=pid, port=port, data=data) if _answers(port) else None


def _answers(port: int) -> bool:
    """Whether a living PostgreSQL is at the port: one just killed is listed a moment longer."""
    ssl_request = struct.pack("!ii", 8, 80877103)  # the smallest question PostgreSQL answers
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(ssl_request)
            return connection.recv(1) in (b"N", b"S")
    except OSError:
        return False
