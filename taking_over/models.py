"""A take-over of the old systems: its files, what came of each, which record came from which of their
rows, and how their words are read. Only taking_over.workflow assigns a status.

Files may hold whole national ids: they lie encrypted.
"""

import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.areas.scope import Role
from core.history.tracking import tracked
from core.history.trail import StepLine, unchanging
from core.jobs.models import Job
from core.personal.kept_files import EncryptedFilesHolder
from core.tables.tables import table_of
from core.users.models import User
from taking_over.picture_sets import picture_set


def file_name(file: models.Model, filename: str) -> str:
    """A random name that says nothing."""
    return f"taking_over/{uuid.uuid4().hex}"


class DepartmentQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """The department's own work: nobody else sees it."""
        if getattr(user, "is_active", False) and getattr(user, "role", None) == Role.DEPARTMENT:
            return self.all()
        return self.none()


class TakeOver(models.Model):
    """One take-over: a folder of files, one a table. `is_trial`: nothing of it was kept."""

    class Status(models.TextChoices):
        PREPARING = "preparing", "เตรียมไฟล์"
        RUNNING = "running", "กำลังนำเข้า"
        DONE = "done", "นำเข้าแล้ว"
        CHECKED = "checked", "ตรวจแล้ว ยังไม่นำเข้า"

    title = models.CharField("ชุดไฟล์", max_length=255)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="ผู้นำเข้า")
    status = models.CharField("สถานะ", max_length=10, choices=Status, default=Status.PREPARING)
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField("เริ่มเมื่อ", default=timezone.now, editable=False)
    ended_at = models.DateTimeField("สิ้นสุดเมื่อ", null=True, blank=True)
    # ทะเบียนรายจังหวัด after it, and each difference from what was expected
    reconciliation = models.JSONField(null=True, blank=True)

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "การนำเข้าจากระบบเดิม"
        ordering = ["-begun_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="take_over_ended_with_its_moment",
                condition=Q(status__in=["preparing", "running"], ended_at=None)
                | Q(status__in=["done", "checked"], ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def tone(self) -> str:
        """The colour of its state on a badge (static/css/portal.css)."""
        return {"done": "done", "running": "waiting", "checked": "waiting"}.get(
            self.status, "draft"
        )

    @property
    def is_under_way(self) -> bool:
        return self.job is not None and not self.job.is_over


class TakenTable(EncryptedFilesHolder):
    """One file of a take-over: of which table it is, and what came of its rows.

    rows = taken + already_there + held_back. `not_taken`: cells whose value no column can hold; they
    and the rows held back are kept as files. `sums`: of the money columns of the rows taken, in baht.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", "รอ"
        DONE = "done", "นำเข้าแล้ว"
        CHECKED = "checked", "ตรวจแล้ว"
        REFUSED = "refused", "อ่านไฟล์ไม่ได้"

    encrypted_files = ("upload", "held_back_file", "not_taken_file")

    take_over = models.ForeignKey(TakeOver, models.PROTECT, related_name="tables")
    entity = models.CharField("ตาราง", max_length=40)
    file_title = models.CharField("ไฟล์", max_length=255)
    file_hash = models.CharField(max_length=64)  # SHA-256 of the file as it was sent
    upload = models.FileField(upload_to=file_name, max_length=100, blank=True)
    status = models.CharField("สถานะ", max_length=10, choices=Status, default=Status.WAITING)
    rows = models.PositiveIntegerField("แถวในไฟล์", default=0)
    taken = models.PositiveIntegerField("นำเข้า", default=0)
    already_there = models.PositiveIntegerField("มีอยู่แล้ว", default=0)
    held_back = models.PositiveIntegerField("กันไว้", default=0)
    not_taken = models.PositiveIntegerField("ค่าที่เก็บไม่ได้", default=0)
    sums = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    message = models.TextField(blank=True)
    held_back_file = models.FileField(upload_to=file_name, max_length=100, blank=True)
    not_taken_file = models.FileField(upload_to=file_name, max_length=100, blank=True)
    ended_at = models.DateTimeField("เสร็จเมื่อ", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "ตารางที่นำเข้าจากระบบเดิม"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("take_over", "file_title", name="taken_table_file_once"),
            models.CheckConstraint(
                name="taken_table_rows_add_up",
                condition=~Q(status__in=["done", "checked"])
                | Q(rows=models.F("taken") + models.F("already_there") + models.F("held_back")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table_title}: {self.file_title}"

    @property
    def table_title(self) -> str:
        found = table_of(self.entity) or picture_set(self.entity)
        return found.title if found else self.entity

    @property
    def is_of_pictures(self) -> bool:
        """No headings, no words: nothing is to be mapped."""
        return picture_set(self.entity) is not None

    @property
    def tone(self) -> str:
        return {"done": "done", "checked": "waiting", "refused": "error"}.get(self.status, "draft")


class TakeOverLine(StepLine):
    """What happened to a take-over; never changed afterwards."""

    class Name(models.TextChoices):
        BEGIN = "begin", "เริ่มนำเข้า"
        TABLE = "table", "นำเข้าตาราง"
        CHECK = "check", "ตรวจโดยไม่บันทึก"
        GO_ON = "go_on", "ดำเนินการต่อ"
        END = "end", "นำเข้าเสร็จ"

    take_over = models.ForeignKey(TakeOver, models.PROTECT, related_name="lines")
    name = models.CharField(max_length=10, choices=Name)
    told = models.CharField(max_length=500, blank=True)

    class Meta(StepLine.Meta):
        verbose_name = verbose_name_plural = "ขั้นตอนการนำเข้าจากระบบเดิม"
        ordering = ["at", "pk"]


class TakenRecord(models.Model):
    """Which of our records a row of the old systems became, so that sending it again adds nothing.

    `old_key`: their code; of a row without one, what it says, hashed.
    """

    entity = models.CharField(max_length=40)
    old_key = models.CharField(max_length=100)
    record_id = models.PositiveBigIntegerField()
    table = models.ForeignKey(TakenTable, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "ระเบียนที่นำเข้าจากระบบเดิม"
        constraints = [models.UniqueConstraint("entity", "old_key", name="taken_record_once")]
        indexes = [models.Index(fields=["entity", "record_id"], name="taken_from")]
        triggers = unchanging()

    def __str__(self) -> str:
        return f"{self.entity} {self.old_key}"


@tracked()
class HeadingMeant(models.Model):
    """A heading of the old systems, and which column of ours it is; "" for none of them."""

    entity = models.CharField("ตาราง", max_length=40)
    heading = models.CharField("หัวคอลัมน์ในไฟล์", max_length=255)
    column = models.CharField("คอลัมน์ของระบบ", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "การจับคู่หัวคอลัมน์"
        ordering = ["entity", "heading"]
        constraints = [models.UniqueConstraint("entity", "heading", name="heading_meant_once")]

    def __str__(self) -> str:
        return f"{self.heading} > {self.column}"


@tracked()
class WordMeant(models.Model):
    """A word the old systems write in a column, and which of ours it is; "" leaves the cell blank."""

    entity = models.CharField("ตาราง", max_length=40)
    column = models.CharField("คอลัมน์ของระบบ", max_length=100)
    word = models.CharField("คำในไฟล์", max_length=255)
    meant = models.CharField("คำของระบบ", max_length=255, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "การจับคู่คำ"
        ordering = ["entity", "column", "word"]
        constraints = [models.UniqueConstraint("entity", "column", "word", name="word_meant_once")]

    def __str__(self) -> str:
        return f"{self.word} > {self.meant}"
