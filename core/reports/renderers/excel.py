"""A report as an Excel sheet: real numbers, A4 print setup, and no cell that runs as a formula."""

from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from core.reports.cells import RIGHT_ALIGNED, TICK
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

_FACE = "TH Sarabun New"  # what the offices' own documents are set in
_PLAIN, _BOLD = Font(name=_FACE, size=14), Font(name=_FACE, size=14, bold=True)
_TITLE, _DRAFT = Font(name=_FACE, size=18, bold=True), Font(name=_FACE, size=14, color="B3261E")
_HEAD_GROUND = PatternFill("solid", fgColor="EEF0F3")
_LINE = Side(style="thin", color="8A94A6")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_FORMATS = {"baht": "#,##0.00", "count": "#,##0", "percent": '0.00"%"'}
_FORMULA_SIGNS = ("=", "+", "-", "@")


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


def _write_body(
    sheet: Worksheet, at: int, row: Row, columns: tuple[Column, ...], font: Font
) -> None:
    for index, column in enumerate(columns, 1):
        cell = sheet.cell(at, index)
        value = row.get(column.key)
        if column.kind == "tick":
            value = TICK if value is True else None
        _write(cell, value, font)
        if not isinstance(value, str):
            cell.number_format = _FORMATS.get(column.kind, "General")
        across = "right" if column.kind in RIGHT_ALIGNED else "left"
        cell.alignment = Alignment(
            horizontal="center" if column.kind == "tick" else across,
            vertical="top",
            wrap_text=column.kind == "text",
        )
        cell.border = _BOX


def _write_grid(sheet: Worksheet, at: int, table: ReportTable | Summary) -> int:
    """Head, rows and total from row `at` on; returns the first row below."""
    for row_of_head in head_rows(table.columns):
        for head in row_of_head:
            right, bottom = head.column + head.columns, at + head.rows - 1
            _write(sheet.cell(at, head.column + 1), head.text, _BOLD)
            for line in sheet.iter_rows(at, bottom, head.column + 1, right):
                for cell in line:
                    cell.border, cell.fill = _BOX, _HEAD_GROUND
                    cell.alignment = Alignment("center", "center", wrap_text=True)
            if head.columns > 1 or head.rows > 1:
                sheet.merge_cells(
                    start_row=at, end_row=bottom, start_column=head.column + 1, end_column=right
                )
        at += 1
    for row in table.rows:
        _write_body(sheet, at, row, table.columns, _PLAIN)
        at += 1
    if not table.rows:
        _write(sheet.cell(at, 1), EMPTY_TABLE)
        at += 1
    if table.total is not None:
        _write_body(sheet, at, table.total, table.columns, _BOLD)
        at += 1
    return at


def _set_up_page(sheet: Worksheet, table: ReportTable, head_top: int, head_bottom: int) -> None:
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = table.orientation
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{head_top}:{head_bottom}"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.oddFooter.right.text = "หน้า &P / &N"
    sheet.freeze_panes = sheet.cell(head_bottom + 1, 1)
    for index, column in enumerate(table.columns, 1):
        sheet.column_dimensions[get_column_letter(index)].width = column.width + 2


def _write_summaries(sheet: Worksheet, table: ReportTable) -> None:
    """The small tables on a sheet of their own, where their columns have their own widths."""
    at = 1
    for line in (table.title, *table.subtitle_lines):
        _write(sheet.cell(at, 1), line, _BOLD)
        at += 1
    for summary in table.summaries:
        _write(sheet.cell(at + 1, 1), summary.title, _BOLD)
        at = _write_grid(sheet, at + 2, summary)
        for index, column in enumerate(summary.columns, 1):
            dimension = sheet.column_dimensions[get_column_letter(index)]
            dimension.width = max(dimension.width, column.width + 2)
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = table.orientation
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def render(table: ReportTable) -> bytes:
    """Title block, coverage, the table under a frozen head, totals, signatures; then summaries."""
    book = Workbook()
    sheet = book.active
    sheet.title = "รายงาน"
    block = [(table.title, _TITLE), *((line, _BOLD) for line in table.subtitle_lines)]
    if table.draft:
        block.append((DRAFT_MARK, _DRAFT))
    block.append((table.coverage, _PLAIN))
    at = 1
    for text, font in block:
        _write(sheet.cell(at, 1), text, font)
        at += 1
    head_top = at
    at = _write_grid(sheet, at, table)
    _set_up_page(sheet, table, head_top, head_top + len(head_rows(table.columns)) - 1)
    for note in table.notes:
        at += 1
        _write(sheet.cell(at, 1), note)
    for signature in table.signatures:
        at += 1
        for line in signature.lines:
            at += 1
            _write(sheet.cell(at, max(1, len(table.columns) * 2 // 3)), line)
    if table.summaries:
        _write_summaries(book.create_sheet("สรุป"), table)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
