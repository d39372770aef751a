"""What the checks found in a district, kept, and which districts changed since (quality.kept)."""

from django.db import models
from django.db.models import F, Q

from core.areas.models import District
from core.areas.scope import AreaScopedQuerySet


class KeptQuerySet(AreaScopedQuerySet):
    district_path = "district"


class DistrictTally(models.Model):
    """One district, one check: `faulty` of `of` records. One that has no record in a register has none
    of its checks."""

    district = models.ForeignKey(District, models.CASCADE, related_name="+")
    code = models.CharField("ข้อ", max_length=3)
    faulty = models.PositiveIntegerField("ต้องแก้")
    of = models.PositiveIntegerField("จากทั้งหมด")

    objects = KeptQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "จำนวนที่ต้องแก้ของอำเภอ"
        constraints = [
            models.UniqueConstraint("district", "code", name="district_tally_once"),
            models.CheckConstraint(
                condition=Q(faulty__lte=F("of")), name="district_tally_faulty_within_all"
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.district_id}: {self.faulty}"


class CountedDistrict(models.Model):
    """The day on which a district was counted last, all its checks and all open campaigns: some checks
    compare with the day, so what another day found holds no more."""

    district = models.OneToOneField(District, models.CASCADE, primary_key=True, related_name="+")
    counted_on = models.DateField("วันที่นับ")

    class Meta:
        verbose_name = verbose_name_plural = "วันที่นับของอำเภอ"

    def __str__(self):
        return f"{self.district_id}: {self.counted_on}"


class ChangedDistrict(models.Model):
    """A line for a district of which something that its checks rest on changed since it was counted, and
    the transaction that did. Triggers of every such table write them (migration kept_tallies), whatever
    path a change takes."""

    district = models.ForeignKey(District, models.CASCADE, related_name="+")
    transaction = models.BigIntegerField(db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "อำเภอที่ข้อมูลเปลี่ยน"

    def __str__(self):
        return str(self.district_id)
