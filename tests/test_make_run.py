"""`make run` in a copy of the project in a new folder: the first thing a newcomer does.

Only the installed libraries are this checkout's; `.ci/run` in a fresh clone installs them too.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

SECONDS = 1200  # how long a broken start may hang: it builds a database and the demo
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "var", "__pycache__", ".*_cache", "*.mo")


@pytest.fixture
def clone() -> Iterator[Path]:
    """A copy without anything that was ever made in this one. Not under tmp_path: where root runs
    this, the database runs as nobody, who may not look into it."""
    folder = Path(tempfile.mkdtemp(prefix="otop-clone-"))
    folder.chmod(0o755)
    project = folder / "otop"
    shutil.copytree(settings.BASE_DIR, project, ignore=LEFT_OUT, copy_function=shutil.copy)
    (project / ".venv").symlink_to((settings.BASE_DIR / ".venv").resolve())
    for name in ("portal.txt", "test.txt"):  # as old as what is installed
        os.utime(project / "requirements" / name, (0, 0))
    yield project
    subprocess.run(["make", "stop"], cwd=project, check=False, capture_output=True)
    shutil.rmtree(folder, ignore_errors=True)


def answer(address: str) -> tuple[int, str]:
    """Status and page; 0 while nobody listens."""
    try:
        with urllib.request.urlopen(address, timeout=10) as page:  # noqa: S310
            return page.status, page.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, ""
    except OSError:
        return 0, ""


def worker_below(group: int, *, other_than: int | None) -> int:
    """The process of the background worker that `make run` keeps; waits until there is one, another
    than the one that was killed. The shell's own line names the command too, so Python is asked for."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        listed = subprocess.run(
            ["ps", "-eo", "pid=,sid=,args="], capture_output=True, text=True, check=True
        )
        for line in listed.stdout.splitlines():
            pid, session, command = line.split(None, 2)
            is_worker = command.split()[0].endswith("python") and " db_worker " in f"{command} "
            if session == str(group) and is_worker and int(pid) != other_than:
                return int(pid)
        time.sleep(0.5)
    pytest.fail("no worker")


def test_it_serves_the_demo_and_ends_cleanly(clone):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = clone / "make.log"
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "MAKEFLAGS", "MAKELEVEL")
    }
    with log.open("w") as output:
        process = subprocess.Popen(
            ["make", "run", f"PORT={port}"],
            cwd=clone,
            env=environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        try:
            until = time.monotonic() + SECONDS
            status, page = 0, ""
            while not status and process.poll() is None and time.monotonic() < until:
                time.sleep(0.5)
                status, page = answer(f"http://127.0.0.1:{port}/login/")
            assert status == 200, log.read_text()
            assert "bangkhla.chief" in page  # the demo's sign-ins are offered
            style = page.split('rel="stylesheet" href="')[1].split('"')[0]
            assert answer(f"http://127.0.0.1:{port}{style}")[0] == 200
            assert f"http://127.0.0.1:{port}/" in log.read_text()
            first = worker_below(process.pid, other_than=None)
            os.kill(first, signal.SIGKILL)
            assert worker_below(process.pid, other_than=first) != first
            assert answer(f"http://127.0.0.1:{port}/login/")[0] == 200  # the web stayed
        finally:
            os.killpg(process.pid, signal.SIGINT)
            process.wait(60)
    assert answer(f"http://127.0.0.1:{port}/login/")[0] == 0
    assert "Traceback" not in log.read_text()
