"""Two databases under Patroni with three etcd, and before each portal an HAProxy and a PgBouncer: on one
machine, each as it would be on its own."""

import json
import os
import secrets
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psycopg
import psycopg.errors

from .. import roles
from ..programs import programs_of
from ..settings import ROOT
from . import engines
from .cluster import majors_here
from .processes import Service, until

NODES = ("a", "b")
# Seconds; the least lease that Patroni takes. A database that ends is noticed at the next turn of its
# loop; a machine that is gone when its lease has run out.
LEASE, LOOP, RETRY = 20, 2, 3
MACHINE_AWAY = 30.0  # seconds until a machine is up again


class Ensemble:
    """`folder`: everything of it lies there. Ports are free ones of the loopback."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.passwords = {
            role: secrets.token_urlsafe(16)
            for role in (
                "postgres",
                "replicator",
                roles.OWNER,
                roles.WEB,
                roles.REPORT,
                roles.BACKUP,
            )
        }
        names = [f"{kind}-{nth}" for kind in ("etcd", "peer") for nth in range(3)]
        names += [f"{kind}-{node}" for kind in ("pg", "rest") for node in NODES]
        names += [f"{kind}-{nth}" for kind in ("haproxy", "pgbouncer") for nth in range(2)]
        self.ports = dict(zip(names, _free_ports(len(names)), strict=True))
        self.bin = programs_of(majors_here()[-1])
        self.etcd = [self._etcd(nth) for nth in range(3)]
        self.patroni = {node: self._patroni(node) for node in NODES}
        self.haproxy = [self._haproxy(nth) for nth in range(2)]
        self.pgbouncer = [self._pgbouncer(nth) for nth in range(2)]

    def begin(self) -> None:
        for service in self.etcd:
            service.begin()
        self.patroni["a"].begin()
        until(lambda: self.leader() == "a", 90, "the first database leads")
        self.patroni["b"].begin()
        with self.connect("postgres", "postgres") as server:
            roles.make_owner(server)
            roles.make_database(server, "otop")
            with self.connect("postgres", "otop") as database:
                roles.make_roles(server, database, self.passwords)
        until(self.is_whole, 120, "the second database follows in step")
        for service in (*self.haproxy, *self.pgbouncer):
            service.begin()

    def end(self) -> None:
        for service in (*self.pgbouncer, *self.haproxy, *self.patroni.values(), *self.etcd):
            service.end()

    # --- What stands ---

    def members(self) -> list[dict[str, Any]]:
        """As either Patroni tells it."""
        for node in NODES:
            try:
                return list(json.loads(_asked(self.ports[f"rest-{node}"], "/cluster"))["members"])
            except (OSError, ValueError, KeyError):
                continue
        return []

    def leader(self) -> str:
        found = [one for one in self.members() if one["role"] == "leader"]
        return str(found[0]["name"]) if found and found[0]["state"] == "running" else ""

    def replica(self) -> str:
        return next(node for node in NODES if node != self.leader())

    def is_whole(self) -> bool:
        """Another kill would lose nothing: a leader, and a standby that confirms each commit."""
        told = {one["role"]: one["state"] for one in self.members()}
        return told == {"leader": "running", "sync_standby": "streaming"} and all(
            b'"health":"true"' in _asked(self.ports[f"etcd-{nth}"], "/health").replace(b" ", b"")
            for nth in range(3)
        )

    @contextmanager
    def connect(self, role: str, database: str = "otop") -> Iterator[psycopg.Connection]:
        with psycopg.connect(
            self.url(role, database),
            autocommit=True,
            connect_timeout=5,
        ) as connection:
            yield connection

    def url(self, role: str, database: str = "otop") -> str:
        """Both databases: whoever connects finds the one that takes writes."""
        places = ",".join(f"127.0.0.1:{self.ports[f'pg-{node}']}" for node in NODES)
        url = f"postgres://{role}:{self.passwords[role]}@{places}/{database}"
        return f"{url}?target_session_attrs=read-write"

    def pooled_url(self, role: str, first: int) -> str:
        """Both PgBouncers, the portal's own first."""
        ports = [self.ports[f"pgbouncer-{nth}"] for nth in (first, 1 - first)]
        places = ",".join(f"127.0.0.1:{port}" for port in ports)
        return f"postgres://{role}:{self.passwords[role]}@{places}/otop"

    # --- What is killed ---

    def kill_database(self, node: str) -> None:
        """PostgreSQL alone, -9: Patroni is still there to see it."""
        pid = int((self.folder / node / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)

    def kill_machine(self, node: str) -> None:
        """PostgreSQL and its Patroni at once, and away for as long as a machine takes to come up."""
        self.patroni[node].kill(again=MACHINE_AWAY)
        try:
            self.kill_database(node)
        except (OSError, ValueError):  # it went with its Patroni
            return

    # --- How each is begun ---

    def _etcd(self, nth: int) -> Service:
        folder = self._folder(f"etcd-{nth}")
        client = f"http://127.0.0.1:{self.ports[f'etcd-{nth}']}"
        peers = {one: f"http://127.0.0.1:{self.ports[f'peer-{one}']}" for one in range(3)}
        command = [
            engines.program("etcd"), f"--name=etcd-{nth}", f"--data-dir={folder / 'data'}",
            f"--listen-client-urls={client}", f"--advertise-client-urls={client}",
            f"--listen-peer-urls={peers[nth]}", f"--initial-advertise-peer-urls={peers[nth]}",
            "--initial-cluster=" + ",".join(f"etcd-{one}={url}" for one, url in peers.items()),
            "--initial-cluster-state=new", f"--initial-cluster-token={self.folder.name}",
            "--log-level=warn",
        ]  # fmt: skip
        return Service(f"etcd-{nth}", command, folder, engines.libraries())

    def _patroni(self, node: str) -> Service:
        folder = self._folder(node)
        (folder / "patroni.yml").write_text(json.dumps(self._patroni_settings(node), indent=1))
        command = [*engines.not_as_root(), *engines.patroni(), str(folder / "patroni.yml")]
        # The account has nothing else of this machine's to send to PostgreSQL.
        return Service(f"patroni-{node}", command, folder, engines.patroni_path() | {"LC_ALL": "C"})

    def _patroni_settings(self, node: str) -> dict[str, Any]:
        local = "127.0.0.1"
        return {
            "scope": "otop",
            "name": node,
            "restapi": {
                "listen": f"{local}:{self.ports[f'rest-{node}']}",
                "connect_address": f"{local}:{self.ports[f'rest-{node}']}",
            },
            "etcd3": {"hosts": [f"{local}:{self.ports[f'etcd-{nth}']}" for nth in range(3)]},
            "bootstrap": {
                "dcs": {
                    "ttl": LEASE,
                    "loop_wait": LOOP,
                    "retry_timeout": RETRY,
                    "maximum_lag_on_failover": 1_048_576,
                    "synchronous_mode": True,
                    "primary_start_timeout": 0,  # the other one leads at once
                    "postgresql": {
                        "use_pg_rewind": True,
                        "use_slots": True,
                        "parameters": {
                            "max_connections": 60,
                            "shared_buffers": "128MB",
                            "wal_keep_size": "256MB",
                            "jit": "off",
                            "random_page_cost": 1.1,
                        },
                    },
                },
                "initdb": [{"encoding": "UTF8"}, {"locale": "C.UTF-8"}, "data-checksums"],
            },
            "postgresql": {
                "listen": f"{local}:{self.ports[f'pg-{node}']}",
                "connect_address": f"{local}:{self.ports[f'pg-{node}']}",
                "data_dir": str(self.folder / node / "data"),
                "bin_dir": str(self.bin),
                "pgpass": str(self.folder / node / "pgpass"),
                "authentication": {
                    "superuser": {
                        "username": "postgres",
                        "password": self.passwords["postgres"],
                    },
                    "replication": {
                        "username": "replicator",
                        "password": self.passwords["replicator"],
                    },
                },
                "basebackup": [{"checkpoint": "fast"}],
                "parameters": {"unix_socket_directories": ""},
                "pg_hba": [
                    f"host replication replicator {local}/32 scram-sha-256",
                    f"host all all {local}/32 scram-sha-256",
                ],
                "remove_data_directory_on_rewind_failure": True,
                "remove_data_directory_on_diverged_timelines": True,
            },
        }

    def _haproxy(self, nth: int) -> Service:
        folder = self._folder(f"haproxy-{nth}")
        servers = "".join(
            f"  server {node} 127.0.0.1:{self.ports[f'pg-{node}']}"
            f" check port {self.ports[f'rest-{node}']}\n"
            for node in NODES
        )
        (folder / "haproxy.cfg").write_text(
            "defaults\n  mode tcp\n  timeout connect 1s\n  timeout client 30m\n"
            "  timeout server 30m\n  timeout check 1s\n"
            f"listen leader\n  bind 127.0.0.1:{self.ports[f'haproxy-{nth}']}\n"
            "  option httpchk OPTIONS /primary\n  http-check expect status 200\n"
            "  default-server inter 500ms fall 2 rise 1 on-marked-down shutdown-sessions\n"
            + servers
        )
        command = [engines.program("haproxy"), "-db", "-f", str(folder / "haproxy.cfg")]
        return Service(f"haproxy-{nth}", command, folder, engines.libraries())

    def _pgbouncer(self, nth: int) -> Service:
        folder = self._folder(f"pgbouncer-{nth}")
        users = folder / "userlist.txt"
        users.write_text(f'"{roles.WEB}" "{self.passwords[roles.WEB]}"\n')
        as_installed = (ROOT / "deploy" / "pgbouncer.ini").read_text()
        settings = (
            as_installed.replace("port=5432", f"port={self.ports[f'haproxy-{nth}']}")
            .replace("listen_port = 6432", f"listen_port = {self.ports[f'pgbouncer-{nth}']}")
            .replace("/etc/pgbouncer/userlist.txt", str(users))
        )
        (folder / "pgbouncer.ini").write_text(f"{settings}unix_socket_dir =\n")
        command = [
            *engines.not_as_root(), engines.program("pgbouncer"), str(folder / "pgbouncer.ini"),
        ]  # fmt: skip
        return Service(f"pgbouncer-{nth}", command, folder, engines.libraries())

    def _folder(self, name: str) -> Path:
        folder = self.folder / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder


def _asked(port: int, path: str) -> bytes:
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().read()
    finally:
        connection.close()


def _free_ports(many: int) -> list[int]:
    probes = [socket.socket() for _ in range(many)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    found = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return found
