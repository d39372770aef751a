"""What a check found, for people: counts, the first rows of each kind, the faulty ones as a sheet."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from core.reading import Unreadable
from core.tables.checked import Checked
from core.tables.import_rows import WHOLE_ROW, ImportRow
from core.tables.tables import Table, as_read
from core.thai import calendar
from core.thai.identifiers import with_masks

SHOWN_OF_A_KIND = 200
HIDDEN = "(ปิดไว้)"


def counts(checked: Checked) -> dict[str, int]:
    return {
        "new": len(checked.new),
        "changed": len(checked.changed),
        "unchanged": checked.unchanged,
        "faulty": len(checked.faulty),
    }


def preview(table: Table, checked: Checked) -> dict[str, list[dict[str, Any]]]:
    """The first rows of each kind, as JSON: what is new, before and after of each changed cell, what
    is wrong where. Nothing secret comes in."""
    return {
        "new": [
            _row(table, line) | {"cells": _cells(table, line), "doubts": _doubts(table, line)}
            for line in checked.new[:SHOWN_OF_A_KIND]
        ],
        "changed": [
            _row(table, line) | {"changes": _changes(table, line), "doubts": _doubts(table, line)}
            for line in checked.changed[:SHOWN_OF_A_KIND]
        ],
        "faulty": [
            _row(table, line) | {"faults": _faults(table, line)}
            for line in checked.faulty[:SHOWN_OF_A_KIND]
        ],
    }


def faulty_rows(
    table: Table, checked: Checked
) -> Iterator[tuple[list[object], dict[int, str], str]]:
    """The faulty rows whole, in the table's columns, for the sheet that is mended and sent again."""
    names = list(table.columns)
    for line in checked.faulty:
        yield (
            [_typed(line.as_typed(name)) for name in names],
            {names.index(name): said for name, said in line.faults.items() if name != WHOLE_ROW},
            line.faults.get(WHOLE_ROW, ""),
        )


def _row(table: Table, line: ImportRow) -> dict[str, Any]:
    name = line.cells.get(table.name_column, "") or line.shown.get(table.name_column, "")
    key, name = " · ".join(line.key), _typed(name)
    if table.keys_may_be_ids:
        key = with_masks(key)
    return {"number": line.number, "key": key, "name": with_masks(name)}


def _cells(table: Table, line: ImportRow) -> list[dict[str, str]]:
    return [
        {"heading": table.columns[name].column_name, "after": after}
        for name in line.cells
        if name in line.values and name not in table.key and (after := _after(table, line, name))
    ]


def _changes(table: Table, line: ImportRow) -> list[dict[str, str]]:
    return [
        {
            "heading": table.columns[name].column_name,
            "before": line.shown[name],
            "after": _after(table, line, name),
        }
        for name in line.values
        if name in line.cells
    ]


def _after(table: Table, line: ImportRow, name: str) -> str:
    """As the export will say it: a telephone number typed with spaces is shown without."""
    column = table.columns[name]
    if column.is_reference or column.widget.hides(line.cells[name]):
        return _shown(table, name, line.cells[name])
    after = as_read(column.widget.render(line.values[name]))
    return with_masks(after)


def _doubts(table: Table, line: ImportRow) -> list[dict[str, str]]:
    return [
        {
            "heading": _heading(table, name),
            "typed": _shown(table, name, line.cells.get(name, "")) if name != WHOLE_ROW else "",
            "reason": with_masks(reason),
        }
        for name, reason in line.doubts.items()
    ]


def _heading(table: Table, name: str) -> str:
    return table.columns[name].column_name if name != WHOLE_ROW else "ทั้งแถว"


def _faults(table: Table, line: ImportRow) -> list[dict[str, str]]:
    return [
        {
            "heading": _heading(table, name),
            "typed": _shown(table, name, line.as_typed(name)) if name != WHOLE_ROW else "",
            "reason": with_masks(reason),
        }
        for name, reason in line.faults.items()
    ]


def _shown(table: Table, name: str, cell: object) -> str:
    """A cell as the person typed it, without what is to be seen by nobody."""
    if cell == "":
        return ""
    if table.columns[name].widget.hides(cell):
        return HIDDEN
    return with_masks(_typed(cell))


def _typed(cell: object) -> str:
    """A cell as the person typed it; nothing of one that could not be read."""
    if isinstance(cell, Unreadable):
        return ""
    if isinstance(cell, datetime | date):
        return f"{cell.day}/{cell.month}/{calendar.buddhist_year(cell)}"
    return str(cell)
