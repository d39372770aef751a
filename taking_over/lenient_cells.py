"""The cells of one row of an old system: read once each, what is refused kept as written, or told.

A refused cell is kept where its column can hold the words, else left blank and told as not taken.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models

from core.fields import column_of
from core.reading import Guess, Unreadable
from core.tables.cells import ReferenceCell, TextCell
from core.tables.contact_cells import PhoneCell
from core.tables.import_rows import WHOLE_ROW, ImportRow
from core.tables.personal_cells import RegistrationNumberCell, TaxIdCell
from core.tables.tables import Column
from core.thai import calendar
from core.thai.digits import to_arabic
from core.thai.identifiers import is_of_person, persons_numbers, with_masks
from registration.part_tables import OwnedTable
from taking_over.read_columns import keyed_by_old_code, may_be_blank

if TYPE_CHECKING:
    from taking_over.lenient import LenientReader

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


def folded(cell: object) -> str:
    """A word as mappings compare it."""
    return " ".join(as_written(cell).split()).casefold()


def as_written(cell: object) -> str:
    """A cell as it was written; a date as people write it."""
    if isinstance(cell, Unreadable):
        return ""
    if isinstance(cell, datetime | date):
        return f"{cell.day}/{cell.month}/{calendar.buddhist_year(cell)}"
    return to_arabic(str(cell)).strip() if isinstance(cell, str) else str(cell)


class LenientCells:
    """The cells of one row: read once each, those the check refuses left out."""

    def __init__(
        self, reader: "LenientReader", number: int, key: str, cells: dict[str, Any]
    ) -> None:
        self.reader, self.number, self.key = reader, number, key
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
        return ImportRow(self.number, dict(self.cells), values=dict(self.values))

    # --- What the row's check refuses -------------------------------------------------------------

    def leave_out(self, line: ImportRow) -> list[str]:
        """Leave out each refused cell; the reasons of those without which nothing can be stored."""
        held = []
        for name, reason in line.faults.items():
            written = str(self.values.get(name, ""))
            if name != WHOLE_ROW and self._is_of_a_person(name, written):
                self._not_taken(name, reason)
                self.values[name] = with_masks(written)  # the rest of the text is worth keeping
            elif name == WHOLE_ROW or self._holds_row_back(name):
                held.append(reason)
            else:
                self._not_taken(name, reason)
                self.values.pop(name, None)
                self.cells[name] = ""
        return held

    def _is_of_a_person(self, name: str, written: str) -> bool:
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
            self._not_taken(name, "เก็บไว้คนละตาราง ส่งมาในตารางการประเมิน")
            return
        if cell == "" or (column.readonly and name not in self.reader.standing):
            if cell == "" and name in self.reader.blanks:
                self.values[name] = self.reader.blanks[name]
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
        elif found.value in ("", None) and as_written(cell) not in ("", "-"):
            self._not_taken(name, found.doubt or "อ่านเป็นค่าว่าง")

    def _keep_or_tell(self, name: str, column: Column, cell: object, reason: str) -> None:
        """A refused cell: as it is written where the column can hold that, else told."""
        text = " ".join(as_written(cell).split("\n")) if not _lines(column) else as_written(cell)
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
        if 2540 <= year <= self.reader.year:
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
            return calendar.parse_thai_date(as_written(cell))
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
            self._not_taken(name, f"กรอกได้ค่าเดียว ที่เหลือคือ {rest}")

    def _not_taken(self, name: str, reason: str) -> None:
        written = as_written(self.cells.get(name, ""))
        if not written and not isinstance(self.cells.get(name), Unreadable):
            return
        self.told.setdefault(
            name,
            NotTaken(
                self.number,
                self.key,
                self.reader.columns[name].column_name,
                written,
                reason,
            ),
        )


def _lines(column: Column) -> bool:
    return isinstance(column.widget, TextCell) and column.widget.lines
