"""One file of a take-over: to the way of its table, and what is handed out of what stayed behind."""

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from typing import IO

from django.db import transaction
from django.utils import timezone

from core.jobs.progress import Progress
from core.reading import FileRefused
from core.tables.record_tables import RecordTable
from core.tables.tables import Table, all_tables, table_of
from core.tables.workbooks import write_faulty_rows
from core.users.models import User
from registration.standing_tables import StandingTable, standing_table
from taking_over import accounts, pictures, sales
from taking_over.folder import ACCOUNTS, SALES
from taking_over.mapping import Mapped, mapped_for
from taking_over.merged import remember_codes, told
from taking_over.models import TakenRecord, TakenTable
from taking_over.opening import Standings, held_back_rows, old_key, read_standings
from taking_over.picture_sets import picture_set
from taking_over.receipts import Receipt, Result
from taking_over.taking import take

Opened = Callable[[TakenTable], IO[bytes]]


def take_file(
    table: TakenTable, opened: Opened, *, by: User, progress: Progress, trial: bool = False
) -> Receipt:
    """Its rows into their table, or its pictures to their records; the message says why not.
    `trial`: the caller undoes it, so no picture is kept either."""
    receipt = Receipt(table)
    try:
        if of := picture_set(table.entity):
            receipt.result, receipt.held_back = pictures.take(
                table, of, opened, by=by, progress=progress, trial=trial
            )
            return receipt
        found = table_of(table.entity)
        assert found is not None, table.entity
        with nullcontext() if table.entity == SALES else transaction.atomic():
            receipt.result = _taken(table, found, opened, by=by, progress=progress)
            _files(receipt, found, opened, by=by)
    except FileRefused as refusal:
        receipt.result = Result()
        table.message = str(refusal)
        table.status = TakenTable.Status.REFUSED
    return receipt


def _taken(
    table: TakenTable, found: type[Table], opened: Opened, *, by: User, progress: Progress
) -> Result:
    mapped = mapped_for(table.entity)
    if table.entity == SALES:
        return sales.take(table, opened, by=by, mapped=mapped, progress=progress)
    with opened(table) as file:
        if table.entity == ACCOUNTS:
            return accounts.take(file, table.file_title, by=by, mapped=mapped, progress=progress)
        if issubclass(found, StandingTable):
            return _of_standing(table, found, file, by=by, mapped=mapped)
        assert issubclass(found, RecordTable), found
        return take(
            found,
            file,
            table.file_title,
            by=by,
            of=table,
            at=timezone.now(),
            mapped=mapped,
            standings=_standings(table, found, opened, by=by),
            progress=progress,
        )


def _standings(table: TakenTable, found: type[Table], opened: Opened, *, by: User) -> Standings:
    """The standing of these records out of the files of the same take-over."""
    of_standing = standing_table(found.model)
    if of_standing is None or not issubclass(found, RecordTable):
        return {}
    said: dict[str, Mapping[str, object]] = {}
    for one in table.take_over.tables.filter(entity=of_standing.entity):
        with opened(one) as file:
            read, _ = read_standings(
                of_standing(by), file, one.file_title, mapped_for(of_standing.entity)
            )
        said |= read
    return said


def _of_standing(
    table: TakenTable, found: type[StandingTable], file: IO[bytes], *, by: User, mapped: Mapped
) -> Result:
    """What it says went in with its records; counted here: whose record is not there is held back."""
    read, rows = read_standings(found(by), file, table.file_title, mapped)
    of_records = next(
        one for one in all_tables() if one.model is found.model and issubclass(one, RecordTable)
    )(by)
    came = TakenRecord.objects.filter(entity=of_records.entity)
    there = set(came.values_list("old_key", flat=True))
    successors = {
        code: old_key(of_records, said["merged_into"])
        for code, said in read.items()
        if code not in there and said.get("merged_into")
    }
    led = remember_codes(of_records, successors, table)
    lost = sorted(set(read) - there - led)
    result = Result(rows=rows, taken=rows - len(lost))
    if led:
        result.notes.append(f"รหัสที่รวมกับระเบียนอื่นแล้วชี้ไปที่ระเบียนนั้น {len(led):,} รหัส")
    if lost:
        result.held = dict.fromkeys(range(-len(lost), 0), "ไม่มีระเบียนของรหัสนี้")
        result.notes.append(f"ไม่มีระเบียนของ {told(lost)} ส่งไฟล์ของระเบียนพร้อมไฟล์นี้")
    return result


def _files(receipt: Receipt, found: type[Table], opened: Opened, *, by: User) -> None:
    """The files of what was held back and of the cells not taken."""
    result, table = receipt.result, receipt.table
    if result.not_taken_cells:
        receipt.not_taken = result.not_taken_cells.encode("utf-8-sig")
    held = {number: said for number, said in result.held.items() if number > 0}
    if held and (issubclass(found, RecordTable) or table.entity == SALES):
        with opened(table) as file:
            headings, rows = held_back_rows(
                found,
                file,
                table.file_title,
                by=by,
                held=held,
                mapped=mapped_for(table.entity),
                standings=_standings(table, found, opened, by=by),
            )
            with write_faulty_rows(found.title, headings, rows) as sheet:
                receipt.held_back = sheet.read()
