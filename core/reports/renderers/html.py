"""A report for the screen: cells with their text and class, laid out by reports/table.html.

Rows are put together here: a table of 77 provinces and 23 columns was nine tenths of its page's
processor as a template that asks for each cell.
"""

from dataclasses import dataclass, replace
from html import escape
from itertools import chain, repeat

from django.utils.safestring import SafeString, mark_safe

from core.reports.cells import RIGHT_ALIGNED, cell_text
from core.reports.tables import Column, HeadCell, ReportTable, Row, Summary, head_rows


@dataclass(frozen=True)
class Cell:
    text: str
    css_class: str
    link: str = ""

    @property
    def markup(self) -> str:
        """The cell as HTML; every word of it escaped."""
        text = escape(self.text)
        if self.link:
            text = f'<a href="{escape(self.link)}">{text}</a>'
        return f'<td class="{self.css_class}">{text}</td>'


def _markup(row: list[Cell]) -> SafeString:
    return mark_safe("".join([cell.markup for cell in row]))  # noqa: S308  (each cell is escaped)


@dataclass(frozen=True)
class Grid:
    """A table ready to be written; `title` is empty for the main one."""

    title: str
    head: list[list[HeadCell]]
    rows: list[list[Cell]]
    total: list[Cell] | None
    width: int

    @property
    def drawn(self) -> list[SafeString]:
        """The cells of each row, as HTML."""
        return [_markup(row) for row in self.rows]

    @property
    def drawn_total(self) -> SafeString:
        return _markup(self.total or [])


SENTENCE = 24  # characters; a text column as wide as that holds sentences


def _css_class(column: Column) -> str:
    if column.kind in RIGHT_ALIGNED:
        return "amount"
    wide = column.kind == "text" and column.width >= SENTENCE
    return "text sentence" if wide else column.kind


def _cells(row: Row, columns: tuple[Column, ...]) -> list[Cell]:
    return [
        Cell(cell_text(row.get(column.key), column.kind), _css_class(column)) for column in columns
    ]


def _linked(row: Row, columns: tuple[Column, ...], link: str) -> list[Cell]:
    """The row's first text leads where the row comes from."""
    cells = _cells(row, columns)
    for index, column in enumerate(columns if link else ()):
        if column.kind == "text":
            cells[index] = replace(cells[index], link=link)
            break
    return cells


def grid(table: ReportTable | Summary, begin: int = 0, end: int | None = None) -> Grid:
    """The main table or one of the small ones under it, its rows from `begin` to before `end`; links
    beyond the rows lead nowhere."""
    links = getattr(table, "links", ())[begin:end]
    of_cells = getattr(table, "cell_links", {})
    of_total = getattr(table, "total_links", {})
    return Grid(
        title=table.title if isinstance(table, Summary) else "",
        head=head_rows(table.columns),
        rows=[
            [
                replace(cell, link=of_cells.get((number, column.key), cell.link))
                for cell, column in zip(
                    _linked(row, table.columns, link), table.columns, strict=True
                )
            ]
            if of_cells
            else _linked(row, table.columns, link)
            for number, (row, link) in enumerate(
                zip(table.rows[begin:end], chain(links, repeat("")), strict=False), begin
            )
        ],
        total=None
        if table.total is None
        else [
            replace(cell, link=of_total.get(column.key, ""))
            for cell, column in zip(_cells(table.total, table.columns), table.columns, strict=True)
        ],
        width=len(table.columns),
    )
