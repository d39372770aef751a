"""One file of an old system into its table: read in batches, what can be stored written set-based.

A batch is copied into a table of the transaction and inserted from there in one statement; history
fires once for it. Sent again, a row that came in before is known by its old code, or by what it says,
and is passed over: a take-over never changes a record that is there. The caller holds the transaction:
one for a table.
"""

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import IO, Any, cast

import pgtrigger
from django.db import IntegrityError, connection, models, transaction
from psycopg import sql

from core.fields import column_of, key_type
from core.jobs.progress import Progress, Unwatched
from core.reading import ReadTable, Row
from core.reading.batches import OpenTable, open_table
from core.reading.headings import Headings
from core.tables.copying import copy_rows
from core.tables.import_rows import ImportRow
from core.tables.record_tables import RecordTable, next_ids
from core.tables.tables import Column, Table, all_tables, among
from core.tables.words import other_headings
from core.thai.names import name_key
from core.users.models import User
from registration.models import RegisteredRecord, Round
from registration.part_tables import OwnedTable
from registration.rounds import round_taken_over
from registration.workflow import record_standing_taken_over, standing_taken_over
from taking_over.lenient import (
    LenientReader,
    NotTaken,
    TakenRow,
    is_register,
    keyed_by_old_code,
    read_too,
    standing_columns,
)
from taking_over.mapping import Mapped
from taking_over.models import TakenRecord, TakenTable

LONGEST_NUMBER_KEPT = 9  # digits of an old code that stays the record's own number
LIKE_IT_STANDS = "มีรายการเดียวกันอยู่แล้ว ถ้าเป็นคนละรายการ แก้ให้ต่างกันแล้วส่งใหม่"
NOT_TAKEN_HEADINGS = ("แถว", "รหัส", "หัวคอลัมน์", "ค่าในไฟล์", "เหตุผล")

Standings = Mapping[str, Mapping[str, object]]
NO_STANDINGS: Standings = MappingProxyType({})


@dataclass
class Result:
    """What came of a file. `held`: reasons by row number. `not_taken_cells`: as CSV."""

    rows: int = 0
    taken: int = 0
    already_there: int = 0
    held: dict[int, str] = field(default_factory=dict)
    not_taken: int = 0
    not_taken_cells: str = ""
    sums: dict[str, Decimal] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def known_headings(table: Table, mapped: Mapped) -> Headings:
    """What the file of a table may have over its columns: ours, those of the standing, and theirs."""
    columns = dict(table.columns) | read_too(table)
    known = list(
        dict.fromkeys(
            column.column_name
            for name, column in columns.items()
            if mapped.headings.get(column.column_name, name) == name
        )
    )
    known += table.unfolded_headings
    key = table.columns[table.key[0]].column_name
    aliases = {
        theirs: ours
        for theirs, ours in other_headings(table.entity, known).items()
        if theirs not in mapped.headings
    }
    return Headings(known, aliases=aliases | mapped.aliases(columns), keys=[key])


def read_standings(
    table: Table, file: IO[bytes], name: str, mapped: Mapped
) -> tuple[dict[str, dict[str, object]], int]:
    """The standing of records by their key, out of a file of its own; and how many rows it has."""
    found: dict[str, dict[str, object]] = {}
    rows = 0
    same: dict[object, object] = {}  # days come again and again: each kept once
    key = table.columns[table.key[0]].column_name
    with open_table(file, name, known_headings(table, mapped)) as opened:
        names = _names(table, opened, dict(table.columns))
        place = opened.headings.index(key)
        wanted = [index for index, one in enumerate(names) if index != place and one != "name"]
        for batch in opened.batches():
            for row in batch:
                rows += 1
                said = {
                    names[index]: same.setdefault(row.cells[index], row.cells[index])
                    for index in wanted
                    if row.cells[index] != ""
                }
                found[old_key(table, row.cells[place])] = said
    return found, rows


def old_key(table: Table, cell: object) -> str:
    """The code of a row as it is remembered."""
    try:
        text = table.columns[table.key[0]].widget.key_text(cell)
    except ValueError:
        text = str(cell)
    return text.strip()[:100]


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
    with open_table(file, name, known_headings(table_class(by), mapped)) as opened, taker.quiet():
        taker.begin(opened)
        for batch in opened.batches():
            taker.batch(batch)
            told.advance(taker.table.title, taker.result.rows, max(total, taker.result.rows))
        taker.end(opened)
    return taker.result


def held_back_rows(
    table_class: type[Table],
    file: IO[bytes],
    name: str,
    *,
    by: User,
    held: Mapping[int, str],
    mapped: Mapped,
    standings: Standings = NO_STANDINGS,
) -> tuple[list[str], Iterator[tuple[list[object], dict[int, str], str]]]:
    """The rows held back, as the file has them beside their standing, with the reasons: what
    core.tables.workbooks.write_faulty_rows writes."""
    table = table_class(by)
    columns = dict(table.columns) | read_too(table)
    with open_table(file, name, known_headings(table, mapped)) as opened:
        names = _names(table, opened, columns)
        beside = [one for one in standing_columns(table) if standings and one not in names]
        all_names = [*names, *beside]
        key = names.index(table.key[0]) if table.key[0] in names else None
        rows: list[tuple[list[object], dict[int, str], str]] = []
        for batch in opened.batches():
            for row in batch:
                if row.number not in held:
                    continue
                code = old_key(table, row.cells[key]) if key is not None else ""
                stood = standings.get(code, {})
                cells = [*row.cells, *(stood.get(one, "") for one in beside)]
                rows.append((cells, {}, held[row.number]))
    return [columns[one].column_name if one in columns else one for one in all_names], iter(rows)


def _names(table: Table, opened: OpenTable, columns: Mapping[str, Column]) -> list[str]:
    """The columns of a file by name; one that holds several (a whole address) by its heading."""
    by_heading = {column.column_name: name for name, column in columns.items()}
    return [by_heading.get(heading, heading) for heading in opened.headings]


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
        self.table, self.of, self.at, self.standings = table, of, at, standings
        self.by = table.by
        self.model: type[models.Model] = table.model
        self.result = Result()
        self.seen: dict[str, int] = {}
        self.repeats: Counter[str] = Counter()
        self.rounds: dict[tuple[int, int], Round | None] = {}
        self.rounds_made: list[str] = []
        self.owner_entity = _owner_entity(table)
        self.money = [name for name, column in table.columns.items() if column.is_money]
        self.blank = self.model()
        self.fields = [
            one
            for one in self.model._meta.concrete_fields
            if not (one.generated or one.primary_key)
        ]
        self.text = io.StringIO(newline="")
        self.writer = csv.writer(self.text)
        self.writer.writerow(NOT_TAKEN_HEADINGS)

    # --- Around the batches -----------------------------------------------------------------------

    def quiet(self) -> Any:
        """What a record's parts and prices would say of a correction: as it stands it was certified."""
        names = ("touches_record", "content_changed")
        uris = [
            f"{model._meta.label}:{trigger.name}"
            for model in {self.model, *_owners(self.model)}
            for trigger in getattr(cast(Any, model)._meta, "triggers", [])
            if str(trigger.name).startswith(names)
        ]
        return pgtrigger.ignore(*uris) if uris else nullcontext()

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
        self._make_staging()

    def end(self, opened: OpenTable) -> None:
        if opened.passed:
            self.result.notes.append(f"แถวที่ไม่ใช่รายการ (รวม ลงชื่อ) ข้ามไป {len(opened.passed):,} แถว")
        for of_list, added in self.reader.added.items():
            self.result.notes.append(
                f"เพิ่มในรายการ{of_list} (ยังไม่ให้เลือกใช้): {', '.join(sorted(added))}"
            )
        if self.rounds_made:
            self.result.notes.append(f"เพิ่มรอบตามแผนปกติ ตรวจวันของรอบ: {', '.join(self.rounds_made)}")
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE taking_over_rows")
        self.result.not_taken_cells = self.text.getvalue() if self.result.not_taken else ""

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
            self._write(ready)

    def _key(self, row: Row) -> str:
        if self.key_place is not None and row.cells[self.key_place] != "":
            return old_key(self.table, row.cells[self.key_place])
        said = hashlib.sha256("\x1f".join(map(str, row.cells)).encode()).hexdigest()
        self.repeats[said] += 1
        return f"#{said[:60]}-{self.repeats[said]}"

    def _not_yet_there(self, batch: list[Row], keys: list[str]) -> list[tuple[Row, str]]:
        """Rows that are not in the registry yet, nor above in the file."""
        came = TakenRecord.objects.filter(entity=self.table.entity)
        there = set(
            came.filter(among(TakenRecord, "old_key", keys)).values_list("old_key", flat=True)
        )
        if len(self.table.key) == 1 and not keyed_by_old_code(self.table):
            path = self.table.columns[self.table.key[0]].attribute
            codes = self.model._base_manager.filter(among(self.model, path, keys))
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
        came = TakenRecord.objects.filter(
            among(TakenRecord, "old_key", sorted(told)), entity=self.owner_entity
        )
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

    # --- Writing ----------------------------------------------------------------------------------

    def _write(self, ready: list[TakenRow]) -> None:
        """Write the rows; where the database refuses some, those alone are held back."""
        try:
            with transaction.atomic():
                self._insert(ready)
        except IntegrityError as error:
            if len(ready) == 1:
                self.result.held[ready[0].number] = _said_by_database(self.model, error)
                return
            half = len(ready) // 2
            self._write(ready[:half])
            self._write(ready[half:])

    def _insert(self, ready: list[TakenRow]) -> None:
        ids = self._ids(ready)
        given = self._given(ready)
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE taking_over_rows")
        copy_rows(
            "taking_over_rows",
            [self.model._meta.pk.column, *(one.column for one in self.fields)],
            list(self._tuples(ready, ids, given)),  # read before: COPY holds the connection
        )
        columns = sql.SQL(", ").join(
            map(sql.Identifier, [self.model._meta.pk.column, *(one.column for one in self.fields)])
        )
        with connection.cursor() as cursor:
            cursor.execute(
                sql.SQL(
                    "INSERT INTO {table} ({columns}) SELECT {columns} FROM taking_over_rows"
                    " ON CONFLICT DO NOTHING RETURNING {pk}"
                )
                .format(
                    table=sql.Identifier(self.model._meta.db_table),
                    columns=columns,
                    pk=sql.Identifier(self.model._meta.pk.column),
                )
                .as_string(cursor.connection)
            )
            written = {key for (key,) in cursor.fetchall()}
        came = [(key, one) for key, one in zip(ids, ready, strict=True) if key in written]
        for key, one in zip(ids, ready, strict=True):
            if key not in written:  # its like stands there, perhaps with other figures
                self.result.held[one.number] = LIKE_IT_STANDS
        copy_rows(
            TakenRecord._meta.db_table,
            ["entity", "old_key", "record_id", "table_id"],
            ((self.table.entity, one.old_key, key, self.of.pk) for key, one in came),
        )
        if is_register(self.table):
            record_standing_taken_over(
                cast(type[RegisteredRecord], self.model),
                [key for key, _ in came],
                by=self.by,
                at=self.at,
                reason=self.of.file_title,
            )
        self._count(came)

    def _count(self, came: Sequence[tuple[int, TakenRow]]) -> None:
        result = self.result
        result.taken += len(came)
        for _, one in came:
            self._tell(one.not_taken)
            for name in self.money:
                if amount := one.values.get(self.table.columns[name].targets[0]):
                    heading = self.table.columns[name].column_name
                    result.sums[heading] = result.sums.get(heading, Decimal(0)) + amount

    def _tell(self, cells: Iterable[NotTaken]) -> None:
        for one in cells:
            self.writer.writerow((one.row, one.key, one.heading, one.written, one.reason))
            self.result.not_taken += 1

    def _ids(self, ready: list[TakenRow]) -> list[int]:
        """The number of each: the old system's own where it is one of ours' kind and free, so that a
        code on paper still finds its record."""
        fresh = cast(list[int], next_ids(self.model, len(ready)))
        if not keyed_by_old_code(self.table) or not is_register(self.table):
            return fresh
        numbers = {
            int(one.old_key)
            for one in ready
            if one.old_key.isascii()
            and one.old_key.isdigit()
            and len(one.old_key) <= LONGEST_NUMBER_KEPT
            and one.old_key == one.old_key.lstrip("0")
        }
        if not numbers:
            return fresh
        held = self.model._base_manager.filter(
            among(self.model, self.model._meta.pk.name, sorted(numbers))
        )
        numbers -= set(held.values_list("pk", flat=True))
        if numbers:
            self._count_from(max(numbers))
            # Numbers drawn before may be among those that stay.
            drawn = cast(list[int], next_ids(self.model, len(ready)))
            fresh = drawn if numbers & set(fresh) else fresh
        return [
            int(one.old_key) if one.old_key.isdigit() and int(one.old_key) in numbers else key
            for one, key in zip(ready, fresh, strict=True)
        ]

    def _count_from(self, number: int) -> None:
        """New records are numbered above; a sequence never goes back, so at once for everybody."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval(s, greatest(%s, pg_sequence_last_value(s)))"
                " FROM (SELECT pg_get_serial_sequence(%s, %s)::regclass AS s) found",
                [number, self.model._meta.db_table, self.model._meta.pk.column],
            )

    def _given(self, ready: list[TakenRow]) -> dict[str, list[object]]:
        """Fields the portal gives: codes of those that came without one."""
        lines = [
            ImportRow(
                one.number,
                {},
                values=dict(one.values)
                | {
                    name: one.values.get(column.targets[0])
                    for name, column in self.table.columns.items()
                },
            )
            for one in ready
        ]
        return self.table.new_values(lines)

    def _tuples(
        self, ready: list[TakenRow], ids: list[int], given: Mapping[str, list[object]]
    ) -> Iterator[list[object]]:
        constants = []
        for one in self.fields:
            stamped = getattr(one, "auto_now", False) or getattr(one, "auto_now_add", False)
            default = self.at if stamped else one.value_from_object(self.blank)
            constants.append(one.get_prep_value(default))
        for place, (key, row) in enumerate(zip(ids, ready, strict=True)):
            values = {column_of(self.model, name).column: v for name, v in row.values.items()}
            values |= {
                column_of(self.model, name).column: column[place] for name, column in given.items()
            }
            if is_register(self.table):
                values |= self._standing(row)
            yield [
                key,
                *(
                    constant if (value := values.get(one.column)) is None else value
                    for one, constant in zip(self.fields, constants, strict=True)
                ),
            ]

    def _standing(self, row: TakenRow) -> dict[str, object]:
        told = dict(row.standing)
        round = self._round(told.pop("round", None), row)
        stood = standing_taken_over(told, round, self.at)
        return {column_of(self.model, name).column: value for name, value in stood.items()}

    def _round(self, named: tuple[int, int] | None, row: TakenRow) -> Round | None:
        if named is None:
            return None
        if named not in self.rounds:
            found, is_new = round_taken_over(*named)
            self.rounds[named] = found
            if is_new:
                self.rounds_made.append(str(found))
        if self.rounds[named] is None:
            year, quarter = named
            row.not_taken.append(
                NotTaken(row.number, row.old_key, "รอบ", f"{quarter}/{year}", "ยังไม่มีรอบนี้ในระบบ")
            )
        return self.rounds[named]

    def _make_staging(self) -> None:
        columns = [
            sql.SQL("{} {}").format(
                sql.Identifier(one.column),
                sql.SQL(key_type(one) if one.primary_key else cast(Any, one.db_type(connection))),
            )
            for one in (self.model._meta.pk, *self.fields)
        ]
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS taking_over_rows")
            cursor.execute(
                sql.SQL("CREATE TEMPORARY TABLE taking_over_rows ({}) ON COMMIT DROP")
                .format(sql.SQL(", ").join(columns))
                .as_string(cursor.connection)
            )


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


def _said_by_database(model: type[models.Model], error: IntegrityError) -> str:
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    for constraint in model._meta.constraints:
        if constraint.name == name:
            return str(constraint.violation_error_message)
    return f"ฐานข้อมูลไม่รับแถวนี้ (ข้อกำหนด {name})"
