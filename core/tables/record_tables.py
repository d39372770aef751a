"""The plain way of writing a table whose rows are records of their own: new ones by COPY, changed
ones by one UPDATE out of a table of the transaction.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar

from django.db import connection, models
from django.db.models import QuerySet
from django.utils import timezone
from psycopg import sql

from core.fields import column_of, key_type
from core.tables.checked import Checked
from core.tables.copying import copy_rows
from core.tables.import_rows import ImportRow
from core.tables.tables import Table
from core.thai.names import name_key


class RecordTable(Table):
    """A table whose rows are written as they stand; abstract.

    `twins`: the columns of whose and called what. A row without a key is no new record where one of
    the same name (core.thai.names) stands there already: a file sent twice would add all of it again.
    """

    twins: ClassVar[tuple[str, str] | None] = None

    def standing(self) -> QuerySet[Any]:
        """The records beside which none of the same name is added: all, unless the table leaves out
        those that are done with."""
        return self.records()

    def check_together(self, lines: Sequence[ImportRow]) -> None:
        super().check_together(lines)
        if self.twins is None:
            return
        owner, name = self.twins
        without_key = [
            line
            for line in lines
            if line.is_new
            and not (line.key or line.is_astray)
            and line.tells(owner, name)
            and line.values.get(owner)
        ]
        if not without_key:
            return
        path = column_of(self.model, self.columns[owner].targets[0]).attname
        key = self.columns[self.key[0]]
        theirs = {line.values[owner] for line in without_key}
        found = self.standing().filter(**{f"{path}__among": theirs})
        held = {
            (whose, name_key(what)): f"รหัส {code}"
            for whose, what, code in found.values_list(path, name, key.attribute)
        }
        for line in without_key:
            mine = (line.values[owner], name_key(str(line.values[name])))
            said = held.setdefault(mine, f"แถว {line.number}")
            if said != f"แถว {line.number}":
                line.refuse(
                    f"มีชื่อนี้แล้ว ({said}) ถ้าเป็นรายการเดียวกันกรอก{key.column_name}นั้น ถ้านำเข้าไปแล้วให้ลบแถวนี้",
                    name,
                )

    def write(self, checked: Checked) -> list[object]:
        return [*insert(self, checked.new), *update(self, checked.changed)]

    def new_values(self, lines: Sequence[ImportRow]) -> dict[str, list[object]]:
        """Fields of new records beside those of the file, a value for each line."""
        return {}

    def follow_taken_over(self, keys: Sequence[object]) -> list[str]:
        """What follows elsewhere from rows that were taken over, set in the same transaction; what the
        receipt has to say of it."""
        return []


def insert(table: RecordTable, lines: Sequence[ImportRow]) -> list[object]:
    """COPY new records; returns their keys. What the file does not say stands at its default."""
    if not lines:
        return []
    model = table.model
    blank = model()
    fields = [
        field for field in model._meta.concrete_fields if not (field.generated or field.primary_key)
    ]
    now = timezone.now()
    given = {field: [told and told[1] for told in column] for field, column in _told(table, lines)}
    given |= {column_of(model, name): values for name, values in table.new_values(lines).items()}
    columns: list[list[object] | None] = []
    constants: list[object] = []
    for one in fields:
        columns.append(given.get(one))
        stamped = getattr(one, "auto_now", False) or getattr(one, "auto_now_add", False)
        default = now if stamped else one.value_from_object(blank)
        constants.append(one.get_prep_value(default))
    ids = next_ids(model, len(lines))
    copy_rows(
        model._meta.db_table,
        [model._meta.pk.column, *(one.column for one in fields)],
        (
            [
                key,
                *(
                    constant if column is None or column[place] is None else column[place]
                    for column, constant in zip(columns, constants, strict=True)
                ),
            ]
            for place, key in enumerate(ids)
        ),
    )
    return ids


def _told(
    table: Table, lines: Sequence[ImportRow]
) -> Iterator[tuple["models.Field[Any, Any]", list[tuple[bool, object] | None]]]:
    """For each field, what each row sets it to: (True, value), or None if the row leaves it
    unchanged."""
    for name, column in table.columns.items():
        if column.readonly or not any(name in line.values for line in lines):
            continue
        told = [
            column.widget.spread(line.values[name]) if name in line.values else None
            for line in lines
        ]
        for place, target in enumerate(column.targets):
            yield (
                column_of(table.model, target),
                [(True, values[place]) if values is not None else None for values in told],
            )


def next_ids(model: type[models.Model], count: int) -> list[object]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, model._meta.pk.column, count],
        )
        return [key for (key,) in cursor.fetchall()]


def update(table: Table, lines: Sequence[ImportRow]) -> list[object]:
    """One UPDATE for all changed records, from a table of this transaction; returns their keys."""
    if not lines:
        return []
    told = list(_told(table, lines))
    rows = (
        [line.pk, *(part for _, column in told for part in (column[place] or (False, None)))]
        for place, line in enumerate(lines)
    )
    _update_from(table.model, [field for field, _ in told], rows)
    return [line.pk for line in lines]


def _update_from(
    model: type[models.Model],
    fields: Sequence["models.Field[Any, Any]"],
    rows: Iterable[Sequence[object]],
) -> None:
    """UPDATE each row's fields where its flag says so; rows: key, then flag and value per field."""
    pk = model._meta.pk
    columns = [sql.SQL("id ") + sql.SQL(_type(pk))]
    sets = []
    for number, one in enumerate(fields):
        flag, value = sql.Identifier(f"set_{number}"), sql.Identifier(f"value_{number}")
        columns += [flag + sql.SQL(" boolean"), value + sql.SQL(" " + _type(one))]
        own = sql.Identifier(one.column)
        sets.append(
            sql.SQL("{own} = CASE WHEN new.{flag} THEN new.{value} ELSE old.{own} END").format(
                own=own, flag=flag, value=value
            )
        )
    stamped = [one.column for one in model._meta.concrete_fields if getattr(one, "auto_now", False)]
    sets += [sql.SQL("{} = now()").format(sql.Identifier(column)) for column in stamped]
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS import_changes")
        cursor.execute(
            # As text: who looks at statements on their way (core.history) reads texts.
            sql.SQL("CREATE TEMPORARY TABLE import_changes ({}) ON COMMIT DROP")
            .format(sql.SQL(", ").join(columns))
            .as_string(cursor.connection)
        )
        names = ["id"]
        for number in range(len(fields)):
            names += [f"set_{number}", f"value_{number}"]
        copy_rows("import_changes", names, rows)
        cursor.execute(
            sql.SQL("UPDATE {table} old SET {sets} FROM import_changes new WHERE old.{pk} = new.id")
            .format(
                table=sql.Identifier(model._meta.db_table),
                sets=sql.SQL(", ").join(sets),
                pk=sql.Identifier(pk.column),
            )
            .as_string(cursor.connection)
        )


def _type(field: "models.Field[Any, Any]") -> str:
    """The column's type as a table of this transaction has it: a serial key is its integer."""
    return key_type(field) if field.primary_key else str(field.db_type(connection))
