"""The way of an import: sent > checked > confirmed > done; the only place that assigns its status.

checking > checked | refused        the worker reads the file and compares it with the registry
checked > loading > done | checked  the person confirms what the preview shows; one transaction
checked > cancelled                 called off, nothing was written
"""

import hashlib
from datetime import timedelta
from io import BytesIO
from typing import IO, Any

from django.db import transaction
from django.utils import timezone

from core.documents.keeping import disk_fault, forget
from core.jobs import workflow as jobs
from core.jobs.models import Job
from core.jobs.performers import Outcome, performs
from core.jobs.progress import Progress
from core.reading import LARGEST_FILE, FileRefused, ReadTable, read_table
from core.tables.checked import Checked
from core.tables.checking import check
from core.tables.loading import Loaded, LoadRefused, load
from core.tables.models import FORMER_KEPT, ImportRun
from core.tables.preview import counts, faulty_rows, preview
from core.tables.tables import Table
from core.tables.undoing import former, undo
from core.tables.words import other_headings
from core.tables.workbooks import write_faulty_rows
from core.thai import calendar
from core.thai.digits import format_baht
from core.users.access import Kind, note
from core.users.models import User

Status = ImportRun.Status

# What was sent and never confirmed is forgotten after so long.
FILES_KEPT = timedelta(days=7)
READING = "อ่านไฟล์"
_NOT_KEPT = "รับไฟล์ไม่ได้เพราะ{fault} ยังไม่มีข้อมูลใดเปลี่ยน แจ้งผู้ดูแลระบบของกรม แล้วส่งไฟล์ใหม่"


class ImportRefused(Exception):
    """The step cannot be taken; the message says why, in Thai."""


def receive(
    table: Table,
    file: IO[bytes],
    name: str,
    *,
    undoing: tuple[ImportRun, list[dict[str, str]]] | None = None,
) -> ImportRun:
    """Take a file in and have it checked in the background. Refused for who may not import here.
    `undoing`: the import that it takes back, and what of that stays (`core.tables.undoing`)."""
    if table.by.role not in table.importers:
        raise ImportRefused(f"บัญชีนี้นำเข้า{table.title}ไม่ได้")
    content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise ImportRefused(f"ไฟล์ใหญ่เกิน {LARGEST_FILE // 1024 // 1024} MB แบ่งเป็นหลายไฟล์แล้วส่งทีละไฟล์")
    run = ImportRun(
        entity=table.entity,
        by=table.by,
        file_title=name[-255:],
        file_hash=hashlib.sha256(content).hexdigest(),
    )
    if undoing:
        run.undoes, run.left = undoing
    try:
        run.keep("upload", content)
    except OSError as error:
        raise ImportRefused(_NOT_KEPT.format(fault=disk_fault(error) or "ระบบขัดข้อง")) from error
    with transaction.atomic():
        forget_old_files()
        run.save()
        run.job = jobs.ask(
            "import-check",
            title=f"ตรวจไฟล์{table.title}: {run.file_title}",
            by=table.by,
            parameters={"run": run.pk},
        )
        run.save(update_fields=["job"])
    return run


@transaction.atomic
def confirm(run: ImportRun, *, by: User, with_faults: bool = False) -> ImportRun:
    """Confirm the import: have the preview's rows written. `with_faults`: write the valid rows
    although others have errors."""
    found = _locked(run, by)
    if not found.may_be_confirmed:
        raise ImportRefused(f"การนำเข้านี้{found.get_status_display()} ยืนยันไม่ได้แล้ว")
    if found.counts["faulty"] and not with_faults:
        raise ImportRefused(
            f"มี {found.counts['faulty']:,} แถวที่ต้องแก้ เลือกว่าจะนำเข้าเฉพาะแถวที่ถูกต้องหรือไม่"
        )
    found.status = Status.LOADING
    found.job = jobs.ask(
        "import-load",
        title=f"บันทึก{found.table_class.title}: {found.file_title}",
        by=by,
        parameters={"run": found.pk, "with_faults": with_faults},
    )
    found.save(update_fields=["status", "job"])
    return found


def take_back(run: ImportRun, *, by: User) -> ImportRun:
    """Have what a finished import changed brought back, as an import of its own to be looked at and
    confirmed; one that already waits is shown again. Refused after 30 days, and where nothing is left to
    go back: somebody else changed every cell since, or all rows were new."""
    if not run.may_be_undone:
        raise ImportRefused("การนำเข้านี้ย้อนกลับไม่ได้แล้ว")
    if waiting := run.undone_by.filter(status__in=[Status.CHECKING, Status.CHECKED]).first():
        return waiting
    table = run.table_class(by)
    found = undo(table, run.content("former"))
    if not found.rows:
        said = dict.fromkeys(one["reason"] for one in found.left)
        raise ImportRefused(f"ไม่มีค่าที่ย้อนกลับได้: {' · '.join(said)}")
    title = f"ย้อนกลับ {run.file_title.rsplit('.', 1)[0]}.csv"
    return receive(table, BytesIO(found.sheet), title, undoing=(run, found.left))


@transaction.atomic
def call_off(run: ImportRun, *, by: User) -> ImportRun:
    """Forget the file; nothing was written. What is done is done."""
    found = _locked(run, by)
    if found.status == Status.DONE or found.is_under_way:
        raise ImportRefused(f"การนำเข้านี้{found.get_status_display()} ยกเลิกไม่ได้")
    found.status, found.ended_at = Status.CANCELLED, timezone.now()
    _forget_files(found)
    found.save(update_fields=["status", "ended_at", "upload", "faulty", "preview"])
    return found


def _locked(run: ImportRun, by: User) -> ImportRun:
    visible = ImportRun.objects.visible_to(by).select_related("job")
    return visible.select_for_update(of=("self",)).get(pk=run.pk)


# --- The worker's part ----------------------------------------------------------------------------


@performs("import-check")
def check_import(job: Job, progress: Progress) -> Outcome:
    """Read the file and keep what the check found."""
    run = ImportRun.objects.get(pk=job.parameters["run"])
    table = run.table_class(job.by)
    progress.advance(READING)
    try:
        read = _read(table, run)
    except FileRefused as refusal:
        run.status, run.message, run.ended_at = Status.REFUSED, str(refusal), timezone.now()
        _forget_files(run)
        run.save(update_fields=["status", "message", "ended_at", "upload", "faulty", "preview"])
        return Outcome(str(refusal), refused=True)
    _keep(run, table, check(table, read, progress))
    return Outcome(summary(run.counts))


@performs("import-load")
def load_import(job: Job, progress: Progress) -> Outcome:
    """Check again and write, in one transaction; keep the receipt."""
    run = ImportRun.objects.get(pk=job.parameters["run"])
    table = run.table_class(job.by)
    progress.advance(READING)
    read = _read(table, run)
    try:
        with transaction.atomic():
            loaded = load(
                table,
                read,
                fingerprint=run.fingerprint,
                with_faults=job.parameters["with_faults"],
                progress=progress,
            )
            run.counts = counts(loaded.checked)
            rows = run.counts["new"] + run.counts["changed"]
            note(Kind.IMPORT, job.by, f"{table.title}: {run.file_title}", count=rows)
            run.keep("former", former(table, loaded))
            run.receipt = receipt(table, run.file_title, run.file_hash, loaded)
            run.status, run.ended_at, run.message = Status.DONE, timezone.now(), ""
            run.preview = {
                "faulty": run.preview.get("faulty", [])
            }  # the others are in the registry
            run.save(
                update_fields=[
                    "counts", "preview", "receipt", "status", "ended_at", "message", "former",
                ]
            )  # fmt: skip
    except LoadRefused as refusal:
        if refusal.again:
            _keep(run, run.table_class(job.by), check(run.table_class(job.by), read, progress))
        run.status, run.message, run.receipt = Status.CHECKED, str(refusal), None
        run.ended_at = None
        run.save(update_fields=["status", "message"])
        return Outcome(str(refusal), refused=True)
    forget(run.upload)
    run.save(update_fields=["upload"])
    return Outcome(f"นำเข้าแล้ว {summary(run.counts)}", {"run": run.pk})


def _read(table: Table, run: ImportRun) -> ReadTable:
    return read_for(table, BytesIO(run.content("upload")), run.file_title)


def read_for(table: Table, file: IO[bytes], name: str) -> ReadTable:
    """Read a file as this table expects it; raises FileRefused."""
    headings = [*table.headings, *table.unfolded_headings]
    read = read_table(
        file,
        name,
        headings=headings,
        required=table.required_headings,
        aliases=other_headings(table.entity, headings),
        keys=[table.columns[name].column_name for name in table.key],
        amounts=table.headings_of(lambda one: table.needs_all_amounts and one.is_money),
        sums=table.headings_of(lambda one: one.is_sum),
        unread=table.headings_of(lambda one: one.passing),
    )
    _refuse_key_misnamed(table, read)
    return table.unfold(read)


def _refuse_key_misnamed(table: Table, read: ReadTable) -> None:
    """Without the column of keys every row is a new record: not where another may be meant for it."""
    key = table.columns[table.key[0]].column_name
    if key in read.headings:
        return
    for heading in read.unknown:
        if "รหัส" in heading or heading.casefold() in {"code", "id"}:
            raise FileRefused(
                f"ไม่มีหัวคอลัมน์ “{key}” แต่มี “{heading}” ถ้าเป็นรหัสของระบบ แก้หัวเป็น “{key}” "
                f"ถ้าทุกแถวเป็นรายการใหม่ ลบคอลัมน์ “{heading}” แล้วส่งใหม่"
            )


def _keep(run: ImportRun, table: Table, checked: Checked) -> None:
    """The outcome of a check: what the person decides upon."""
    run.counts, run.preview = counts(checked), preview(table, checked)
    run.notes, run.fingerprint = checked.notes, checked.fingerprint
    if checked.faulty:
        forget(run.faulty)
        rows = faulty_rows(table, checked)
        with write_faulty_rows(table.title, table.headings, rows) as sheet:
            run.keep("faulty", sheet.read())
    else:
        forget(run.faulty)
    run.status = Status.CHECKED
    run.save(update_fields=["counts", "preview", "notes", "fingerprint", "faulty", "status"])


def summary(found: dict[str, int]) -> str:
    """ใหม่ 3 · แก้ไข 12 · เหมือนเดิม 85 · ต้องแก้ก่อน 2"""
    words = {"new": "ใหม่", "changed": "แก้ไข", "unchanged": "เหมือนเดิม", "faulty": "ต้องแก้ก่อน"}
    return " · ".join(f"{word} {found[kind]:,}" for kind, word in words.items())


def receipt(table: Table, file_title: str, file_hash: str, loaded: Loaded) -> dict[str, Any]:
    """What was written, for the person's file: rows, sums of the money columns, hash of the file."""
    return {
        "entity": table.entity,
        "table": table.title,
        "file": file_title,
        "sha256": file_hash,
        "rows": counts(loaded.checked),
        "sums": {heading: format_baht(total) for heading, total in loaded.sums.items()},
        "by": table.by.username,
        "at": calendar.moment_exact(timezone.now()),
    }


def _forget_files(run: ImportRun) -> None:
    """Deletes the files and the preview rows, since they hold personal data."""
    forget(run.upload, run.faulty)
    run.preview = {}


@transaction.atomic
def forget_old_files() -> None:
    """Files may hold whole ids: what nobody came back for goes."""
    old = ImportRun.objects.filter(sent_at__lt=timezone.now() - FILES_KEPT)
    for run in old.exclude(upload="", faulty=""):
        _forget_files(run)
        run.save(update_fields=["upload", "faulty", "preview"])
    for run in ImportRun.objects.filter(sent_at__lt=timezone.now() - FORMER_KEPT).exclude(
        former=""
    ):
        forget(run.former)
        run.left = []
        run.save(update_fields=["former", "left"])
