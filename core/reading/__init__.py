"""Reading the tables that offices really send, and refusing what is hostile: `read_table`."""

from core.reading.cell_values import Cell, Guess, Truth
from core.reading.errors import FileRefused, Unreadable
from core.reading.headings import FAULTS_HEADING
from core.reading.limits import (
    LARGEST_FILE,
    LARGEST_UNPACKED,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_SHEETS,
)
from core.reading.rows import Row
from core.reading.table_reader import ReadTable, read_table

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
