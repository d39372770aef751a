"""Which version of a district's month its province opened: the board says so before a confirmation."""

from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models

from core.areas.scope import Role
from sales.models.months import DistrictMonth


class ReadingQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """The own office's of a province; nobody else's work shows here."""
        role = getattr(user, "role", None) if getattr(user, "is_active", False) else None
        if role == Role.PROVINCE and user.province_id:
            return self.filter(district_month__district__province=user.province_id)
        return self.none()


class Reading(models.Model):
    """An officer of the province opened the review of a district's month that waited, as it stood at
    `version`. The first time of each officer and version is kept, and never changed."""

    seen_with = "district_month"

    district_month = models.ForeignKey(DistrictMonth, models.PROTECT, related_name="readings")
    version = models.PositiveIntegerField("รุ่นที่เปิดดู")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="โดย"
    )
    at = models.DateTimeField("เปิดดูเมื่อ", auto_now_add=True)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "การเปิดดูยอดของอำเภอ"
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["district_month", "version", "by"], name="one_reading_of_a_version"
            )
        ]
        triggers = [
            pgtrigger.Protect(name="unchanging", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self):
        return f"{self.district_month} {self.version} {self.by}"
