"""A report as an Excel sheet: real numbers, A4 print setup, and no cell that runs as a formula.

Rows and columns get the size that what they hold needs (`core.documents.sheet_sizes`).
"""

import re
from io import BytesIO
from itertools import zip_longest

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from core.documents import sheet_sizes
from core.documents.sheet_sizes import FACE
from core.reports.cells import CENTRED, RIGHT_ALIGNED, TICK, cell_text
from core.reports.tables import (
    DRAFT_MARK,
    EMPTY_TABLE,
    Column,
    ReportTable,
    Row,
    Summary,
    Value,
    head_rows,
)

_SIZE = 14
_PLAIN, _BOLD = Font(name=FACE, size=_SIZE), Font(name=FACE, size=_SIZE, bold=True)
_TITLE, _DRAFT = Font(name=FACE, size=18, bold=True), Font(name=FACE, size=_SIZE, color="B3261E")
_HEAD_GROUND = PatternFill("solid", fgColor="EEF0F3")
_LINE = Side(style="thin", color="8A94A6")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_FORMATS = {"baht": "#,##0.00", "count": "#,##0", "percent": '0.00"%"', "year": "0"}
_FORMULA_SIGNS = ("=", "+", "-", "@")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_NUMBER_OF_FORM = re.compile(r"\((รต\.[๑-๔])\)")
_ROW_BY_HAND = 30  # points: room for a pen


def _write(cell: Cell, value: Value, font: Font = _PLAIN) -> None:
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


class _Sheet:
    """A sheet that is written from the top; `at` is the next free row, `widths` those of its columns."""

    def __init__(self, sheet: Worksheet, tables: tuple[ReportTable | Summary, ...]):
        self.sheet, self.at = sheet, 1
        needed = [_widths(table) for table in tables]
        self.widths = [max(of_column) for of_column in zip_longest(*needed, fillvalue=0)]
        for index, width in enumerate(self.widths, 1):
            sheet.column_dimensions[get_column_letter(index)].width = round(width, 1)

    def line(self, text: str, font: Font = _PLAIN, first: int = 1, across: str = "left") -> None:
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
                _write(self.sheet.cell(self.at, head.column + 1), head.text, _BOLD)
                for line in self.sheet.iter_rows(self.at, bottom, head.column + 1, right):
                    for cell in line:
                        cell.border, cell.fill = _BOX, _HEAD_GROUND
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
                cell.number_format = _FORMATS.get(column.kind, "General")
            wraps = isinstance(value, str)
            across = "right" if column.kind in RIGHT_ALIGNED else "left"
            cell.alignment = Alignment(
                horizontal="center" if column.kind in CENTRED else across,
                vertical="top",
                wrap_text=wraps,
            )
            cell.border = _BOX
            if isinstance(value, str):
                lines = sheet_sizes.lines(value, self.widths[index], _SIZE, bool(font.bold))
                needed = max(needed, lines)
        self.end_row(needed, least=least)

    def grid(self, table: ReportTable | Summary, *, by_hand: bool = False) -> None:
        """Head, rows and total."""
        self.head(table)
        for row in table.rows:
            self.body(row, table.columns, _PLAIN, least=_ROW_BY_HAND if by_hand else 0)
        if not table.rows:
            self.line(EMPTY_TABLE, across="center")
        if table.total is not None:
            self.body(table.total, table.columns, _BOLD)

    def set_up_page(self, orientation: str) -> None:
        """A4, as wide as a page, with the number of the page at the foot."""
        sheet = self.sheet
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.page_setup.orientation = orientation
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
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


def _sheet_name(table: ReportTable) -> str:
    """รต.๓ 2569: the number of the form or its title, and the newest year of which it is."""
    number = _NUMBER_OF_FORM.search(table.title)
    years = re.findall(r"(?<!\d)25\d\d(?!\d)", " ".join(table.subtitle_lines))
    year = f" {max(years)}" if years else ""
    title = number[1] if number else _NOT_IN_NAMES.sub(" ", table.title)
    return f"{title[: 31 - len(year)].strip(chr(39) + ' ')}{year}".strip() or "รายงาน"


def render(table: ReportTable) -> bytes:
    """Title block, coverage, the table under a frozen head, totals, signatures; then summaries."""
    book = Workbook()
    written = _Sheet(book.active, (table,))
    sheet = written.sheet
    sheet.title = _sheet_name(table)
    written.line(table.title, _TITLE, across="center")
    for line in table.subtitle_lines:
        written.line(line, _BOLD, across="center")
    if table.draft:
        written.line(DRAFT_MARK, _DRAFT, across="center")
    for paragraph in table.preamble:
        written.line(paragraph)
    written.line(table.coverage)
    head_top = written.at
    head_bottom = head_top + len(head_rows(table.columns)) - 1
    written.grid(table, by_hand=table.by_hand)
    written.set_up_page(table.orientation)
    sheet.print_title_rows = f"{head_top}:{head_bottom}"
    sheet.freeze_panes = sheet.cell(head_bottom + 1, 1)
    if table.rows and not table.by_hand:
        last = get_column_letter(len(table.columns))
        sheet.auto_filter.ref = f"A{head_bottom}:{last}{head_bottom + len(table.rows)}"
    for note in table.notes:
        written.line(note)
    for signature in table.signatures:
        written.at += 1
        for line in signature.lines:
            written.line(line, first=max(1, len(table.columns) * 2 // 3), across="center")
    if table.summaries:
        # Small tables on a sheet of their own, where their columns have their own widths.
        summed = _Sheet(book.create_sheet("สรุป"), table.summaries)
        for line in (table.title, *table.subtitle_lines):
            summed.line(line, _BOLD)
        for summary in table.summaries:
            summed.at += 1
            summed.line(summary.title, _BOLD)
            summed.grid(summary)
        summed.set_up_page(table.orientation)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
