"""What the check makes of one row of a file."""

from dataclasses import dataclass, field
from typing import Any

WHOLE_ROW = ""


@dataclass(slots=True)
class ImportRow:
    """One row on its way: what it says, of which record, what is wrong with it.

    `number`: as Excel counts. `cells`: by the table's column names, as read. `record`: by the
    columns' names and the table's extras, what the registry holds; None of a new one. `values`: by
    column, what is to be written. `faults`: by column, or `WHOLE_ROW`, a Thai sentence. `doubts`: the
    same, of what is taken and should be looked at.
    """

    number: int
    cells: dict[str, object]
    key: tuple[str, ...] = ()
    pk: object = None
    version: int | None = None
    record: dict[str, Any] | None = None
    shown: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    doubts: dict[str, str] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        return self.record is None

    def value(self, name: str) -> Any:
        """What the record will hold: the file's value where it changes it, else the registry's."""
        if name in self.values:
            return self.values[name]
        return self.record.get(name) if self.record is not None else None

    def held(self, name: str) -> Any:
        """What the registry holds, of a row that has a record."""
        assert self.record is not None
        return self.record[name]

    def refuse(self, reason: str, column: str = WHOLE_ROW) -> None:
        """A fault; a second one of the same cell is added to the first."""
        said = self.faults.get(column)
        self.faults[column] = f"{said} · {reason}" if said else reason

    def doubt(self, reason: str, column: str = WHOLE_ROW) -> None:
        """What a person should look at before confirming."""
        self.doubts[column] = reason
