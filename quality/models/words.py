"""Words the checks look for in names, kept by the department.

No letter publishes them: the starting values (quality.starting_values) are our reading.
"""

from typing import Self

from django.db import models
from django.db.models import Q

from core.history.tracking import tracked


class CheckWordQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """Every office reads the department's words; nobody unknown does."""
        return self.all() if getattr(user, "is_active", False) else self.none()

    def in_use(self, use: str) -> Self:
        return self.filter(use=use, is_active=True)


@tracked()
class CheckWord(models.Model):
    """One word: a whole name that is no name, or a part of a foreign company's."""

    class Use(models.TextChoices):
        PLACEHOLDER = "placeholder", "ใช้แทนชื่อ (ทั้งชื่อ)"
        FOREIGN = "foreign", "บริษัทต่างชาติ (คำในชื่อ)"

    use = models.CharField("ใช้ตรวจ", max_length=20, choices=Use)
    name = models.CharField("คำ", max_length=60, help_text="ตัวพิมพ์เล็กใหญ่และช่องว่างไม่มีผล")
    is_active = models.BooleanField("ใช้ตรวจอยู่", default=True)

    objects = CheckWordQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "คำที่ใช้ตรวจชื่อ"
        ordering = ["use", "name"]
        constraints = [
            models.UniqueConstraint(
                "use", "name", name="check_word_once", violation_error_message="มีคำนี้แล้ว"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="check_word_not_empty"),
        ]

    def __str__(self):
        return self.name
