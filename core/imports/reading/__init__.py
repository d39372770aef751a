"""Reading the tables that offices really send, and refusing what is hostile: `read_table`."""

from core.imports.reading.cells import Cell, Guess, Truth
from core.imports.reading.heads import FAULTS_HEADING
from core.imports.reading.limits import (
    LARGEST_FILE,
    LARGEST_UNPACKED,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_SHEETS,
)
from core.imports.reading.refusals import FileRefused, Unreadable
from core.imports.reading.rows import Row
from core.imports.reading.tables import ReadTable, read_table

__all__ = [
    "FAULTS_HEADING",
    "LARGEST_FILE",
    "LARGEST_UNPACKED",
    "MOST_COLUMNS",
    "MOST_ROWS",
    "MOST_SHEETS",
    "Cell",
    "FileRefused",
    "Guess",
    "ReadTable",
    "Row",
    "Truth",
    "Unreadable",
    "read_table",
]
