"""What has to be known of a sheet beside its values: the values' reader tells nothing of these."""

from array import array
from dataclasses import dataclass, field

MOST_FORMULAS = 400_000  # four columns of formulas in 100,000 rows; more is said as too many
MOST_ERRORS_KEPT = 100_000

SOMEWHERE = (10**7, 0)  # the place of a formula whose cell does not say where it stands


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
