"""Opens a workbook with python-calamine in a process of its own:
`python -m core.reading.workbook_process PATH`.

The reader is fast, but a hostile file can make it use unlimited memory or loop for ever. Here it
runs under limits, so that only this process dies.
It answers in pickles on stdout: every sheet with its first rows; then, once the number of one came in on
stdin, the rows of that sheet in batches, and None. A file it cannot open ends it with an exit code.
"""

import pickle
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any

from core.reading.cell_values import Cell, cell
from core.reading.limits import HEAD_WITHIN, MOST_COLUMNS, MOST_MEMORY, MOST_SECONDS
from core.reading.workbook import CANNOT_OPEN, LOCKED, TOO_MUCH, Worksheet

BATCH = 2_000  # rows; large enough that pickling costs little, small enough to work side by side


def main(path: str) -> int:
    """Answer for the workbook at `path`; the exit code."""
    _stay_within_limits()
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        workbook = CalamineWorkbook.from_path(path)
        sheets = [_Sheet(workbook, about) for about in workbook.sheets_metadata]
    except PasswordError:
        return LOCKED
    except CalamineError:
        return CANNOT_OPEN
    except MemoryError:
        return TOO_MUCH
    _answer([sheet.opened for sheet in sheets])
    chosen = sys.stdin.buffer.readline()
    if chosen:
        rows = sheets[int(chosen)].rows
        while batch := list(islice(rows, BATCH)):
            _answer(batch)
        _answer(None)
    return 0


class _Sheet:
    """A sheet that is open: what is said of it first, and its rows as they are asked for."""

    def __init__(self, workbook: Any, about: Any) -> None:
        self.rows: Iterator[tuple[int, list[Cell]]] = iter(())
        kind = str(about.typ).rpartition(".")[2]
        self.opened = Worksheet(about.name, kind, str(about.visible).endswith(".Visible"))
        if kind != "WorkSheet":
            return
        self._sheet = workbook.get_sheet_by_name(about.name)
        self.opened.merged = self._sheet.merged_cell_ranges or []
        if self._sheet.end:
            self.opened.width = self._sheet.end[1] + 1
        if self.opened.width <= MOST_COLUMNS:
            self.opened.first = list(islice(self._numbered(), HEAD_WITHIN))
            self.rows = self._numbered()

    def _numbered(self) -> Iterator[tuple[int, list[Cell]]]:
        """Rows that hold anything, with their numbers."""
        left: list[Cell] = [""] * self._sheet.start[1] if self._sheet.start else []
        for number, values in enumerate(self._sheet.iter_rows(), 1):
            cells = [cell(value) for value in values]
            if any(cells):
                yield number, [*left, *cells] if left else cells


def _answer(what: object) -> None:
    pickle.dump(what, sys.stdout.buffer, protocol=5)
    sys.stdout.buffer.flush()


def _stay_within_limits() -> None:
    """Memory and time of this process, where the system knows such limits."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):
            continue


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
