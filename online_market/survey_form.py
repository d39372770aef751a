"""The survey as the Excel form that is sent out and taken back; its form must not be altered.

`write_form` puts the columns of the letter under a two-storey head, nothing beside them, and the
letter's notes below. A hidden sheet carries the form's version and whose it is. `read_form` refuses a
head that differs, and says which column, where, and what it should be; what a row means is
online_market.survey_import's. A head in one storey, in Thai digits, or with the headings of version 1 is
taken too, so that the letter's own sheet and files given out before go in.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from io import BytesIO
from typing import IO

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from core.documents import sheet_sizes
from core.reading import FileRefused
from core.reading.file_types import Kind, kind_of
from core.reading.sheet_features import SheetFeatures
from core.reading.skipped_rows import SkippedRows
from core.reading.workbook import NumberedRow, OpenWorkbook
from core.reports.renderers.sheets import BOX, PLAIN, TITLE, Sheet
from core.reports.tables import Column, Summary
from core.thai.digits import to_arabic
from online_market.layouts import EARLIER_SURVEY_HEADINGS, WORDS, survey_columns
from online_market.words import CODE

FORM_VERSION = "online-market-survey/2"
VERSIONS = {"online-market-survey/1", FORM_VERSION}
LARGEST_FILE = 5 * 1024 * 1024
SHEET, KEYS = "แบบสำรวจความพร้อม", "form"
_TITLES = 3  # lines above the head
_SIZE = 14  # of the letters
_FIXED_GROUND = PatternFill("solid", fgColor="F4F5F7")
_FORMULA_SIGNS = ("=", "+", "-", "@")
_LEAST_OF_HEAD = 4  # of the eight headings that stand in the upper storey
_NUMBERED = re.compile(r"[0-9]+ ?[.)]")


class FormRefused(Exception):
    """A file that is no unaltered form; `differences` say in Thai what differs, each where."""

    def __init__(self, *differences: str):
        super().__init__(" · ".join(differences))
        self.differences = differences


@dataclass(frozen=True)
class FormRow:
    """A row of the sheet: its number there, a text for every column of the form ("" for blank)."""

    number: int
    cells: tuple[str, ...]

    def address(self, column: int) -> str:
        """L9: how Excel names the cell."""
        return f"{get_column_letter(column + 1)}{self.number}"


@dataclass(frozen=True)
class ReadForm:
    """The rows of an unaltered form, and the survey its hidden sheet names, "" where it has none."""

    rows: tuple[FormRow, ...]
    survey: str


def labels(sales_year: int) -> list[str]:
    """What the head says of each column: ที่อยู่ / ตำบล where it stands under a group."""
    return [_label(column.group, column.heading) for column in survey_columns(sales_year)]


def _label(group: str, heading: str) -> str:
    return f"{group} / {heading}" if group else heading


def _spellings(sales_year: int) -> dict[str, str]:
    """Every way a heading may be written, folded: the label that it is."""
    found: dict[str, str] = {}
    columns = zip(survey_columns(sales_year), EARLIER_SURVEY_HEADINGS, strict=True)
    for column, (group, heading) in columns:
        label = _label(column.group, column.heading)
        for said in (label, column.heading, _label(group, heading), heading):
            found[_folded(said)] = label
    unsaid_year = re.sub(r"[0-9]+", "", _folded(labels(sales_year)[-1]))
    return found | {unsaid_year: labels(sales_year)[-1]}


def _folded(text: str) -> str:
    """As headings are compared: ๑ is 1, blanks and the dots of an open place say nothing."""
    return re.sub(r"[\s.…]+", "", to_arabic(text))


def write_form(
    survey: str,
    titles: Sequence[str],
    rows: Sequence[tuple[Sequence[str], Sequence[object]]],
    *,
    sales_year: int,
    foot: Sequence[str] = (),
) -> bytes:
    """The form filled in with what is known: for each row its words and its answers (None: blank).

    `survey` is the key of the hidden sheet, `titles` up to three lines above the head, `foot` the lines
    below the rows.
    """
    columns = survey_columns(sales_year)
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = SHEET
    written = Sheet(sheet, ())
    written.widths = [_width_of(column) for column in columns]
    for text in titles[:_TITLES]:
        written.line(text, TITLE if written.at == 1 else PLAIN)
    written.at = _TITLES + 1
    written.head(Summary("", columns, ()))
    for words, answers in rows:
        for place, value in enumerate((*words, *answers)):
            _write(sheet.cell(written.at, place + 1), value, fixed=place < WORDS)
        needed = map(_lines, words, written.widths)
        written.end_row(max(needed, default=1))
    at = written.at
    written.at += 1
    for text in foot:
        written.line(text)
    for place, width in enumerate(written.widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = sheet.cell(_TITLES + 3, 5)
    _allow_only_ones(sheet, _TITLES + 3, max(at - 1, _TITLES + 3))
    written.set_up_page("landscape")
    sheet.print_title_rows = f"{_TITLES + 1}:{_TITLES + 2}"
    keys = workbook.create_sheet(KEYS)
    keys.append([FORM_VERSION, survey])
    keys.sheet_state = "hidden"
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()


def _width_of(column: Column) -> float:
    """As the form says, and at least the widest word of the heading."""
    widest = sheet_sizes.widest_word(column.heading, _SIZE, bold=True)
    return round(max(column.width + 2, widest), 1)


def _lines(text: str, room: float) -> int:
    return sheet_sizes.lines(text, room, _SIZE)


def _write(cell, value: object, *, fixed: bool) -> None:
    """Text stays text, whatever it begins with; what the registry says stands on a grey ground."""
    if isinstance(value, str):
        text = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.value, cell.data_type = text, "s"
        cell.number_format = "@"
        cell.quotePrefix = text.lstrip().startswith(_FORMULA_SIGNS)
    else:
        cell.value = value
        if isinstance(value, Decimal):
            cell.number_format = "#,##0.00"
    cell.font, cell.border = PLAIN, BOX
    cell.alignment = Alignment("left" if fixed else "center", "top", wrap_text=fixed)
    if fixed:
        cell.fill = _FIXED_GROUND


def _allow_only_ones(sheet, first: int, last: int) -> None:
    """The sheet itself takes 1 or nothing in the questions, and no amount below nought."""
    ones = DataValidation("whole", operator="equal", formula1="1", allow_blank=True)
    ones.error, ones.errorTitle = "กรอก 1 หรือเว้นว่าง", SHEET
    ones.add(f"{get_column_letter(WORDS + 1)}{first}:{get_column_letter(WORDS + 4)}{last}")
    baht = DataValidation("decimal", operator="greaterThanOrEqual", formula1="0", allow_blank=True)
    baht.error, baht.errorTitle = "กรอกตัวเลขบาท ตั้งแต่ 0 ขึ้นไป", SHEET
    baht.add(f"{get_column_letter(WORDS + 5)}{first}:{get_column_letter(WORDS + 5)}{last}")
    for rule in (ones, baht):
        rule.showErrorMessage = True
        sheet.add_data_validation(rule)


def read_form(file: IO[bytes], name: str, *, sales_year: int, foot: Sequence[str] = ()) -> ReadForm:
    """The rows of a form as it came back; blank ones, its own foot and numbered notes are left out.

    Raises FormRefused for what is no workbook or a hostile one (core.reading), for another
    version, for an altered head and for formulas.
    """
    try:
        sheets, facts = _opened(file, name)
    except FileRefused as refusal:
        raise FormRefused(str(refusal)) from refusal
    version, survey = _key(sheets.get(KEYS, []))
    if version and version not in VERSIONS:
        raise FormRefused(f"เป็นแบบรุ่น “{version}” ดาวน์โหลดแบบใหม่จากหน้านี้")
    lines = dict(sheets[SHEET])
    spellings = _spellings(sales_year)
    at = next(
        (number for number, line in sheets[SHEET][:30] if _looks_like_head(line, spellings)), None
    )
    if at is None:
        raise FormRefused(f"ไม่พบหัวตารางของ{SHEET} ดาวน์โหลดแบบจากหน้านี้แล้วกรอกในไฟล์นั้น")
    lower = lines.get(at + 1, [])
    if not any(_folded(_text(cell)) in spellings for cell in lower):
        lower = []  # a head of one storey: rows begin below it
    found = [spellings.get(_folded(label), label) for label in _head(lines[at], lower)]
    differences = differences_of(found, labels(sales_year))
    if differences:
        raise FormRefused(*differences)
    last_of_head = at + 1 if lower else at
    width = len(found)
    passed = SkippedRows([CODE])
    own_foot = {_folded(text) for text in foot}
    in_notes = False
    rows = []
    for number, line in sheets[SHEET]:
        words, answers = line[:WORDS], line[WORDS:width]
        # Line breaks of an answer stay: two lines in a cell are two numbers.
        cells = (*map(_text, words), *map(str, answers)) + ("",) * (width - len(line))
        if number <= last_of_head or not any(cells):
            continue
        only = next(filter(None, cells)) if sum(map(bool, cells)) == 1 else ""
        in_notes = in_notes or only.startswith("หมายเหตุ")
        if only and (_folded(only) in own_foot or (in_notes and _NUMBERED.match(to_arabic(only)))):
            continue
        passed.takes(number, cells)
        rows.append(FormRow(number, cells))
    for row, column in facts.formulas_below(last_of_head):
        if row not in passed.rows:  # a total of their own is nobody's answer
            raise FormRefused(f"ช่อง {_letter(column)}{row} เป็นสูตร วางเป็นค่าแล้วส่งใหม่")
    return ReadForm(tuple(rows), survey)


def _opened(file: IO[bytes], name: str) -> tuple[dict[str, list[NumberedRow]], SheetFeatures]:
    """The lines of the survey's sheet under SHEET, those of the hidden one under KEYS; the first
    visible sheet stands in for a renamed one. The one place that reads a file."""
    file.seek(0)
    if kind_of(file.read(4096), name) is not Kind.XLSX:
        raise FileRefused("ต้องเป็นไฟล์ Excel (.xlsx) ที่ดาวน์โหลดจากหน้านี้")
    with OpenWorkbook(file) as workbook:
        by_name = {sheet.name: sheet for sheet in workbook.sheets}
        visible = [sheet for sheet in workbook.sheets if sheet.visible and sheet.name != KEYS]
        chosen = by_name.get(SHEET) or (visible[0] if visible else None)
        if chosen is None:
            raise FileRefused(f"ไม่พบชีต “{SHEET}”")
        keys = by_name[KEYS].first if KEYS in by_name else []
        return {SHEET: list(workbook.rows(chosen)), KEYS: keys}, chosen.features


def _key(lines: list[NumberedRow]) -> tuple[str, str]:
    line = [*(lines[0][1] if lines else []), "", ""]
    return str(line[0]), str(line[1])


def _looks_like_head(line: list, spellings: Mapping[str, str]) -> bool:
    """Half of the headings of one storey, wherever they stand."""
    known = {spellings.get(_folded(_text(cell))) for cell in line} - {None}
    return len(known) >= _LEAST_OF_HEAD


def _head(upper: list, lower: list) -> list[str]:
    """The head's columns as `labels` writes them; a merged group stands over its neighbours."""
    found, group = [], ""
    for place in range(max(len(upper), len(lower))):
        over = _text(upper[place]) if place < len(upper) else ""
        under = _text(lower[place]) if place < len(lower) else ""
        group = over or group
        found.append(f"{group} / {under}" if under else over)
    while found and not found[-1]:
        found.pop()
    return found


def differences_of(found: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """What a head has otherwise than the form: renamed, moved, missing and added columns, in Thai."""
    told: list[str] = []
    missing: dict[str, int] = {}
    added: dict[str, int] = {}
    for kind, i, i_end, j, j_end in SequenceMatcher(
        None, wanted, found, autojunk=False
    ).get_opcodes():
        if kind == "equal":
            continue
        both = min(i_end - i, j_end - j)
        for n in range(max(i_end - i, j_end - j)):
            renamed = n < both and found[j + n] not in wanted and wanted[i + n] not in found
            if renamed:
                told.append(
                    f"คอลัมน์ {_letter(j + n)} เขียนว่า “{found[j + n]}” ต้องเป็น “{wanted[i + n]}”"
                )
                continue
            if i + n < i_end:
                missing[wanted[i + n]] = i + n
            if j + n < j_end:
                added.setdefault(found[j + n], j + n)
    for label, place in missing.items():
        if label in added:
            at = added.pop(label)
            told.append(f"คอลัมน์ “{label}” อยู่ที่ {_letter(at)} ต้องอยู่ที่ {_letter(place)}")
        else:
            told.append(f"ขาดคอลัมน์ “{label}” ซึ่งต้องอยู่ที่ {_letter(place)}")
    told += [
        f"คอลัมน์ {_letter(at)} “{label or 'ไม่มีชื่อ'}” ไม่มีในแบบ ลบออก" for label, at in added.items()
    ]
    return told


def _letter(place: int) -> str:
    return get_column_letter(place + 1)


def _text(cell: object) -> str:
    return " ".join(str(cell).split()) if cell is not None else ""
