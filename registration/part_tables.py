"""Tables of the repeating parts of records: standards, memberships, items sold."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.db.models import Model, QuerySet

from core.areas.scope import visible_rows
from core.tables.import_rows import ImportRow
from core.tables.record_tables import RecordTable
from core.tables.tables import among, as_read
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
        some = self.owners().filter(among(self.owner_model, self.owner_key, wanted))
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

    def check_line(self, line: ImportRow) -> None:
        super().check_line(line)
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
