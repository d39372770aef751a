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
    same, of what is taken and should be looked at. `is_astray`: its key is refused, so nobody knows
    which record it is of. `typed`: by column, what stood in a cell that a check wrote anew (`rewrite`).
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
    is_astray: bool = False
    typed: dict[str, object] = field(default_factory=dict)

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

    def tells(self, *names: str) -> bool:
        """Whether it is known what the record will hold in these columns. A refused cell tells nothing,
        nor does what a row that is astray leaves to its record."""
        return not any(
            name in self.faults or (self.is_astray and name not in self.values) for name in names
        )

    def rewrite(self, name: str, text: str) -> None:
        """Have the cell say this instead of what was typed."""
        self.typed.setdefault(name, self.cells.get(name, ""))
        self.cells[name] = text

    def say(self, name: str, text: str) -> None:
        """The same of a column that is written; nothing is, where the record says so already."""
        self.rewrite(name, text)
        self.values[name] = text
        if self.record is not None and self.record.get(name) == text:
            del self.values[name]

    def as_typed(self, name: str) -> object:
        """The cell as the file has it; "" of a column that it has not."""
        return self.typed.get(name, self.cells.get(name, ""))

    def refuse(self, reason: str, column: str = WHOLE_ROW) -> None:
        """A fault; a second one of the same cell is added to the first."""
        said = self.faults.get(column)
        self.faults[column] = f"{said} · {reason}" if said else reason

    def doubt(self, reason: str, column: str = WHOLE_ROW) -> None:
        """What a person should look at before confirming."""
        self.doubts[column] = reason
