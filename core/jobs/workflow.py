"""The way of a job: asked for, begun, ended; the only place that assigns a status.

waiting > running > done | failed | cancelled; a waiting one can be cancelled at once, a running one
stops at its next word of progress. running > waiting where its worker died before the end.

What a job did and that it is done are one transaction, so of a job that is not done nothing was kept.
"""

import logging
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

from django.core.files import File
from django.db import connection, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from core.areas.row_security import seen_as, seen_as_portal
from core.documents.keeping import delete_quietly, disk_fault, forget
from core.history.acting import acting
from core.jobs import nationwide, workers
from core.jobs.models import Job, Worker
from core.jobs.performers import JobRefused, Outcome, nationwide_kinds, performer_of
from core.jobs.progress import JobCancelled, JobLost, JobProgress
from core.postgresql.before_commit import settle_all
from core.users.models import User

logger = logging.getLogger(__name__)

# Files of results are kept so long; the results themselves stay.
FILES_KEPT = timedelta(days=30)

# A job whose worker died is begun again, so many times in all.
MOST_ATTEMPTS = 3

_ASKING = 20_271_109  # one at a time asks for work over the nation

_CANCELLED = "ยกเลิกแล้ว ไม่มีข้อมูลใดเปลี่ยน"
_FAILED = "ดำเนินการไม่สำเร็จเพราะระบบขัดข้อง ข้อมูลไม่เปลี่ยนแปลง สั่งอีกครั้ง หากยังไม่สำเร็จ แจ้งผู้ดูแลระบบของกรม"
_DISK = "ดำเนินการไม่สำเร็จเพราะ{fault} ข้อมูลไม่เปลี่ยนแปลง แจ้งผู้ดูแลระบบของกรม แล้วสั่งใหม่"
_DIED = (
    f"ระบบหยุดกลางคันขณะดำเนินงานนี้ {MOST_ATTEMPTS} ครั้ง จึงไม่เริ่มอีก ข้อมูลไม่เปลี่ยนแปลง "
    "โปรดแจ้งผู้ดูแลระบบของกรมก่อนสั่งใหม่"
)


class AskedAlready(JobRefused):
    """Work over the nation that waits or runs already; `job` is that one."""

    def __init__(self, job: Job):
        super().__init__(nationwide.under_way(f"“{job.title}” ", job.by, job.asked_at))
        self.job = job


@transaction.atomic
def ask(kind: str, *, title: str, by: User, parameters: dict[str, Any] | None = None) -> Job:
    """Put work in the queue; it begins when a worker is free and this transaction has ended.

    AskedAlready for a kind over the nation while one of these waits or runs.
    """
    performer_of(kind)  # an unknown kind is a mistake of ours, said at once
    if kind in nationwide_kinds():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ASKING])
        unfinished = Job.objects.unfinished().filter(kind__in=nationwide_kinds())
        if found := unfinished.select_related("by").order_by("asked_at").first():
            raise AskedAlready(found)
    job = Job.objects.create(kind=kind, title=title[:200], by=by, parameters=parameters or {})
    perform.enqueue(job.pk)
    return job


@transaction.atomic
def cancel(job: Job, *, by: User) -> Job:
    """Whoever asked for it calls it off; what is over already stays as it is.

    One that runs is over when its worker hears it, or at once where that is known to be dead.
    """
    found = Job.objects.visible_to(by).select_for_update().get(pk=job.pk)
    if found.status == Job.Status.WAITING or found.is_lost:
        return _end(found, Job.Status.CANCELLED, _CANCELLED)
    if found.status == Job.Status.RUNNING:
        found.cancel_asked_at = timezone.now()
        found.save(update_fields=["cancel_asked_at"])
    return found


@task()
def perform(job_id: int) -> None:
    """The worker's part: do the work of one job and keep what came of it."""
    job = _begin(job_id)
    if job is None:
        return  # cancelled before it began
    try:
        with (
            JobProgress(job) as progress,
            transaction.atomic(),
            acting(job.by, label=job.title),
            _sight_of(job),
        ):
            outcome = performer_of(job.kind)(job, progress)
            settle_all()
            _keep(job, outcome)
    except JobLost:
        logger.warning("job %s was taken over by another worker", job.pk)
    except JobCancelled:
        _not_done(job, Job.Status.CANCELLED, _CANCELLED)
    except JobRefused as refusal:
        _not_done(job, Job.Status.FAILED, str(refusal))
    except Exception as error:
        logger.exception("job %s of kind %s failed", job.pk, job.kind)
        fault = disk_fault(error)
        _not_done(job, Job.Status.FAILED, _DISK.format(fault=fault) if fault else _FAILED)
    _tidy()


def _sight_of(job: Job) -> AbstractContextManager[None]:
    if job.kind in nationwide_kinds():
        return seen_as_portal(
            "counts of the nation, of records and figures whoever asked may not see"
        )
    return seen_as(job.by)


@transaction.atomic
def _begin(job_id: int) -> Job | None:
    """The job, now running; None when there is nothing to begin any more."""
    found = Job.objects.select_for_update(of=("self",)).select_related("by").get(pk=job_id)
    if found.status != Job.Status.WAITING:
        return None
    found.status, found.worker_id = Job.Status.RUNNING, workers.own_id()
    found.attempts += 1
    found.begun_at = found.heard_at = timezone.now()
    found.save(update_fields=["status", "worker", "attempts", "begun_at", "heard_at"])
    return found


def _ours(job: Job) -> Job | None:
    """The locked job, or None once another attempt has taken it over."""
    return (
        Job.objects.select_for_update(of=("self",))
        .filter(pk=job.pk, status=Job.Status.RUNNING, attempts=job.attempts)
        .first()
    )


def _keep(job: Job, outcome: Outcome) -> None:
    """What came of it, in the transaction of the work."""
    if _ours(job) is None:
        raise JobLost
    if outcome.file is not None:
        with outcome.file as file:
            job.file.save(outcome.file_title, File(file), save=False)
    job.file_title, job.result = outcome.file_title, outcome.result
    job.save(update_fields=["file", "file_title", "result"])
    _end(job, Job.Status.FAILED if outcome.refused else Job.Status.DONE, outcome.message)


@transaction.atomic
def _not_done(job: Job, status: Job.Status, message: str) -> None:
    """Ends a job whose work was rolled back, and deletes its file. If the work was committed and
    only a later part failed, the job stays done."""
    if job.file:
        kept = Job.objects.filter(pk=job.pk, file=job.file.name).exists()
        if not kept:
            delete_quietly(job.file.storage, job.file.name)
    if found := _ours(job):
        _end(found, status, message)


def _end(job: Job, status: Job.Status, message: str) -> Job:
    job.status, job.message, job.ended_at = status, message, timezone.now()
    job.save(update_fields=["status", "message", "ended_at"])
    return job


# --- What a dead worker left ----------------------------------------------------------------------


@transaction.atomic
def take_over() -> None:
    """Begin again, or bury, what dead workers were at. Two that come at once take it in turns."""
    dead = Worker.objects.filter(pk__in=Worker.objects.dead()).order_by("pk")
    gone = list(dead.select_for_update(no_key=True))
    for job in Job.objects.left_running().select_for_update(of=("self",)).order_by("pk"):
        if job.cancel_asked_at:
            _end(job, Job.Status.CANCELLED, _CANCELLED)
        elif job.attempts >= MOST_ATTEMPTS:
            _end(job, Job.Status.FAILED, _DIED)
        else:
            _begin_again(job)
    for worker in gone:
        _requeue_claimed(worker)
        worker.ended_at = worker.heard_at
        worker.save(update_fields=["ended_at"])


def _begin_again(job: Job) -> None:
    job.status, job.worker, job.begun_at, job.heard_at = Job.Status.WAITING, None, None, None
    job.stage, job.done, job.total = "", 0, 0
    job.save(update_fields=["status", "worker", "begun_at", "heard_at", "stage", "done", "total"])
    perform.enqueue(job.pk)


def _requeue_claimed(worker: Worker) -> None:
    """Entries of the queue the dead worker held: one whose job it had not begun is put back."""
    held = DBTaskResult.objects.running().filter(worker_ids__contains=[worker.name])
    for entry in held.select_for_update():
        entry.status, entry.finished_at = TaskResultStatus.FAILED, timezone.now()
        entry.save(update_fields=["status", "finished_at"])
        (key,) = entry.args_kwargs["args"]
        waits = Job.objects.filter(pk=key, status=Job.Status.WAITING).exists()
        if waits and not _is_queued(key):
            perform.enqueue(key)


def _is_queued(key: int) -> bool:
    return DBTaskResult.objects.ready().filter(args_kwargs__args=[key]).exists()


# --- Afterwards -----------------------------------------------------------------------------------


def _tidy() -> None:
    """Cleans up after each job; its errors are only logged."""
    try:
        forget_old_files()
    except Exception:
        logger.exception("files of old jobs were not tidied")


@transaction.atomic
def forget_old_files() -> None:
    """Take away files that were to be fetched long ago, and what the queue says of finished tasks."""
    long_ago = timezone.now() - FILES_KEPT
    for job in Job.objects.exclude(file="").filter(ended_at__lt=long_ago):
        forget(job.file)
        job.save(update_fields=["file"])
    DBTaskResult.objects.finished().filter(finished_at__lt=long_ago).delete()
