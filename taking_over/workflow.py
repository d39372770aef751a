"""The way of a take-over (DOMAIN.md 14); the only place that assigns its status and its tables'.

    preparing > running > done           a table after another, each in one transaction of its own
    preparing > checked                  looked at, with all that would come of it; nothing is kept

Killed between two tables, it is begun again and goes on with the next: what a table brought in and that
it is done are one transaction. Records that are there are never changed; the status they come in with
is registration.workflow's to say. What is there of past sales comes in through `sales`.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import IO, Any

from django.db import connection, transaction
from django.utils import timezone

from core.history.acting import acting
from core.jobs.progress import Progress, Unwatched
from core.reading import limits
from core.steps import StepRefused, is_for, log
from core.tables.tables import table_of
from core.thai.digits import format_baht
from core.users.models import User
from registration.standing_tables import StandingTable
from registration.steps import TAKE_OVER
from taking_over.folder import SALES, Offered
from taking_over.models import TakenRecord, TakenTable, TakeOver, TakeOverLine
from taking_over.one_file import Opened, take_file
from taking_over.picture_sets import PictureSet
from taking_over.pictures import LARGEST_ZIP
from taking_over.receipts import Receipt, summary

Name = TakeOverLine.Name
Status = TakeOver.Status

_LOCK = 20_271_120  # one take-over at a time, whoever began it


class TakeOverRefused(StepRefused):
    """It cannot be done now; the message says why, in Thai."""


def begin(title: str, *, by: User) -> TakeOver:
    """A new take-over; one of the same name that is not done yet goes on. The department's only."""
    if not is_for(TAKE_OVER, by):
        raise TakeOverRefused("การนำเข้าจากระบบเดิมเป็นหน้าที่ของกรม")
    with transaction.atomic():
        found = (
            TakeOver.objects.visible_to(by)
            .select_for_update()
            .filter(title=title, ended_at=None)
            .first()
        )
        if found is not None:
            log(TakeOverLine, Name.GO_ON, by=by, take_over=found)
            return found
        made = TakeOver.objects.create(title=title, by=by)
        log(TakeOverLine, Name.BEGIN, by=by, take_over=made)
        return made


@transaction.atomic
def add_file(
    take_over: TakeOver, table: Offered, name: str, file: IO[bytes], *, keep: bool = False
) -> TakenTable:
    """A file of a table; `keep`: its content too, for the worker. The same file again is the same; a
    corrected one under the same name takes its place and is taken over."""
    digest = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(1 << 20):
        digest.update(chunk)
    file.seek(0)
    found, is_new = TakenTable.objects.get_or_create(
        take_over=take_over,
        file_title=name[-255:],
        defaults={"entity": table.entity, "file_hash": digest.hexdigest()},
    )
    if not is_new and (found.file_hash, found.entity) != (digest.hexdigest(), table.entity):
        found.file_hash, found.entity = digest.hexdigest(), table.entity
        found.status = TakenTable.Status.WAITING
        found.rows = found.taken = found.already_there = found.held_back = 0
    if keep:
        found.keep("upload", file.read())
        file.seek(0)
    found.save()
    return found


@transaction.atomic
def receive(
    take_over: TakeOver, table: Offered, name: str, file: IO[bytes], *, by: User
) -> TakenTable:
    """A file sent on the page, kept for the worker; a take-over that was over goes on. TakeOverRefused
    while the worker is at it, and for a file too large to be kept encrypted."""
    if isinstance(table, PictureSet) != name.lower().endswith(".zip"):
        raise TakeOverRefused(f"{name}: รูปส่งเป็นไฟล์ zip ตารางส่งเป็น CSV หรือ Excel")
    if isinstance(table, PictureSet) and file.seek(0, 2) > LARGEST_ZIP:
        raise TakeOverRefused(f"{name} ใหญ่เกิน {LARGEST_ZIP // 1024**2} MB แบ่งเป็นหลายไฟล์ zip")
    if file.seek(0, 2) > limits.LARGEST_TEXT_FILE:
        raise TakeOverRefused(
            f"{name} ใหญ่เกิน {limits.LARGEST_TEXT_FILE // limits.MEGABYTE} MB แบ่งเป็นหลายไฟล์ "
            "หรือให้ผู้ดูแลระบบนำเข้าจากโฟลเดอร์บนเครื่องด้วยคำสั่ง take_over"
        )
    found = TakeOver.objects.visible_to(by).select_for_update(of=("self",)).get(pk=take_over.pk)
    if found.is_under_way:
        raise TakeOverRefused("งานนี้กำลังดำเนินการอยู่ รอให้เสร็จแล้วส่งไฟล์เพิ่ม")
    if found.status == Status.CHECKED:
        go_on_after_check(found, by=by)
    elif found.ended_at is not None:
        found.status, found.ended_at = Status.RUNNING, None
        found.save(update_fields=["status", "ended_at"])
        log(TakeOverLine, Name.GO_ON, by=by, take_over=found)
    return add_file(found, table, name, file, keep=True)


def run(
    take_over: TakeOver,
    opened: Opened,
    *,
    by: User,
    progress: Progress | None = None,
    told: Callable[[Receipt], None] = lambda receipt: None,
) -> list[Receipt]:
    """Take over every file that waits, in order."""
    with only_one():
        receipts = []
        while (table := next_table(take_over)) is not None:
            receipt = run_table(table, opened, by=by, progress=progress)
            told(receipt)
            receipts.append(receipt)
        end(take_over, by=by)
        return receipts


def next_table(take_over: TakeOver) -> TakenTable | None:
    """The file that is next."""
    return next(iter(_waiting(take_over)), None)


def _waiting(take_over: TakeOver) -> list[TakenTable]:
    """In the order they are done: those of a standing are read with their records and done after them,
    sales and pictures last, for they name the records."""
    waiting = take_over.tables.filter(status=TakenTable.Status.WAITING)
    return sorted(waiting, key=lambda one: (_in_parts(one), _is_standing(one), one.pk))


def run_table(
    table: TakenTable,
    opened: Opened,
    *,
    by: User,
    progress: Progress | None = None,
) -> Receipt:
    """One file, in one transaction with what is kept of it; of sales a month is one, of pictures each,
    for of what stands there nothing is added."""
    whole = nullcontext() if _in_parts(table) else transaction.atomic()
    with whole, acting(by, label="นำเข้าจากระบบเดิม"):
        TakeOver.objects.filter(pk=table.take_over_id, status=Status.PREPARING).update(
            status=Status.RUNNING
        )
        receipt = take_file(table, opened, by=by, progress=progress or Unwatched())
        _keep(receipt, TakenTable.Status.DONE)
        _log_table(receipt, by)
    if receipt.result.taken and not _is_standing(table):
        with connection.cursor() as cursor:
            found = table_of(table.entity)
            if found is not None:  # whatever reads it before autovacuum would plan for an empty one
                for model in (found.model, TakenRecord):
                    cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
    return receipt


@transaction.atomic
def end(take_over: TakeOver, *, by: User) -> None:
    """All its files are through."""
    found = TakeOver.objects.select_for_update().get(pk=take_over.pk)
    if found.ended_at is None or found.status == Status.CHECKED:
        found.status, found.ended_at = Status.DONE, timezone.now()
        found.save(update_fields=["status", "ended_at"])
        log(TakeOverLine, Name.END, by=by, take_over=found)
    take_over.refresh_from_db()


def keep_reconciliation(take_over: TakeOver, found: Any) -> None:
    """The counts after it beside those expected."""
    TakeOver.objects.filter(pk=take_over.pk).update(reconciliation=found)


@contextmanager
def only_one() -> Iterator[None]:
    """Two at once would take the same rows; the second is refused. Let go of when the process dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            raise TakeOverRefused("มีการนำเข้าจากระบบเดิมกำลังดำเนินการอยู่ รอให้เสร็จแล้วสั่งใหม่")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


# --- Looking without keeping ----------------------------------------------------------------------


class _Undo(Exception):
    """Ends the transaction of a check; nothing of it is kept."""


def _check(
    take_over: TakeOver,
    opened: Opened,
    *,
    by: User,
    progress: Progress | None,
    told: Callable[[Receipt], None],
    look: Callable[[], Any] | None = None,
) -> list[Receipt]:
    receipts: list[Receipt] = []
    try:
        with transaction.atomic(), acting(by, label="ตรวจการนำเข้าจากระบบเดิม"):
            for table in _waiting(take_over):
                told_of = progress or Unwatched()
                receipt = take_file(table, opened, by=by, progress=told_of, trial=True)
                told(receipt)
                receipts.append(receipt)
            take_over.reconciliation = look() if look else None
            raise _Undo
    except _Undo:
        pass
    with transaction.atomic():
        for receipt in receipts:
            _keep(receipt, TakenTable.Status.CHECKED)
        log(TakeOverLine, Name.CHECK, by=by, take_over=take_over)
    return receipts


def check(
    take_over: TakeOver,
    opened: Opened,
    *,
    by: User,
    progress: Progress | None = None,
    told: Callable[[Receipt], None] = lambda receipt: None,
    look: Callable[[], Any] | None = None,
) -> list[Receipt]:
    """Take all of it over, look (`look` is asked before it is undone), undo it. The take-over is then
    checked; it can still be run."""
    with only_one():
        receipts = _check(take_over, opened, by=by, progress=progress, told=told, look=look)
    with transaction.atomic():
        take_over.status, take_over.ended_at = Status.CHECKED, timezone.now()
        take_over.save(update_fields=["status", "ended_at", "reconciliation"])
    return receipts


@transaction.atomic
def go_on_after_check(take_over: TakeOver, *, by: User) -> None:
    """What was only looked at is to be taken over now."""
    found = TakeOver.objects.select_for_update().get(pk=take_over.pk)
    if found.status == Status.CHECKED:
        found.tables.filter(status=TakenTable.Status.CHECKED).update(
            status=TakenTable.Status.WAITING, ended_at=None
        )
        found.status, found.ended_at = Status.PREPARING, None
        found.save(update_fields=["status", "ended_at"])
        log(TakeOverLine, Name.GO_ON, by=by, take_over=found)
    take_over.refresh_from_db()


# --- One file -------------------------------------------------------------------------------------


def _keep(receipt: Receipt, status: str) -> None:
    table, result = receipt.table, receipt.result
    if table.status != TakenTable.Status.REFUSED:
        table.status = TakenTable.Status(status)
    table.rows, table.taken = result.rows, result.taken
    table.already_there, table.held_back = result.already_there, len(result.held)
    table.not_taken, table.notes = result.not_taken, result.notes
    table.sums = {heading: format_baht(total) for heading, total in result.sums.items()}
    if receipt.held_back:
        table.keep("held_back_file", receipt.held_back)
    if receipt.not_taken:
        table.keep("not_taken_file", receipt.not_taken)
    table.ended_at = timezone.now()
    table.save()


def _log_table(receipt: Receipt, by: User) -> None:
    table = receipt.table
    log(
        TakeOverLine,
        Name.TABLE,
        by=by,
        take_over=table.take_over,
        told=f"{table.file_title}: {table.message or summary(table)} SHA-256 {table.file_hash}",
    )


def _in_parts(table: TakenTable) -> bool:
    """Whether a killed run keeps what it had of this file."""
    return table.entity == SALES or table.is_of_pictures


def _is_standing(table: TakenTable) -> bool:
    found = table_of(table.entity)
    return found is not None and issubclass(found, StandingTable)
