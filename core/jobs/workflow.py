"""The way of a job: asked for, begun, ended; the only place that assigns a status.

waiting > running > done | failed | cancelled; a waiting one can be cancelled at once, a running one
stops at its next word of progress.
"""

import logging
from datetime import timedelta

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from core.accounts.models import User
from core.history.acting import acting
from core.jobs.models import SILENCE, Job
from core.jobs.performers import JobRefused, Outcome, performer_of
from core.jobs.progress import JobCancelled, JobProgress

logger = logging.getLogger(__name__)

# Files of results are kept so long; the results themselves stay.
FILES_KEPT = timedelta(days=30)

_FAILED = "ทำไม่สำเร็จเพราะระบบขัดข้อง ข้อมูลยังเหมือนเดิมทุกช่อง ลองอีกครั้ง ถ้ายังไม่ได้ให้แจ้งกรม"
_DIED = "เครื่องที่ทำงานนี้หยุดกลางคัน ข้อมูลยังเหมือนเดิมทุกช่อง สั่งใหม่อีกครั้ง"


@transaction.atomic
def ask(kind: str, *, title: str, by: User, parameters: dict | None = None) -> Job:
    """Put work in the queue; it begins when a worker is free and this transaction has ended."""
    performer_of(kind)  # an unknown kind is a mistake of ours, said at once
    job = Job.objects.create(kind=kind, title=title[:200], by=by, parameters=parameters or {})
    perform.enqueue(job.pk)
    return job


@transaction.atomic
def cancel(job: Job, *, by: User) -> Job:
    """Whoever asked for it calls it off; what is over already stays as it is."""
    found = Job.objects.visible_to(by).select_for_update().get(pk=job.pk)
    now = timezone.now()
    if found.status == Job.Status.WAITING or found.is_silent:
        return _end(found, Job.Status.CANCELLED, "ยกเลิกแล้ว ไม่มีข้อมูลใดเปลี่ยน")
    if found.status == Job.Status.RUNNING:
        Job.objects.filter(pk=found.pk).update(cancel_asked_at=now)
        found.cancel_asked_at = now
    return found


@task()
def perform(job_id: int) -> None:
    """The worker's part: do the work of one job and keep what came of it."""
    job = _begin(job_id)
    if job is None:
        return  # cancelled before it began
    try:
        with JobProgress(job.pk) as progress, acting(job.by, label=job.title):
            outcome = performer_of(job.kind)(job, progress)
    except JobCancelled:
        _end(job, Job.Status.CANCELLED, "ยกเลิกแล้ว ไม่มีข้อมูลใดเปลี่ยน")
    except JobRefused as refusal:
        _end(job, Job.Status.FAILED, str(refusal))
    except Exception:
        logger.exception("job %s of kind %s failed", job.pk, job.kind)
        _end(job, Job.Status.FAILED, _FAILED)
    else:
        _keep(job, outcome)


@transaction.atomic
def _begin(job_id: int) -> Job | None:
    """The job, now running; None when there is nothing to begin any more."""
    _bury_silent()
    _forget_old_files()
    found = Job.objects.select_for_update(of=("self",)).select_related("by").get(pk=job_id)
    if found.status != Job.Status.WAITING:
        return None
    found.status = Job.Status.RUNNING
    found.begun_at = found.heard_at = timezone.now()
    found.save(update_fields=["status", "begun_at", "heard_at"])
    return found


def _keep(job: Job, outcome: Outcome) -> None:
    if outcome.file is not None:
        with outcome.file as file:
            job.file.save(outcome.file_title, File(file), save=False)
    job.file_title, job.result = outcome.file_title, outcome.result
    job.save(update_fields=["file", "file_title", "result"])
    _end(job, Job.Status.DONE, outcome.message)


def _end(job: Job, status: Job.Status, message: str) -> Job:
    job.status, job.message, job.ended_at = status, message, timezone.now()
    job.save(update_fields=["status", "message", "ended_at"])
    return job


def _bury_silent() -> None:
    """Jobs whose worker died are over; their transaction ended with the worker."""
    silent = Job.objects.filter(
        status=Job.Status.RUNNING, heard_at__lt=timezone.now() - SILENCE
    ).select_for_update(skip_locked=True)
    for job in silent:
        _end(job, Job.Status.FAILED, _DIED)


def _forget_old_files() -> None:
    """Take away files that were to be fetched long ago, and what the queue says of finished tasks."""
    long_ago = timezone.now() - FILES_KEPT
    for job in Job.objects.exclude(file="").filter(ended_at__lt=long_ago):
        job.file.delete(save=False)
        Job.objects.filter(pk=job.pk).update(file="")
    DBTaskResult.objects.finished().filter(finished_at__lt=long_ago).delete()
