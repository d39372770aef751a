"""Which file of a folder is of which table: by the table's name or its title, as exports are called.

producers.csv, ผลิตภัณฑ์ กรม.xlsx, standards-2.xlsx; pictures: products-pictures.zip, or a folder called so
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.tables.record_tables import RecordTable
from core.tables.tables import Table, all_tables, table_of
from registration.part_tables import OwnedTable
from registration.standing_tables import StandingTable
from taking_over.picture_sets import PictureSet, picture_set, picture_sets

SUFFIXES = (".csv", ".xlsx", ".xls", ".ods")
Offered = type[Table] | PictureSet
SALES = "sales"
ACCOUNTS = "accounts"


@dataclass(frozen=True)
class FoundFile:
    """A file of a folder, or a folder of pictures; `table`: None where nobody knows of which."""

    path: Path
    table: Offered | None


def files_of(folder: Path) -> list[FoundFile]:
    """The tables of a folder in the order they are taken over, then what is none of ours."""
    found = [
        FoundFile(path, table_called(path.name))
        for path in sorted(folder.iterdir())
        if path.is_file()
        and path.suffix.lower() in (*SUFFIXES, ".zip")
        and not path.name.startswith(("~", "."))
    ]
    found += [
        FoundFile(path, pictures)
        for path in sorted(folder.iterdir())
        if path.is_dir() and (pictures := _called(path.name, picture_sets()))
    ]
    return in_order(found)


def in_order(found: Iterable[FoundFile]) -> list[FoundFile]:
    """Owners before what belongs to them."""
    return sorted(found, key=lambda one: (_rank(one.table), one.path.name))


def table_called(name: str) -> Offered | None:
    """The table a file's name says, of a zip the pictures; the longest name that fits."""
    stem, _, suffix = name.rpartition(".")
    return _called(stem, picture_sets() if suffix.lower() == "zip" else offered_tables())


def _called(stem: str, known: Iterable[Any]) -> Any:
    name = re.sub(r"\s+", " ", stem).strip().casefold()
    fitting = [
        (len(called), one)
        for one in known
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


def offered(entity: str) -> Offered | None:
    """The table or the pictures of this name."""
    return table_of(entity) or picture_set(entity)


def _rank(table: Offered | None) -> tuple[int, int]:
    if table is None:
        return 9, 0
    if isinstance(table, PictureSet):
        return 6, table.position
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
