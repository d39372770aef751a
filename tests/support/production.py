"""The portal in its production settings as a process of its own, on the tests' database."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.db import connection

from core.postgresql.table_rights import WEB
from tests.support.tcp_proxy import TcpProxy

SECONDS = 60  # how long a broken start may hang


@contextmanager
def portal_in_production(folder: Path, bind: str) -> Iterator[None]:
    """Gunicorn at `bind` (127.0.0.1:port or unix:path) until the end; its log lies in `folder`."""
    database = connection.settings_dict
    # The tests' own server is the embedded one, which production refuses by its port.
    proxy = TcpProxy(database["HOST"], int(database["PORT"]))
    address = f"127.0.0.1:{proxy.port}/{database['NAME']}"
    environment = {
        name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ
    }
    environment |= {
        "DJANGO_SETTINGS_MODULE": "otop_registry.settings_production",
        "DATABASE_URL": f"postgres://{database['USER']}:{quote(database['PASSWORD'])}@{address}",
        "PGOPTIONS": f"-c role={WEB}",
        "SECRET_KEY": "made-up-" * 8,
        "ALLOWED_HOSTS": "portal.example",
        "PUBLIC_ADDRESS": "https://portal.example",
        "NATIONAL_ID_KEYS": Fernet.generate_key().decode(),
        "NATIONAL_ID_HASH_KEY": "made-up-" * 8,
        "MEDIA_ROOT": str(folder),
    }
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
        check=True,
        cwd=settings.BASE_DIR,
        env=environment,
    )
    with (folder / "gunicorn.log").open("w+") as log:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "otop_registry.wsgi"),
                *("--bind", bind, "--no-control-socket"),
            ],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=log,
            stderr=log,
        )
        try:
            _until_it_answers(bind, process, log)
            yield
        finally:
            process.terminate()
            process.wait(SECONDS)
            proxy.close()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _until_it_answers(bind: str, process: subprocess.Popen, log) -> None:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            _knock(bind)
        except OSError:
            time.sleep(0.2)
        else:
            return
    log.seek(0)
    pytest.fail(f"gunicorn did not come up: {log.read()}")


def _knock(bind: str) -> None:
    if path := bind.removeprefix("unix:") if bind.startswith("unix:") else "":
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(path)
        return
    host, port = bind.split(":")
    socket.create_connection((host, int(port)), timeout=1).close()
