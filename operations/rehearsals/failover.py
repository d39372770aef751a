"""`make rehearse-failover`: a portal in use while what it stands on is killed, time after time.

Three etcd, two PostgreSQL under Patroni that confirm each commit together; two portals, each with an
HAProxy and a PgBouncer before the databases, and a worker that goes straight to them. Officers save rows
through the grid's own address. Whatever the portal acknowledged has to stand in the end, once; the pause
is the longest time in which nobody's save was acknowledged.
"""

import argparse
import json
import os
import random
import secrets
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from cryptography.fernet import Fernet

from .. import noting, roles
from ..failure import Refused
from ..settings import ROOT, Settings
from . import engines
from .ensemble import LEASE, MACHINE_AWAY, NODES, Ensemble
from .processes import Service, until
from .writers import OFFICES, Writer

LONGEST = 15.0  # seconds of pause, but for a machine that is gone: its lease has to run out
WRITERS = 6
ORDER = (
    "database", "replica", "etcd", "pgbouncer", "database",
    "haproxy", "machine", "etcd", "database", "replica machine",
)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "failover")
    asked = parser.parse_args()
    shutil.rmtree(asked.folder, ignore_errors=True)
    asked.folder.mkdir(parents=True)
    try:
        engines.fetch()
        print(engines.versions(), flush=True)
        return _rehearse(asked)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1


@dataclass(frozen=True)
class Kill:
    what: str
    begun: float
    whole: float  # seconds until another kill would lose nothing
    sent_again: int

    def pause(self, acknowledged: list[float]) -> float:
        """The longest time without an acknowledged save, from the kill until all was whole again."""
        end = self.begun + self.whole
        near = [at for at in acknowledged if self.begun - 2 <= at <= end + 2]
        return max((b - a for a, b in pairwise(near)), default=end - self.begun)


def _rehearse(asked: argparse.Namespace) -> int:
    ensemble = Ensemble(asked.folder)
    services: list[Service] = []
    writers: list[Writer] = []
    try:
        ensemble.begin()
        settings = _settings(ensemble, asked.folder)
        noting.portal(settings, None, "migrate", "--verbosity=0")
        noting.portal(settings, None, "demo")
        with ensemble.connect("postgres") as database:  # rights on what was made since
            with ensemble.connect("postgres", "postgres") as server:
                roles.make_roles(server, database, ensemble.passwords)
        services = _portals(ensemble, settings, asked.folder)
        for service in services:
            service.begin()
        writers = _writers(settings, ensemble)
        for writer in writers:
            until(_begun(writer), 60, f"{writer.username} works")
        time.sleep(3)
        kills = [_kill(ensemble, what, writers) for what in _order(asked.kills)]
        time.sleep(3)
    finally:
        for writer in writers:
            writer.end()
        lost = _compared(ensemble, writers) if writers else []
        for service in services:
            service.end()
        ensemble.end()
    return _told(kills, writers, lost)


def _begun(writer: Writer) -> Callable[[], bool]:
    def begun() -> bool:
        try:
            writer.begin()
        except RuntimeError:  # it answers 503 until its first line is there
            return False
        return True

    return begun


def _settings(ensemble: Ensemble, folder: Path) -> Settings:
    (folder / "media").mkdir()
    return Settings(
        {
            "DATABASE_URL": ensemble.url(roles.OWNER),
            "DJANGO_SETTINGS_MODULE": "otop_registry.settings",
            "PORTAL_DEMO": "1",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "NATIONAL_ID_KEYS": Fernet.generate_key().decode(),
            "NATIONAL_ID_HASH_KEY": secrets.token_urlsafe(50),
            "MEDIA_ROOT": str(folder / "media"),
        }
    )


def _portals(ensemble: Ensemble, settings: Settings, folder: Path) -> list[Service]:
    """Two of the web and one worker, all with the rights of the web alone."""
    known = dict(settings.known) | {
        "DATABASE_URL": ensemble.url(roles.WEB),
        "PYTHONPATH": str(ROOT),
    }
    made = []
    for nth in range(2):
        pooled = {"PGBOUNCER_URL": ensemble.pooled_url(roles.WEB, nth)}
        command = [
            sys.executable, "-m", "gunicorn", "otop_registry.wsgi", "--chdir", str(ROOT),
            f"--bind=127.0.0.1:{_port(nth)}", "--worker-class=gthread", "--threads=4",
            "--keep-alive=30", "--no-control-socket", "--log-level=warning",
        ]  # fmt: skip
        made.append(Service(f"portal-{nth}", command, folder, known | pooled))
    worker = [sys.executable, str(ROOT / "manage.py"), "db_worker", "--interval=0.5"]
    made.append(Service("worker", worker, folder, known))
    return made


def _port(nth: int) -> int:
    return int(os.environ.get("PORT", "8210")) + nth


def _writers(settings: Settings, ensemble: Ensemble) -> list[Writer]:
    """Each with rows of their own; offices in turn, portals in turn."""
    told = json.loads(noting.portal(settings, None, "shell", "--no-imports", "-c", OFFICES))
    offices = told["offices"]
    made = []
    for nth in range(WRITERS):
        office = offices[nth % len(offices)]
        made.append(
            Writer(
                _port(nth % 2),
                office["username"],
                told["password"],
                office["address"],
                first=nth // len(offices),
                among=(WRITERS - 1 - nth % len(offices)) // len(offices) + 1,
            )
        )
    return made


def _order(kills: int) -> list[str]:
    return [ORDER[nth % len(ORDER)] for nth in range(kills)]


def _kill(ensemble: Ensemble, what: str, writers: list[Writer]) -> Kill:
    before, sent_again = (
        sum(len(one.saved) for one in writers),
        sum(one.sent_again for one in writers),
    )
    begun = time.monotonic()
    killed = _killed(ensemble, what)
    # Of a machine that is gone Patroni says for a lease's time what it was.
    time.sleep(MACHINE_AWAY if "machine" in what else 2)
    until(ensemble.is_whole, 180, f"all is whole after {killed} was killed")
    until(lambda: sum(len(one.saved) for one in writers) > before + WRITERS, 60, "saves go on")
    whole = time.monotonic() - begun
    time.sleep(2)
    again = sum(one.sent_again for one in writers) - sent_again
    print(
        f"    {killed} killed; whole after {whole:.1f} s, {again} requests sent again", flush=True
    )
    return Kill(what, begun, whole, again)


def _killed(ensemble: Ensemble, what: str) -> str:
    chance = random.SystemRandom()
    leader, replica = ensemble.leader(), ensemble.replica()
    assert {leader, replica} == set(NODES), (leader, replica)
    if what == "database":
        ensemble.kill_database(leader)
        return f"database {leader}, which led,"
    if what == "machine":
        ensemble.kill_machine(leader)
        return f"machine {leader}, which led,"
    if what == "replica":
        ensemble.kill_database(replica)
        return f"database {replica}, which followed,"
    if what == "replica machine":
        ensemble.kill_machine(replica)
        return f"machine {replica}, which followed,"
    chosen = chance.choice(getattr(ensemble, what))
    chosen.kill()
    return str(chosen.name)


def _compared(ensemble: Ensemble, writers: list[Writer]) -> list[str]:
    """What was acknowledged and does not stand, or stands more than once: each save is one version."""
    with ensemble.connect("postgres") as database:
        found = {
            row: (version, f"{figure:.2f}")
            for row, version, figure in database.execute(
                "SELECT id, version, domestic_offline FROM sales_salesrow"
            )
        }
    lost = []
    for writer in writers:
        for row, version in writer.rows:
            saved = [one.figure for one in writer.saved if one.row == row]
            if saved and found[row] != (version + len(saved), saved[-1]):
                lost.append(
                    f"row {row}: {len(saved)} saves from version {version}, the last {saved[-1]};"
                    f" {found[row]} stands"
                )
    return lost


def _told(kills: list[Kill], writers: list[Writer], lost: list[str]) -> int:
    acknowledged = sorted(one.at for writer in writers for one in writer.saved)
    print(
        "\n| killed | times | pause, median s | longest s | sent again | whole after, longest s |"
    )
    print("|---|---:|---:|---:|---:|---:|")
    within = True
    for what in dict.fromkeys(ORDER):
        own = [kill for kill in kills if kill.what == what]
        if not own:
            continue
        pauses = sorted(kill.pause(acknowledged) for kill in own)
        within &= pauses[-1] <= (LEASE + LONGEST if what == "machine" else LONGEST)
        print(
            f"| {what} | {len(own)} | {pauses[len(pauses) // 2]:.1f} | {pauses[-1]:.1f} "
            f"| {sum(kill.sent_again for kill in own)} | {max(kill.whole for kill in own):.1f} |"
        )
    wrong = [text for writer in writers for text in writer.wrong] + lost
    for text in wrong[:20]:
        print(f"    {text}")
    print(
        f"\n{len(kills)} kills, {len(acknowledged)} acknowledged saves, {len(lost)} rows not as "
        f"acknowledged, {len(wrong) - len(lost)} wrong answers, "
        f"{sum(one.sent_again for one in writers)} requests sent again."
    )
    well = within and not wrong
    print("All within the aims." if well else "NOT within the aims.")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
