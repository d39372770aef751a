"""A campaign to correct data (รอบแก้ไขข้อมูล): which checks, by when, what was faulty at its start."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from core.areas.models import District, Province
from core.areas.scope import AreaScopedQuerySet, Role
from core.history.tracking import tracked
from core.history.trail import StepLine
from core.thai import calendar


class CampaignQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """The nation's to everybody, a province's to itself, its districts and the department."""
        role = getattr(user, "role", None) if getattr(user, "is_active", False) else None
        if role == Role.DEPARTMENT:
            return self.all()
        if role == Role.PROVINCE and user.province_id:
            return self.filter(Q(province=None) | Q(province=user.province_id))
        if role == Role.DISTRICT and user.district_id:
            return self.filter(Q(province=None) | Q(province__districts=user.district_id))
        return self.none()

    def open(self) -> Self:
        return self.filter(status=Campaign.Status.OPEN)


@tracked()
class Campaign(models.Model):
    """Of the nation (`province` is None) or of one province, which opened it for itself.

    Only quality.campaigns assigns the status.
    """

    class Status(models.TextChoices):
        OPEN = "open", "กำลังแก้ไข"
        CLOSED = "closed", "ปิดรอบแล้ว"

    title = models.CharField("ชื่อรอบ", max_length=150)
    province = models.ForeignKey(
        Province, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="จังหวัด"
    )
    codes = ArrayField(models.CharField(max_length=3), verbose_name="ข้อที่ให้แก้")
    due_on = models.DateField("ให้เสร็จภายใน")
    status = models.CharField("สถานะ", max_length=10, choices=Status, default=Status.OPEN)
    opened_at = models.DateTimeField("เปิดเมื่อ")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="เปิดโดย"
    )
    closed_at = models.DateTimeField("ปิดเมื่อ", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="ปิดโดย",
    )

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "รอบแก้ไขข้อมูล"
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="campaign_closed_with_its_moment",
                condition=Q(status="open", closed_at=None, closed_by=None)
                | Q(status="closed", closed_at__isnull=False, closed_by__isnull=False),
            ),
            models.CheckConstraint(condition=~Q(title=""), name="campaign_has_title"),
            models.CheckConstraint(condition=Q(codes__len__gt=0), name="campaign_has_checks"),
        ]

    def __str__(self):
        return self.title

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def days_left(self) -> int:
        """Until the due date; negative once it is over."""
        return (self.due_on - calendar.today()).days

    @property
    def days_late(self) -> int:
        return max(0, -self.days_left)

    @property
    def area_words(self) -> str:
        return self.province.titled_name if self.province else "ทั่วประเทศ"


class CampaignPartQuerySet(AreaScopedQuerySet):
    district_path = "district"


class CampaignRecord(models.Model):
    """A record that one check found faulty at the campaign's start; stays with that day's district."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="records")
    code = models.CharField(max_length=3)
    record_id = models.PositiveBigIntegerField()
    district = models.ForeignKey(District, models.PROTECT, related_name="+")

    objects = CampaignPartQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ระเบียนเมื่อเริ่มรอบ"
        constraints = [
            models.UniqueConstraint("campaign", "code", "record_id", name="campaign_record_once")
        ]
        indexes = [models.Index("campaign", "district", name="campaign_record_of_district")]

    def __str__(self):
        return f"{self.code}:{self.record_id}"


class CampaignFigure(models.Model):
    """How one district stands with one check: of `base` records at the start `corrected` are no longer
    faulty and `remaining` still are; `appeared` were found since. Kept for good once it is closed."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="figures")
    district = models.ForeignKey(District, models.PROTECT, related_name="+")
    code = models.CharField(max_length=3)
    base = models.PositiveIntegerField("เมื่อเริ่มรอบ")
    corrected = models.PositiveIntegerField("แก้แล้ว")
    remaining = models.PositiveIntegerField("ยังเหลือ")
    appeared = models.PositiveIntegerField("พบใหม่")
    counted_at = models.DateTimeField("นับเมื่อ")

    objects = CampaignPartQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ความก้าวหน้าของรอบ"
        constraints = [
            models.UniqueConstraint("campaign", "code", "district", name="campaign_figure_once"),
            models.CheckConstraint(
                condition=Q(base=F("corrected") + F("remaining")), name="campaign_figure_adds_up"
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.district_id}: {self.corrected}/{self.base}"


class CampaignStep(StepLine):
    """Who opened, extended or closed it, when and why. Never changed, never deleted."""

    class Name(models.TextChoices):
        OPEN = "open", "เปิดรอบ"
        EXTEND = "extend", "เลื่อนกำหนด"
        CLOSE = "close", "ปิดรอบ"

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="steps")
    name = models.CharField("ขั้น", max_length=10, choices=Name)
    reason = models.CharField("เหตุผล", max_length=300, blank=True)

    class Meta(StepLine.Meta):
        verbose_name = verbose_name_plural = "ขั้นของรอบแก้ไขข้อมูล"
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.get_name_display()} {calendar.moment(self.at)}"
