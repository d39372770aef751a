"""What is asked of the installation, and what has to be the same afterwards."""

import json
import subprocess
import sys
import time
from pathlib import Path

ARCHIVES = Path("/rehearsal")
HOST = "portal.example"


def reported() -> str:
    return manage("report", "registry", "--as", "department")


def manage(*asked: str, check: bool = True) -> str:
    """As `make run` is: the demo is refused to production."""
    env = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
    for name in ("portal", "owner"):
        for line in Path(f"/etc/otop/{name}.env").read_text().splitlines():
            key, _, value = line.partition("=")
            env[key] = value
    env |= {"DJANGO_SETTINGS_MODULE": "otop_registry.settings", "PORTAL_DEMO": "1"}
    python = "/opt/otop/current/.venv/bin/python"
    as_otop = ("runuser", "-u", "otop", "--", python, "manage.py")  # whose files they have to be
    return run(*as_otop, *asked, env=env, check=check, cwd="/opt/otop/current")


def run(
    *command: str, env: dict[str, str] | None = None, check: bool = True, cwd: str = "/"
) -> str:
    done = subprocess.run(command, env=env, cwd=cwd, capture_output=True, text=True)
    if check and done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout[-1500:]}\n{done.stderr[-3000:]}")
    return done.stdout


def sql(statement: str, database: str = "otop") -> str:
    return run(
        "runuser", "-u", "postgres", "--", "psql", "-qtAX", "-v", "ON_ERROR_STOP=1",
        "-d", database, "-c", statement,
    )  # fmt: skip


def databases() -> list[str]:
    return sql("SELECT datname FROM pg_database", "postgres").split()


def stands() -> dict[str, tuple[int, str]]:
    """Each table's number of rows; of those that matter most a sum over columns both releases have."""
    tables = sql(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    ).split()
    found = {}
    for table in tables:
        if table.startswith(("django_", "jobs_", "axes_", "tasks")):
            continue
        found[table] = (int(sql(f'SELECT count(*) FROM "{table}"')), "")  # noqa: S608
    for table, columns in {
        "producers_producer": "id, name, status",
        "products_product": "id, name, status, price",
        "sales_salesrow": "id, version, domestic_offline, export_online",
    }.items():
        summed = sql(f"SELECT sum(hashtextextended(({columns})::text, 0)) FROM {table}").strip()  # noqa: S608
        found[table] = (found[table][0], summed)
    return found


def same(before: dict[str, tuple[int, str]], now: dict[str, tuple[int, str]]) -> None:
    """A new release may have new tables, rights to them, and fill those that keep counts."""
    for table, held in before.items():
        if table in now and now[table] != held and table not in _FILLED:
            sys.exit(f"{table}: {held} stood, {now[table]} stands")


_FILLED = (
    "auth_permission",
    "auth_group_permissions",
    "quality_qualitycount",
    "producers_alikenames",
    "registration_recordgaps",
)


def is_well(version: str) -> None:
    """The portal answers through nginx, by https, as the release it should be."""
    asked = ["openssl", "s_client", "-quiet", "-connect", "127.0.0.1:443", "-servername", HOST]
    request = f"GET /login/ HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n"
    done = subprocess.run(asked, input=request.encode(), capture_output=True)
    status = done.stdout.partition(b"\r\n")[0].decode()
    now = Path("/opt/otop/current").resolve().name
    health = json.loads(
        run("curl", "--silent", "--unix-socket", "/run/otop/web.sock", "-H",
            "X-Forwarded-For: 127.0.0.1", "-H", "X-Forwarded-Proto: https",
            "http://localhost/health/ready")
    )  # fmt: skip
    faults = {name: said for name, said in health.items() if said != "ok"}
    assert now == version, (now, version)
    assert " 200 " in status, (status, done.stderr[-300:])
    assert not faults, faults
    print(f"    {version}: nginx answers {status}; {len(health)} checks are well", flush=True)


def indented(text: str) -> str:
    return "\n".join(f"    | {line}" for line in text.strip().splitlines())


class told:
    def __init__(self, what: str) -> None:
        self._what = what

    def __enter__(self) -> None:
        self._begun = time.monotonic()

    def __exit__(self, *ended: object) -> None:
        print(f"{self._what}: {time.monotonic() - self._begun:.0f} s", flush=True)
