"""Moving a producer to another district or province (DOMAIN.md 6)."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.areas.models import District
from producers.models.producers import Producer


class RelocationQuerySet(models.QuerySet):
    area_sees = """starts_with(from_district_id, (SELECT seen_area()))
        OR starts_with(to_district_id, (SELECT seen_area()))"""

    def visible_to(self, user) -> Self:
        """Both offices see a move: the old one that releases, the new one that takes over."""
        districts = District.objects.visible_to(user)
        return self.filter(Q(from_district__in=districts) | Q(to_district__in=districts))


def relocation_file_name(relocation: "Relocation", filename: str) -> str:
    """A random name; the file is served through the portal, with permission."""
    return f"relocations/{uuid.uuid4().hex}{filename[filename.rfind('.') :].lower()}"


class Relocation(models.Model):
    """One move: the old office releases on the producer's notice, the new one takes over.

    The producer stays one record throughout; what it sold stays with the district that reported it.
    """

    class Status(models.TextChoices):
        RELEASED = "released", "รออำเภอใหม่รับ"
        TAKEN_OVER = "taken_over", "รับย้ายแล้ว"
        TAKEN_BACK = "taken_back", "เพิกถอนแล้ว"

    producer = models.ForeignKey(
        Producer, models.PROTECT, related_name="relocations", verbose_name="ผู้ผลิต"
    )
    from_district = models.ForeignKey(
        District, models.PROTECT, related_name="+", verbose_name="อำเภอเดิม"
    )
    to_district = models.ForeignKey(
        District, models.PROTECT, related_name="+", verbose_name="อำเภอใหม่"
    )
    status = models.CharField("สถานะ", max_length=10, choices=Status, default=Status.RELEASED)
    notice_on = models.DateField("วันที่แจ้งย้าย")
    notice_number = models.CharField("เลขที่หนังสือแจ้งย้าย", max_length=50, blank=True)
    notice_file = models.FileField("ไฟล์หนังสือแจ้งย้าย", upload_to=relocation_file_name, blank=True)
    reason = models.CharField("เหตุผลที่ย้าย", max_length=500)
    released_at = models.DateTimeField("อำเภอเดิมแจ้งเมื่อ")
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    taken_over_at = models.DateTimeField("อำเภอใหม่รับเมื่อ", null=True)
    taken_over_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    taken_back_at = models.DateTimeField("เพิกถอนเมื่อ", null=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    taken_back_reason = models.CharField("เหตุผลที่เพิกถอน", max_length=500, blank=True)

    objects = RelocationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "การย้าย"
        ordering = ["-released_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["producer"],
                condition=Q(status="released"),
                name="one_relocation_of_a_producer_under_way",
            ),
            models.CheckConstraint(
                name="relocation_to_another_district",
                condition=~Q(to_district=F("from_district")),
            ),
            models.CheckConstraint(
                name="relocation_status_with_its_moment",
                condition=Q(status="released", taken_over_at=None, taken_back_at=None)
                | Q(
                    status="taken_over",
                    taken_over_at__isnull=False,
                    taken_over_by__isnull=False,
                    taken_back_at=None,
                )
                | Q(
                    status="taken_back",
                    taken_over_at=None,
                    taken_back_at__isnull=False,
                    taken_back_by__isnull=False,
                ),
            ),
        ]

    def __str__(self):
        return f"{self.producer}: {self.from_district} > {self.to_district}"
