"""Writing a list as a workbook, row by row so that its size does not matter to memory."""

import csv
import io
import itertools
import tempfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import IO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

_FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r")


def write_workbook(
    title: str, headings: Sequence[str], rows: Iterable[Sequence[object]]
) -> IO[bytes]:
    """A workbook of one sheet with a frozen head, as an open file at its beginning.

    Texts are texts: one that begins like a formula is written so that no reader runs it. Amounts
    are numbers with two decimals; codes stay text with their leading zeros.
    """
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for index, heading in enumerate(headings, 1):
        sheet.column_dimensions[get_column_letter(index)].width = max(12, min(40, len(heading) * 2))
    sheet.append([_cell(sheet, heading, bold=True) for heading in headings])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    file = tempfile.TemporaryFile()
    workbook.save(file)
    file.seek(0)
    return file


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> IO[bytes]:
    """UTF-8 with BOM, for Excel."""
    file = tempfile.TemporaryFile()
    text = io.TextIOWrapper(file, "utf-8-sig", newline="", write_through=True)
    csv.writer(text).writerows(itertools.chain([headings], rows))
    text.detach()
    file.seek(0)
    return file


def _cell(sheet, value: object, *, bold: bool = False) -> object:
    if isinstance(value, Decimal):
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = "#,##0.00"
        return cell
    if bold:
        cell = WriteOnlyCell(sheet, value)
        cell.font = Font(bold=True)
        return cell
    if isinstance(value, str) and value.startswith(_FORMULA_BEGINS):
        cell = WriteOnlyCell(sheet, value)
        cell.data_type = "s"
        cell.quotePrefix = True
        return cell
    return value


FAULTS_HEADING = "ข้อที่ต้องแก้"


def write_faulty_rows(title, headings, rows) -> IO[bytes]:
    """Rows to be mended, with what is wrong in the last column."""
    return write_workbook(
        title,
        [*headings, FAULTS_HEADING],
        (
            [*cells, " · ".join(filter(None, [whole, *faults.values()]))]
            for cells, faults, whole in rows
        ),
    )
