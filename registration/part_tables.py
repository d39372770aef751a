"""Tables of the repeating parts of records: standards, star results, memberships, items sold."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Model, QuerySet

from core.areas.scope import Role, visible_rows
from core.fields import column_of
from core.tables.import_rows import ImportRow
from core.tables.record_tables import RecordTable
from core.tables.row_checks import row_check
from core.tables.tables import as_read
from registration.record_state import closed_for


class OwnedTable(RecordTable):
    """Rows that belong to a record; abstract. The row names it by the column `owner`.

    `owner_model` and `owner_key`: where the record of that key is looked up, through its own door.
    `extras` must hold the path of the owner's status, named in `owner_status`.
    """

    owner: ClassVar[str]
    owner_model: ClassVar[type[Model]]
    owner_key: ClassVar[str]
    owner_status: ClassVar[str]

    def owners(self) -> QuerySet:
        return visible_rows(self.owner_model, self.by).order_by()

    def begin(self, lines: Sequence[ImportRow]) -> None:
        super().begin(lines)
        column = self.columns[self.owner]
        keys = set()
        for line in lines:
            if line.is_new:
                try:
                    keys.add(column.widget.clean(line.cells.get(self.owner, "")))
                except ValueError:
                    continue  # said where the cell is read
        wanted = keys - {""}
        # By key: id, status, and what the columns shown for people say of the owner.
        self.found_owners: dict[str, tuple[int, str, dict[str, str]]] = {}
        paths = self._shown_of_owner()
        some = self.owners().filter(**{f"{self.owner_key}__among": wanted})
        for key, pk, status, *shown in some.values_list(
            self.owner_key, "pk", "status", *paths.values()
        ):
            said = {name: as_read(value) for name, value in zip(paths, shown, strict=True)}
            self.found_owners[str(key)] = (pk, status, said)

    def _shown_of_owner(self) -> dict[str, str]:
        """Of columns that only show whose a row is, the path from the owner."""
        within = f"{self.columns[self.owner].targets[0]}__"
        return {
            name: column.attribute.removeprefix(within)
            for name, column in self.columns.items()
            if column.readonly and not column.passing and column.attribute.startswith(within)
        }

    @row_check()
    def check_owner(self, line: ImportRow) -> None:
        """The record a row belongs to, by its key; a part never goes over to another."""
        if not line.tells(self.owner):
            return
        heading = self.columns[self.owner].column_name
        if not line.is_new:
            if self.owner in line.values:
                line.refuse(
                    f"เปลี่ยน{heading}ของรายการเดิมไม่ได้ ในระบบเป็น {line.shown[self.owner]}", self.owner
                )
            return
        told = str(line.values.get(self.owner) or "")
        found = self.found_owners.get(told)
        if found is None:
            said = f"ไม่พบ{heading} {told} ในพื้นที่ของท่าน" if told else f"ต้องระบุ{heading}"
            line.refuse(said, self.owner)
        elif closed := closed_for(self.by, found[1]):
            line.refuse(closed, self.owner)
        else:
            line.values[self.owner] = found[0]
            self._refuse_contradiction(line, told, found[2])

    def _refuse_contradiction(self, line: ImportRow, key: str, shown: Mapping[str, str]) -> None:
        """A name or a place that is not the owner's: the key may be the one mistyped."""
        for name, says in shown.items():
            cell = line.cells.get(name, "")
            column = self.columns[name]
            if cell == "" or cell == says or column.widget.means(cell, says):
                continue
            line.refuse(
                f"{self.columns[self.owner].column_name} {key} คือ “{says}” ตรวจรหัส หรือเว้นช่องนี้ว่างไว้",
                name,
            )

    def closed_because(self, line: ImportRow) -> str:
        return closed_for(self.by, str(line.held(self.owner_status)))


class PartTable(OwnedTable):
    """One repeating part of a record, a row a part; abstract. Keyed by the record's code and the part's
    own number; a row without a number is a new part of the record.

    As with the records themselves, the department brings in the parts of the old systems and changes
    none (otop_registry.rights).

    `once`: columns whose values together stand once on a record, so that a file sent twice adds nothing
    twice; `twice`: what is said of the second one, at the last of them.
    """

    key = ("id",)
    gives_keys = True
    importers = adders = frozenset(Role)
    changers = frozenset({Role.DISTRICT, Role.PROVINCE})
    once: ClassVar[tuple[str, ...]]
    twice: ClassVar[str]

    def begin(self, lines: Sequence[ImportRow]) -> None:
        """Reads which parts the records of the file have."""
        super().begin(lines)
        owner = self.columns[self.owner]
        whose = {str(line.held(self.owner)) for line in lines if not line.is_new}
        whose |= set(self.found_owners)
        of_these = self.records().filter(**{f"{owner.attribute}__among": whose})
        told = [self.columns[name].targets[0] for name in self.once]
        self.parts = {
            pk: tuple(key) for pk, *key in of_these.values_list("pk", *owner.targets, *told)
        }
        self.held: dict[
            tuple[object, ...], object
        ] = {}  # by what stands once: the part, or the line
        for pk, key in self.parts.items():
            self.held.setdefault(key, pk)

    @row_check()
    def check_needed(self, line: ImportRow) -> None:
        """What a part cannot do without."""
        for name, column in self.columns.items():
            if column.readonly or name in (*self.key, self.owner) or not line.tells(name):
                continue
            field = column_of(self.model, column.targets[0])
            if field.blank or field.has_default() or not (line.is_new or name in line.values):
                continue
            if line.value(name) in (None, ""):
                line.refuse(f"ต้องระบุ{column.column_name}", name)

    def check_together(self, lines: Sequence[ImportRow]) -> None:
        super().check_together(lines)
        for line in lines:
            if not (line.is_new or set(self.once) & set(line.values)):
                continue
            if line.is_astray or not line.tells(self.owner, *self.once):
                continue
            mine = line.pk or f"แถว {line.number}"
            other = self.held.setdefault(self._stands(line), mine)
            if other != mine:
                said = other if isinstance(other, str) else f"เลขที่รายการ {other}"
                line.refuse(f"{self.twice} ({said})", self.once[-1])

    def _stands(self, line: ImportRow) -> tuple[object, ...]:
        """The record, and what the part will say in the columns of `once`, as stored."""
        if line.is_new:
            owner: object = line.values[self.owner]
            before = [self._default(name) for name in self.once]
        else:
            owner, *before = self.parts[line.pk]
        now = (line.values.get(name, value) for name, value in zip(self.once, before, strict=True))
        return (owner, *now)

    def _default(self, name: str) -> Any:
        return column_of(self.model, self.columns[name].targets[0]).get_default()
