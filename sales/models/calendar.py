"""The calendar of the month's work: holidays, the usual days, and extensions of one office's time.

All of it is the department's data (DOMAIN.md 8: every date is set per month by the department).
"""

from datetime import date
from typing import Self

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from core.areas.models import District, Province
from core.areas.scope import Role
from core.history.tracking import tracked
from core.thai.calendar import add_months, day_short, last_day
from sales.models.months import SalesMonth


class PublicHolidayQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """Every office reads the department's calendar; nobody unknown does."""
        return self.all() if getattr(user, "is_active", False) else self.none()

    def days_off(self) -> dict[date, str]:
        """The days offices are closed, and what each is called in a sentence."""
        return {holiday.day: holiday.short_name for holiday in self.filter(is_off=True)}


@tracked()
class PublicHoliday(models.Model):
    """A day of the department's list. `is_off`: offices are closed; a day that is not stays in the
    list, so that filling in the year again does not bring it back."""

    day = models.DateField("วันที่", primary_key=True)
    name_th = models.CharField("ชื่อวัน", max_length=200)
    is_off = models.BooleanField("หยุดราชการ", default=True)
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="บันทึกโดย",
        help_text="เว้นว่างหากมาจากชุดข้อมูลวันหยุด และยังไม่ได้ตรวจกับประกาศ",
    )
    declared_at = models.DateTimeField("บันทึกเมื่อ", null=True, blank=True, editable=False)

    objects = PublicHolidayQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "วันหยุดราชการ"
        ordering = ["day"]
        constraints = [
            models.CheckConstraint(
                name="holiday_declared_whole",
                condition=Q(declared_by=None, declared_at=None)
                | Q(declared_by__isnull=False, declared_at__isnull=False),
            )
        ]

    def __str__(self):
        return f"{day_short(self.day)} {self.short_name}"

    @property
    def short_name(self) -> str:
        """Of a day with several names the last, which is how people call it: วันพ่อแห่งชาติ."""
        return self.name_th.rsplit("; ", 1)[-1]


def _day_of_month(label: str, default: int) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        label, default=default, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )


@tracked()
class Roadmap(models.Model):
    """The usual days of the next month (a single row): the roadmap's 5, 6 and 10 (district and province
    confirmed, closed, reported to the Director-General), or a letter's 25.

    Only what a month is proposed with when it is opened; its own dates are in SalesMonth.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    district_day = _day_of_month("อำเภอยืนยันภายในวันที่", 5)
    province_day = _day_of_month("จังหวัดยืนยันภายในวันที่", 5)
    close_day = _day_of_month("กรมปิดเดือนวันที่", 6)
    report_day = _day_of_month("รายงานอธิบดีภายในวันที่", 10)
    moves_holidays = models.BooleanField("เลื่อนเมื่อตรงวันหยุด", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "กำหนดวันตามปกติ"
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="roadmap_is_one_row"),
            models.CheckConstraint(
                name="roadmap_days_in_order",
                condition=Q(district_day__gte=1)
                & Q(province_day__gte=F("district_day"))
                & Q(close_day__gte=F("province_day"))
                & Q(report_day__gte=F("close_day"))
                & Q(report_day__lte=31),
                violation_error_message=(
                    "วันของอำเภอ จังหวัด กรมปิดเดือน และรายงานอธิบดี ต้องเรียงตามลำดับ วันเดียวกันได้"
                ),
            ),
        ]

    def __str__(self):
        days = (self.district_day, self.province_day, self.close_day, self.report_day)
        return f"วันที่ {', '.join(map(str, days))} ของเดือนถัดไป"

    @classmethod
    def current(cls) -> "Roadmap":
        """The one row; the roadmap's own days where the department never wrote others."""
        return cls.objects.first() or cls()

    def dates_of(self, month: date) -> tuple[date, date, date, date]:
        """District, province, closing and reporting date of `month`: in the month after it. A day that
        month does not have is its last (the 30th in February)."""
        last = last_day(add_months(month, 1))
        days = (self.district_day, self.province_day, self.close_day, self.report_day)
        district, province, closing, report = (last.replace(day=min(day, last.day)) for day in days)
        return district, province, closing, report


class ExtensionQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """Those that concern the office: a district's own and its province's, a province's own and its
        districts', for the department all, because they are addressed to it."""
        role = getattr(user, "role", None) if getattr(user, "is_active", False) else None
        if role == Role.DISTRICT and user.district_id:
            own = Q(district=user.district_id) | Q(province__districts=user.district_id)
            return self.filter(own)
        if role == Role.PROVINCE and user.province_id:
            own = Q(province=user.province_id) | Q(district__province=user.province_id)
            return self.filter(own)
        return self.all() if role == Role.DEPARTMENT else self.none()

    def in_force(self) -> Self:
        return self.filter(status=Extension.Status.APPROVED)

    def waiting(self) -> Self:
        return self.filter(status=Extension.Status.ASKED)


class Extension(models.Model):
    """More time for one district, or for one province with its districts, in one month.

    Only `sales.calendar.extensions` assigns its status. What was asked never changes, what was
    decided neither.
    """

    class Status(models.TextChoices):
        ASKED = "asked", "รอกรมพิจารณา"
        APPROVED = "approved", "อนุมัติแล้ว"
        REFUSED = "refused", "ไม่อนุมัติ"
        WITHDRAWN = "withdrawn", "ถอนคำขอแล้ว"

    month = models.ForeignKey(SalesMonth, models.PROTECT, related_name="extensions")
    district = models.ForeignKey(District, models.PROTECT, null=True, related_name="+")
    province = models.ForeignKey(Province, models.PROTECT, null=True, related_name="+")
    status = models.CharField("สถานะ", max_length=10, choices=Status, default=Status.ASKED)
    asked_until = models.DateField("ขอถึงวันที่")
    reason = models.TextField("เหตุผล")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("ขอเมื่อ")
    until = models.DateField("ขยายถึงวันที่", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField("พิจารณาเมื่อ", null=True)
    decision_note = models.TextField("ความเห็นของกรม", blank=True)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "การขยายเวลา"
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="extension_of_one_office",
                condition=Q(district=None, province__isnull=False)
                | Q(district__isnull=False, province=None),
            ),
            models.CheckConstraint(
                name="extension_status_with_stamps",
                condition=Q(status="asked", until=None, decided_by=None, decided_at=None)
                | Q(
                    status="approved",
                    until__isnull=False,
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                )
                | Q(
                    status__in=["refused", "withdrawn"],
                    until=None,
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="extension_with_reason",
                condition=~Q(reason="") & (~Q(status="refused") | ~Q(decision_note="")),
            ),
            models.UniqueConstraint(
                fields=["month", "district"],
                condition=Q(status="asked", district__isnull=False),
                name="one_request_of_a_district_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["month", "province"],
                condition=Q(status="asked", province__isnull=False),
                name="one_request_of_a_province_at_a_time",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="not_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="decided_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__status__in=["approved", "refused", "withdrawn"]),
            ),
            pgtrigger.ReadOnly(
                name="asked_stays",
                fields=[
                    "month",
                    "district",
                    "province",
                    "asked_until",
                    "reason",
                    "asked_by",
                    "asked_at",
                ],
            ),
        ]

    def __str__(self):
        return f"{self.area.titled_name} {self.month}"

    @property
    def area(self) -> District | Province:
        """Whose time it is."""
        area = self.district or self.province
        assert area is not None  # one of the two, by constraint
        return area
