"""One row of an old system, read leniently: what stands there comes in, though today's form refused it.

The cells, words and checks are those of the app's own table (core.tables). What a cell's reading
refuses is kept as it is written where its column can hold it, else left blank and told as not taken;
what the table's check of the row refuses is left blank and told too. A row is held back only where it
cannot be stored: no name, no district, no owner, a status nobody understands.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models

from core.fields import column_of
from core.reading import Guess, Row, Unreadable
from core.tables.cells import ReferenceCell, TextCell
from core.tables.contact_cells import PhoneCell
from core.tables.import_rows import WHOLE_ROW, ImportRow
from core.tables.personal_cells import NationalIdCell, RegistrationNumberCell, TaxIdCell
from core.tables.record_tables import RecordTable
from core.tables.tables import Column, Table
from core.thai import calendar
from core.thai.digits import to_arabic
from core.thai.identifiers import is_of_person, persons_numbers, with_masks
from registration.models import RegisteredRecord
from registration.part_tables import OwnedTable
from registration.references import ReferenceItem
from registration.standing_tables import StandingTable, standing_table

MOST_TRIES = 6  # a row is checked again without what was refused; each time a cell less

_DISTRICT = ("district_code", "district", "province")
_STATUS = "status"


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A cell that no column of ours can hold, or not whole: what was written, and why."""

    row: int
    key: str
    heading: str
    written: str
    reason: str


@dataclass(slots=True)
class TakenRow:
    """A row as it comes in: `values` by field of the model, `standing` as the old system says it.

    `held_back`: why it cannot be stored, in Thai; then nothing else of it counts.
    """

    number: int
    old_key: str
    values: dict[str, Any] = field(default_factory=dict)
    standing: dict[str, Any] = field(default_factory=dict)
    not_taken: list[NotTaken] = field(default_factory=list)
    held_back: str = ""
    said: tuple[object, object] | None = None  # whose and called what, for twins


def standing_columns(table: Table) -> dict[str, Column]:
    """The columns of a record's standing that its own table does not read."""
    found = standing_table(table.model)
    if found is None:
        return {}
    return {
        name: column
        for name, column in found(table.by).columns.items()
        if name in StandingTable.fields
    }


def read_too(table: Table) -> dict[str, Column]:
    """Columns that an office's import passes over and a take-over reads: the standing, the Quadrant."""
    columns = standing_columns(table)
    for name, column in table.columns.items():
        if name not in columns and column.passing and _is_field(table.model, name):
            columns[name] = Column(name, column.column_name, column.widget)
    return columns


def _is_column(model: type[models.Model], target: str) -> bool:
    return any(target in (one.name, one.attname) for one in model._meta.concrete_fields)


def _is_field(model: type[models.Model], name: str) -> bool:
    return any(one.name == name for one in model._meta.concrete_fields)


def keyed_by_old_code(table: Table) -> bool:
    """Whether the key's cell is a number the portal gives itself: the old system's is another."""
    return table.columns[table.key[0]].targets == (table.model._meta.pk.name,)


class LenientReader:
    """Reads the rows of one table of an old system, a batch at a time.

    `words`: how their words are read, by column, folded word to ours. `owner_ids`: of an owner known by
    the portal's own number, that number by the old code.
    """

    def __init__(self, table: RecordTable, words: Mapping[str, Mapping[str, str]]):
        self.table = table
        self.words = words
        self.columns: dict[str, Column] = table.columns
        self.columns |= read_too(table)
        table.by_heading = {one.column_name: name for name, one in self.columns.items()}
        self.standing = frozenset(standing_columns(table))
        # What a table's own way of writing keeps in other tables (the result of a mark).
        self.elsewhere = frozenset(
            name
            for name, column in self.columns.items()
            if not column.readonly
            and name not in self.standing
            and not all(_is_column(table.model, target) for target in column.targets)
        )
        self._year = calendar.buddhist_year(calendar.today())
        self.added: dict[str, list[str]] = {}  # names put into the department's lists, by list

    def rows(
        self, names: Sequence[str], batch: Sequence[Row], owner_ids: Mapping[str, int] | None
    ) -> Iterator[TakenRow]:
        """The batch as it comes in; its cells stand under `names`."""
        cells = [dict(zip(names, row.cells, strict=True)) for row in batch]
        without_owner: dict[int, str] = {}
        for row, one in zip(batch, cells, strict=True):
            self._put_words(one)
            if owner_ids is None or not isinstance(self.table, OwnedTable):
                continue
            if told := _text(one.get(self.table.owner, "")):
                one[self.table.owner] = str(owner_ids.get(told, ""))
                if told not in owner_ids:
                    heading = self.columns[self.table.owner].column_name
                    without_owner[row.number] = f"{heading} {told} ไม่ได้นำเข้าจากระบบเดิม"
        lines = [ImportRow(row.number, dict(one)) for row, one in zip(batch, cells, strict=True)]
        self.table.begin(lines)
        self._let_owners_be_cancelled()
        for row, one in zip(batch, cells, strict=True):
            if lost := without_owner.get(row.number):
                yield TakenRow(row.number, "", held_back=lost)
            else:
                yield self._row(row, one)

    def _put_words(self, cells: dict[str, Any]) -> None:
        for name, words in self.words.items():
            if name in cells and (meant := words.get(folded(cells[name]))) is not None:
                cells[name] = meant

    def _let_owners_be_cancelled(self) -> None:
        """A product of a cancelled producer stands in the old system, and comes in."""
        if isinstance(self.table, OwnedTable):
            found = self.table.found_owners
            self.table.found_owners = {key: (pk, "", said) for key, (pk, _, said) in found.items()}

    # --- One row ----------------------------------------------------------------------------------

    def _row(self, row: Row, cells: dict[str, Any]) -> TakenRow:
        table = self.table
        key = _text(cells.get(table.key[0], ""))
        taken = TakenRow(row.number, "" if len(table.key) > 1 else key)
        if row.refused:
            taken.held_back = row.refused
            return taken
        reader = _Cells(self, taken, key, cells)
        reasons: list[str] = []
        for _ in range(MOST_TRIES):
            line = reader.line()
            self.table.check_line(line)
            if not line.faults:
                break
            held = reader.leave_out(line)
            reasons += held
            if held:
                break
        else:
            reasons = list(line.faults.values())
        reasons += [said for said in reader.held if said not in reasons]
        if reasons:
            taken.held_back = " · ".join(dict.fromkeys(reasons))
            return taken
        self._fill(taken, line, reader)
        return taken

    def _fill(self, taken: TakenRow, line: ImportRow, reader: "_Cells") -> None:
        taken.not_taken = list(reader.told.values())
        for name, value in line.values.items():
            column = self.columns[name]
            if name in self.standing:
                taken.standing[name] = value
                continue
            if column.readonly or (name in self.table.key and keyed_by_old_code(self.table)):
                continue
            for target, part in zip(column.targets, column.widget.spread(value), strict=True):
                taken.values[target] = part
        if self.table.twins:
            owner, name = self.table.twins
            taken.said = (line.values.get(owner), line.values.get(name))
        for name, heading in self._needed(taken.values):
            taken.held_back = f"ต้องมี{heading}" + (
                f" ({said.reason})" if (said := reader.told.get(name)) else ""
            )

    def _needed(self, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Columns the database must have and the row does not say."""
        for name, column in self.columns.items():
            if column.readonly or name in self.standing | self.elsewhere:
                continue
            if name in self.table.key[:1]:
                continue
            for target in column.targets:
                own = column_of(self.table.model, target)
                if not may_be_blank(own) and values.get(target) in (None, ""):
                    yield name, column.column_name

    # --- The department's lists ---------------------------------------------------------------------

    def add_to_list(self, widget: ReferenceCell, text: str) -> object | None:
        """A name the department's list has not: put there, not offered, so that nothing is lost. None
        where a list needs more than a name."""
        model = widget.items().model
        if not issubclass(model, ReferenceItem) or len(text) > 150 or _needs_more(model):
            return None
        item, is_new = model._default_manager.get_or_create(
            name=text, defaults={"is_active": False}
        )
        if is_new:
            self.added.setdefault(str(model._meta.verbose_name), []).append(text)
        widget._by_name = None  # read again, with it
        remembered = widget.items

        def with_added() -> models.QuerySet[Any]:
            return remembered() | model._default_manager.filter(pk=item.pk)

        widget.items = with_added
        return item.pk


def _needs_more(model: type[models.Model]) -> bool:
    """Whether an item of this list says more than its name, or is one of several lists in one."""
    known = {"id", "name", "position", "is_active"}
    return any(
        one.name not in known and not (one.null or one.blank) for one in model._meta.concrete_fields
    )


def may_be_blank(own: "models.Field[Any, Any]") -> bool:
    if own.null or own.has_default():
        return True
    return isinstance(own, models.CharField | models.TextField) and own.blank


def folded(cell: object) -> str:
    """A word as mappings compare it."""
    return " ".join(_text(cell).split()).casefold()


def _text(cell: object) -> str:
    """A cell as it was written; a date as people write it."""
    if isinstance(cell, Unreadable):
        return ""
    if isinstance(cell, datetime | date):
        return f"{cell.day}/{cell.month}/{calendar.buddhist_year(cell)}"
    return to_arabic(str(cell)).strip() if isinstance(cell, str) else str(cell)


class _Cells:
    """The cells of one row: read once each, those the check refuses left out."""

    def __init__(
        self, reader: LenientReader, taken: TakenRow, key: str, cells: dict[str, Any]
    ) -> None:
        self.reader, self.taken, self.key = reader, taken, key
        self.cells = cells
        self.told: dict[str, NotTaken] = {}
        self.held: list[str] = []
        self.values: dict[str, Any] = {}
        self.rests: dict[str, str] = {}
        for name in list(cells):
            self._read(name)
        for name, rest in self.rests.items():
            self._keep_rest(name, rest)

    def line(self) -> ImportRow:
        """The row for the app's own check, fresh: the check changes what it is given."""
        return ImportRow(self.taken.number, dict(self.cells), values=dict(self.values))

    # --- What the row's check refuses -------------------------------------------------------------

    def leave_out(self, line: ImportRow) -> list[str]:
        """Leave out each refused cell; the reasons of those without which nothing can be stored."""
        held = []
        for name, reason in line.faults.items():
            written = str(self.values.get(name, ""))
            if name != WHOLE_ROW and self._is_persons_text(name, written):
                self._not_taken(name, reason)
                self.values[name] = with_masks(written)  # the rest of the text is worth keeping
            elif name == WHOLE_ROW or self._holds_row_back(name):
                held.append(reason)
            else:
                self._not_taken(name, reason)
                self.values.pop(name, None)
                self.cells[name] = ""
        return held

    def _is_persons_text(self, name: str, written: str) -> bool:
        return bool(persons_numbers(written)) and self._holds_any_text(name)

    def _holds_row_back(self, name: str) -> bool:
        table, column = self.reader.table, self.reader.columns[name]
        if name in _DISTRICT:
            # The code decides; a name that says another place is told, and left out.
            return name == "district_code" or not self.values.get("district_code")
        if name in table.key or (isinstance(table, OwnedTable) and name == table.owner):
            return True
        if column.readonly or name in self.reader.elsewhere:
            return False
        return not all(may_be_blank(column_of(table.model, one)) for one in column.targets)

    # --- What the cell itself refuses -------------------------------------------------------------

    def _read(self, name: str) -> None:
        column, cell = self.reader.columns[name], self.cells[name]
        is_key = name == self.reader.table.key[0]
        if is_key and keyed_by_old_code(self.reader.table):
            return
        if name in self.reader.elsewhere:
            self._not_taken(name, "เก็บไว้คนละตาราง บันทึกที่หน้าระเบียนหรือนำเข้าด้วยตารางของตนเอง")
            return
        if cell == "" or (column.readonly and name not in self.reader.standing):
            if cell == "" and not column.readonly and not isinstance(column.widget, NationalIdCell):
                self._read_blank(name, column)
            return
        try:
            if isinstance(cell, Unreadable):
                raise ValueError(str(cell))
            found = column.widget.read(cell)
        except ValueError as error:
            self._keep_or_tell(name, column, cell, str(error))
            return
        self.values[name] = found.value
        if found.rest:
            self.rests[name] = found.rest
        elif found.value in ("", None) and _text(cell) not in ("", "-"):
            self._not_taken(name, found.doubt or "อ่านเป็นค่าว่าง")

    def _read_blank(self, name: str, column: Column) -> None:
        try:
            self.values[name] = column.widget.clean("")
        except ValueError:
            return  # the model's own default stands, or the row is held back

    def _keep_or_tell(self, name: str, column: Column, cell: object, reason: str) -> None:
        """A refused cell: as it is written where the column can hold that, else told."""
        text = " ".join(_text(cell).split("\n")) if not _lines(column) else _text(cell)
        if name == _STATUS and name in self.reader.standing:
            self.held.append(f"{reason} จับคู่คำนี้ก่อน")
        elif name == self.reader.table.key[0]:
            self.held.append(reason)
        elif name == "registered_on" and text.isdigit() and len(text) == 4:
            self._year_only(name, int(text), reason)
        elif isinstance(column.widget, ReferenceCell) and (
            found := self.reader.add_to_list(column.widget, text)
        ):
            self.values[name] = found
        elif (day := self._day(name, cell)) is not None:
            self.values[name] = day
        elif self._can_hold(name, column, cell, text):
            most = column_of(self.reader.table.model, column.targets[0]).max_length
            if most and len(text) > most:
                self._not_taken(name, reason)
                text = text[:most].rstrip()
            self.values[name] = text
        else:
            self._not_taken(name, reason)

    def _year_only(self, name: str, year: int, reason: str) -> None:
        """The old system says no more than the year: its first day lies in the fiscal year too."""
        if 2540 <= year <= self.reader._year:
            self.values[name] = date(year - calendar.BUDDHIST_ERA_OFFSET, 1, 1)
            self._not_taken(name, "ระบบเดิมบอกเพียงปี บันทึกเป็นวันแรกของปี")
        else:
            self._not_taken(name, reason)

    def _day(self, name: str, cell: object) -> date | None:
        """A day that can be read but not meant, of a column of days: it stands, to be looked at."""
        own = self._own(name)
        if type(own) is not models.DateField:
            return None
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date):
            return cell
        try:
            return calendar.parse_thai_date(_text(cell))
        except ValueError:
            return None

    def _own(self, name: str) -> "models.Field[Any, Any] | None":
        targets = self.reader.columns[name].targets
        model = self.reader.table.model
        return column_of(model, targets[0]) if len(targets) == 1 else None

    def _can_hold(self, name: str, column: Column, cell: object, text: str) -> bool:
        if (
            not text
            or isinstance(cell, Unreadable | Guess | date)
            or not self._holds_any_text(name)
        ):
            return False
        if isinstance(column.widget, TaxIdCell):
            return len(text) == 13 and text.isdigit() and not is_of_person(text)
        if isinstance(column.widget, RegistrationNumberCell) or name == "code":
            return not persons_numbers(text, checked=False)
        return True

    def _holds_any_text(self, name: str) -> bool:
        own = self._own(name)
        widget = self.reader.columns[name].widget
        return (
            isinstance(own, models.CharField | models.TextField)
            and not own.choices
            and isinstance(widget, TextCell | PhoneCell)
        )

    def _keep_rest(self, name: str, rest: str) -> None:
        """What a cell holds beside its value, behind the words of the column that keeps it."""
        keeper = self.reader.columns[name].rest
        words = str(self.values.get(keeper) or "") if keeper else ""
        kept = f"{words} {rest}".strip()
        if keeper and len(kept) <= (self.reader.columns[keeper].widget.most or 0):
            self.values[keeper] = kept
        else:
            self._not_taken(name, f"ใส่ได้ค่าเดียว ที่เหลือคือ {rest}")

    def _not_taken(self, name: str, reason: str) -> None:
        written = _text(self.cells.get(name, ""))
        if not written and not isinstance(self.cells.get(name), Unreadable):
            return
        self.told.setdefault(
            name,
            NotTaken(
                self.taken.number,
                self.key,
                self.reader.columns[name].column_name,
                written,
                reason,
            ),
        )


def _lines(column: Column) -> bool:
    return isinstance(column.widget, TextCell) and column.widget.lines


def is_register(table: Table) -> bool:
    return issubclass(table.model, RegisteredRecord)
