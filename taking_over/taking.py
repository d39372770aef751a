"""One file of an old system into its table: read in batches, what can be stored written set-based.

Sent again, a row that came in before is known by its old code, or by what it says, and is passed over: a
take-over never changes a record that is there. The caller holds the transaction: one for a table.
"""

import hashlib
from collections import Counter
from datetime import datetime
from typing import IO, Any, cast

from django.db import models

from core.fields import column_of
from core.jobs.progress import Progress, Unwatched
from core.reading import ReadTable, Row
from core.reading.batches import OpenTable, open_table
from core.tables.record_tables import RecordTable
from core.tables.tables import Table, all_tables
from core.thai.names import name_key
from core.users.models import User
from registration import gaps
from registration.models import RegisteredRecord
from registration.part_tables import OwnedTable
from taking_over.lenient import LenientReader, TakenRow
from taking_over.mapping import Mapped
from taking_over.models import TakenRecord, TakenTable
from taking_over.opening import NO_STANDINGS, Standings, known_headings, old_key
from taking_over.read_columns import keyed_by_old_code
from taking_over.receipts import Result
from taking_over.writing import Writer, quiet


def take(
    table_class: type[RecordTable],
    file: IO[bytes],
    name: str,
    *,
    by: User,
    of: TakenTable,
    at: datetime,
    mapped: Mapped,
    standings: Standings = NO_STANDINGS,
    progress: Progress | None = None,
    total: int = 0,
) -> Result:
    """Take a file over inside the caller's transaction. FileRefused where it is no such table."""
    taker = _Taker(table_class(by), of=of, at=at, mapped=mapped, standings=standings)
    told = progress or Unwatched()
    with (
        open_table(file, name, known_headings(table_class(by), mapped)) as opened,
        quiet(taker.model, *_owners(taker.model)),
    ):
        taker.begin(opened)
        for batch in opened.batches():
            taker.batch(batch)
            told.advance(taker.table.title, taker.result.rows, max(total, taker.result.rows))
        taker.end(opened)
    parts_came = taker.result.taken and not issubclass(taker.model, RegisteredRecord)
    for owner in _owners(taker.model) if parts_came else ():
        gaps.mark_all(cast(type[RegisteredRecord], owner))  # its parts came without touching it
    return taker.result


class _Taker:
    """One file on its way in."""

    def __init__(
        self,
        table: RecordTable,
        *,
        of: TakenTable,
        at: datetime,
        mapped: Mapped,
        standings: Standings,
    ):
        self.reader = LenientReader(table, mapped.words)
        self.table, self.standings = table, standings
        self.model: type[models.Model] = table.model
        self.result = Result()
        self.writer = Writer(table, of=of, at=at, result=self.result)
        self.seen: dict[str, int] = {}
        self.repeats: Counter[str] = Counter()
        self.owner_entity = _owner_entity(table)

    # --- Around the batches -----------------------------------------------------------------------

    def begin(self, opened: OpenTable) -> None:
        self.opened = opened
        self.unfolds = set(opened.headings) & set(self.table.unfolded_headings)
        self.headings, _ = self._unfolded([])
        by_heading = {column.column_name: name for name, column in self.reader.columns.items()}
        self.names = [by_heading[heading] for heading in self.headings]
        if opened.unknown:
            self.result.notes.append(f"คอลัมน์ที่ไม่รู้จัก ไม่ได้อ่าน: {', '.join(opened.unknown)}")
        self.key_place = (
            self.names.index(self.table.key[0]) if self.table.key[0] in self.names else None
        )
        if len(self.table.key) > 1:
            self.key_place = None
        beside = [one for one in self.reader.standing if one not in self.names]
        self.beside = beside if self.standings else []
        self.entered_here = self._entered_here()
        self.writer.begin()

    def end(self, opened: OpenTable) -> None:
        if opened.passed:
            self.result.notes.append(f"แถวที่ไม่ใช่รายการ (รวม ลงชื่อ) ข้ามไป {len(opened.passed):,} แถว")
        for of_list, added in self.reader.added.items():
            self.result.notes.append(
                f"เพิ่มในรายการ{of_list} (ยังไม่ให้เลือกใช้): {', '.join(sorted(added))}"
            )
        self.writer.end()

    # --- A batch ----------------------------------------------------------------------------------

    def _unfolded(self, batch: list[Row]) -> tuple[list[str], list[Row]]:
        """The rows in the table's own columns, where one of the file holds several of them."""
        if not self.unfolds:
            return self.opened.headings, batch
        read = ReadTable("", 0, self.opened.headings, [], batch, [])
        told = self.table.unfold(read)
        return told.headings, told.rows

    def batch(self, batch: list[Row]) -> None:
        self.result.rows += len(batch)
        _, batch = self._unfolded(batch)
        keys = [self._key(row) for row in batch]
        fresh = self._not_yet_there(batch, keys)
        if not fresh:
            return
        names = [*self.names, *self.beside]
        rows = [self._with_standing(row, key) for row, key in fresh]
        read = self.reader.rows(names, rows, self._owner_ids(rows))
        ready: list[TakenRow] = []
        for taken, (_, key) in zip(read, fresh, strict=True):
            taken.old_key = key
            if taken.held_back:
                self.result.held[taken.number] = taken.held_back
            else:
                ready.append(taken)
        ready = self._without_twins(ready)
        if ready:
            self.writer.write(ready)

    def _key(self, row: Row) -> str:
        if self.key_place is not None and row.cells[self.key_place] != "":
            return old_key(self.table, row.cells[self.key_place])
        said = hashlib.sha256("\x1f".join(map(str, row.cells)).encode()).hexdigest()
        self.repeats[said] += 1
        return f"#{said[:60]}-{self.repeats[said]}"

    def _not_yet_there(self, batch: list[Row], keys: list[str]) -> list[tuple[Row, str]]:
        """Rows that are not in the registry yet, nor above in the file."""
        came = TakenRecord.objects.filter(entity=self.table.entity)
        there = set(came.filter(old_key__among=keys).values_list("old_key", flat=True))
        if len(self.table.key) == 1 and not keyed_by_old_code(self.table):
            path = self.table.columns[self.table.key[0]].attribute
            codes = self.model._base_manager.filter(**{f"{path}__among": keys})
            there |= set(codes.values_list(path, flat=True))
        fresh = []
        for row, key in zip(batch, keys, strict=True):
            first = self.seen.setdefault(key, row.number)
            if first != row.number:
                self.result.held[row.number] = f"รหัสซ้ำกับแถว {first} ในไฟล์เดียวกัน"
            elif key in there:
                self.result.already_there += 1
            else:
                fresh.append((row, key))
        return fresh

    def _with_standing(self, row: Row, key: str) -> Row:
        """The row with the cells of its standing that another file has."""
        if not self.standings:
            return row
        stood = self.standings.get(key, {})
        cells = list(row.cells)
        for place, name in enumerate(self.names):
            if cells[place] == "" and name in stood:
                cells[place] = cast(Any, stood[name])
        return Row(
            row.number,
            [*cells, *(cast(Any, stood.get(one, "")) for one in self.beside)],
            row.refused,
        )

    def _owner_ids(self, rows: list[Row]) -> dict[str, int] | None:
        """Of an owner that the portal numbers itself: which of ours each old code became."""
        if not self.owner_entity:
            return None
        assert isinstance(self.table, OwnedTable)
        if self.table.owner not in self.names:
            return {}
        place = self.names.index(self.table.owner)
        told = {str(row.cells[place]).strip() for row in rows} - {""}
        came = TakenRecord.objects.filter(old_key__among=sorted(told), entity=self.owner_entity)
        return dict(came.values_list("old_key", "record_id"))

    def _entered_here(self) -> set[tuple[object, str]]:
        """Whose and called what the records are that came by no take-over. Asked once, before the first
        row: within one transaction a plan for few records ruins the many."""
        if not self.table.twins:
            return set()
        owner, name = self.table.twins
        path = column_of(self.model, self.table.columns[owner].targets[0]).attname
        came = TakenRecord.objects.filter(entity=self.table.entity, record_id=models.OuterRef("pk"))
        held = self.table.standing().exclude(models.Exists(came)).order_by()
        return {(whose, name_key(what)) for whose, what in held.values_list(path, name)}

    def _without_twins(self, ready: list[TakenRow]) -> list[TakenRow]:
        """Without those whose like an office entered already: one owner, one name."""
        if not self.entered_here:
            return ready
        kept = [
            one
            for one in ready
            if one.said is None
            or (one.said[0], name_key(str(one.said[1]))) not in self.entered_here
        ]
        self.result.already_there += len(ready) - len(kept)
        return kept


def _owners(model: type[models.Model]) -> list[type[models.Model]]:
    """The records a part belongs to."""
    found: list[type[models.Model]] = []
    for one in model._meta.concrete_fields:
        related = one.related_model
        if isinstance(related, type) and issubclass(related, RegisteredRecord):
            found.append(related)
    return found


def _owner_entity(table: Table) -> str:
    """The table of the owners whose old codes have to be looked up; "" where they keep their code."""
    if not isinstance(table, OwnedTable) or table.owner_key != table.owner_model._meta.pk.name:
        return ""
    return next(
        one.entity
        for one in all_tables()
        if one.model is table.owner_model and issubclass(one, RecordTable)
    )
