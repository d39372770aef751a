"""The check of a file against the registry: what would be new, what changed cell by cell, what is
wrong and where. Nothing is written here.

Data flows one way: the read rows, their keys, the records these name, each cell against what the
export of its record would say, then what only the whole row can tell (`Table.check_line`). A fault ends
none of it: everything that is wrong with a row is told at once (core.tables.row_checks).
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast

from core.jobs.progress import Progress, Unwatched
from core.reading import Guess, ReadTable, Row, Unreadable
from core.reading.notes import spans
from core.reading.unknown_columns import meant_headings, meant_note
from core.tables.cells import CellRead, NotAsHeld
from core.tables.checked import Checked
from core.tables.import_rows import WHOLE_ROW, ImportRow
from core.tables.tables import VERSION_HEADING, Table, as_read

KEYS_AT_ONCE = 20_000
READ_ONCE = 20_000  # different cells of a column that are read once however often they come
ROWS_BETWEEN_WORDS = 2000

CHECKING = "ตรวจทีละแถว"


def check(table: Table, read: ReadTable, progress: Progress | None = None) -> Checked:
    """Compare a read file with what its officer may see and change."""
    meant = meant_headings(read.unknown, set(table.headings) - set(read.headings))
    checked = Checked(notes=[meant_note(*one) for one in meant.items()] + read.notes)
    if unknown := [heading for heading in read.unknown if heading not in meant]:
        checked.notes.append(f"คอลัมน์ที่ไม่รู้จัก ไม่ได้อ่าน: {', '.join(unknown)}")
    key = table.columns[table.key[0]].column_name
    if key not in read.headings:
        checked.notes.append(
            f"ไฟล์ไม่มีคอลัมน์ “{key}” ทุกแถวอ่านเป็นรายการใหม่ ถ้าจะแก้รายการเดิม เพิ่มคอลัมน์นี้พร้อมรหัส"
        )
    names = [table.by_heading[heading] for heading in read.headings]
    lines = [_line(table, names, row) for row in read.rows]
    _refuse_repeated(lines)
    _find_records(table, lines)
    table.begin(lines)
    progress = progress or Unwatched()
    reader = _CellReader(table)
    for count, line in enumerate(lines):
        if count % ROWS_BETWEEN_WORDS == 0:
            progress.advance(CHECKING, count, len(lines))
        _check_line(table, line, reader)
        if line.faults:
            checked.faulty.append(line)
        elif line.is_new:
            checked.new.append(line)
        elif line.values:
            checked.changed.append(line)
        else:
            checked.unchanged += 1
            line.cells, line.record = {}, None  # most of a large file: not kept
    _check_together(table, checked)
    doubtful = [line.number for line in (*checked.new, *checked.changed) if line.doubts]
    if doubtful:
        told = spans(sorted(doubtful))
        checked.notes.append(f"ควรตรวจก่อนยืนยัน {len(doubtful):,} แถว: แถว {told}")
    return checked


def _check_together(table: Table, checked: Checked) -> None:
    """Rows that only all of them together show to be wrong go to the faulty ones, in their place."""
    lines = [*checked.new, *checked.changed, *checked.faulty]
    table.check_file(lines)
    table.check_together(lines)
    for lines in (checked.new, checked.changed):
        if any(line.faults for line in lines):
            checked.faulty += [line for line in lines if line.faults]
            lines[:] = [line for line in lines if not line.faults]
    checked.faulty.sort(key=lambda line: line.number)


def _line(table: Table, names: Sequence[str], row: Row) -> ImportRow:
    cells: dict[str, object] = dict(zip(names, row.cells, strict=True))
    for place in row.unsaid:
        del cells[names[place]]
    line = ImportRow(row.number, cells)
    if row.remark:
        line.doubt(row.remark)
    if row.refused:
        line.refuse(row.refused)
    else:
        line.key = _key_of(table, line)
    return line


def _key_of(table: Table, line: ImportRow) -> tuple[str, ...]:
    """The key as the export writes it; () where the portal gives it, or it cannot be read."""
    key = []
    for name in table.key:
        column = table.columns[name]
        cell = line.cells.get(name, "")
        if cell == "" and table.gives_keys:
            return ()
        try:
            if isinstance(cell, Unreadable):
                raise ValueError(str(cell))
            key.append(column.widget.key_text(cell))
        except ValueError as error:
            line.refuse(str(error), name)
    return tuple(key) if len(key) == len(table.key) else ()


def _refuse_repeated(lines: Sequence[ImportRow]) -> None:
    first: dict[tuple[str, ...], int] = {}
    for line in lines:
        if line.key and first.setdefault(line.key, line.number) != line.number:
            line.refuse(f"ซ้ำกับแถว {first[line.key]} ในไฟล์เดียวกัน เก็บไว้แถวเดียว")


# --- The records the keys name --------------------------------------------------------------------


def _find_records(table: Table, lines: Sequence[ImportRow]) -> None:
    """Attach each row's record, read in one query; report keys that match no visible record."""
    wanted: dict[tuple[str, ...], list[ImportRow]] = {}
    for line in lines:
        if line.key:
            wanted.setdefault(line.key, []).append(line)
    first_keys = list(dict.fromkeys(key[0] for key in wanted))
    for keys, values in _records(table, first_keys):
        for line in wanted.get(keys, ()):
            _take(table, line, values)
    missing = [first for first, *_ in wanted.values() if first.record is None]
    if missing:
        table.refuse_missing(missing)
    version = table.by_heading.get(VERSION_HEADING, "")
    for line in missing:
        if line.cells.get(version) and not line.faults:  # exported from here, so no new record
            line.refuse(
                f"แถวนี้ส่งออกจากระบบ แต่ไม่มี {line.key[0]} ในพื้นที่ของท่าน ตรวจรหัสอีกครั้ง", table.key[0]
            )


def _records(
    table: Table, first_keys: Sequence[str]
) -> Iterator[tuple[tuple[str, ...], Sequence[object]]]:
    """Records of these keys: the key as exported, the values of the table's paths and extras."""
    names = list(table.columns)
    places = [names.index(name) for name in table.key]
    widgets = [table.columns[name].widget for name in table.key]
    for begin in range(0, len(first_keys), KEYS_AT_ONCE):
        some = table.with_first_keys(table.records(), first_keys[begin : begin + KEYS_AT_ONCE])
        for values in some.values_list("pk", *table.extras, *table.paths).iterator():
            columns = values[1 + len(table.extras) :]
            key = tuple(
                as_read(widget.render(columns[place]))
                for widget, place in zip(widgets, places, strict=True)
            )
            yield key, values


def _take(table: Table, line: ImportRow, values: Sequence[object]) -> None:
    extras = len(table.extras)
    columns = values[1 + extras :]
    line.pk = values[0]
    line.record = dict(zip(table.extras, values[1 : 1 + extras], strict=True))
    line.record |= dict(zip(table.columns, columns, strict=True))
    line.shown = {
        name: as_read(shown)
        for name, shown in zip(table.columns, table.rendered(columns), strict=True)
    }
    version = table.by_heading.get(VERSION_HEADING)
    line.version = cast(int, line.record[version]) if version else None


# --- One row --------------------------------------------------------------------------------------


class _CellReader:
    """Reads cells, each different one of a column once: districts, years and words come again and
    again in a large file."""

    def __init__(self, table: Table):
        self.table = table
        self.version = table.by_heading.get(VERSION_HEADING, "")
        self._passing = {name for name, column in table.columns.items() if column.passing}
        self._columns: dict[str, tuple[dict[Any, Any], Callable[[object], CellRead], bool]] = {
            name: ({}, column.widget.read, column.is_reference)
            for name, column in table.columns.items()
            if not column.readonly
        }
        self._keeping_blank = {
            name for name, column in table.columns.items() if column.widget.blank_keeps
        }

    def read(self, line: ImportRow) -> None:
        """Every cell of the line that differs from its record: a value, or a fault."""
        shown, values, record = line.shown, line.values, line.record
        rests: dict[str, str] = {}
        for name, cell in line.cells.items():
            if (shown and cell == shown[name]) or name in line.faults:
                continue
            column = self._columns.get(name)
            if column is None:
                if record is not None and name != self.version and name not in self._passing:
                    self._refuse_other_than_shown(line, name, cell)
                continue
            if cell == "" and name in self._keeping_blank:
                continue
            if type(cell) is Unreadable:
                line.refuse(str(cell), name)
                continue
            read_before, reads, is_reference = column
            if isinstance(cell, Guess):  # equal to the text TRUE, and yet none
                read_before = {}
            found = read_before.get(cell)
            if found is None:
                try:
                    found = reads(cell)
                except NotAsHeld as error:
                    if not line.is_astray:
                        line.refuse(str(error), name)
                    continue
                except ValueError as error:
                    line.refuse(str(error), name)
                    continue
                if len(read_before) < READ_ONCE:
                    read_before[cell] = found
            if found.rest:
                rests[name] = found.rest
            if record is None or is_reference or found.value != record[name]:
                values[name] = found.value
                if found.doubt:
                    line.doubt(found.doubt, name)
        for name, rest in rests.items():
            self._keep_rest(line, name, rest)

    def _refuse_other_than_shown(self, line: ImportRow, name: str, cell: object) -> None:
        shown = line.shown[name]
        if not self.table.columns[name].widget.means(cell, shown):
            line.refuse(f"ช่องนี้แก้ในไฟล์ไม่ได้ ในระบบเป็น “{shown}”", name)

    def _keep_rest(self, line: ImportRow, name: str, rest: str) -> None:
        """What a cell holds beside its value goes behind the words of the column that keeps it."""
        columns = self.table.columns
        keeper = columns[name].rest
        words = str(line.value(keeper) or "") if keeper else ""
        if keeper and rest in words:
            return
        kept = f"{words} {rest}".strip()
        if not keeper or len(kept) > (columns[keeper].widget.most or 0):
            printed = as_read(columns[name].widget.render(line.value(name)))
            line.refuse(f"กรอกได้ค่าเดียว ถ้าใช้ค่าแรก กรอก {printed} ที่เหลือคือ {rest}", name)
            return
        if line.record is not None and kept == line.record[keeper]:
            line.values.pop(keeper, None)
            return
        line.values[keeper] = kept
        said = f"{rest} เก็บไว้ที่{columns[keeper].column_name}"
        line.doubt(" · ".join(filter(None, [line.doubts.get(name), said])), name)


def _check_line(table: Table, line: ImportRow, reader: _CellReader) -> None:
    line.is_astray = line.is_new and bool(line.faults)
    if line.is_astray and not line.key and WHOLE_ROW in line.faults:
        return  # no cell of it can be trusted (Row.refused)
    if line.is_new and not line.is_astray and table.by.role not in table.adders:
        line.refuse("บัญชีนี้เพิ่มรายการใหม่จากไฟล์ไม่ได้ ตรวจรหัสว่าตรงกับในระบบหรือไม่")
        line.is_astray = True
    reader.read(line)
    if not line.is_new and line.values:
        _refuse_overtaken(table, line, reader.version)
        if table.by.role not in table.changers:
            line.refuse("บัญชีนี้แก้ไขรายการเดิมไม่ได้ ส่งไฟล์ให้อำเภอหรือจังหวัดของรายการนั้นแก้ไข")
        elif closed := table.closed_because(line):
            line.refuse(closed)
    if line.values or line.is_new:
        table.check_line(line)


def _refuse_overtaken(table: Table, line: ImportRow, version: str) -> None:
    """Refuses to overwrite a change somebody else made after the sheet was exported."""
    told = line.cells.get(version, "") if version else ""
    if told == "" or told == line.shown[version]:
        return
    differ = [
        f"{table.columns[name].column_name} ในระบบเป็น “{line.shown[name] or 'ว่าง'}”"
        for name in line.values
    ]
    line.refuse(
        f"มีผู้แก้รายการนี้ในระบบหลังจากส่งออกไฟล์ ({'; '.join(differ)}) "
        f"ตรวจแล้วถ้าต้องการใช้ค่าในไฟล์ ลบเลขในช่อง “{VERSION_HEADING}” ของแถวนี้"
    )
