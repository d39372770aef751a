"""`otop manage ...` and `otop users create`: manage.py with the installation's settings and account."""

import argparse
import os
import pwd
import sys

from .layout import Layout
from .settings import ROOT, environment_file, read_settings

ACCOUNT = "otop"
BACKUP_ACCOUNT = "otop-backup"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--owner",
        action="store_true",
        help="as the owner of the tables, for a command that makes some: take_over --rehearse",
    )
    parser.add_argument("asked", nargs=argparse.REMAINDER, help="as to manage.py: report --list")


def command(asked: argparse.Namespace) -> int:
    return _become(asked.asked, owner=asked.owner)


def users_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["create"], help="an account of the department")


def users_command(asked: argparse.Namespace) -> int:
    """The first account of an installation; all others are invited from its pages."""
    return _become(["createsuperuser"])


def _become(asked: list[str], *, owner: bool = False) -> int:
    known = {
        name: value
        for name, value in read_settings().known.items()
        if not name.startswith("BACKUP_")
    }
    if owner:
        known |= environment_file(Layout().owner_env.read_text())
    become(ACCOUNT)
    os.chdir(ROOT)
    os.execve(sys.executable, [sys.executable, "manage.py", *asked], known)  # noqa: S606


def become(name: str) -> None:
    """For what runs as a service: root, by hand, would leave files that the service cannot write."""
    if os.geteuid() != 0 or not (ROOT / "VERSION").exists():  # a checkout has no accounts
        return
    account = pwd.getpwnam(name)
    os.initgroups(name, account.pw_gid)
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)
