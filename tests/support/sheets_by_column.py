"""Sheets of a table for tests: a row says the columns it is about, by the table's own names."""

from collections.abc import Mapping, Sequence
from datetime import date

from core.reading import Cell, ReadTable, Row, Unreadable
from core.tables.checked import Checked
from core.tables.checking import check
from core.tables.tables import Table, as_read
from core.tables.workbooks import write_workbook
from core.users.models import User


def columns_of(table: type[Table], rows: Sequence[Mapping[str, object]]) -> list[str]:
    return [name for name in table.fields if any(name in row for row in rows)]


def sheet(table: type[Table], *rows: Mapping[str, object]) -> bytes:
    """A workbook of these rows; columns no row names are left out."""
    columns = columns_of(table, rows)
    headings = [table.fields[name].column_name for name in columns]
    cells = ([row.get(name, "") for name in columns] for row in rows)
    with write_workbook("-", headings, cells) as file:
        return file.read()


def read(table: type[Table], *rows: Mapping[str, object]) -> ReadTable:
    """The same rows as they are read; no file comes into it (tests of core.reading do)."""
    columns = columns_of(table, rows)
    return ReadTable(
        sheet="",
        head_row=1,
        headings=[table.fields[name].column_name for name in columns],
        unknown=[],
        rows=[
            Row(number, [_cell(row.get(name, "")) for name in columns])
            for number, row in enumerate(rows, 2)
        ],
        notes=[],
    )


def _cell(value: object) -> Cell:
    return value if isinstance(value, date | Unreadable) else as_read(value)


def checked(table: type[Table], by: User, *rows: Mapping[str, object]) -> Checked:
    return check(table(by), read(table, *rows))


def exported(table: type[Table], by: User, **where: object) -> dict[str, object]:
    """The exported row of one record, by the table's names."""
    one = table(by)
    (row,) = one.export_rows(one.records().filter(**where))
    return dict(zip(one.columns, row, strict=True))


def all_exported(table: type[Table], by: User) -> list[dict[str, object]]:
    """Every exported row, by the table's names."""
    one = table(by)
    return [dict(zip(one.columns, row, strict=True)) for row in one.export_rows()]
