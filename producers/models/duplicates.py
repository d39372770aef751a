"""Two records that look like one producer: names that are nearly the same, and pairs that were judged to
be two producers after all (DOMAIN.md 7)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from producers.models.producers import Producer


class DismissedDuplicateQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """Whoever sees both records."""
        seen = Producer.objects.visible_to(user)
        return self.filter(first__in=seen, second__in=seen)


class DismissedDuplicate(models.Model):
    """A pair that somebody looked at and found to be two producers; not asked about again."""

    first = models.ForeignKey(Producer, models.CASCADE, related_name="+")
    second = models.ForeignKey(Producer, models.CASCADE, related_name="+")
    reason = models.CharField("เหตุผลที่ไม่ใช่รายเดียวกัน", max_length=300)
    at = models.DateTimeField("เมื่อ", auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = DismissedDuplicateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "คู่ที่ไม่ใช่รายเดียวกัน"
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_dismissed_once"),
            models.CheckConstraint(name="duplicate_in_order", condition=Q(first__lt=F("second"))),
            models.CheckConstraint(name="duplicate_dismissed_why", condition=~Q(reason="")),
        ]

    def __str__(self):
        return f"{self.first} ≠ {self.second}"


class AlikeNames(models.Model):
    """Two producers of a district with nearly the same name, cancelled ones too; written by
    `producers.alike_names` and read through the door of the producers."""

    first = models.ForeignKey(Producer, models.CASCADE, related_name="+")
    second = models.ForeignKey(Producer, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "คู่ที่ชื่อคล้ายกัน"
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="alike_names_once"),
            models.CheckConstraint(name="alike_names_in_order", condition=Q(first__lt=F("second"))),
        ]

    def __str__(self):
        return f"{self.first} ~ {self.second}"


class UncomparedName(models.Model):
    """A producer whose name or district changed since names were compared. Marked by triggers of the
    producer (producers.models.producers), taken off by `producers.alike_names`."""

    producer = models.OneToOneField(
        Producer, models.CASCADE, primary_key=True, related_name="+", verbose_name="ผู้ผลิต"
    )

    class Meta:
        verbose_name = verbose_name_plural = "ชื่อที่ยังไม่ได้เทียบ"

    def __str__(self):
        return str(self.producer)
