"""What a take-over read goes into its table: copied into a table of the transaction, inserted from there
in one statement, so that history fires once a batch. What the database refuses is held back alone.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

import pgtrigger
from django.db import IntegrityError, connection, models, transaction
from psycopg import sql

from core.fields import column_of, key_type
from core.tables.copying import copy_rows
from core.tables.import_rows import ImportRow
from core.tables.record_tables import RecordTable, next_ids
from registration.models import RegisteredRecord, Round
from registration.rounds import round_taken_over
from registration.workflow import record_standing_taken_over, standing_taken_over
from taking_over.lenient import TakenRow
from taking_over.lenient_cells import NotTaken
from taking_over.merged import name_successors
from taking_over.models import TakenRecord, TakenTable
from taking_over.read_columns import is_register, keyed_by_old_code
from taking_over.receipts import Result

LONGEST_NUMBER_KEPT = 9  # digits of an old code that stays the record's own number
LIKE_IT_STANDS = "มีรายการเดียวกันอยู่แล้ว ถ้าเป็นคนละรายการ แก้ให้ต่างกันแล้วส่งใหม่"
NOT_TAKEN_HEADINGS = ("แถว", "รหัส", "หัวคอลัมน์", "ค่าในไฟล์", "เหตุผล")


def quiet(*of: type[models.Model]) -> Any:
    """What a record's parts and prices would say of a correction: as it stands it was certified."""
    names = ("touches_record", "content_changed")
    uris = [
        f"{model._meta.label}:{trigger.name}"
        for model in dict.fromkeys(of)
        for trigger in getattr(cast(Any, model)._meta, "triggers", [])
        if str(trigger.name).startswith(names)
    ]
    return pgtrigger.ignore(*uris) if uris else nullcontext()


class Writer:
    """Writes the rows of one file, and counts them in `result`; between `begin` and `end`."""

    def __init__(self, table: RecordTable, *, of: TakenTable, at: datetime, result: Result):
        self.table, self.of, self.at, self.result = table, of, at, result
        self.by = table.by
        self.model: type[models.Model] = table.model
        self.rounds: dict[tuple[int, int], Round | None] = {}
        self.rounds_made: list[str] = []
        self.money = [name for name, column in table.columns.items() if column.is_money]
        self.came: list[int] = []
        self.merged: dict[int, str] = {}  # the old code each record was merged into
        self.blank = self.model()
        self.fields = [
            one
            for one in self.model._meta.concrete_fields
            if not (one.generated or one.primary_key)
        ]
        self.text = io.StringIO(newline="")
        self.writer = csv.writer(self.text)
        self.writer.writerow(NOT_TAKEN_HEADINGS)

    def begin(self) -> None:
        self._make_staging()

    def end(self) -> None:
        if self.rounds_made:
            self.result.notes.append(f"เพิ่มรอบตามแผนปกติ ตรวจวันของรอบ: {', '.join(self.rounds_made)}")
        self.result.notes += self.table.follow_taken_over(self.came)
        self.result.notes += name_successors(self.table, self.merged)
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE taking_over_rows")
        self.result.not_taken_cells = self.text.getvalue() if self.result.not_taken else ""

    def write(self, ready: list[TakenRow]) -> None:
        """Write the rows; where the database refuses some, those alone are held back."""
        try:
            with transaction.atomic():
                self._insert(ready)
        except IntegrityError as error:
            if len(ready) == 1:
                self.result.held[ready[0].number] = _said_by_database(self.model, error)
                return
            half = len(ready) // 2
            self.write(ready[:half])
            self.write(ready[half:])

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
        self.came += [key for key, _ in came]
        told = ((key, one.standing.get("merged_into")) for key, one in came)
        self.merged |= {key: str(successor) for key, successor in told if successor}
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
        held = self.model._base_manager.filter(pk__among=sorted(numbers))
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


def _said_by_database(model: type[models.Model], error: IntegrityError) -> str:
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    for constraint in model._meta.constraints:
        if constraint.name == name:
            return str(constraint.violation_error_message)
    return f"ฐานข้อมูลไม่รับแถวนี้ (ข้อกำหนด {name})"
