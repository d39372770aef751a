"""Work that takes longer than a page may: asked for by a person, done by the worker, kept with its
result. Only core.jobs.workflow assigns a status.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone

from core.users.models import User

# A worker says every HEARTBEAT that it lives (core.jobs.workers); after SILENCE a screen says that it
# does not. What decides that it died is its lock, not this.
HEARTBEAT = timedelta(seconds=3)
SILENCE = timedelta(seconds=20)


def file_name(job: "Job", filename: str) -> str:
    """A random name: files of jobs are reached through the portal, not guessed."""
    return f"jobs/{uuid.uuid4().hex}{filename[filename.rfind('.') :].lower()}"


@dataclass(frozen=True)
class Standing:
    """Whether a worker is running; `since`: when one last was, None for never."""

    works: bool
    since: datetime | None


class WorkerQuerySet(models.QuerySet[Any]):
    def dead(self) -> list[int]:
        """Keys of workers that did not stop properly and no longer hold their lock."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM jobs_worker WHERE ended_at IS NULL AND NOT EXISTS ("
                " SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2"
                " AND classid = %s AND objid = jobs_worker.id"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
                [Worker.LOCK],
            )
            return [key for (key,) in cursor.fetchall()]

    def standing(self) -> Standing:
        """What screens say: by the last sign of life of any worker."""
        last = self.order_by("-heard_at").values_list("heard_at", flat=True).first()
        alive = self.filter(ended_at=None, heard_at__gt=timezone.now() - SILENCE)
        return Standing(last is not None and alive.exists(), last)


class Worker(models.Model):
    """A process that does the work, from its start; as long as it lives it holds an advisory lock of
    PostgreSQL, LOCK and its id. `ended_at`: it stopped, or what it left was taken over."""

    LOCK = 20_271_107

    name = models.CharField(max_length=64)
    begun_at = models.DateTimeField(default=timezone.now)
    heard_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    objects = WorkerQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-heard_at"], name="worker_last_heard")]

    def __str__(self) -> str:
        return self.name


class JobQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """Who asked for the work sees it, nobody else: its result holds what that person may see."""
        if not getattr(user, "is_active", False) or user.pk is None:
            return self.none()
        return self.filter(by=user)

    def unfinished(self) -> Self:
        return self.filter(status__in=(Job.Status.WAITING, Job.Status.RUNNING))

    def left_running(self) -> Self:
        """Those whose worker is dead, or of a portal that knew no workers yet."""
        long_ago = timezone.now() - timedelta(minutes=3)
        return self.filter(
            Q(worker__in=Worker.objects.dead())
            | Q(worker__ended_at__isnull=False)
            | Q(worker=None, heard_at__lt=long_ago),
            status=Job.Status.RUNNING,
        )


class Job(models.Model):
    """One piece of work in the background."""

    class Status(models.TextChoices):
        WAITING = "waiting", "รอคิว"
        RUNNING = "running", "กำลังดำเนินการ"
        DONE = "done", "เสร็จแล้ว"
        FAILED = "failed", "ไม่สำเร็จ"
        CANCELLED = "cancelled", "ยกเลิกแล้ว"

    kind = models.CharField(max_length=40, editable=False)
    title = models.CharField("งาน", max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="ผู้สั่ง"
    )
    status = models.CharField("สถานะ", max_length=10, choices=Status, default=Status.WAITING)
    parameters = models.JSONField(default=dict, editable=False)
    stage = models.CharField("ขั้นตอน", max_length=100, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict, editable=False)
    message = models.TextField("ผล", blank=True)
    file = models.FileField(upload_to=file_name, max_length=200, blank=True)
    file_title = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField("สั่งเมื่อ", default=timezone.now, editable=False)
    begun_at = models.DateTimeField(null=True, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField("สิ้นสุดเมื่อ", null=True, blank=True)
    cancel_asked_at = models.DateTimeField(null=True, blank=True)
    worker = models.ForeignKey(
        Worker, models.SET_NULL, null=True, editable=False, related_name="jobs"
    )
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)  # begun so many times

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "งานที่ระบบกำลังดำเนินการ"
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["by", "-asked_at"], name="job_of_a_person")]
        constraints = [
            models.CheckConstraint(
                name="job_status_with_its_moments",
                condition=Q(status="waiting", begun_at=None, ended_at=None)
                | Q(status="running", begun_at__isnull=False, ended_at=None)
                | Q(status__in=("done", "failed"), begun_at__isnull=False, ended_at__isnull=False)
                | Q(status="cancelled", ended_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        return self.status not in (self.Status.WAITING, self.Status.RUNNING)

    @property
    def is_lost(self) -> bool:
        """Whether its worker is known to be dead: its transaction ended with it, nothing was kept."""
        is_running = self.status == self.Status.RUNNING
        return is_running and Job.objects.left_running().filter(pk=self.pk).exists()

    @property
    def standing(self) -> Standing:
        """Whether anybody works now: said on its card."""
        return Worker.objects.standing()

    @property
    def waiting_before(self) -> int:
        """How many wait before it."""
        return Job.objects.filter(status=self.Status.WAITING, asked_at__lt=self.asked_at).count()

    @property
    def tone(self) -> str:
        """The colour of its state on a badge (static/css/portal.css)."""
        return {"waiting": "draft", "running": "waiting", "done": "done"}.get(
            self.status, "returned" if self.status == self.Status.FAILED else "cancelled"
        )
