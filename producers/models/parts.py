"""The repeating parts of a producer's record (DOMAIN.md 2, sections 4, 6, 8, 10, 11, 12)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from core.areas.scope import AreaScopedQuerySet
from core.history.tracking import tracked
from core.thai.years import ThaiYearField
from producers.models.producers import Producer
from producers.models.references import Agency, FundingSource, Programme, TransportMode
from registration.models.records import touches_record


class PartQuerySet(AreaScopedQuerySet):
    district_path = "producer__district"


@tracked(part_of="producer")
class ProjectParticipation(models.Model):
    """โครงการที่เคยเข้าร่วม (section 4)"""

    producer = models.ForeignKey(Producer, models.CASCADE, related_name="projects")
    programme = models.ForeignKey(Programme, models.PROTECT, verbose_name="โครงการ")
    year = ThaiYearField("ปี พ.ศ.")
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, verbose_name="หน่วยงาน"
    )
    note = models.CharField("หมายเหตุ", max_length=255, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "โครงการที่เคยเข้าร่วม"
        ordering = ["-year", "pk"]
        triggers = touches_record("producer")
        constraints = [
            models.UniqueConstraint(
                "producer",
                "programme",
                "year",
                name="producer_project_once_a_year",
                violation_error_message="มีโครงการนี้ของปีเดียวกันแล้ว",
            )
        ]

    def __str__(self):
        return f"{self.programme} {self.year}"


@tracked(part_of="producer")
class Funding(models.Model):
    """แหล่งทุน (section 6); `amount` in baht."""

    producer = models.ForeignKey(Producer, models.CASCADE, related_name="fundings")
    source = models.ForeignKey(FundingSource, models.PROTECT, verbose_name="แหล่งทุน")
    amount = models.DecimalField(
        "จำนวนเงิน (บาท)",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0, "จำนวนเงินต้องไม่ติดลบ")],
    )
    year = ThaiYearField("ปี พ.ศ.", null=True, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "แหล่งทุน"
        ordering = ["-year", "pk"]
        triggers = touches_record("producer")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gte=0), name="producer_funding_not_negative"
            )
        ]

    def __str__(self):
        return str(self.source)


@tracked(part_of="producer")
class StarResult(models.Model):
    """ผลการคัดสรร (section 8): one to five stars of a year, from the first to now."""

    producer = models.ForeignKey(Producer, models.CASCADE, related_name="star_results")
    year = ThaiYearField("ปี พ.ศ.")
    stars = models.PositiveSmallIntegerField(
        "ระดับดาว",
        validators=[
            MinValueValidator(1, "ระดับดาวมี 1 ถึง 5"),
            MaxValueValidator(5, "ระดับดาวมี 1 ถึง 5"),
        ],
    )
    product_name = models.CharField("ผลิตภัณฑ์ที่ส่งคัดสรร", max_length=255, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ผลการคัดสรร"
        ordering = ["-year", "pk"]
        triggers = touches_record("producer")
        constraints = [
            models.CheckConstraint(
                condition=Q(stars__range=(1, 5)), name="producer_stars_one_to_five"
            ),
            models.UniqueConstraint(
                "producer",
                "year",
                "product_name",
                name="producer_stars_once_a_year",
                violation_error_message="มีผลการคัดสรรของผลิตภัณฑ์นี้ในปีเดียวกันแล้ว",
            ),
        ]

    def __str__(self):
        return f"{self.stars} ดาว ปี {self.year}"


@tracked(part_of="producer")
class StateSupport(models.Model):
    """การสนับสนุนของภาครัฐ (section 10)"""

    producer = models.ForeignKey(Producer, models.CASCADE, related_name="state_supports")
    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="หน่วยงาน")
    what = models.CharField("เรื่องที่สนับสนุน", max_length=255)
    year = ThaiYearField("ปี พ.ศ.")

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "การสนับสนุนของภาครัฐ"
        ordering = ["-year", "pk"]
        triggers = touches_record("producer")

    def __str__(self):
        return f"{self.agency} {self.year}"


@tracked(part_of="producer")
class SalesChannel(models.Model):
    """ช่องทางการขาย (section 11): a place in the country, abroad, or online with its address."""

    class Kind(models.TextChoices):
        SHOP = "shop", "ในประเทศ: หน้าร้าน ตลาด งานแสดงสินค้า"
        EXPORT = "export", "ต่างประเทศ"
        ONLINE = "online", "ออนไลน์"

    producer = models.ForeignKey(Producer, models.CASCADE, related_name="sales_channels")
    kind = models.CharField("ช่องทาง", max_length=10, choices=Kind)
    place = models.CharField("ชื่อร้าน สถานที่ หรือประเทศ", max_length=255)
    link = models.URLField("ลิงก์", max_length=500, blank=True, help_text="เช่น https://…")

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ช่องทางการขาย"
        ordering = ["kind", "pk"]
        triggers = touches_record("producer")
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="online") | ~Q(link=""),
                name="producer_online_channel_has_link",
                violation_error_message="ช่องทางออนไลน์ต้องมีลิงก์ เช่น https://…",
            )
        ]

    def __str__(self):
        return self.place


@tracked(part_of="producer")
class Transport(models.Model):
    """การขนส่ง (section 12)"""

    producer = models.ForeignKey(Producer, models.CASCADE, related_name="transports")
    mode = models.ForeignKey(TransportMode, models.PROTECT, verbose_name="วิธีขนส่ง")
    note = models.CharField("หมายเหตุ", max_length=255, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "การขนส่ง"
        ordering = ["pk"]
        triggers = touches_record("producer")
        constraints = [
            models.UniqueConstraint(
                "producer",
                "mode",
                name="producer_transport_once",
                violation_error_message="มีวิธีขนส่งนี้แล้ว",
            )
        ]

    def __str__(self):
        return str(self.mode)
