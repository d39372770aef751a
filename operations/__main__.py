"""`otop COMMAND`: which commands there are, and how a refusal is told."""

import argparse
import sys
from collections.abc import Callable

from . import backup, bucket, doctor, embedded, install, manage, restore, upgrade
from .failure import Refused

Command = Callable[[argparse.Namespace], int]
Arguments = Callable[[argparse.ArgumentParser], None]


def _none(parser: argparse.ArgumentParser) -> None:
    pass


COMMANDS: dict[str, tuple[str, Arguments, Command]] = {
    "backup": ("copy the database and the files to the place", backup.arguments, backup.command),
    "backups": ("list the backups", _none, backup.list_backups),
    "archive": (
        "bring the log of changes and new files to the place, as they come (a service)",
        backup.archive_arguments,
        backup.archive,
    ),
    "fetch": ("bring the backups of the bucket into an empty BACKUP_PLACE", _none, bucket.command),
    "doctor": ("say what is well and what is not", _none, doctor.command),
    "install": ("make this Debian server an installation", install.arguments, install.command),
    "upgrade": (
        "to another release; back by itself if it fails",
        upgrade.arguments,
        upgrade.command,
    ),
    "rollback": (
        "to the release before the upgrade, and its database",
        upgrade.rollback_arguments,
        upgrade.rollback_command,
    ),
    "users": ("make the first account", manage.users_arguments, manage.users_command),
    "manage": ("manage.py of the installation", manage.arguments, manage.command),
    "import-embedded": (
        "move in what a clone of `make run` holds",
        embedded.arguments,
        embedded.command,
    ),
    "roles": ("called by install, as postgres", _none, install.make_roles),
    "units": ("called by upgrade: units and nginx of this release", _none, upgrade.units),
    "restore": ("the database and the files as of a second", restore.arguments, restore.command),
}


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="otop", description="Looks after an installation of the portal."
    )
    commands = made.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (what, arguments, _) in COMMANDS.items():
        arguments(commands.add_parser(name, help=what, description=what))
    return made


def main(given: list[str] | None = None) -> int:
    asked = parser().parse_args(given)
    try:
        return COMMANDS[asked.command][2](asked)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
