"""A report as an Excel workbook: its table, A4 print setup, and sheets of summaries, chart and map."""

import re
from io import BytesIO

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from core.reports.renderers import excel_charts
from core.reports.renderers.sheets import BOLD, DRAFT, TITLE, Sheet
from core.reports.tables import DRAFT_MARK, ReportTable, head_rows

_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_NUMBER_OF_FORM = re.compile(r"\((รต\.[๑-๔])\)")


def _sheet_name(table: ReportTable) -> str:
    """รต.๓ 2569: the number of the form or its title, and the newest year of which it is, as its first
    line says; where that names none, any line."""
    number = _NUMBER_OF_FORM.search(table.title)
    lines = (" ".join(table.subtitle_lines[:1]), " ".join(table.subtitle_lines))
    years = next(filter(None, (re.findall(r"(?<!\d)25\d\d(?!\d)", line) for line in lines)), [])
    year = f" {max(years)}" if years else ""
    title = number[1] if number else _NOT_IN_NAMES.sub(" ", table.title)
    return f"{title[: 31 - len(year)].strip(chr(39) + ' ')}{year}".strip() or "รายงาน"


def render(table: ReportTable) -> bytes:
    """Title block, coverage, the table under a frozen head, totals, signatures; then summaries."""
    book = Workbook()
    written = Sheet(book.active, (table,))
    sheet = written.sheet
    sheet.title = _sheet_name(table)
    written.line(table.title, TITLE, across="center")
    for line in table.subtitle_lines:
        written.line(line, BOLD, across="center")
    if table.draft:
        written.line(DRAFT_MARK, DRAFT, across="center")
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
        summed = Sheet(book.create_sheet("สรุป"), table.summaries)
        for line in (table.title, *table.subtitle_lines):
            summed.line(line, BOLD)
        for summary in table.summaries:
            summed.at += 1
            summed.line(summary.title, BOLD)
            summed.grid(summary)
        summed.set_up_page(table.orientation)
    if table.rows:
        main = excel_charts.Written(
            sheet, table.columns, head_bottom + 1, head_bottom + len(table.rows)
        )
        excel_charts.add_chart(book, table, main)
        excel_charts.add_map(book, table)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
