"""Writing what a check found, in one transaction.

The check is made again inside the transaction, with the changed records locked: what is written is
what the preview showed, or nothing. What was written is looked up again through the door.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction

from core.jobs.progress import Progress, Unwatched
from core.reading import ReadTable
from core.tables.checked import Checked
from core.tables.checking import check
from core.tables.tables import Table

WRITING = "บันทึก"


class LoadRefused(Exception):
    """Nothing was written; the message says why, in Thai. `again`: running the check again will
    show the current state."""

    def __init__(self, message: str, *, again: bool = False):
        super().__init__(message)
        self.again = again


@dataclass(frozen=True)
class Loaded:
    """What was written: which records, and the sums of the money columns of all rows of the file."""

    checked: Checked
    written: Sequence[object]
    sums: dict[str, Decimal]


@transaction.atomic
def load(
    table: Table,
    read: ReadTable,
    *,
    fingerprint: str = "",
    with_faults: bool = False,
    progress: Progress | None = None,
) -> Loaded:
    """Check again and write. Refused where a row is faulty (unless `with_faults`: the others are
    written), where the outcome is not the one of `fingerprint`, and out of area."""
    if table.by.role not in table.importers:  # moved to another office since the file was sent
        raise LoadRefused(f"บัญชีนี้นำเข้า{table.title}ไม่ได้ ไม่มีแถวใดบันทึก")
    progress = progress or Unwatched()
    table.lock(read)
    checked = check(table, read, progress)
    if checked.faulty and not with_faults:
        raise LoadRefused(f"มี {len(checked.faulty):,} แถวที่ต้องแก้ก่อน", again=True)
    if fingerprint and checked.fingerprint != fingerprint:
        raise LoadRefused("ข้อมูลในระบบเปลี่ยนไปหลังจากตรวจ ดูผลตรวจใหม่แล้วยืนยันอีกครั้ง", again=True)
    progress.advance(WRITING, 0, len(checked.new) + len(checked.changed))
    sums = table.sums(_sums(table, read))
    try:
        with transaction.atomic():
            written = table.write(checked)
    except IntegrityError as error:
        raise LoadRefused(
            f"ฐานข้อมูลไม่รับข้อมูลนี้ ไม่มีแถวใดบันทึก: {_said_by_database(table, error)}"
        ) from error
    progress.advance(WRITING, len(written), len(written))
    if table.written(written).count() != len(written):
        raise LoadRefused("มีแถวนอกพื้นที่ของท่าน ไม่มีแถวใดบันทึก")
    return Loaded(checked, written, sums)


def _sums(table: Table, read: ReadTable) -> dict[str, Decimal]:
    """What the money columns of the file come to: the person compares with the sheet's own total."""
    sums = {}
    for place, heading in enumerate(read.headings):
        column = table.columns[table.by_heading[heading]]
        if not column.is_money:
            continue
        total = Decimal(0)
        for row in read.rows:
            if row.refused:
                continue
            try:
                total += column.widget.clean(row.cells[place]) or 0
            except ValueError:
                continue  # a faulty cell is in nobody's sum
        sums[heading] = total
    return sums


def _said_by_database(table: Table, error: IntegrityError) -> str:
    """The sentence of the constraint that refused, where it has one."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    for constraint in table.model._meta.constraints:
        if constraint.name == name:
            return str(constraint.violation_error_message)
    return f"ข้อกำหนด {name}"
