"""What `make stop` calls: start, stop or status of the server of this very clone."""

from __future__ import annotations

import sys
from pathlib import Path

from . import EmbeddedPostgresError, database_url, status, stop


def main(arguments: list[str]) -> int:
    root = Path(__file__).resolve().parents[1]
    if arguments not in (["start"], ["stop"], ["status"]):
        print("Usage: python -m local_postgres start|stop|status", file=sys.stderr)
        return 2
    try:
        if arguments == ["stop"]:
            stopped = stop(root)
            print("PostgreSQL stopped." if stopped else "PostgreSQL was not running.")
            return 0
        if arguments == ["start"]:
            database_url(root)
        found = status(root)
    except EmbeddedPostgresError as error:
        print(error, file=sys.stderr)
        return 1
    if found.running:
        print(f"PostgreSQL runs on 127.0.0.1:{found.port}, process {found.pid}.")
    else:
        print("PostgreSQL is not running.")
    print(f"Data: {found.data}")
    return 0 if found.running else 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
