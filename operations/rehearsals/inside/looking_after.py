"""Inside the bare Debian, after it was started anew: what the units promise, then the chapters of
docs/operations.md, command by command as they stand there."""

import json
import shutil
import subprocess
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from . import AFTER
from .guide import TESTED, chapters, fitted
from .portal import indented, is_well, manage, reported, run, same, sql, stands, told

GUIDE = Path("/opt/otop/current/docs/operations.md")
CHAPTERS = ("Look after", "The log that proves itself", "Back up", "Restore")
ELSEWHERE = Path("/mnt/elsewhere")
SERVICES = ("otop-web.service", "otop-worker.service", "otop-archive.service")
ONCE = ("otop-nightly", "otop-retention", "otop-suspension", "otop-backup")


def rehearse() -> None:
    with told("started anew; everything came up by itself"):
        wait_until_well()
    units()
    guide()


def units() -> None:
    for name in SERVICES:
        with told(f"{name} killed, and back"):
            before = shown(name, "MainPID")
            run("systemctl", "kill", "--signal=KILL", name)
            while shown(name, "MainPID") in (before, "0"):
                time.sleep(0.1)
            wait_until_well()
    for name in ONCE:
        with told(f"{name}.service, as its timer starts it"):
            run("systemctl", "start", f"{name}.service")
        assert shown(f"{name}.service", "Result") == "success", name
    print(indented(run("systemctl", "list-timers", "--no-pager", "otop-*")))
    print(indented(run("systemd-analyze", "security", "--no-pager", *SERVICES)))
    failed = run("systemctl", "--failed", "--no-legend", "--plain", "otop-*")
    assert not failed, failed


def guide() -> None:
    """A change, a moment, a mistake: the restore to that moment has the change and not the mistake."""
    ELSEWHERE.mkdir(parents=True, exist_ok=True)
    shutil.chown(ELSEWHERE, "otop")
    manage("verify_log")
    version = run("pg_lsclusters", "--no-header").split()[0]
    values = {"17 main": f"{version} main", "/17/": f"/{version}/"}
    said = chapters(GUIDE.read_text())
    for title in CHAPTERS:
        if title == "The log that proves itself":
            values[" KEY"] = " " + run("otop", "manage", "verify_log", "--key").strip()
        if title == "Restore":
            rename("ก่อนกู้คืน")
            kept, report = stands(), reported()
            time.sleep(2)
            now = datetime.now(ZoneInfo("Asia/Bangkok"))
            values["2026-11-28T14:30:00"] = now.strftime("%Y-%m-%dT%H:%M:%S")
            time.sleep(2)
            rename("ผิดพลาด")
            time.sleep(20)  # otop archive brings the log away within 15
        for command in said[title]:
            if not command.startswith(tuple(TESTED)):
                follow(fitted(command, values))
    wait_until_well()
    same(kept, stands())
    assert reported() == report, "the report of the nation says something else"
    print("The guide did what it says; the mistake is gone, and nothing else.")


def follow(command: str) -> None:
    begun = time.monotonic()
    done = subprocess.run(
        ["sh", "-c", command], cwd="/root", capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    print(f"  # {command}   ({time.monotonic() - begun:.0f} s)", flush=True)
    print(indented("\n".join((done.stdout + done.stderr).strip().splitlines()[-18:])), flush=True)
    looks = "otop doctor" in command and done.returncode == 1  # no mail, no bucket: it says so
    assert done.returncode == 0 or looks, f"{command} ended with {done.returncode}"


def rename(what: str) -> None:
    first = "SELECT min(id) FROM producers_producer"
    sql(f"UPDATE producers_producer SET name = '{what}' WHERE id = ({first})")  # noqa: S608


def shown(unit: str, name: str) -> str:
    return run("systemctl", "show", "--value", f"--property={name}", unit).strip()


def wait_until_well() -> None:
    until = time.monotonic() + 60
    while True:
        try:
            return is_well(AFTER)
        except (AssertionError, SystemExit, json.JSONDecodeError):
            if time.monotonic() > until:
                raise
            time.sleep(0.5)
