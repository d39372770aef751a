"""Which levels a fiscal year has: three in FY2566, five by FY2569 (DOMAIN.md 9). Levels are data."""

from fractions import Fraction

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.thai.years import ThaiYearField
from targets.allocation import Level


class TargetScheme(models.Model):
    """The levels of one fiscal year, set by the department."""

    fiscal_year = ThaiYearField("ปีงบประมาณ", primary_key=True)
    set_at = models.DateTimeField("กำหนดเมื่อ")
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="กำหนดโดย"
    )

    class Meta:
        verbose_name = verbose_name_plural = "ระดับเป้าหมายของปี"
        ordering = ["-fiscal_year"]
        constraints = [
            models.CheckConstraint(
                name="scheme_year_is_buddhist",
                condition=Q(fiscal_year__gte=2500, fiscal_year__lte=2700),
            )
        ]

    def __str__(self):
        return f"ระดับเป้าหมาย ปีงบประมาณ {self.fiscal_year}"


class TargetLevel(models.Model):
    """A level by its place between the province's low (0) and high (1): `parts` of `whole`."""

    scheme = models.ForeignKey(TargetScheme, models.PROTECT, related_name="levels")
    position = models.PositiveSmallIntegerField("ลำดับ")
    name = models.CharField("ชื่อระดับ", max_length=40)
    parts = models.PositiveIntegerField("ส่วน")
    whole = models.PositiveIntegerField("จากทั้งหมด", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "ระดับเป้าหมาย"
        ordering = ["scheme", "position"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "position"], name="one_level_at_a_position"),
            models.UniqueConstraint(fields=["scheme", "name"], name="one_level_of_a_name"),
            models.CheckConstraint(
                name="level_between_low_and_high",
                condition=Q(whole__gt=0, parts__lte=F("whole"), position__gt=0) & ~Q(name=""),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def share(self) -> Fraction:
        return Fraction(self.parts, self.whole)

    def as_level(self) -> Level:
        """As the arithmetic takes it."""
        return Level(self.name, self.share)
