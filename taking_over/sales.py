"""Past sales of the old systems: months that stand confirmed there (DOMAIN.md 8, 14).

A file of rows in the headings of รต.๑: month, producer, category, the four amounts; รหัสพื้นที่ where
a district earned it that is not the producer's now. Beside it, named sales-totals or ยอดรวม, the
confirmed totals they are held against: month, area, category, amounts. What becomes of a month is
decided by sales.months.taking_over, whole or not at all; here the files are read. A row that cannot be
read keeps its month back: a sum without it would be short.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import IO, Any

from django.db.models import Exists, OuterRef

from core.jobs.progress import Progress
from core.reading import Unreadable
from core.reading.batches import open_table
from core.reading.headings import Headings
from core.tables.cells import BooleanCell, CodeCell
from core.tables.tables import Column, table_of
from core.users.models import User
from producers.models import Producer
from sales.models import CHANNELS
from sales.months.past_rows import ZERO, PastRow, PastTotal, SourceFile
from sales.months.taking_over import Result as Became
from sales.months.taking_over import take_over_sales
from taking_over.lenient_cells import folded
from taking_over.mapping import Mapped
from taking_over.merged import told
from taking_over.models import TakenRecord, TakenTable
from taking_over.receipts import Result

Opened = Callable[[TakenTable], IO[bytes]]

MOST_REASONS = 3  # told of a month; the workbook of what was held back has all

# Of a file of totals: its province has no rows in a month of which others have.
ALONE = Column("alone", "มีเฉพาะยอดรวม", BooleanCell())

_TOTALS = ("total", "ยอดรวม")
_UNREADABLE = ""  # of no producer: its month is held back


def is_of_totals(table: TakenTable) -> bool:
    """Whether a file says confirmed totals rather than rows."""
    return any(word in table.file_title.casefold() for word in _TOTALS)


@dataclass(slots=True)
class _Line:
    """A row of a file, read: by column what it says, what could not be read."""

    number: int
    values: dict[str, Any]
    faults: list[str]


def take(
    table: TakenTable, opened: Opened, *, by: User, mapped: Mapped, progress: Progress
) -> Result:
    """Take over every month of the file that is whole; FileRefused where it is no such table."""
    beside = [
        one
        for one in table.take_over.tables.filter(entity=table.entity)
        if is_of_totals(one) != is_of_totals(table)
    ]
    if is_of_totals(table) and beside:
        count = sum(1 for _ in _lines(table, opened, by, mapped))
        return Result(rows=count, taken=count, notes=["เทียบพร้อมไฟล์ของแถวแล้ว"])
    of_rows = None if is_of_totals(table) else table
    of_totals = [table] if is_of_totals(table) else beside
    lines: Counter[date] = Counter()
    reasons: dict[int, str] = {}
    result = Result()

    codes = _codes_that_went()

    def rows() -> Iterator[PastRow]:
        for line in _lines(of_rows, opened, by, mapped, result.notes) if of_rows else ():
            result.rows += 1
            if row := _row(line, reasons, codes):
                lines[row.month] += 1
                yield row

    def totals() -> Iterator[PastTotal]:
        for one in of_totals:
            for line in _lines(one, opened, by, mapped, result.notes if one is table else None):
                result.rows += one is table
                if total := _total(line, reasons if one is table else {}):
                    if one is table:
                        lines[total.month] += 1
                    yield total

    source = SourceFile(table.file_title, table.file_hash)
    kept_back: dict[date, str] = {}
    unknown: set[str] = set()
    for outcome in take_over_sales(rows(), totals(), by=by, file=source):
        progress.advance(table.table_title, sum(lines.values()))
        if outcome.result == Became.TAKEN:
            result.taken += lines[outcome.month]
            result.sums["ยอดรวม"] = result.sums.get("ยอดรวม", Decimal(0)) + outcome.total
        elif outcome.result == Became.ALREADY:
            result.already_there += lines[outcome.month]
        else:
            kept_back[outcome.month] = outcome.sentence
            reasons |= {one.line: one.why for one in outcome.held if one.line not in reasons}
            unknown |= {one.code for one in outcome.held if one.is_unknown and one.code}
            why = Counter(one.why for one in outcome.held if not one.is_unknown)
            said = " · ".join(
                f"{words} {count:,} แถว" for words, count in why.most_common(MOST_REASONS)
            )
            kept_back[outcome.month] += f" ({said})" if said else ""
        said = kept_back.get(outcome.month, outcome.sentence)
        result.notes.append(f"{outcome.month:%m}/{outcome.month.year + 543}: {said}")
        result.notes += [one.sentence for one in outcome.differences[:20]]
    if unknown:
        result.notes.insert(
            0,
            f"ไม่มีในทะเบียน {told(sorted(unknown))} ส่งไฟล์ผู้ผลิตของรหัสเหล่านี้ก่อน "
            "แล้วส่งไฟล์แถวที่กันไว้เข้ามาใหม่ ทั้งเดือนจะเข้ามาครบ",
        )
    if reasons or kept_back:  # most files have none, and millions of rows are not read again for it
        _hold_back(table, opened, by, mapped, reasons, kept_back, result)
    return result


def _hold_back(
    table: TakenTable,
    opened: Opened,
    by: User,
    mapped: Mapped,
    reasons: Mapping[int, str],
    kept_back: Mapping[date, str],
    result: Result,
) -> None:
    """Name every row that did not come: its own fault, or what kept its month back."""
    for line in _lines(table, opened, by, mapped):
        if line.number in reasons or line.values.get("month") in kept_back:
            said = reasons.get(line.number) or kept_back[line.values["month"]]
            result.held[line.number] = said


def _lines(
    table: TakenTable,
    opened: Opened,
    by: User,
    mapped: Mapped,
    notes: list[str] | None = None,
) -> Iterator[_Line]:
    """The rows of a file, read; `notes`: where to say which of its columns were not."""
    found = table_of(table.entity)
    assert found is not None
    of = found(by)
    columns = dict(of.columns) | {"area": Column("area", "รหัสพื้นที่", CodeCell(4)), "alone": ALONE}
    wanted = ["month", "category", *CHANNELS, "total", "note", "kind", "area"]
    wanted += ["alone"] if is_of_totals(table) else ["producer"]
    known = Headings(
        [columns[name].column_name for name in wanted],
        required=[columns["month"].column_name],
        aliases=mapped.aliases(columns),
        keys=[columns[name].column_name for name in ("area", "producer") if name in wanted],
    )
    by_heading = {columns[name].column_name: name for name in wanted}
    with opened(table) as file, open_table(file, table.file_title, known) as read:
        names = [by_heading[heading] for heading in read.headings]
        readers = [_Reader(columns[name], mapped.words.get(name, {})) for name in names]
        strange = [one for one in read.unknown if one not in of.by_heading]
        if notes is not None and strange:
            notes.insert(0, f"คอลัมน์ที่ไม่รู้จัก ไม่ได้อ่าน: {', '.join(strange)} จับคู่หัวคอลัมน์ก่อน")
        for batch in read.batches():
            for row in batch:
                cells = [
                    reader[cell if cell.__class__ is str else (cell.__class__, cell)]
                    for reader, cell in zip(readers, row.cells, strict=True)
                ]
                faults = [one for one in cells if one.__class__ is _Fault]
                values = dict(zip(names, cells, strict=True))
                if faults:
                    values = {
                        name: one for name, one in values.items() if one.__class__ is not _Fault
                    }
                yield _Line(row.number, values, [row.refused, *faults] if row.refused else faults)


class _Fault(str):
    """Why a cell could not be read."""


class _Reader(dict[Any, Any]):
    """One column of a file: what a cell means or its _Fault, kept for the next that says the same.
    Millions of rows say the same few months, categories and noughts. Asked by the text of a cell; by
    class and value of what is no text, for 1 is not True."""

    MOST_KEPT = 20_000

    def __init__(self, column: Column, words: Mapping[str, Any]):
        self.column, self.words = column, words

    def __missing__(self, key: Any) -> Any:
        if len(self) >= self.MOST_KEPT:
            self.clear()
        self[key] = found = self._clean(key if key.__class__ is str else key[1])
        return found

    def _clean(self, cell: Any) -> Any:
        if self.words and (meant := self.words.get(folded(cell))) is not None:
            cell = meant
        try:
            if isinstance(cell, Unreadable):
                raise ValueError(str(cell))
            return self.column.widget.clean(cell)
        except ValueError as error:
            return _Fault(f"{self.column.column_name}: {error}")


def _amounts(line: _Line) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    one, two, three, four = (line.values.get(channel) or ZERO for channel in CHANNELS)
    return one, two, three, four


def _codes_that_went() -> dict[str, str]:
    """Producers' codes of the old system that another record answers for: that one's code."""
    came = TakenRecord.objects.filter(entity="producers", record_id=OuterRef("pk"))
    of_others = came.exclude(old_key=OuterRef("code")).order_by()
    found = Producer.objects.filter(Exists(of_others)).values_list("pk", "code")
    codes = dict(found)
    went = TakenRecord.objects.filter(entity="producers", record_id__in=list(codes))
    return {old: codes[pk] for old, pk in went.values_list("old_key", "record_id")}


def _row(line: _Line, reasons: dict[int, str], codes: Mapping[str, str]) -> PastRow | None:
    month = line.values.get("month")
    if line.faults or month is None:
        reasons[line.number] = " · ".join(line.faults) or "ต้องระบุเดือน"
        if month is None:
            return None
        return PastRow(line.number, month, _UNREADABLE, "", (ZERO, ZERO, ZERO, ZERO))
    code = str(line.values.get("producer") or "")
    return PastRow(
        line.number,
        month,
        codes.get(code, code),
        str(line.values.get("category") or ""),
        _amounts(line),
        kind=line.values.get("kind") or None,
        district=str(line.values.get("area") or ""),
        note=str(line.values.get("note") or ""),
    )


def _total(line: _Line, reasons: dict[int, str]) -> PastTotal | None:
    month = line.values.get("month")
    area = str(line.values.get("area") or "")
    if line.faults or month is None or not area:
        reasons[line.number] = " · ".join(line.faults) or "ต้องระบุเดือนและรหัสพื้นที่"
        return None
    told = any(line.values.get(channel) is not None for channel in CHANNELS)
    amounts = _amounts(line) if told else None
    said = line.values.get("total")
    return PastTotal(
        line.number,
        month,
        area,
        said if said is not None else sum(amounts or (), ZERO),
        category=str(line.values.get("category") or ""),
        amounts=amounts,
        kind=str(line.values.get("kind") or ""),
        alone=bool(line.values.get("alone")),
    )
