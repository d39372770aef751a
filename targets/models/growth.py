"""The KPI of sales as growth over a base year, scored by levels (DOMAIN.md 9). Schemes are data."""

from decimal import Decimal
from typing import Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from core.history.tracking import tracked

LOWEST = Decimal("-100")  # percent: nothing at all was sold


class GrowthSchemeQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """Every office reads how it is scored; nobody unknown does."""
        return self.all() if getattr(user, "is_active", False) else self.none()


@tracked()
class GrowthScheme(models.Model):
    """How a fiscal year is scored: over which year, and what growth is asked, percent (None: none)."""

    fiscal_year = models.PositiveSmallIntegerField("ปีงบประมาณ", primary_key=True)
    base_year = models.PositiveSmallIntegerField("ปีฐาน")
    goal = models.DecimalField(
        "ร้อยละที่ต้องเพิ่มขึ้น",
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(LOWEST)],
    )
    set_at = models.DateTimeField("กำหนดเมื่อ")
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="กำหนดโดย"
    )

    objects = GrowthSchemeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "เกณฑ์ร้อยละที่เพิ่มขึ้น"
        ordering = ["-fiscal_year"]
        constraints = [
            models.CheckConstraint(
                name="growth_over_an_earlier_year",
                condition=Q(
                    fiscal_year__gte=2500,
                    fiscal_year__lte=2700,
                    base_year__gte=2500,
                    base_year__lt=F("fiscal_year"),
                ),
            )
        ]

    def __str__(self):
        return f"เกณฑ์ร้อยละที่เพิ่มขึ้น ปีงบประมาณ {self.fiscal_year} เทียบปี {self.base_year}"

    @property
    def years_back(self) -> int:
        return self.fiscal_year - self.base_year


@tracked()
class GrowthLevel(models.Model):
    """A score and the growth from which it is given, percent."""

    scheme = models.ForeignKey(
        GrowthScheme, models.PROTECT, related_name="levels", verbose_name="เกณฑ์"
    )
    score = models.PositiveSmallIntegerField("คะแนน")
    percent = models.DecimalField("ร้อยละตั้งแต่", max_digits=6, decimal_places=2)

    class Meta:
        verbose_name = verbose_name_plural = "ระดับคะแนนของร้อยละที่เพิ่มขึ้น"
        ordering = ["scheme", "score"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "score"], name="one_growth_level_of_a_score"),
            models.CheckConstraint(
                name="growth_score_1_to_5",
                condition=Q(score__gte=1, score__lte=5, percent__gte=LOWEST),
            ),
        ]

    def __str__(self):
        return f"{self.score}: {self.percent}"
