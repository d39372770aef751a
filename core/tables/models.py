"""One import of a table: the file, what its check found, what came of it (DOMAIN.md 7: offices
export, check, correct). Only core.tables.workflow assigns a status.

Files may hold whole national ids: they lie encrypted and go as soon as they are not needed.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.jobs.models import Job
from core.personal.kept_files import EncryptedFilesHolder
from core.tables.tables import Table, table_of
from core.users.models import User

# So long an import can be taken back.
FORMER_KEPT = timedelta(days=30)


def file_name(run: "ImportRun", filename: str) -> str:
    """A random name that says nothing."""
    return f"imports/{uuid.uuid4().hex}"


class ImportRunQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """Who sent the file sees what it says, nobody else."""
        if not getattr(user, "is_active", False) or user.pk is None:
            return self.none()
        return self.filter(by=user)


class ImportRun(EncryptedFilesHolder):
    """A file on its way into a table."""

    encrypted_files = ("upload", "faulty", "former")

    class Status(models.TextChoices):
        CHECKING = "checking", "กำลังตรวจ"
        REFUSED = "refused", "อ่านไฟล์ไม่ได้"
        CHECKED = "checked", "ตรวจแล้ว รอยืนยัน"
        LOADING = "loading", "กำลังบันทึก"
        DONE = "done", "นำเข้าแล้ว"
        CANCELLED = "cancelled", "ยกเลิกแล้ว"

    entity = models.CharField(max_length=40)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="ผู้นำเข้า"
    )
    status = models.CharField("สถานะ", max_length=10, choices=Status, default=Status.CHECKING)
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+")
    file_title = models.CharField("ไฟล์", max_length=255)
    file_hash = models.CharField(max_length=64)  # SHA-256 of the file as it was sent
    upload = models.FileField(upload_to=file_name, max_length=100, blank=True)
    faulty = models.FileField(upload_to=file_name, max_length=100, blank=True)
    former = models.FileField(
        upload_to=file_name, max_length=100, blank=True
    )  # core.tables.undoing
    undoes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="undone_by", editable=False
    )
    left = models.JSONField(default=list)  # what of the undone import stays, and why
    counts = models.JSONField(default=dict)  # new, changed, unchanged, faulty
    preview = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    fingerprint = models.CharField(max_length=64, blank=True)
    message = models.TextField(blank=True)
    receipt = models.JSONField(null=True, blank=True)
    sent_at = models.DateTimeField("ส่งเมื่อ", default=timezone.now, editable=False)
    ended_at = models.DateTimeField("สิ้นสุดเมื่อ", null=True, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "การนำเข้า"
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(fields=["by", "-sent_at"], name="import_of_a_person")]
        constraints = [
            models.CheckConstraint(
                name="import_done_with_its_receipt",
                condition=Q(status="done", receipt__isnull=False, ended_at__isnull=False)
                | ~Q(status="done") & Q(receipt=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table_class.title} {self.file_title}"

    @property
    def table_class(self) -> type[Table]:
        found = table_of(self.entity)
        assert found is not None, self.entity
        return found

    @property
    def is_under_way(self) -> bool:
        """Whether the worker is at it, or will be."""
        return (
            self.status in (self.Status.CHECKING, self.Status.LOADING)
            and self.job is not None
            and not self.job.is_over
        )

    @property
    def has_stopped(self) -> bool:
        """Whether its job ended without a result: called off, or its worker died."""
        return self.status in (self.Status.CHECKING, self.Status.LOADING) and not self.is_under_way

    @property
    def may_be_confirmed(self) -> bool:
        awaits = self.status == self.Status.CHECKED or (
            self.status == self.Status.LOADING and self.has_stopped
        )
        return awaits and self.to_write > 0 and bool(self.upload)

    @property
    def may_be_undone(self) -> bool:
        """Whether what it changed can be taken back now."""
        return (
            self.status == self.Status.DONE
            and bool(self.former)
            and timezone.now() < self.undone_until
            and not self.undone_by.filter(status=self.Status.DONE).exists()
        )

    @property
    def undone_until(self) -> datetime:
        """When what stood before is forgotten."""
        return self.sent_at + FORMER_KEPT

    @property
    def to_write(self) -> int:
        """How many rows a confirmation writes."""
        return self.counts["new"] + self.counts["changed"]

    @property
    def sums(self) -> list[tuple[str, str]]:
        """The receipt's sums in the order of the table's columns (jsonb keeps none), then the others."""
        if self.receipt is None:
            return []
        places = {
            one.column_name: place for place, one in enumerate(self.table_class.fields.values())
        }
        return sorted(self.receipt["sums"].items(), key=lambda one: places.get(one[0], len(places)))

    @property
    def tone(self) -> str:
        """The colour of its state on a badge (static/css/portal.css)."""
        return {
            "checked": "waiting", "done": "done", "refused": "error", "cancelled": "cancelled",
        }.get(self.status, "draft")  # fmt: skip
