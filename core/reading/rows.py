"""A row as it was read."""

from dataclasses import dataclass

from core.reading.cell_values import Cell


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number as Excel shows it, its cells in the order of the table's headings.

    `refused`: why no cell of it can be trusted, in Thai. `remark`: what is to be looked at. `unsaid`:
    places of cells of which the file says nothing, not even that they are empty.
    """

    number: int
    cells: list[Cell]
    refused: str = ""
    remark: str = ""
    unsaid: frozenset[int] = frozenset()
