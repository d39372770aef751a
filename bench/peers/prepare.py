"""The plain admin's own tables and its one account, in a schema of their own."""

import subprocess
import sys

import psycopg

from bench.national import ROOT
from bench.server import peer_environment

USERNAME, PASSWORD = "peer", "otop-bench-2569"


def prepare(address: str) -> None:
    """Make them where they are missing."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA IF NOT EXISTS peer")
        made = connection.execute("SELECT to_regclass('peer.auth_user')").fetchone()
    if made == (None,):
        alone = {
            "PEER_MIGRATES": "1"
        }  # it would take the portal's tables of the same name for its own
        _manage(address, "migrate", "--verbosity", "0", extra=alone)
        _manage(
            address, "createsuperuser", "--noinput", "--username", USERNAME,
            "--email", "peer@localhost", extra=alone | {"DJANGO_SUPERUSER_PASSWORD": PASSWORD},
        )  # fmt: skip


def _manage(address: str, *command: str, extra: dict[str, str]) -> None:
    subprocess.run(
        [sys.executable, "-m", "django", *command],
        cwd=ROOT,
        env=peer_environment(address) | extra,
        stdout=sys.stderr,
        check=True,
    )
