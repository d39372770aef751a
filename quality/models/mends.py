"""What was answered to a proposed mend."""

from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Count, Q, QuerySet

from core.areas.models import District
from core.areas.scope import AreaScopedQuerySet


class MendAnswerQuerySet(AreaScopedQuerySet):
    """`visible_to`: of the districts a person sees, as they were when it was answered."""

    district_path = "district"

    def of_records(self, code: str, keys: list[int]) -> Self:
        return self.filter(code=code, record_id__in=keys)

    def shares(self, *by: str) -> QuerySet:
        """How many were answered and how many of them taken, by columns."""
        counted = self.order_by().values(*by)
        return counted.annotate(answered=Count("pk"), taken=Count("pk", filter=Q(is_taken=True)))


class MendAnswer(models.Model):
    """One proposal of one check, taken or refused: it is not made again. Of its values only a digest is
    kept (quality.mends.proposal); those taken stand in the record's history. Never changed, never
    deleted."""

    code = models.CharField("ข้อ", max_length=3)
    record_id = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    is_taken = models.BooleanField("รับ")
    district = models.ForeignKey(District, models.PROTECT, related_name="+", verbose_name="อำเภอ")
    at = models.DateTimeField("เมื่อ", auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="โดย"
    )

    objects = MendAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "คำตอบต่อข้อเสนอแก้ไข"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint("code", "record_id", "digest", name="mend_answered_once")
        ]
        indexes = [models.Index("district", "code", name="mend_answer_of_district")]
        triggers = [
            pgtrigger.Protect(name="unchanging", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self):
        return f"{self.code}:{self.record_id} {'รับ' if self.is_taken else 'ไม่รับ'}"
