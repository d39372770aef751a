"""Notices: the department or a province writes to its offices, and sees which have read it."""

import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from core.areas.models import District, Province
from core.areas.scope import Officer, Role
from core.history.trail import unchanging
from core.users.models import User
from correspondence.models.doors import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    known_role,
    office_of,
    written_by,
)


class NoticeQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Officer) -> Self:
        """Those the own office wrote and those written to it; a province also reads what the
        department wrote to its districts."""
        role = known_role(user)
        if role is None:
            return self.none()
        if role == Role.DEPARTMENT:
            return self.filter(province=None)
        return self.filter(_reaching(user) | (Q(province=user.province_id) & ~Q(province=None)))

    def addressed_to(self, user: Officer) -> Self:
        """Those this office is asked to read."""
        role = known_role(user)
        if role == Role.DISTRICT:
            return self.filter(_reaching(user))
        if role == Role.PROVINCE:
            return self.filter(to__in=[Notice.To.ALL, Notice.To.PROVINCES])
        return self.none()

    def unread_by(self, user: User) -> Self:
        """Addressed to the office, in force, sent since the person came, and not opened by them."""
        read = NoticeReading.objects.filter(notice=OuterRef("pk"), by=user.pk)
        waiting = self.addressed_to(user).filter(withdrawal=None, sent_at__gte=user.date_joined)
        return waiting.filter(~Exists(read))


def _reaching(user: Officer) -> Q:
    """What is written to the nation, to this level, or to the districts of the own province."""
    mine = Q(to="all") | Q(to="districts", to_province=user.province_code)
    return mine if user.district_id else mine | Q(to="provinces")


def notice_file_name(notice: "Notice", filename: str) -> str:
    """A random name; the file is served through the portal, with permission."""
    return f"notices/{uuid.uuid4().hex}{filename[filename.rfind('.') :].lower()}"


class Notice(models.Model):
    """What an office wrote to its offices. Never changed; a wrong one is withdrawn, with a reason."""

    class To(models.TextChoices):
        ALL = "all", "ทุกจังหวัดและทุกอำเภอ"
        PROVINCES = "provinces", "ทุกจังหวัด"
        DISTRICTS = "districts", "ทุกอำเภอของจังหวัด"

    province = models.ForeignKey(
        Province, models.PROTECT, null=True, related_name="+", verbose_name="จากจังหวัด",
        help_text="เว้นว่างหากเป็นหนังสือของกรม",
    )  # fmt: skip
    to = models.CharField("ถึง", max_length=10, choices=To)
    to_province = models.ForeignKey(
        Province, models.PROTECT, null=True, related_name="+", verbose_name="อำเภอของจังหวัด"
    )
    title = models.CharField("เรื่อง", max_length=LONGEST_TITLE)
    text = models.TextField("ข้อความ", max_length=LONGEST_TEXT)
    file = models.FileField("ไฟล์แนบ", upload_to=notice_file_name, blank=True)
    by = written_by()
    sent_at = models.DateTimeField("ส่งเมื่อ")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "หนังสือแจ้ง"
        ordering = ["-sent_at", "-pk"]
        triggers = unchanging()
        constraints = [
            models.CheckConstraint(
                name="notice_to_districts_names_their_province",
                condition=Q(to="districts", to_province__isnull=False)
                | Q(to__in=["all", "provinces"], to_province=None),
            ),
            models.CheckConstraint(
                name="notice_of_a_province_goes_to_its_districts",
                condition=Q(province=None) | Q(to="districts", to_province=F("province")),
            ),
            models.CheckConstraint(
                name="notice_says_something", condition=~Q(title="") & ~Q(text="")
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def sender(self) -> str:
        return office_of(self.province)

    @property
    def addressees(self) -> str:
        """ทุกจังหวัด; ทุกอำเภอของจังหวัดฉะเชิงเทรา"""
        if self.to_province is not None:
            return f"ทุกอำเภอของ{self.to_province.titled_name}"
        return self.get_to_display()


class Withdrawal(models.Model):
    """A notice that no longer counts, and why; who read it still finds it, marked."""

    notice = models.OneToOneField(Notice, models.PROTECT, related_name="withdrawal")
    reason = models.CharField("เหตุผล", max_length=300)
    by = written_by()
    at = models.DateTimeField("เมื่อ")

    class Meta:
        verbose_name = verbose_name_plural = "การยกเลิกหนังสือแจ้ง"
        triggers = unchanging()
        constraints = [
            models.CheckConstraint(name="withdrawal_has_reason", condition=~Q(reason=""))
        ]

    def __str__(self):
        return f"ยกเลิก {self.notice}"


class NoticeReadingQuerySet(models.QuerySet[Any]):
    # Who reads for an office; an author's readers are the department's or of its own province.
    area_sees = "starts_with(COALESCE(district_id, province_id), (SELECT seen_area()))"

    def visible_to(self, user: Officer) -> Self:
        """Of the notices the own office wrote, everybody's; of the others the own office's."""
        match known_role(user):
            case Role.DEPARTMENT:
                return self.filter(notice__province=None)
            case Role.PROVINCE:
                return self.filter(
                    Q(notice__province=user.province_id) | Q(province=user.province_id)
                )
            case Role.DISTRICT:
                return self.filter(district=user.district_id)
        return self.none()


class NoticeReading(models.Model):
    """An officer of an office the notice is written to opened it the first time."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="readings")
    by = written_by()
    province = models.ForeignKey(Province, models.PROTECT, null=True, related_name="+")
    district = models.ForeignKey(District, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("เปิดอ่านเมื่อ")

    objects = NoticeReadingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "การเปิดอ่านหนังสือแจ้ง"
        ordering = ["at", "pk"]
        triggers = unchanging()
        constraints = [
            models.UniqueConstraint(fields=["notice", "by"], name="one_reading_of_a_person"),
            models.CheckConstraint(
                name="notice_reading_of_one_office",
                condition=Q(province=None, district__isnull=False)
                | Q(province__isnull=False, district=None),
            ),
        ]

    def __str__(self):
        return f"{self.by}: {self.notice}"
