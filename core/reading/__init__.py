"""Reading the tables that offices really send, and refusing what is hostile: `read_table`."""

from core.reading.cells import Cell, Guess, Truth
from core.reading.heads import FAULTS_HEADING
from core.reading.limits import (
    LARGEST_FILE,
    LARGEST_UNPACKED,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_SHEETS,
)
from core.reading.refusals import FileRefused, Unreadable
from core.reading.rows import Row
from core.reading.tables import ReadTable, read_table

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
