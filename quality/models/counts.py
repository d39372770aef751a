"""Counts of faulty records as they stood on a day: what the pages above a province read."""

from django.db import models
from django.db.models import F, Q

from core.areas.models import District
from core.areas.scope import AreaScopedQuerySet


class QualityCountQuerySet(AreaScopedQuerySet):
    district_path = "district"


class QualityCount(models.Model):
    """One district, one check, one day: `faulty` of `of` records. Written by quality.counting."""

    district = models.ForeignKey(District, models.CASCADE, related_name="+", verbose_name="อำเภอ")
    code = models.CharField("ข้อ", max_length=3)
    counted_on = models.DateField("วันที่นับ")
    counted_at = models.DateTimeField("นับเมื่อ")
    faulty = models.PositiveIntegerField("ต้องแก้")
    of = models.PositiveIntegerField("จากทั้งหมด")

    objects = QualityCountQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "จำนวนที่ต้องแก้"
        constraints = [
            models.UniqueConstraint("counted_on", "code", "district", name="quality_count_once"),
            models.CheckConstraint(
                condition=Q(faulty__lte=F("of")), name="quality_count_faulty_within_all"
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.district_id}: {self.faulty}"
