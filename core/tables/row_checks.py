"""What no single cell of a row can say: a table's checks of a row, each with the columns it rests on.

    @row_check("issued_on", "expires_on")
    def check_days(self, line: ImportRow) -> None: ...

A check is left out where one of its columns could not be read, or was refused by a check before it:
what it said then would only follow from that fault. All others are asked, so that a person is told
every fault of a row at once. They are asked in the order they are written in, those of the base class
first.
"""

from collections.abc import Callable
from typing import Any

from core.tables.import_rows import ImportRow

RowCheck = Callable[[Any, ImportRow], None]

_RESTS_ON: dict[RowCheck, tuple[str, ...]] = {}


def row_check(*columns: str) -> Callable[[RowCheck], RowCheck]:
    """Marks a method of a table as a check of its rows that rests on these columns."""

    def marked(check: RowCheck) -> RowCheck:
        _RESTS_ON[check] = columns
        return check

    return marked


def checks_of(table: type) -> dict[str, tuple[str, ...]]:
    """The names of a table's checks in their order, and the columns each rests on."""
    found: dict[str, tuple[str, ...]] = {}
    for owner in reversed(table.__mro__):
        for name, one in vars(owner).items():
            if callable(one) and one in _RESTS_ON:
                found[name] = _RESTS_ON[one]
    return found
