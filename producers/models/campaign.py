"""๑ พัฒนากร ๑ กลุ่ม (DOMAIN.md 11): each CD officer brings at least one new community group a year."""

from django.conf import settings
from django.db import models

from core.areas.models import District
from core.areas.scope import AreaScopedQuerySet
from core.history.tracking import tracked
from core.thai.years import ThaiYearField


class CampaignTargetQuerySet(AreaScopedQuerySet):
    district_path = "district"


@tracked()
class CampaignTarget(models.Model):
    """How many CD officers a district has in a fiscal year: its target of new community groups."""

    district = models.ForeignKey(District, models.PROTECT, related_name="+", verbose_name="อำเภอ")
    fiscal_year = ThaiYearField("ปีงบประมาณ (พ.ศ.)")
    officers = models.PositiveSmallIntegerField("จำนวนพัฒนากร (คน)")
    updated_at = models.DateTimeField("บันทึกเมื่อ", auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="โดย"
    )

    objects = CampaignTargetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "เป้าหมาย ๑ พัฒนากร ๑ กลุ่ม"
        constraints = [
            models.UniqueConstraint(
                fields=["district", "fiscal_year"], name="campaign_target_once_a_year"
            )
        ]

    def __str__(self):
        return f"{self.district} {self.fiscal_year}"
