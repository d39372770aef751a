"""How long what is kept, as the department set it, and what the nights did of it."""

from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from core.history.tracking import tracked


class OfDepartmentQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """The department's own; the offices read what it says on the notice."""
        is_its_own = getattr(user, "is_active", False) and getattr(user, "of_nation", False)
        return self.all() if is_its_own else self.none()


@tracked()
class RetentionPeriod(models.Model):
    """The period of one rule (core.personal.retention) once the department set it. Not in force the rule
    only counts what it would do."""

    rule = models.CharField("กฎ", max_length=20, unique=True)
    days = models.PositiveIntegerField("จำนวนวัน")
    is_in_force = models.BooleanField("ให้ระบบลบตามนี้", default=False)
    source = models.CharField("ที่มาของระยะเวลา", max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="ผู้กำหนด"
    )
    at = models.DateTimeField("กำหนดเมื่อ")

    objects = OfDepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ระยะเวลาเก็บรักษา"
        ordering = ["rule"]
        constraints = [
            models.CheckConstraint(name="retention_of_thirty_days", condition=Q(days__gte=30)),
            models.CheckConstraint(name="retention_has_source", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return self.rule


class RetentionRun(models.Model):
    """One batch of one rule in one table: how many rows were erased or cleared, of before which day."""

    class Action(models.TextChoices):
        ERASE = "erase", "ลบ"
        CLEAR = "clear", "ลบข้อมูลบุคคลในรายการ"

    at = models.DateTimeField("เมื่อ", auto_now_add=True)
    rule = models.CharField("กฎ", max_length=20)
    table = models.CharField("ตาราง", max_length=60)
    action = models.CharField("ทำอะไร", max_length=5, choices=Action)
    rows = models.PositiveIntegerField("รายการ")
    files = models.PositiveIntegerField("ไฟล์", default=0)
    before = models.DateTimeField("ก่อนวันที่")

    objects = OfDepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "บันทึกการลบตามระยะเวลา"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="retention_run_known",
                condition=Q(action__in=["erase", "clear"], rows__gt=0),
            )
        ]
        triggers = [
            pgtrigger.Protect(name="unchanging", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.table} {self.rows}"
