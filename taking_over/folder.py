"""Which file of a folder is of which table: by the table's name or its title, as exports are called.

producers.csv, ผลิตภัณฑ์ กรม.xlsx, standards-2.xlsx
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from core.tables.record_tables import RecordTable
from core.tables.tables import Table, all_tables
from registration.part_tables import OwnedTable
from registration.standing_tables import StandingTable

SUFFIXES = (".csv", ".xlsx", ".xls", ".ods")
SALES = "sales"
ACCOUNTS = "accounts"


@dataclass(frozen=True)
class FoundFile:
    """A file of a folder; `table`: None where nobody knows of which."""

    path: Path
    table: type[Table] | None


def files_of(folder: Path) -> list[FoundFile]:
    """The tables of a folder in the order they are taken over, then what is none of ours."""
    found = [
        FoundFile(path, table_called(path.stem))
        for path in sorted(folder.iterdir())
        if path.is_file()
        and path.suffix.lower() in SUFFIXES
        and not path.name.startswith(("~", "."))
    ]
    return in_order(found)


def in_order(found: Iterable[FoundFile]) -> list[FoundFile]:
    """Owners before what belongs to them."""
    return sorted(found, key=lambda one: (_rank(one.table), one.path.name))


def table_called(stem: str) -> type[Table] | None:
    """The table a file's name says; the longest name that fits."""
    name = re.sub(r"\s+", " ", stem).strip().casefold()
    fitting = [
        (len(called), one)
        for one in offered_tables()
        for called in (one.entity.casefold(), one.title.casefold())
        if re.fullmatch(rf"{re.escape(called)}(?:[ ._-].*)?", name)
    ]
    return max(fitting, key=lambda one: one[0])[1] if fitting else None


def offered_tables() -> list[type[Table]]:
    """The tables a take-over reads."""
    return [
        one
        for one in all_tables()
        if issubclass(one, RecordTable | StandingTable) or one.entity in (SALES, ACCOUNTS)
    ]


def _rank(table: type[Table] | None) -> tuple[int, int]:
    if table is None:
        return 9, 0
    if table.entity == SALES:
        return 5, table.position
    if table.entity == ACCOUNTS:
        return 0, table.position
    if issubclass(table, StandingTable):
        return 1, table.position  # read with the records they are of
    depth = 2
    owner: type | None = table.owner_model if issubclass(table, OwnedTable) else None
    while owner is not None:
        depth += 1
        of_owner = next((one for one in all_tables() if one.model is owner), None)
        owner = (
            of_owner.owner_model
            if of_owner is not None and issubclass(of_owner, OwnedTable)
            else None
        )
    return min(depth, 4), table.position
