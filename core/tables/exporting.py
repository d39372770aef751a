"""A table as a file: all that its officer may see, or the rows a list shows."""

from collections.abc import Iterator, Sequence
from typing import IO, Any

from django.db.models import QuerySet

from core.jobs.progress import Progress
from core.personal.shown import persons_of
from core.postgresql.replica import from_replica
from core.tables.cells import Rendered
from core.tables.tables import Table
from core.tables.workbooks import write_csv, write_workbook
from core.users.access import Kind, note

# Above so many rows the file is written in the background.
AT_ONCE = 5000

FORMATS = {"xlsx": "Excel", "csv": "CSV"}
CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
WRITING = "เขียนไฟล์"
ROWS_BETWEEN_WORDS = 5000


def export(
    table: Table,
    form: str,
    records: QuerySet[Any] | None = None,
    progress: Progress | None = None,
) -> IO[bytes]:
    """The table's rows in the form asked for (`FORMATS`), as an open file at its beginning.

    `progress`: of the job that does nothing else.
    """

    def written() -> IO[bytes]:
        return _written(table, form, records, progress)

    _note(table, table.exported() if records is None else records)
    if not table.by.of_nation:
        return written()
    return from_replica(written, within=progress is not None)


def _note(table: Table, found: QuerySet[Any]) -> None:
    """Who takes out whose data, before it is written: what fails half-way was read all the same."""
    persons = persons_of(found)
    note(Kind.EXPORT, table.by, table.title, persons=persons, count=found.count())


def _written(
    table: Table, form: str, records: QuerySet[Any] | None, progress: Progress | None
) -> IO[bytes]:
    found = table.exported() if records is None else records
    found = found.all()  # read anew where it was read before
    rows: Iterator[Sequence[Rendered]] = table.export_rows(found)
    if progress is not None:
        rows = _counted(rows, progress, found.count())
    if form == "csv":
        return write_csv(table.headings, rows)
    return write_workbook(table.title, table.headings, rows)


def blank_form(table: Table) -> IO[bytes]:
    """The headings alone, to be filled in."""
    return write_workbook(table.title, table.headings, [])


def file_title(table: Table, form: str) -> str:
    return " ".join(filter(None, [table.title, table.chosen_words, f"{table.by.office}.{form}"]))


def _counted(
    rows: Iterator[Sequence[Rendered]], progress: Progress, total: int
) -> Iterator[Sequence[Rendered]]:
    for count, row in enumerate(rows):
        if count % ROWS_BETWEEN_WORDS == 0:
            progress.advance(WRITING, count, total)
        yield row
