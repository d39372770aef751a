"""The column that holds whole addresses in the lists of other offices, taken apart into the table's own
columns (core.areas.whole_addresses). Each row says what it was taken from, to be agreed to."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.areas.models import District, Province, Subdistrict
from core.areas.whole_addresses import Places, split_address
from core.reading import ReadTable, Row, Unreadable
from core.tables.tables import Table

WHOLE_ADDRESS = "ที่อยู่"

# The columns of a table that hold a part, in the order in which they are said.
_PARTS = (
    "house_number",
    "village_number",
    "subdistrict",
    "district",
    "province",
    "postal_code",
    "phone",
)


def unfold_addresses(table: Table, read: ReadTable) -> ReadTable:
    """The table without its column of whole addresses, their parts in the columns of these.

    A part that the file has a column for is taken from there; only where that is empty from the address.
    """
    if WHOLE_ADDRESS not in read.headings:
        return read
    headings = {part: table.columns[part].column_name for part in _PARTS if part in table.columns}
    place = read.headings.index(WHOLE_ADDRESS)
    kept = [heading for heading in read.headings if heading != WHOLE_ADDRESS]
    own = {part: kept.index(heading) for part, heading in headings.items() if heading in kept}
    added = [part for part in headings if part not in own]
    places = _nation()
    rows = [_unfolded(row, place, own, added, places) for row in read.rows]
    count = sum(bool(row.remark) for row in rows)
    told = ", ".join(headings[part] for part in headings if part != "phone")
    return replace(
        read,
        headings=[*kept, *(headings[part] for part in added)],
        rows=rows,
        notes=[*read.notes, f"แยก “{WHOLE_ADDRESS}” {count:,} แถวเป็น {told} ตรวจในแต่ละแถวก่อนยืนยัน"],
    )


def _unfolded(
    row: Row, place: int, own: Mapping[str, int], added: Sequence[str], places: Places
) -> Row:
    cells = list(row.cells)
    typed = cells.pop(place)
    if typed == "" or isinstance(typed, Unreadable):
        # Nothing is said of its parts; what cannot be read is refused where it would stand.
        blank = [typed if typed and part == "house_number" else "" for part in added]
        unsaid = frozenset(
            len(cells) + number
            for number, cell in enumerate(blank)
            if not isinstance(cell, Unreadable)
        )
        return replace(row, cells=[*cells, *blank], unsaid=unsaid)
    parts = split_address(str(typed), places)
    for part, column in own.items():
        cells[column] = cells[column] or parts.get(part, "")
    unsaid = frozenset(
        len(cells) + number for number, part in enumerate(added) if part not in parts
    )
    return replace(
        row,
        cells=[*cells, *(parts.get(part, "") for part in added)],
        remark=f"แยกจากที่อยู่ “{typed}” ตรวจว่าอยู่ถูกช่อง",
        unsaid=unsaid,
    )


def _nation() -> Places:
    """Every area: an address may name one that this officer has no rows of, which is refused then."""
    return Places.of(
        *(
            areas.objects.values_list("code", "name_th")
            for areas in (Province, District, Subdistrict)
        )
    )
