"""The papers of a registration (DOMAIN.md 2): what the producer hands in, kept on its record."""

import uuid
from pathlib import PurePath
from typing import Self

import pgtrigger
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from core.areas.models import District
from core.areas.scope import AreaScopedQuerySet
from registration.models.records import RegisteredRecord


class PaperQuerySet(AreaScopedQuerySet):
    """By the district the record lay in when the paper was added."""

    district_path = "district"

    def of(self, record: RegisteredRecord) -> Self:
        """Those of a record that was reached through its own door; they follow it when it moves."""
        kind = ContentType.objects.get_for_model(type(record))
        return self.filter(record_type=kind, record_id=record.pk)

    def kept(self) -> Self:
        """Without those taken back: of these only the line who and when remains."""
        return self.filter(removed_at=None)


def paper_file_name(paper: "Paper", filename: str) -> str:
    """A random name; the file is served through the portal, with permission."""
    name = uuid.uuid4().hex
    return f"papers/{name[:2]}/{name}{PurePath(filename).suffix}"


class Paper(models.Model):
    """One paper of a record. `sha256` and nothing else is kept of the file as it was sent.

    Those that show a national id (`SECRET`) are opened only by who may see one in full, with a reason,
    each time logged (core.personal). Taken back (registration.papers) it loses its file; who did it and
    when stays.
    """

    class Kind(models.TextChoices):
        ID_CARD = "id_card", "สำเนาบัตรประจำตัวประชาชน"
        HOUSE = "house", "สำเนาทะเบียนบ้าน"
        POWER = "power", "หนังสือมอบอำนาจ"
        NETWORK = "network", "หนังสือรับรองของประธานเครือข่าย OTOP อำเภอ"
        PLACE = "place", "ภาพถ่ายสถานที่ผลิต"
        PRODUCT = "product", "ภาพถ่ายผลิตภัณฑ์"
        GROUP = "group", "เอกสารการจดทะเบียนของกลุ่ม หรือนิติบุคคล"
        OTHER = "other", "เอกสารอื่น"

    SECRET = frozenset({Kind.ID_CARD, Kind.HOUSE, Kind.POWER})

    record_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    record_id = models.PositiveBigIntegerField()
    record = GenericForeignKey("record_type", "record_id")
    district = models.ForeignKey(District, models.PROTECT, related_name="+", verbose_name="อำเภอ")
    kind = models.CharField("ชนิดเอกสาร", max_length=10, choices=Kind)
    caption = models.CharField("คำบรรยาย", max_length=200, blank=True)
    file = models.FileField("ไฟล์", upload_to=paper_file_name, max_length=200, blank=True)
    pages = models.PositiveIntegerField("หน้า (PDF)", null=True)
    bytes = models.PositiveIntegerField("ขนาด")
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField("เพิ่มเมื่อ")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="เพิ่มโดย"
    )
    removed_at = models.DateTimeField("ลบเมื่อ", null=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="ลบโดย"
    )

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "เอกสารการลงทะเบียน"
        ordering = ["kind", "uploaded_at", "id"]
        indexes = [models.Index(fields=["record_type", "record_id"], name="papers_of_a_record")]
        constraints = [
            models.UniqueConstraint(
                fields=["record_type", "record_id", "sha256"],
                condition=Q(removed_at=None),
                name="paper_once_of_a_record",
            ),
            models.CheckConstraint(
                name="paper_has_a_file_until_removed",
                condition=(Q(removed_at=None, removed_by=None) & ~Q(file=""))
                | Q(removed_at__isnull=False, removed_by__isnull=False, file=""),
            ),
        ]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]

    def __str__(self):
        return self.caption or self.get_kind_display()

    @property
    def is_secret(self) -> bool:
        return self.kind in self.SECRET
