"""What has to be known of a sheet beside its values: the values' reader tells nothing of these."""

import re
from array import array
from collections import deque
from dataclasses import dataclass, field

from core.reading.errors import column_index

MOST_FORMULAS = 400_000  # four columns of formulas in 100,000 rows; more is said as too many
MOST_ERRORS_KEPT = 100_000

SOMEWHERE = (10**7, 0)  # the place of a formula whose cell does not say where it stands
_OVERLAP = 4096  # longer than any tag of a row or a cell
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br\s*=\s*[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
_ERROR = re.compile(
    rb"<(?:\w+:)?c\s(?=[^>]*\bt\s*=\s*[\"']e[\"'])[^>]*?\br\s*=\s*[\"']([A-Z]{1,3})([0-9]{1,7})[\"'][^>]*>"
    rb"(?:\s*<(?:\w+:)?f[^<]*(?:</(?:\w+:)?f>)?)?\s*<(?:\w+:)?v>([^<]{1,20})<"
)
_HIDDEN = re.compile(rb"<(?:\w+:)?(row|col)\s(?=[^>]*\bhidden\s*=\s*[\"'](?:1|true)[\"'])([^>]*)>")
_NUMBER = re.compile(rb"\b(r|min|max)\s*=\s*[\"']([0-9]{1,7})[\"']")
_END = re.compile(rb"</(?:\w+:)?sheetData\s*>")


@dataclass
class SheetFeatures:
    """Rows are counted from 1 as Excel shows them, columns from 0.

    `formulas`: of each column the rows of its formulas. `too_many`: there are more than were kept.
    """

    formulas: dict[int, "array[int]"] = field(default_factory=dict)
    too_many: bool = False
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)  # first and last
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(
        default_factory=list
    )  # of an .ods, rows too from 0; of other files the values' reader tells them
    _count: int = field(default=0, compare=False)

    def formula_at(self, row: int, column: int) -> None:
        if self._count >= MOST_FORMULAS:
            self.too_many = True
            return
        self._count += 1
        if column not in self.formulas:
            self.formulas[column] = array("L")
        self.formulas[column].append(row)

    def formulas_below(self, row: int) -> list[tuple[int, int]]:
        """Row and column of every formula below a row, in the order one reads."""
        return sorted(
            (one, column) for column, rows in self.formulas.items() for one in rows if one > row
        )

    def error_at(self, row: int, column: int, name: str) -> None:
        if len(self.errors) < MOST_ERRORS_KEPT:
            self.errors[row, column] = name


class SheetScan:
    """Collects the facts of a sheet's XML as it is unpacked, in chunks of any size.

    Written for speed: plain searches say that a chunk of a good table has nothing to look at. What is
    not a cell (lists to choose from and sparklines hold formulas too) stands behind the rows and is not
    looked at. Not detected: an error in a cell without a reference, which Excel never writes.
    """

    def __init__(self) -> None:
        self.facts = SheetFeatures()
        self._before = b""
        self._over = False

    def feed(self, chunk: bytes) -> None:
        if self._over:
            return
        text, old = self._before + chunk, len(self._before)
        if b"sheetData" in text and (end := _END.search(text)):
            text, self._over = text[: end.end()], True
        if b"<f" in text or b":f" in text:
            self._formulas(text, old)
        if b'"e"' in text or b"'e'" in text:
            self._errors(text, old)
        if b"hidden" in text:
            self._hidden(text, old)
        self._before = text[-_OVERLAP:]

    def _formulas(self, text: bytes, old: int) -> None:
        for found in _FORMULA.finditer(text):
            if found.end() <= old:
                continue
            if self.facts.too_many:
                return
            owner = _owner(text, found.start())
            row, column = _place(owner) if owner else SOMEWHERE
            self.facts.formula_at(row, column)

    def _errors(self, text: bytes, old: int) -> None:
        for found in _ERROR.finditer(text):
            if found.end() > old:
                row, column = _place(found)
                self.facts.error_at(row, column, found[3].decode("utf-8", "replace"))

    def _hidden(self, text: bytes, old: int) -> None:
        for found in _HIDDEN.finditer(text):
            if found.end() <= old:
                continue
            numbers = {name: int(number) for name, number in _NUMBER.findall(found[2])}
            if found[1] == b"row" and b"r" in numbers:
                self.facts.hidden_rows.append(numbers[b"r"])
            elif found[1] == b"col" and {b"min", b"max"} <= set(numbers):
                self.facts.hidden_columns.append((numbers[b"min"] - 1, numbers[b"max"] - 1))


def _owner(text: bytes, end: int) -> re.Match[bytes] | None:
    """The cell that a formula beginning at `end` stands in: the last one that begins before it."""
    start = max(0, end - _OVERLAP)
    at = max(text.rfind(b"<c ", start, end), text.rfind(b":c ", start, end))
    if at >= 0 and (near := _CELL.match(text, text.rfind(b"<", start, at + 1), end)):
        return near
    found = deque(_CELL.finditer(text, start, end), maxlen=1)
    return found[0] if found else None


def _place(cell: re.Match[bytes]) -> tuple[int, int]:
    return int(cell[2]), column_index(cell[1].decode())
