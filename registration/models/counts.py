"""How many registered records there are, by area, kept: the nation's reports of the registry read some
thousands of lines instead of joining 226,000 products with their producers.

As of `RegisterSize`: lines that add up, left by triggers in the transaction of the change
(count_triggers), so that nobody waits for another's; the night puts them together and counts beside
(registration.counts).
"""

from typing import Self

from django.db import models

from core.areas.models import District, Subdistrict
from core.areas.scope import Role


class CountQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """For the department alone: areas are counted as they look."""
        role = getattr(user, "role", None) if getattr(user, "is_active", False) else None
        return self.all() if role == Role.DEPARTMENT else self.none()


class RegisteredCount(models.Model):
    """Registered records (certified or announced) of a district: producers by kind, products by category
    and Quadrant, outlets. "" where the record does not say."""

    register = models.CharField(max_length=40, help_text="producers.producer")
    district = models.ForeignKey(District, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, blank=True)
    quadrant = models.CharField(max_length=1, blank=True)
    records = models.IntegerField("ระเบียน")

    objects = CountQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "จำนวนระเบียนที่รับรองแล้ว"
        indexes = [models.Index("register", name="count_of_a_register")]

    def __str__(self):
        return f"{self.register} {self.district_id} {self.kind}{self.quadrant}: {self.records}"


class MadeCount(models.Model):
    """Products that are registered and still made, by a registered producer, of a subdistrict
    (`ProductQuerySet.made`); None where the producer's is not recorded."""

    district = models.ForeignKey(District, models.PROTECT, related_name="+", db_index=False)
    subdistrict = models.ForeignKey(
        Subdistrict, models.PROTECT, null=True, related_name="+", db_index=False
    )
    products = models.IntegerField("ผลิตภัณฑ์")

    objects = CountQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "จำนวนผลิตภัณฑ์ที่ผลิตอยู่"

    def __str__(self):
        return f"{self.district_id} {self.subdistrict_id}: {self.products}"
