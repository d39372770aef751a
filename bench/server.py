"""The portal as `make run` starts it, on a free port, for as long as it is measured."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from bench.national import ROOT, environment

WORKERS, THREADS = 2, 4
START_SECONDS = 60


@dataclass(frozen=True)
class Served:
    """A server that runs: its port, its first process."""

    port: int
    process: int

    def cpu(self) -> float:
        """Milliseconds of processor its processes took so far; PostgreSQL's are not among them."""
        taken = 0
        for pid in (self.process, *_children(self.process)):
            for thread in Path(f"/proc/{pid}/task").iterdir():
                taken += int((thread / "schedstat").read_text().split()[0])
        return taken / 1e6


@contextmanager
def running_portal(address: str, root: Path = ROOT) -> Iterator[Served]:
    """Serve the database of this address, from this checkout or another one beside it; ends the server
    afterwards."""
    with _running("otop_registry.wsgi", environment(address), root) as served:
        yield served


@contextmanager
def running_peer(address: str) -> Iterator[Served]:
    """The plain Django admin of bench.peers over the same database, started in the same way."""
    with _running("bench.peers.wsgi", peer_environment(address), ROOT) as served:
        yield served


def peer_environment(address: str) -> dict[str, str]:
    return os.environ | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "bench.peers.settings"}


def _children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@contextmanager
def _running(application: str, env: dict[str, str], root: Path) -> Iterator[Served]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [
            sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}",
            "--workers", str(WORKERS), "--worker-class", "gthread", "--threads", str(THREADS),
            "--keep-alive", "30", "--no-control-socket", "--log-level", "warning",
        ],
        cwd=root,
        env=env,
    )  # fmt: skip
    try:
        _wait_for(port, server)
        yield Served(port, server.pid)
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(port: int, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/login/")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
        finally:
            connection.close()
    raise RuntimeError("the portal did not answer: see what gunicorn said above")
