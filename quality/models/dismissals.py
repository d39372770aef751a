"""What somebody looked at and found right after all: a record that one check leaves alone."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet


class DismissalQuerySet(models.QuerySet):
    """Opened through the records' own door: a record that moves takes its dismissals along."""

    def of_records(self, code: str, records: QuerySet) -> Self:
        """Those of one check whose record is among `records`, which the caller opened."""
        return self.filter(code=code, record_id__in=records.order_by().values("pk"))

    def in_force(self) -> Self:
        return self.filter(revoked_at=None)


class Dismissal(models.Model):
    """One record, one check: not at fault, with the reason; holds while what it was about stays as it
    was (`about`: the values of the rule's `about` columns then), until somebody revokes it."""

    code = models.CharField("ข้อ", max_length=3)
    record_id = models.PositiveBigIntegerField()
    about = models.TextField(blank=True)
    reason = models.CharField("เหตุผล", max_length=300)
    at = models.DateTimeField("เมื่อ", auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="โดย"
    )
    revoked_at = models.DateTimeField("ยกเลิกเมื่อ", null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="ยกเลิกโดย",
    )

    objects = DismissalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ข้อที่ยืนยันว่าถูกต้องแล้ว"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="dismissal_has_reason"),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="dismissal_revoked_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["code", "record_id"],
                condition=Q(revoked_at=None),
                name="dismissal_once_in_force",
            ),
        ]

    def __str__(self):
        return f"{self.code}: {self.reason}"
