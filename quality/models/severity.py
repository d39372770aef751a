"""Whether a check blocks the province's certification: the department's decisions, one after another."""

from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q


class SeverityChangeQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """Every office may read what blocks its records, and why."""
        return self.all() if getattr(user, "is_active", False) else self.none()

    def in_force(self) -> Self:
        """The change in force of each check that was ever changed."""
        return self.order_by("code", "-at", "-pk").distinct("code")


class SeverityChange(models.Model):
    """Makes a check block or warn. The newest change of a code applies; without one the rule's
    default does. Never changed, never deleted."""

    code = models.CharField("ข้อ", max_length=3)
    blocks = models.BooleanField("ต้องแก้ก่อนรับรอง")
    reason = models.CharField("เหตุผล", max_length=300)
    at = models.DateTimeField("เมื่อ", auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="โดย"
    )

    objects = SeverityChangeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "การเปลี่ยนระดับของข้อตรวจ"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="severity_change_has_reason")
        ]
        triggers = [
            pgtrigger.Protect(name="unchanging", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self):
        return f"{self.code} {'ต้องแก้ก่อนรับรอง' if self.blocks else 'เตือน'}"
