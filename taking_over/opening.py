"""The files of an old system as they are opened: which headings they may have, whose a row is, what
another file says of its standing, and the rows held back as they are handed out again.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import IO

from core.reading.batches import OpenTable, open_table
from core.reading.headings import Headings
from core.tables.tables import Column, Table
from core.tables.words import other_headings
from core.users.models import User
from taking_over.mapping import Mapped
from taking_over.read_columns import read_too, standing_columns

Standings = Mapping[str, Mapping[str, object]]
NO_STANDINGS: Standings = MappingProxyType({})


def known_headings(table: Table, mapped: Mapped) -> Headings:
    """What the file of a table may have over its columns: ours, those of the standing, and theirs."""
    columns = dict(table.columns) | read_too(table)
    known = list(
        dict.fromkeys(
            column.column_name
            for name, column in columns.items()
            if mapped.headings.get(column.column_name, name) == name
        )
    )
    known += table.unfolded_headings
    key = table.columns[table.key[0]].column_name
    aliases = {
        theirs: ours
        for theirs, ours in other_headings(table.entity, known).items()
        if theirs not in mapped.headings
    }
    return Headings(known, aliases=aliases | mapped.aliases(columns), keys=[key])


def read_standings(
    table: Table, file: IO[bytes], name: str, mapped: Mapped
) -> tuple[dict[str, dict[str, object]], int]:
    """The standing of records by their key, out of a file of its own; and how many rows it has."""
    found: dict[str, dict[str, object]] = {}
    rows = 0
    same: dict[object, object] = {}  # days come again and again: each kept once
    key = table.columns[table.key[0]].column_name
    with open_table(file, name, known_headings(table, mapped)) as opened:
        names = names_of(table, opened, dict(table.columns))
        place = opened.headings.index(key)
        wanted = [index for index, one in enumerate(names) if index != place and one != "name"]
        for batch in opened.batches():
            for row in batch:
                rows += 1
                said = {
                    names[index]: same.setdefault(row.cells[index], row.cells[index])
                    for index in wanted
                    if row.cells[index] != ""
                }
                found[old_key(table, row.cells[place])] = said
    return found, rows


def old_key(table: Table, cell: object) -> str:
    """The code of a row as it is remembered."""
    try:
        text = table.columns[table.key[0]].widget.key_text(cell)
    except ValueError:
        text = str(cell)
    return text.strip()[:100]


def held_back_rows(
    table_class: type[Table],
    file: IO[bytes],
    name: str,
    *,
    by: User,
    held: Mapping[int, str],
    mapped: Mapped,
    standings: Standings = NO_STANDINGS,
) -> tuple[list[str], Iterator[tuple[list[object], dict[int, str], str]]]:
    """The rows held back, as the file has them beside their standing, with the reasons: what
    core.tables.workbooks.write_faulty_rows writes."""
    table = table_class(by)
    columns = dict(table.columns) | read_too(table)
    with open_table(file, name, known_headings(table, mapped)) as opened:
        names = names_of(table, opened, columns)
        beside = [one for one in standing_columns(table) if standings and one not in names]
        all_names = [*names, *beside]
        key = names.index(table.key[0]) if table.key[0] in names else None
        rows: list[tuple[list[object], dict[int, str], str]] = []
        for batch in opened.batches():
            for row in batch:
                if row.number not in held:
                    continue
                code = old_key(table, row.cells[key]) if key is not None else ""
                stood = standings.get(code, {})
                cells = [*row.cells, *(stood.get(one, "") for one in beside)]
                rows.append((cells, {}, held[row.number]))
    return [columns[one].column_name if one in columns else one for one in all_names], iter(rows)


def names_of(table: Table, opened: OpenTable, columns: Mapping[str, Column]) -> list[str]:
    """The columns of a file by name; one that holds several (a whole address) by its heading."""
    by_heading = {column.column_name: name for name, column in columns.items()}
    return [by_heading.get(heading, heading) for heading in opened.headings]
