"""การสำรวจว่ายังประกอบกิจการอยู่หรือไม่ (DOMAIN.md 7, P06): asked of every producer, year by year."""

from datetime import date
from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from core.areas.scope import AreaScopedQuerySet
from core.thai import calendar
from producers.models.producers import Producer


class OperationSweepQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """Every office reads what the department asks; nobody unknown does."""
        return self.all() if getattr(user, "is_active", False) else self.none()

    def begun(self, day: date | None = None) -> Self:
        """Those that ask by `day` (today), the newest first."""
        return self.filter(asked_from__lte=day or calendar.today()).order_by("-asked_from")


class OperationSweep(models.Model):
    """The department asks from a day on: an answer given before it no longer counts."""

    title = models.CharField("ชื่อการสำรวจ", max_length=150)
    asked_from = models.DateField("เริ่มสำรวจ", unique=True)
    opened_at = models.DateTimeField("เปิดเมื่อ", auto_now_add=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="เปิดโดย"
    )

    objects = OperationSweepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "การสำรวจการประกอบกิจการ"
        ordering = ["-asked_from"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="operation_sweep_has_title")
        ]

    def __str__(self):
        return self.title


class OperationAnswerQuerySet(AreaScopedQuerySet):
    district_path = "producer__district"


class OperationAnswer(models.Model):
    """What the district found of one producer in one sweep. Never changed: a later answer of the same
    sweep stands above an earlier one."""

    class Found(models.TextChoices):
        OPERATING = "operating", "ยังดำเนินการ"
        GONE = "gone", "ไม่พบ หรือเลิกแล้ว"

    producer = models.ForeignKey(Producer, models.CASCADE, related_name="operation_answers")
    sweep = models.ForeignKey(OperationSweep, models.PROTECT, related_name="answers")
    found = models.CharField("ผล", max_length=10, choices=Found)
    at = models.DateTimeField("เมื่อ")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="โดย"
    )

    objects = OperationAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ผลการสำรวจการประกอบกิจการ"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["producer", "sweep", "-at"], name="operation_answer_latest")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(found__in=["operating", "gone"]), name="operation_answer_found"
            )
        ]
        triggers = [
            # An UPDATE is refused; a deletion comes only with its producer's.
            pgtrigger.Protect(name="unchanging", operation=pgtrigger.Update)
        ]

    def __str__(self):
        return f"{self.get_found_display()} {calendar.moment(self.at)}"
