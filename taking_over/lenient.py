"""One row of an old system, read leniently: what stands there comes in, though today's form refused it.

The cells, words and checks are those of the app's own table (core.tables). What a cell's reading
refuses is kept as it is written where its column can hold it, else left blank and told as not taken;
what the table's check of the row refuses is left blank and told too. A row is held back only where it
cannot be stored: no name, no district, no owner, a status nobody understands.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from core.fields import column_of
from core.reading import Row
from core.tables.cells import ReferenceCell
from core.tables.import_rows import ImportRow
from core.tables.personal_cells import NationalIdCell
from core.tables.record_tables import RecordTable
from core.tables.tables import Column
from core.thai import calendar
from registration.part_tables import OwnedTable
from registration.references import ReferenceItem
from taking_over.lenient_cells import LenientCells, NotTaken, as_written, folded
from taking_over.read_columns import (
    is_column,
    keyed_by_old_code,
    may_be_blank,
    read_too,
    standing_columns,
)

MOST_TRIES = 6  # a row is checked again without what was refused; each time a cell less


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
            and not all(is_column(table.model, target) for target in column.targets)
        )
        self.blanks = dict(self._blanks())
        self.needed = list(self._needed())
        self.year = calendar.buddhist_year(calendar.today())
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
            if told := as_written(one.get(self.table.owner, "")):
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
        key = as_written(cells.get(table.key[0], ""))
        taken = TakenRow(row.number, "" if len(table.key) > 1 else key)
        if row.refused:
            taken.held_back = row.refused
            return taken
        reader = LenientCells(self, row.number, key, cells)
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

    def _fill(self, taken: TakenRow, line: ImportRow, reader: LenientCells) -> None:
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
        for name, heading, target in self.needed:
            if taken.values.get(target) in (None, ""):
                taken.held_back = f"ต้องมี{heading}" + (
                    f" ({said.reason})" if (said := reader.told.get(name)) else ""
                )

    # --- What is the same for every row -------------------------------------------------------------

    def _blanks(self) -> Iterator[tuple[str, Any]]:
        """What an empty cell means, by column; where it means nothing the model's own default stands,
        or the row is held back."""
        for name, column in self.columns.items():
            if not column.readonly and not isinstance(column.widget, NationalIdCell):
                with suppress(ValueError):
                    yield name, column.widget.clean("")

    def _needed(self) -> Iterator[tuple[str, str, str]]:
        """Columns the database must have: name, heading, and where each is stored."""
        for name, column in self.columns.items():
            if column.readonly or name in self.standing | self.elsewhere:
                continue
            if name in self.table.key[:1]:
                continue
            for target in column.targets:
                if not may_be_blank(column_of(self.table.model, target)):
                    yield name, column.column_name, target

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
