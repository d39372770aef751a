"""ประกาศผลการลงทะเบียน: the numbered lists of a province and of the department (DOMAIN.md 5)."""

from typing import Self

import pgtrigger
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from core.areas.models import District, Province
from core.areas.scope import AreaScopedQuerySet, Role
from core.thai.numbered import bare_number
from registration.models.rounds import Round

_UNCHANGING = pgtrigger.Protect(name="unchanging", operation=pgtrigger.Update | pgtrigger.Delete)


class AnnouncementQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """The department's for everybody; a province's for itself, its districts, the department."""
        role = getattr(user, "role", None) if getattr(user, "is_active", False) else None
        national = Q(level=Announcement.Level.DEPARTMENT)
        if role == Role.DISTRICT and user.district_id:
            return self.filter(national | Q(province__districts=user.district_id))
        if role == Role.PROVINCE and user.province_id:
            return self.filter(national | Q(province=user.province_id))
        return self.all() if role == Role.DEPARTMENT else self.none()


class Announcement(models.Model):
    """One announcement: its entries are frozen as they read that day."""

    class Level(models.TextChoices):
        PROVINCE = "province", "จังหวัด"
        DEPARTMENT = "department", "กรมการพัฒนาชุมชน"

    level = models.CharField("ผู้ประกาศ", max_length=10, choices=Level)
    province = models.ForeignKey(
        Province, models.PROTECT, null=True, related_name="+", verbose_name="จังหวัด"
    )
    round = models.ForeignKey(Round, models.PROTECT, related_name="announcements")
    number = models.CharField("เลขที่ประกาศ", max_length=30)
    title = models.CharField("เรื่อง", max_length=255)
    announced_on = models.DateField("ลงวันที่")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ประกาศผลการลงทะเบียน"
        ordering = ["-announced_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="announcement_of_one_office",
                condition=Q(level="province", province__isnull=False)
                | Q(level="department", province=None),
            ),
            models.CheckConstraint(condition=~Q(number=""), name="announcement_has_number"),
            models.UniqueConstraint(
                fields=["province", "number"],
                nulls_distinct=False,
                name="announcement_number_once",
                violation_error_message="มีประกาศเลขที่นี้แล้ว ใช้เลขถัดไป",
            ),
        ]
        triggers = [_UNCHANGING]

    def __str__(self):
        return f"ประกาศ{self.office} ที่ {bare_number(self.number)}"

    @property
    def office(self) -> str:
        """Whose announcement it is: จังหวัดฉะเชิงเทรา, กรมการพัฒนาชุมชน."""
        return self.province.titled_name if self.province else self.get_level_display()


class AnnouncementEntryQuerySet(AreaScopedQuerySet):
    """The lines of an announcement that was reached through its own door: it is public in whole."""

    district_path = "district"


class AnnouncementEntry(models.Model):
    """One line: what the record was called and where it lay that day."""

    announcement = models.ForeignKey(Announcement, models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField("ลำดับ")
    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    record_id = models.PositiveBigIntegerField()
    district = models.ForeignKey(District, models.PROTECT, related_name="+")
    kind = models.CharField("ทะเบียน", max_length=60)
    name = models.CharField("ชื่อ", max_length=255)
    detail = models.CharField("รายละเอียด", max_length=400, blank=True)
    place = models.CharField("อำเภอ", max_length=120)

    objects = AnnouncementEntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "รายการในประกาศ"
        ordering = ["announcement", "number"]
        indexes = [models.Index(fields=["content_type", "record_id"], name="entries_of_a_record")]
        constraints = [
            models.UniqueConstraint(
                fields=["announcement", "number"], name="entry_number_once_in_announcement"
            ),
            models.UniqueConstraint(
                fields=["announcement", "content_type", "record_id"],
                name="record_once_in_announcement",
            ),
        ]
        triggers = [_UNCHANGING]

    def __str__(self):
        return f"{self.number} {self.name}"
