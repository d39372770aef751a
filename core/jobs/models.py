"""Work that takes longer than a page may: asked for by a person, done by the worker, kept with its
result. Only core.jobs.workflow assigns a status.
"""

import uuid
from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

# A running job says at least this often that it lives; longer silence means that its worker died.
SILENCE = timedelta(minutes=3)


def file_name(job: "Job", filename: str) -> str:
    """A random name: files of jobs are reached through the portal, not guessed."""
    return f"jobs/{uuid.uuid4().hex}{filename[filename.rfind('.') :].lower()}"


class JobQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """Who asked for the work sees it, nobody else: its result holds what that person may see."""
        if not getattr(user, "is_active", False) or user.pk is None:
            return self.none()
        return self.filter(by=user)

    def unfinished(self) -> Self:
        return self.filter(status__in=(Job.Status.WAITING, Job.Status.RUNNING))


class Job(models.Model):
    """One piece of work in the background."""

    class Status(models.TextChoices):
        WAITING = "waiting", "รอคิว"
        RUNNING = "running", "กำลังทำ"
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

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "งานเบื้องหลัง"
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

    def __str__(self):
        return self.title

    @property
    def is_over(self) -> bool:
        return self.status not in (self.Status.WAITING, self.Status.RUNNING)

    @property
    def is_silent(self) -> bool:
        """Whether its worker died: nothing of it was kept, for its work is one transaction."""
        return self.status == self.Status.RUNNING and timezone.now() - self.heard_at > SILENCE

    @property
    def waiting_before(self) -> int:
        """How many wait before it."""
        return Job.objects.filter(status=self.Status.WAITING, asked_at__lt=self.asked_at).count()

    @property
    def tone(self) -> str:
        """The colour of its state on a badge (static/portal.css)."""
        return {"waiting": "draft", "running": "waiting", "done": "done"}.get(
            self.status, "returned" if self.status == self.Status.FAILED else "cancelled"
        )
