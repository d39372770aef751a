"""หลักฐาน: what a producer's figure of a month rests on, and the list of its kinds (DOMAIN.md 8)."""

import uuid
from pathlib import PurePath
from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.areas.scope import AreaScopedQuerySet
from core.history.tracking import tracked
from producers.models import Producer
from registration.references import ReferenceItem
from sales.models.months import DistrictMonth, of_confirmed_province

# Evidence is added at any time, since it changes no figure. Once the month is confirmed or closed,
# what was there is kept; the share lock makes a confirmation under way finish first.
_REFUSE_CLOSED = """
    PERFORM 1 FROM sales_districtmonth WHERE id = OLD.district_month_id FOR SHARE;
    IF EXISTS (
        SELECT 1 FROM sales_districtmonth d JOIN sales_salesmonth m ON m.month = d.month_id
         WHERE d.id = OLD.district_month_id
           AND (d.status NOT IN ('entering', 'returned') OR m.status <> 'open')
    ) THEN
        RAISE EXCEPTION 'evidence of a confirmed or closed month cannot change'
              USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
"""


@tracked()
class EvidenceKind(ReferenceItem):
    """ชนิดของหลักฐาน, kept by the department."""

    class Meta(ReferenceItem.Meta):
        verbose_name = verbose_name_plural = "ชนิดหลักฐานยอดจำหน่าย"


class EvidenceQuerySet(AreaScopedQuerySet):
    district_path = "district_month__district"

    def visible_to_department(self) -> Self:
        """As the figures: only of a province that confirmed."""
        return self.filter(
            of_confirmed_province("district_month__month", "district_month__district__province")
        )

    def kept(self) -> Self:
        """Without those taken back: of these only the line who and when remains."""
        return self.filter(removed_at=None)


def evidence_file_name(evidence: "Evidence", filename: str) -> str:
    """A random name; the file is served through the portal, with permission."""
    name = uuid.uuid4().hex
    return f"evidence/{name[:2]}/{name}{PurePath(filename).suffix}"


class Evidence(models.Model):
    """One paper or picture of a producer's month: of all its categories, as the account book is.

    `sha256` and nothing else is kept of the file as it was sent; `bytes` are those of what is kept.
    Taken back (sales.evidence.files) it loses its file; who did it and when stays.
    """

    district_month = models.ForeignKey(DistrictMonth, models.PROTECT, related_name="evidence")
    producer = models.ForeignKey(Producer, models.PROTECT, verbose_name="ผู้ผลิต")
    kind = models.ForeignKey(EvidenceKind, models.PROTECT, verbose_name="ชนิดหลักฐาน")
    caption = models.CharField("คำบรรยาย", max_length=200, blank=True)
    file = models.FileField("ไฟล์", upload_to=evidence_file_name, max_length=200, blank=True)
    thumbnail = models.FileField(
        "รูปย่อ", upload_to=evidence_file_name, max_length=200, blank=True, editable=False
    )
    pages = models.PositiveIntegerField("หน้า (PDF)", null=True, editable=False)
    bytes = models.PositiveIntegerField("ขนาด", editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    uploaded_at = models.DateTimeField("เพิ่มเมื่อ", editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name="เพิ่มโดย",
    )
    removed_at = models.DateTimeField("ลบเมื่อ", null=True, blank=True, editable=False)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name="ลบโดย",
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "หลักฐาน"
        ordering = ["uploaded_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["district_month", "producer", "sha256"],
                condition=Q(removed_at=None),
                name="evidence_once_in_a_month",
            ),
            models.CheckConstraint(
                name="evidence_has_a_file_until_removed",
                condition=(Q(removed_at=None, removed_by=None) & ~Q(file=""))
                | Q(removed_at__isnull=False, removed_by__isnull=False, file="", thumbnail=""),
            ),
            # A picture has its thumbnail, a PDF its pages.
            models.CheckConstraint(
                name="evidence_is_picture_or_pdf",
                condition=Q(removed_at__isnull=False)
                | (Q(pages=None) & ~Q(thumbnail=""))
                | Q(pages__gt=0, thumbnail=""),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="refuse_closed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=_REFUSE_CLOSED,
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return self.caption or str(self.kind)

    @property
    def is_pdf(self) -> bool:
        return self.pages is not None

    @property
    def address(self) -> str:
        return reverse("admin:sales-evidence-file", args=[self.pk, "full"])

    @property
    def thumbnail_address(self) -> str:
        return reverse("admin:sales-evidence-file", args=[self.pk, "thumbnail"])
