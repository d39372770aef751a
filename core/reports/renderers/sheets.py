"""A sheet that is written from the top: real numbers, and no cell that runs as a formula.

Rows and columns get the size that what they hold needs (`core.documents.sheet_sizes`).
"""

from itertools import zip_longest

from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from core.documents import sheet_sizes
from core.documents.sheet_sizes import FACE
from core.reports.cells import CENTRED, RIGHT_ALIGNED, TICK, cell_text
from core.reports.tables import EMPTY_TABLE, Column, ReportTable, Row, Summary, Value, head_rows

_SIZE = 14
PLAIN, BOLD = Font(name=FACE, size=_SIZE), Font(name=FACE, size=_SIZE, bold=True)
TITLE, DRAFT = Font(name=FACE, size=18, bold=True), Font(name=FACE, size=_SIZE, color="B3261E")
_HEAD_GROUND = PatternFill("solid", fgColor="EEF0F3")
_LINE = Side(style="thin", color="8A94A6")
BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
FORMATS = {"baht": "#,##0.00", "count": "#,##0", "percent": '0.00"%"', "year": "0"}
_FORMULA_SIGNS = ("=", "+", "-", "@")
_ROW_BY_HAND = 30  # points: room for a pen


def _write(cell: Cell, value: Value, font: Font = PLAIN) -> None:
    """Text stays text: what begins with = + - @ is quoted, and never typed as a formula."""
    if isinstance(value, str):
        text = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.value = text
        cell.data_type = "s"
        if text.lstrip().startswith(_FORMULA_SIGNS):
            cell.quotePrefix = True
    else:
        cell.value = value
    cell.font = font


class Sheet:
    """A sheet that is written from the top; `at` is the next free row, `widths` those of its columns."""

    def __init__(self, sheet: Worksheet, tables: tuple[ReportTable | Summary, ...]):
        self.sheet, self.at = sheet, 1
        self.widths: list[float] = []
        for table in tables:
            self.widen(table)

    def line(self, text: str, font: Font = PLAIN, first: int = 1, across: str = "left") -> None:
        """A text over all columns from `first` on, in as many lines as it takes."""
        cell = self.sheet.cell(self.at, first)
        _write(cell, text, font)
        cell.alignment = Alignment(across, "center", wrap_text=True)
        if len(self.widths) > first:
            self.sheet.merge_cells(
                start_row=self.at, end_row=self.at, start_column=first, end_column=len(self.widths)
            )
        room = sum(self.widths[first - 1 :])
        self.end_row(sheet_sizes.lines(text, room, font.size, bool(font.bold)), font.size)

    def plain(self, text: str, font: Font = PLAIN) -> None:
        """A text in one line, over what is to its right."""
        _write(self.sheet.cell(self.at, 1), text, font)
        self.end_row(1, font.size)

    def widen(self, table: ReportTable | Summary) -> None:
        """Columns as wide as the table's."""
        needed = _widths(table)
        self.widths = [max(pair) for pair in zip_longest(self.widths, needed, fillvalue=0)]
        for index, width in enumerate(self.widths, 1):
            self.sheet.column_dimensions[get_column_letter(index)].width = round(width, 1)

    def end_row(self, lines: int, size: float = _SIZE, least: float = 0) -> None:
        height = max(least, sheet_sizes.height(lines, size))
        self.sheet.row_dimensions[self.at].height = height
        self.at += 1

    def head(self, table: ReportTable | Summary) -> None:
        storeys = head_rows(table.columns)
        for storey, heads in enumerate(storeys):
            needed = 1
            for head in heads:
                right, bottom = head.column + head.columns, self.at + head.rows - 1
                _write(self.sheet.cell(self.at, head.column + 1), head.text, BOLD)
                for line in self.sheet.iter_rows(self.at, bottom, head.column + 1, right):
                    for cell in line:
                        cell.border, cell.fill = BOX, _HEAD_GROUND
                        cell.alignment = Alignment("center", "center", wrap_text=True)
                if head.columns > 1 or head.rows > 1:
                    self.sheet.merge_cells(
                        start_row=self.at,
                        end_row=bottom,
                        start_column=head.column + 1,
                        end_column=right,
                    )
                room = sum(self.widths[head.column : right])
                lines = sheet_sizes.lines(head.text, room, _SIZE, bold=True)
                # What stands over both storeys has the height of both.
                needed = max(
                    needed, lines - (head.rows - 1) if storey + 1 < len(storeys) else lines
                )
            self.end_row(needed)

    def body(self, row: Row, columns: tuple[Column, ...], font: Font, least: float = 0) -> None:
        needed = 1
        for index, column in enumerate(columns):
            cell = self.sheet.cell(self.at, index + 1)
            value = row.get(column.key)
            if column.kind == "tick":
                value = TICK if value is True else None
            _write(cell, value, font)
            if not isinstance(value, str):
                cell.number_format = FORMATS.get(column.kind, "General")
            wraps = isinstance(value, str)
            across = "right" if column.kind in RIGHT_ALIGNED else "left"
            cell.alignment = Alignment(
                horizontal="center" if column.kind in CENTRED else across,
                vertical="top",
                wrap_text=wraps,
            )
            cell.border = BOX
            if isinstance(value, str):
                lines = sheet_sizes.lines(value, self.widths[index], _SIZE, bool(font.bold))
                needed = max(needed, lines)
        self.end_row(needed, least=least)

    def grid(self, table: ReportTable | Summary, *, by_hand: bool = False) -> None:
        """Head, rows and total."""
        self.head(table)
        for row in table.rows:
            self.body(row, table.columns, PLAIN, least=_ROW_BY_HAND if by_hand else 0)
        if not table.rows:
            self.line(EMPTY_TABLE, across="center")
        if table.total is not None:
            self.body(table.total, table.columns, BOLD)

    def set_up_page(self, orientation: str, pages_high: int = 0) -> None:
        """A4, as wide as a page, with the number of the page at the foot; `pages_high`: 0 for as many
        as it takes."""
        sheet = self.sheet
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.page_setup.orientation = orientation
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, pages_high
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_margins.left = sheet.page_margins.right = 0.4
        sheet.page_margins.top, sheet.page_margins.bottom = 0.6, 0.75
        sheet.page_margins.footer = 0.3
        sheet.oddFooter.right.text = "หน้า &P / &N"


def _widths(table: ReportTable | Summary) -> list[float]:
    """Of each column what its figures take, and at least its widest word."""
    found = []
    for column in table.columns:
        heads = [sheet_sizes.widest_word(column.heading, _SIZE, bold=True)]
        cells = [
            (cell_text(row.get(column.key), column.kind), bold)
            for rows, bold in ((table.rows, False), ((table.total,), True))
            for row in rows
            if row is not None
        ]
        measured = sheet_sizes.widest_word if column.kind == "text" else sheet_sizes.width
        found.append(
            max(column.width + 2, *heads, *(measured(text, _SIZE, bold) for text, bold in cells))
        )
    return found
