"""`otop install`: a bare Debian server becomes an installation; run again it mends what is missing.

It makes the users, the secrets, the roles and the database, units, nginx and certificate. What somebody
changed by hand in a file of secrets stays; units and nginx are written anew from the release. Called by
deploy/install.sh, from the release in /opt/otop/releases.
"""

import argparse
import base64
import json
import os
import re
import secrets
import sys
import time
from pathlib import Path

import psycopg

from . import reachable, roles
from .failure import Refused
from .layout import SERVICES, TIMERS, Layout
from .machine import Machine
from .settings import ROOT, environment_file

NEEDED = {
    "nginx": "nginx",
    "psql": "postgresql",
    "pg_lsclusters": "postgresql",
    "openssl": "openssl",
    "systemctl": "systemd",
    "logrotate": "logrotate",
}
# MB: the largest form is a zip of pictures (registration.picture_batches), and what stands around it.
LARGEST_BODY = 520
HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", required=True, help="the name offices open: portal.example")
    parser.add_argument("--workers", type=int, default=max(2, (os.cpu_count() or 1)))
    parser.add_argument(
        "--place", type=Path, help="folder of the backups, best of another machine (mounted)"
    )


def command(asked: argparse.Namespace) -> int:
    if os.geteuid() != 0:
        raise Refused("This changes the machine.", "run it as root: sudo otop install ...")
    Installer(Machine(), Layout(), asked.host, asked.workers, asked.place).install()
    return 0


class Installer:
    def __init__(
        self, machine: Machine, layout: Layout, host: str, workers: int, place: Path | None
    ) -> None:
        if not HOST.fullmatch(host):
            raise Refused(
                f"{host!r} is no name of a host.", "write it as in the browser: portal.example"
            )
        self.machine, self.at, self.host, self.workers = machine, layout, host, workers
        self.place = place or layout.backup_place

    def install(self) -> None:
        self._refuse_unfit()
        self._users_and_folders()
        self._secrets()
        self._database()
        self._portal()
        self._certificate()
        self.files_of_the_system()
        self._start()

    def _refuse_unfit(self) -> None:
        missing = sorted(
            {package for program, package in NEEDED.items() if not self.machine.has(program)}
        )
        if missing:
            raise Refused(
                f"Programs of Debian are missing: {', '.join(missing)}.",
                f"apt-get install {' '.join(missing)}, then again.",
                "ยังติดตั้งโปรแกรมของ Debian ไม่ครบ",
            )

    def _users_and_folders(self) -> None:
        self.machine.user("otop")
        self.machine.user("otop-backup", groups=("otop",))  # reads the files, to copy them
        for path, mode, owner, group in (
            (self.at.etc, 0o755, "root", "root"),
            (self.at.tls, 0o700, "root", "root"),
            (self.at.media, 0o750, "otop", "otop"),
            (self.at.backup_state, 0o700, "otop-backup", "otop-backup"),
            (self.place, 0o700, "otop-backup", "otop-backup"),
        ):
            self.machine.folder(path, mode, owner, group)
        self.machine.say("users and folders are there")

    def _secrets(self) -> None:
        """Files of 0600 for root: systemd reads them for the services. Only what is missing is made."""
        have = self._known()
        passwords = {
            role: secrets.token_urlsafe(32)
            for role in (roles.OWNER, roles.WEB, roles.REPORT, roles.BACKUP)
        }
        fernet = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
        wanted = {
            self.at.portal_env: {
                "DJANGO_SETTINGS_MODULE": "otop_registry.settings_production",
                "ALLOWED_HOSTS": f"{self.host},localhost",
                "PUBLIC_ADDRESS": f"https://{self.host}",
                "DATABASE_URL": _url(roles.WEB, passwords[roles.WEB]),
                "MEDIA_ROOT": str(self.at.media),
                "SECRET_KEY": secrets.token_urlsafe(60),
                "NATIONAL_ID_KEYS": fernet,
                "NATIONAL_ID_HASH_KEY": secrets.token_urlsafe(60),
                "PAPER_SIGNING_KEY": secrets.token_hex(32),
                "WEB_WORKERS": str(self.workers),
                # A new one speaks to nobody else; one from before may, and says so itself.
                **({} if self.at.portal_env.exists() else {reachable.SETTING: "localhost"}),
            },
            self.at.owner_env: {
                "DATABASE_URL": _url(roles.OWNER, passwords[roles.OWNER]),
                # For whoever asks the database himself: it is handed out, the owner's never.
                "REPORT_DATABASE_URL": _url(roles.REPORT, passwords[roles.REPORT]),
            },
            self.at.backup_env: {
                "BACKUP_DATABASE_URL": _url(roles.BACKUP, passwords[roles.BACKUP]),
                "BACKUP_PLACE": str(self.place),
                "BACKUP_STATE": str(self.at.backup_state),
                "BACKUP_KEY": secrets.token_urlsafe(48),
                "BACKUP_DAYS": "14",
            },
        }
        for path, values in wanted.items():
            missing = {
                name: value for name, value in values.items() if name not in have.get(path, {})
            }
            before = path.read_text() if path.exists() else ""
            text = before + "".join(f"{name}={value}\n" for name, value in missing.items())
            self.machine.write(path, text, 0o600)
            path.chmod(0o600)
            if missing:
                self.machine.say(f"{path}: made {', '.join(missing)}")
                if "NATIONAL_ID_KEYS" in missing or "BACKUP_KEY" in missing:
                    self.machine.say(
                        f"KEEP A COPY of {path} away from this machine and from its backups."
                    )

    def _known(self) -> dict[Path, dict[str, str]]:
        paths = (self.at.portal_env, self.at.owner_env, self.at.backup_env)
        return {path: environment_file(path.read_text()) for path in paths if path.exists()}

    def _database(self) -> None:
        version, cluster = self._cluster()
        text = (ROOT / "deploy/postgresql.conf").read_text()
        text = text.replace("@SUMMARIZE@", "summarize_wal = on" if int(version) >= 17 else "")
        path = self.at.root / f"etc/postgresql/{version}/{cluster}/conf.d/otop.conf"
        if self.machine.write(path, text):
            self.machine.run("systemctl", "restart", f"postgresql@{version}-{cluster}")
        known = self._known()
        passwords = {
            role: _password(known[path][name])
            for role, path, name in (
                (roles.OWNER, self.at.owner_env, "DATABASE_URL"),
                (roles.WEB, self.at.portal_env, "DATABASE_URL"),
                (roles.REPORT, self.at.owner_env, "REPORT_DATABASE_URL"),
                (roles.BACKUP, self.at.backup_env, "BACKUP_DATABASE_URL"),
            )
        }
        said = self.machine.run(
            sys.executable, "-m", "operations", "roles",
            user="postgres", given=json.dumps(passwords), cwd=ROOT,
        )  # fmt: skip
        self.machine.say(said.strip())

    def _cluster(self) -> tuple[str, str]:
        clusters = json.loads(self.machine.run("pg_lsclusters", "--json"))
        on_5432 = [one for one in clusters if str(one["port"]) == "5432"]
        if not on_5432:
            raise Refused(
                "No PostgreSQL of Debian's is on port 5432.",
                "pg_lsclusters lists them; pg_createcluster 17 main makes one (15 on Debian 12).",
            )
        return str(on_5432[0]["version"]), str(on_5432[0]["cluster"])

    def _portal(self) -> None:
        env = self.environment(owner=True)
        for asked in (["migrate", "--verbosity=0"], ["load_areas"]):
            self.machine.run(sys.executable, "manage.py", *asked, env=env, cwd=ROOT)
        switch(self.at, ROOT)
        self.machine.say(f"release {ROOT.name} is in place, its tables are made")

    def environment(self, *, owner: bool) -> dict[str, str]:
        known = self._known()
        made = {"PATH": "/usr/bin:/bin", **known[self.at.portal_env]}
        return made | (known[self.at.owner_env] if owner else {})

    def _certificate(self) -> None:
        """The office's own, put there by hand, or one made here until it comes."""
        certificate, key = self.at.tls / "certificate.pem", self.at.tls / "key.pem"
        if certificate.exists() and key.exists():
            return
        self.machine.run(
            "openssl", "req", "-x509", "-newkey", "rsa:3072", "-nodes", "-days", "397",
            "-subj", f"/CN={self.host}", "-addext", f"subjectAltName=DNS:{self.host}",
            "-keyout", key, "-out", certificate,
        )  # fmt: skip
        key.chmod(0o600)
        self.machine.say(
            f"a certificate was made; put the office's own in its place: {certificate}"
        )

    def files_of_the_system(self) -> None:
        for path in sorted((ROOT / "deploy/systemd").iterdir()):
            text = path.read_text().replace("/var/backups/otop", str(self.place))
            self.machine.write(self.at.units / path.name, text)
        self._fences()
        self.machine.write(self.at.nginx_site, nginx_site(self.host))
        enabled = self.at.root / "etc/nginx/sites-enabled/otop.conf"
        enabled.parent.mkdir(parents=True, exist_ok=True)
        if not enabled.is_symlink():
            enabled.symlink_to(self.at.nginx_site)
        logs = (ROOT / "deploy/logrotate.conf").read_text()
        self.machine.write(self.at.root / "etc/logrotate.d/otop", logs)
        self.machine.write(self.at.command, COMMAND, 0o755)

    def _fences(self) -> None:
        said = self._known().get(self.at.portal_env, {}).get(reachable.SETTING, "")
        text = reachable.fence(said)
        for unit in reachable.FENCED:
            path = self.at.units / f"{unit}.d" / reachable.DROP_IN
            if text:
                self.machine.write(path, text)
            else:
                path.unlink(missing_ok=True)
        if not said:
            self.machine.say(f"{reachable.SETTING} is not set: the services may reach any address")

    def reload_nginx(self) -> None:
        self.machine.run("nginx", "-t")
        self.machine.run("systemctl", "reload-or-restart", "nginx")

    def _start(self) -> None:
        self.machine.run("systemctl", "daemon-reload")
        self.machine.run("systemctl", "enable", "--now", *SERVICES, *TIMERS)
        self.machine.run("systemctl", "stop", *reversed(SERVICES))  # a socket waits for its service
        self.machine.run("systemctl", "start", *SERVICES)
        self.reload_nginx()
        self.machine.say(f"the portal: https://{self.host}/ ; the first account: otop users create")


COMMAND = """#!/bin/sh
cd /opt/otop/current && exec .venv/bin/python -m operations "$@"
"""


def nginx_site(host: str) -> str:
    text = (ROOT / "deploy/nginx/otop.conf").read_text()
    return text.replace("@HOST@", host).replace("@BODY@", str(LARGEST_BODY))


def switch(at: Layout, release: Path) -> None:
    """The current release, in one step; the one before is remembered."""
    now = at.current.resolve() if at.current.is_symlink() else None
    if now == release.resolve():
        return
    if now:
        _link(at.previous, now)
    _link(at.current, release)


def _link(link: Path, to: Path) -> None:
    link.parent.mkdir(parents=True, exist_ok=True)
    new = link.with_name(link.name + ".new")
    new.unlink(missing_ok=True)
    new.symlink_to(to)
    new.replace(link)


def _url(role: str, password: str) -> str:
    return f"postgres://{role}:{password}@127.0.0.1:5432/otop"


def _password(url: str) -> str:
    return url.partition("//")[2].partition("@")[0].partition(":")[2]


def make_roles(asked: argparse.Namespace) -> int:
    """`otop roles`: as the account postgres, with the passwords as JSON on standard input."""
    passwords = json.load(sys.stdin)
    for _ in range(60):  # the server was told to begin again just now
        try:
            with psycopg.connect("dbname=postgres", autocommit=True) as server:
                roles.make_owner(server)
                made = roles.make_database(server, "otop")
                with psycopg.connect("dbname=otop", autocommit=True) as database:
                    roles.make_roles(server, database, passwords)
            print("the database otop " + ("was made" if made else "is there") + ", with its roles")
            return 0
        except psycopg.OperationalError as error:
            last = error
            time.sleep(1)
    raise Refused(f"PostgreSQL does not answer: {last}", "systemctl status postgresql")
