"""Taking an import back: what its file changed, as it stood before, on a sheet of its own.

The load keeps of each row the cells that changed, before and after, as an export writes them. The sheet
is an export of the same records as they are now, in which those cells say what they said before; it goes
the way of every import, with its preview, its refusals and its receipt. A cell that somebody changed
since is left as it is, and named.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from core.personal.forms import REMOVED
from core.tables.loading import Loaded
from core.tables.tables import Table, as_read
from core.tables.workbooks import write_csv
from core.thai.identifiers import with_masks

NEW_ROW = "รายการใหม่จากไฟล์ ระบบไม่ลบให้ ถ้าไม่ใช้ ยกเลิกหรือลบที่หน้าของรายการนั้น"
NOT_SEEN = "ไม่อยู่ในพื้นที่ของท่านแล้ว"
NOT_KEPT = "ระบบไม่เก็บเลขเดิม กรอกเองที่หน้าของรายการ"
CHANGED_SINCE = "มีผู้แก้อีกหลังนำเข้า คงไว้ตามที่เป็นอยู่"

Former = dict[str, tuple[str, str]]


@dataclass
class Undo:
    """`sheet`: a CSV; `rows`: how many it holds. `left`: what stays, for JSON: which row,
    which column ("" for all of it), why."""

    sheet: bytes
    rows: int
    left: list[dict[str, str]] = field(default_factory=list)


def former(table: Table, loaded: Loaded) -> bytes:
    """What the load changed, to be kept with its import: of each record written its key, whether it is
    new, its cells before and after."""
    before = {line.pk: line.shown for line in loaded.checked.changed}
    kept = []
    for pk, after in _standing(table, loaded.written):
        was = before.get(pk)
        cells = {name: (was[name] if was else "", after[name]) for name in _written(table)}
        changed = {name: both for name, both in cells.items() if both[0] != both[1]}
        kept.append((pk, was is None, changed))
    return json.dumps(kept, ensure_ascii=False).encode()


def undo(table: Table, content: bytes) -> Undo:
    """The sheet that takes back what `former` kept."""
    kept: dict[Any, tuple[bool, Former]] = {
        pk: (is_new, {name: (was, after) for name, (was, after) in cells.items()})
        for pk, is_new, cells in json.loads(content)
    }
    standing = dict(_standing(table, list(kept)))
    left: list[dict[str, str]] = []
    rows = []
    for pk, (is_new, cells) in kept.items():
        now = standing.get(pk)
        if now is None:
            left.append(_told("", "", NOT_SEEN))
        elif is_new and not table.new_rows_go_blank:
            left.append(_told(_name(table, now), "", NEW_ROW))
        elif back := dict(_going_back(table, now, cells, left)):
            rows.append([(now | back)[name] for name in table.columns])
    with write_csv(table.headings, rows) as file:
        return Undo(file.read(), len(rows), left)


def _going_back(
    table: Table, now: dict[str, str], cells: Former, left: list[dict[str, str]]
) -> Iterator[tuple[str, str]]:
    """The cells of one row that go back; the others are added to `left`."""
    changed_since = {name for name, (_, after) in cells.items() if now[name] != after}
    if changed_since & set(table.undone_together):
        changed_since |= cells.keys() & set(table.undone_together)
    for name, (was, _) in cells.items():
        widget = table.columns[name].widget
        if name in changed_since or widget.is_secret:
            reason = NOT_KEPT if widget.is_secret else CHANGED_SINCE
            left.append(_told(_name(table, now), table.columns[name].column_name, reason))
        else:
            yield name, REMOVED if widget.blank_keeps and not was else was


def _written(table: Table) -> list[str]:
    """The columns a file changes by itself: not its keys, nor those that follow from others."""
    return [
        name
        for name, one in table.columns.items()
        if name not in table.key and not (one.readonly or one.is_sum)
    ]


def _standing(table: Table, keys: Collection[object]) -> Iterator[tuple[Any, dict[str, str]]]:
    """Each of these records the officer sees, as reading its export gives it."""
    for pk, *values in table.among(keys).values_list("pk", *table.paths).iterator():
        shown = zip(table.columns, table.rendered(values), strict=True)
        yield pk, {name: as_read(one) for name, one in shown}


def _name(table: Table, now: dict[str, str]) -> str:
    told = [*(now[name] for name in table.key), now.get(table.name_column, "")]
    return with_masks(" · ".join(filter(None, told)))


def _told(row: str, heading: str, reason: str) -> dict[str, str]:
    return {"row": row, "heading": heading, "reason": reason}
