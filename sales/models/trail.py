"""The trail of a month: each step with who, when and why; what was marked; who resolved it."""

import uuid
from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from core.areas.models import District, Province
from core.areas.scope import Role
from sales.models.months import DistrictMonth, ProvinceMonth, SalesMonth, of_confirmed_province
from sales.models.rows import SalesRow


class StepQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """The steps of the own district or province and those of the whole month; for a district also
        the time its province asked for and was given, which counts for it.

        The department sees those of months and provinces, and what it is asked for and grants. When a
        district confirmed it sees once its province reported; why one was returned never.
        """
        role = getattr(user, "role", None) if getattr(user, "is_active", False) else None
        whole_month = Q(province=None, district=None)
        if role == Role.DISTRICT and user.district_id:
            given = Q(province__districts=user.district_id, name__in=Step.OF_EXTENSIONS)
            return self.filter(whole_month | Q(district=user.district_id) | given)
        if role == Role.PROVINCE and user.province_id:
            own = Q(province=user.province_id) | Q(district__province=user.province_id)
            return self.filter(whole_month | own)
        if role == Role.DEPARTMENT:
            reported = of_confirmed_province("month", "district__province")
            confirmed = Q(name=Step.Name.CONFIRM_DISTRICT) & Q(reported)
            return self.filter(Q(district=None) | Q(name__in=Step.OF_EXTENSIONS) | confirmed)
        return self.none()


class Step(models.Model):
    """One step of the workflow that was taken; never changed afterwards."""

    class Name(models.TextChoices):
        OPEN_MONTH = "open_month", "เปิดเดือน"
        CONFIRM_DISTRICT = "confirm_district", "อำเภอยืนยัน"
        RETURN_DISTRICT = "return_district", "ส่งกลับแก้ไข"
        CONFIRM_PROVINCE = "confirm_province", "จังหวัดยืนยัน"
        REPORT_PROVINCE = "report_province", "รายงานกรม"
        WITHDRAW_PROVINCE = "withdraw_province", "ถอนรายงาน"
        CLOSE_MONTH = "close_month", "ปิดเดือน"
        REOPEN_MONTH = "reopen_month", "เปิดเดือนอีกครั้ง"
        CHANGE_DATES = "change_dates", "เปลี่ยนกำหนดวัน"
        ASK_EXTENSION = "ask_extension", "ขอขยายเวลา"
        APPROVE_EXTENSION = "approve_extension", "อนุมัติขยายเวลา"
        REFUSE_EXTENSION = "refuse_extension", "ไม่อนุมัติขยายเวลา"
        WITHDRAW_EXTENSION = "withdraw_extension", "ถอนคำขอขยายเวลา"
        GRANT_EXTENSION = "grant_extension", "กรมขยายเวลาให้"

    OF_EXTENSIONS = (
        Name.ASK_EXTENSION,
        Name.APPROVE_EXTENSION,
        Name.REFUSE_EXTENSION,
        Name.WITHDRAW_EXTENSION,
        Name.GRANT_EXTENSION,
    )

    month = models.ForeignKey(SalesMonth, models.PROTECT, related_name="steps")
    province = models.ForeignKey(Province, models.PROTECT, null=True, related_name="+")
    district = models.ForeignKey(District, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=30, choices=Name)
    from_status = models.CharField(max_length=20, blank=True)
    to_status = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ขั้นตอน"
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["month", "district"], name="step_of_a_district")]
        triggers = [
            pgtrigger.Protect(name="unchanging", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self):
        return f"{self.name} {self.month}"


class RowMark(models.Model):
    """A row the province marked when it returned a district, with what is wrong in it."""

    step = models.ForeignKey(Step, models.PROTECT, related_name="marks")
    row = models.ForeignKey(SalesRow, models.CASCADE, related_name="marks")
    note = models.CharField("สิ่งที่ต้องแก้", max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["step", "row"], name="one_mark_on_a_row_of_a_step")
        ]

    def __str__(self):
        return self.note


class ResolutionQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """With the district's or the province's month it belongs to, through those doors.

        The department sees the state of every province, but its committee's paper holds figures: that
        one it sees only once the province confirmed.
        """
        provinces = ProvinceMonth.objects.visible_to(user)
        if getattr(user, "role", None) == Role.DEPARTMENT:
            provinces = provinces.filter(status=ProvinceMonth.Status.CONFIRMED)
        return self.filter(
            Q(district_month__in=DistrictMonth.objects.visible_to(user))
            | Q(province_month__in=provinces)
        )


def resolution_file_name(resolution: "Resolution", filename: str) -> str:
    """A random name; the file is served through the portal, with permission."""
    return f"resolutions/{uuid.uuid4().hex}{filename[filename.rfind('.') :].lower()}"


class Resolution(models.Model):
    """The committee's certification (มติ นตผ.): in a meeting or by circular letter (DOMAIN.md 8)."""

    class Form(models.TextChoices):
        MEETING = "meeting", "ประชุม"
        CIRCULAR = "circular", "หนังสือเวียน"

    district_month = models.ForeignKey(
        DistrictMonth, models.PROTECT, null=True, related_name="resolutions"
    )
    province_month = models.ForeignKey(
        ProvinceMonth, models.PROTECT, null=True, related_name="resolutions"
    )
    form = models.CharField("รับรองโดย", max_length=10, choices=Form)
    number = models.CharField("ครั้งที่ / เลขที่หนังสือ", max_length=50)
    held_on = models.DateField("วันที่")
    file = models.FileField("ไฟล์มติ", upload_to=resolution_file_name, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ResolutionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "มติคณะกรรมการ"
        ordering = ["-recorded_at"]
        constraints = [
            models.CheckConstraint(
                name="resolution_of_one_committee",
                condition=Q(district_month=None, province_month__isnull=False)
                | Q(district_month__isnull=False, province_month=None),
            )
        ]

    def __str__(self):
        return f"{self.get_form_display()} {self.number}"

    @property
    def is_in_force(self) -> bool:
        """Whether it certifies the figures as they stand.

        A district's counts from the confirmation in force on: one recorded before a return certified
        figures that were corrected since, so it stays on record but no longer certifies.
        """
        if self.district_month is None:
            return True
        confirmed_at = self.district_month.district_confirmed_at
        return confirmed_at is not None and self.recorded_at >= confirmed_at
