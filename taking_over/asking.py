"""The same as a page of the department: files are sent and mapped, the worker takes them over.

Each file is a job of its own, so what it brought in and that it is done are one transaction; the job
asks for the next. A worker that dies begins its file again.
"""

from io import BytesIO
from typing import IO

from django.db import transaction

from core.documents.keeping import forget
from core.jobs import workflow as jobs
from core.jobs.models import Job
from core.jobs.performers import JobRefused, Outcome, performs
from core.jobs.progress import Progress
from core.users.models import User
from taking_over import workflow
from taking_over.models import TakenTable, TakeOver
from taking_over.receipts import summary
from taking_over.reconciling import reconcile
from taking_over.workflow import TakeOverRefused

CHECK, TAKE = "take-over-check", "take-over"


def sent(table: TakenTable) -> IO[bytes]:
    """The file as it was sent."""
    return BytesIO(table.content("upload"))


@transaction.atomic
def ask(take_over: TakeOver, *, by: User, check_only: bool) -> None:
    """Have it looked at, or taken over. TakeOverRefused while it is under way or without files."""
    found = TakeOver.objects.visible_to(by).select_for_update(of=("self",)).get(pk=take_over.pk)
    if found.is_under_way:
        raise TakeOverRefused("งานนี้กำลังดำเนินการอยู่ รอให้เสร็จแล้วสั่งใหม่")
    workflow.go_on_after_check(found, by=by)
    if not found.tables.filter(status=TakenTable.Status.WAITING).exists():
        raise TakeOverRefused("ไม่มีไฟล์ที่รอนำเข้า ส่งไฟล์ก่อน")
    _ask(found, by, CHECK if check_only else TAKE)


def _ask(take_over: TakeOver, by: User, kind: str) -> None:
    what = "ตรวจการนำเข้าจากระบบเดิม" if kind == CHECK else "นำเข้าจากระบบเดิม"
    take_over.job = jobs.ask(
        kind,
        title=f"{what}: {take_over.title}",
        by=by,
        parameters={"take_over": take_over.pk},
    )
    take_over.save(update_fields=["job"])


@performs(CHECK)
def check(job: Job, progress: Progress) -> Outcome:
    """All of it, looked at and undone."""
    take_over = TakeOver.objects.get(pk=job.parameters["take_over"])
    try:
        workflow.check(
            take_over, sent, by=job.by, progress=progress, look=lambda: reconcile(job.by)
        )
    except TakeOverRefused as refusal:
        raise JobRefused(str(refusal)) from refusal
    return Outcome("ตรวจแล้ว ยังไม่มีข้อมูลใดเปลี่ยน ดูผลที่หน้าการนำเข้าจากระบบเดิม")


@performs(TAKE)
def take(job: Job, progress: Progress) -> Outcome:
    """The next file; then the next job, or the end."""
    take_over = TakeOver.objects.get(pk=job.parameters["take_over"])
    try:
        with workflow.only_one():
            table = workflow.next_table(take_over)
            if table is not None:
                receipt = workflow.run_table(table, sent, by=job.by, progress=progress)
                said = receipt.table.message or summary(receipt.table)
            if workflow.next_table(take_over) is None:
                workflow.end(take_over, by=job.by)
                workflow.keep_reconciliation(take_over, reconcile(job.by))
                _forget_uploads(take_over)
            else:
                _ask(take_over, job.by, TAKE)
    except TakeOverRefused as refusal:
        raise JobRefused(str(refusal)) from refusal
    return Outcome(f"{table.file_title}: {said}" if table is not None else "นำเข้าครบทุกไฟล์แล้ว")


def _forget_uploads(take_over: TakeOver) -> None:
    """They hold personal data; what is in the registry is needed no more."""
    for table in take_over.tables.exclude(upload=""):
        forget(table.upload)
        table.save(update_fields=["upload"])
