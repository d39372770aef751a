"""Tables of income as offices keep them: an area, then one income per year (CSV or Excel).

What is found in them is taken by its heading: the area under a heading such as area, district_code,
อำเภอ; an income under one that holds its year (2565, rev_2565, รายได้ปี ๒๕๖๕). Other columns are passed
over. Without such headings the first column is the area and the others are years in their order. A line
รวม or total is no area: it is left out, and said where it disagrees with the rows; so is a signature.
Amounts are written as everywhere in the portal (`core.thai.digits.parse_baht`); an empty one is refused,
since 0 and not known are not the same.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO, StringIO

from core.reading import FileRefused
from core.reading.notes import passed_note
from core.reading.skipped_rows import SkippedRows
from core.reading.workbook import OpenWorkbook
from core.thai.digits import format_baht, parse_baht, to_arabic
from core.thai.texts import clean_text
from targets.allocation import Income, year_totals

_CODES = {"code", "area_code", "district_code", "province_code", "รหัส", "รหัสพื้นที่"} | {
    "รหัสอำเภอ",
    "รหัสจังหวัด",
}
_NAMES = {"name", "district", "district_th", "province", "province_th", "อำเภอ", "จังหวัด", "พื้นที่"} | {
    "ชื่อ",
    "ชื่ออำเภอ",
    "ชื่อจังหวัด",
    "อำเภอ/เขต",
}
_AREA_HEADINGS = ({"area"}, _CODES, _NAMES)
_NO_INCOME = re.compile("target|เป้า|note|หมายเหตุ|^(no|ที่|ลำดับ|ลำดับที่)$")
_YEAR = re.compile(r"(?<!\d)(2[45]\d\d|20\d\d)(?!\d)")
_TOTAL = re.compile(r"(รวม|ยอดรวม|ผลรวม)(ทั้ง\S*| *[\d๐-๙]+ *\S*)?|(grand )?total|sum", re.IGNORECASE)
_MANY_DECIMALS = re.compile(r"\d+\.\d{3,}")
MESSAGES_AT_MOST = 20


class BadTable(ValueError):
    """A table that cannot be read; `messages` say where and what, in Thai, a line each."""

    def __init__(self, *messages: str):
        more = len(messages) - MESSAGES_AT_MOST
        shown = [*messages[:MESSAGES_AT_MOST], *([f"และอีก {more} แห่ง"] if more > 0 else [])]
        super().__init__("\n".join(shown))
        self.messages = tuple(shown)


@dataclass(frozen=True)
class FileLine:
    """A line of a file: its number there, counted from 1, and its cells as clean texts.

    FileLine breaks within a cell stay: two lines are two numbers."""

    number: int
    cells: tuple[str, ...]

    def cell(self, place: int) -> str:
        return self.cells[place] if place < len(self.cells) else ""


@dataclass(frozen=True)
class IncomeTable:
    """What a file says: the headings of its years in order, an income per area; what to look at."""

    years: tuple[str, ...]
    incomes: tuple[Income, ...]
    warnings: tuple[str, ...] = ()

    def last(self, count: int) -> "IncomeTable":
        """The last `count` years; all of them where there are no more."""
        kept = tuple(Income(one.area, one.years[-count:]) for one in self.incomes)
        return IncomeTable(self.years[-count:], kept, self.warnings)


@dataclass(frozen=True)
class _Columns:
    area: int
    years: tuple[tuple[str, int], ...]  # heading and place, the oldest first
    width: int
    others: tuple[int, ...]  # where a line may say that it is a total


def normal(text: str) -> str:
    """As headings and areas are compared: one space between words, nothing invisible around."""
    return re.sub("[\\s\u00a0\u200b-\u200d\u2060\ufeff]+", " ", text).strip()


def is_total(text: str) -> bool:
    """Whether a first cell says รวม: the line is a total, not an area."""
    return bool(_TOTAL.fullmatch(normal(text)))


def area_key(text: str) -> str:
    """The area as it is compared and printed; a code in Thai digits becomes Arabic."""
    named = normal(text)
    return to_arabic(named) if to_arabic(named).isdigit() else named


def csv_lines(content: bytes) -> list[FileLine]:
    """The lines of a CSV file that hold anything: UTF-8, or Thai Windows as older Excel writes it;
    separated by commas, semicolons or tabs."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp874")
        except UnicodeDecodeError:
            raise BadTable("อ่านไฟล์ไม่ได้ บันทึกเป็น CSV UTF-8 แล้วลองใหม่") from None
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(",;\t", key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    lines = []
    try:
        for cells in reader:
            lines.append(FileLine(reader.line_num, tuple(map(clean_text, cells))))
    except csv.Error as error:
        raise BadTable(f"บรรทัด {reader.line_num}: อ่านเป็น CSV ไม่ได้ ตรวจเครื่องหมายคำพูด") from error
    return [line for line in lines if any(line.cells)]


def excel_lines(content: bytes) -> list[FileLine]:
    """The lines of a workbook's first sheet that hold anything; a hostile one is refused with its
    reason (core.reading)."""
    file = BytesIO(content)
    try:
        with OpenWorkbook(file) as workbook:
            rows = workbook.rows(workbook.sheets[0])
            lines = [
                FileLine(number, tuple(clean_text(_text(cell)) for cell in row))
                for number, row in rows
            ]
    except FileRefused as refusal:
        raise BadTable(str(refusal)) from refusal
    return [line for line in lines if any(line.cells)]


def _text(cell: object) -> str:
    """Excel knows only binary numbers: of one with many decimals two, as it shows them."""
    text = str(cell)
    return format_baht(Decimal(text)) if _MANY_DECIMALS.fullmatch(text) else text


def read_income(lines: Sequence[FileLine], *, area: str = "") -> IncomeTable:
    """The table of these lines; `area` names the heading of the column that says which area it is.

    Everything wrong is told at once, by line and column: BadTable.
    """
    if not lines:
        raise BadTable("ไฟล์ว่าง ไม่มีข้อมูล")
    columns, rows = _columns(lines, area)
    if not columns.years:
        raise BadTable(
            f"บรรทัด {lines[0].number}: ไม่พบคอลัมน์รายได้ หัวตารางต้องมีพื้นที่ แล้วตามด้วยรายได้ปีละหนึ่งคอลัมน์ "
            "เช่น area,2563,2564,2565"
        )
    errors: list[str] = []
    incomes: dict[str, tuple[Decimal, ...]] = {}
    places: dict[str, int] = {}
    totals: list[tuple[FileLine, list[Decimal | None]]] = []
    passed = SkippedRows(())
    for line in rows:
        if any(is_total(line.cell(place)) for place in (columns.area, *columns.others)):
            totals.append((line, list(_amounts(line, columns, []))))
            continue
        if passed.takes(line.number, line.cells):  # signatures, remarks, numbers of columns
            continue
        name = area_key(line.cell(columns.area))
        wrong = list(_line_errors(line, columns, name, places))
        amounts = list(_amounts(line, columns, wrong))
        if wrong:
            errors += wrong
            continue
        places[name] = line.number
        incomes[name] = tuple(amount for amount in amounts if amount is not None)
    if errors:
        raise BadTable(*errors)
    if not incomes:
        raise BadTable("ไม่มีพื้นที่ในตาราง มีแต่หัวตารางหรือบรรทัดรวม")
    found = tuple(Income(name, years) for name, years in incomes.items())
    headings = tuple(heading for heading, _ in columns.years)
    warnings = (*_disagreements(totals, found, headings), *passed_note(passed.rows))
    return IncomeTable(headings, found, warnings)


def _line_errors(
    line: FileLine, columns: _Columns, name: str, places: dict[str, int]
) -> Iterator[str]:
    if any(line.cells[columns.width :]):
        yield (
            f"บรรทัด {line.number}: มี {len(line.cells)} ช่อง แต่หัวตารางมี {columns.width} ช่อง "
            'ตัวเลขที่มีลูกน้ำให้อยู่ในเครื่องหมายคำพูด เช่น "1,234.00"'
        )
    if not name:
        yield f"บรรทัด {line.number} คอลัมน์ {columns.area + 1}: ไม่ได้ระบุพื้นที่"
    elif name in places:
        yield f"บรรทัด {line.number}: {name} ซ้ำกับบรรทัด {places[name]}"


def _amounts(line: FileLine, columns: _Columns, errors: list[str]) -> Iterator[Decimal | None]:
    """The incomes of a line, None for one that cannot be read; what is wrong goes to `errors`."""
    for heading, place in columns.years:
        amount = None
        try:
            amount = parse_baht(line.cell(place))
            if amount is None:
                errors.append(
                    f"บรรทัด {line.number} คอลัมน์ {place + 1} ({heading}): ว่าง ถ้าไม่มีรายได้ให้กรอก 0"
                )
        except ValueError as error:
            errors.append(f"บรรทัด {line.number} คอลัมน์ {place + 1} ({heading}): {error}")
        yield amount


def _columns(lines: Sequence[FileLine], area: str) -> tuple[_Columns, Sequence[FileLine]]:
    """Where everything stands, and the lines below the head."""
    head = lines[0]
    headings = [normal(text).lower() for text in head.cells]
    if not _is_head(headings):
        width = max(len(line.cells) for line in lines)
        years = tuple((f"ปีที่ {n}", n) for n in range(1, width))
        return _Columns(0, years, width, ()), lines
    place = _area_place(headings, area, head)
    by_year: dict[int, int] = {}
    for number, heading in enumerate(headings):
        found = _YEAR.search(to_arabic(heading))
        if number == place or not found or _NO_INCOME.search(heading):
            continue
        year = int(found[0]) + (543 if found[0].startswith("20") else 0)
        if year in by_year:
            raise BadTable(
                f"บรรทัด {head.number}: มีรายได้ปี {year} สองคอลัมน์ ({by_year[year] + 1} และ {number + 1})"
            )
        by_year[year] = number
    years = tuple((str(year), by_year[year]) for year in sorted(by_year))
    if not years:
        years = tuple(
            (normal(head.cells[number]), number)
            for number in range(place + 1, len(headings))
            if headings[number] and not _is_other(headings[number])
        )
    # A total is said where the area is, or in a column before the first income.
    first = min((number for _, number in years), default=0)
    return _Columns(place, years, len(headings), tuple(range(first))), lines[1:]


def _is_head(headings: Sequence[str]) -> bool:
    """A head has a word over its figures, or nothing but years; a first line of data has amounts."""
    cells = [to_arabic(text) for text in headings[1:] if text]
    if not cells or all(re.fullmatch(r"2[45]\d\d|20\d\d", text) for text in cells):
        return True
    return not all(re.fullmatch(r"[\d.,\s-]+", text) for text in cells)


def _is_other(heading: str) -> bool:
    named = any(heading in names for names in _AREA_HEADINGS)
    return named or bool(_NO_INCOME.search(heading)) or is_total(heading)


def _area_place(headings: Sequence[str], area: str, head: FileLine) -> int:
    if area:
        if normal(area).lower() not in headings:
            raise BadTable(
                f"บรรทัด {head.number}: ไม่มีคอลัมน์ชื่อ “{area}” มี: {', '.join(filter(None, head.cells))}"
            )
        return headings.index(normal(area).lower())
    for names in _AREA_HEADINGS:
        for number, heading in enumerate(headings):
            if heading in names:
                return number
    return 0


def _disagreements(
    totals: Sequence[tuple[FileLine, Sequence[Decimal | None]]],
    incomes: Sequence[Income],
    headings: Sequence[str],
) -> Iterator[str]:
    sums = year_totals(incomes)
    for line, amounts in totals:
        for heading, said, own in zip(headings, amounts, sums, strict=True):
            if said is not None and said != own:
                yield (
                    f"บรรทัด {line.number}: ยอดรวมของ {heading} ในไฟล์ {format_baht(said)} "
                    f"ไม่เท่ากับผลรวมของแถว {format_baht(own)} (คำนวณจากแถว)"
                )
