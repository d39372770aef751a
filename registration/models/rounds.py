"""A registration round: a fiscal quarter with three windows (DOMAIN.md 5)."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q

from core.history.tracking import tracked
from core.thai import calendar

YEAR_IN_WORDS = "พิมพ์ปีงบประมาณเป็น พ.ศ. 4 หลัก เช่น 2570"


class Window(StrEnum):
    """The three windows of a round, named by what is done in them."""

    REGISTER = "register"
    CERTIFY = "certify"
    ANNOUNCE = "announce"


class DateRange(Func):
    """The days of a window, both ends included."""

    function = "DATERANGE"
    output_field = DateRangeField()


class RoundQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """Every office reads the department's plan; nobody unknown does."""
        return self.all() if getattr(user, "is_active", False) else self.none()

    def open_for(self, window: Window, day: date) -> Self:
        """Rounds in whose window `day` lies."""
        return self.filter(**{f"{window}_from__lte": day, f"{window}_until__gte": day})

    def next_for(self, window: Window, day: date) -> "Round | None":
        """The round whose window opens first after `day`."""
        return self.filter(**{f"{window}_from__gt": day}).order_by(f"{window}_from").first()


@tracked()
class Round(models.Model):
    """One quarter's round; the department makes it. Days are included at both ends of a window."""

    QUARTERS = (
        (1, "1 (ต.ค.–ธ.ค.)"),
        (2, "2 (ม.ค.–มี.ค.)"),
        (3, "3 (เม.ย.–มิ.ย.)"),
        (4, "4 (ก.ค.–ก.ย.)"),
    )

    fiscal_year = models.PositiveSmallIntegerField(
        "ปีงบประมาณ (พ.ศ.)",
        validators=[MinValueValidator(2540, YEAR_IN_WORDS), MaxValueValidator(2700, YEAR_IN_WORDS)],
    )
    quarter = models.PositiveSmallIntegerField("ไตรมาส", choices=QUARTERS)
    register_from = models.DateField("อำเภอลงทะเบียน ตั้งแต่")
    register_until = models.DateField("อำเภอลงทะเบียน ถึง")
    certify_from = models.DateField("จังหวัดตรวจและรับรอง ตั้งแต่")
    certify_until = models.DateField("จังหวัดตรวจและรับรอง ถึง")
    announce_from = models.DateField("กรมประกาศ ตั้งแต่")
    announce_until = models.DateField("กรมประกาศ ถึง")
    committee_first = models.BooleanField(
        "นตผ.อำเภอพิจารณาก่อนเสนอจังหวัด",
        default=False,
        help_text="อำเภอต้องบันทึกมติ (ประชุมหรือหนังสือเวียน ครั้งที่หรือเลขที่ วันที่) พร้อมการเสนอ",
    )

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "รอบการลงทะเบียน"
        ordering = ["-fiscal_year", "-quarter"]
        constraints = [
            models.UniqueConstraint(
                "fiscal_year",
                "quarter",
                name="round_once_a_quarter",
                violation_error_message="มีรอบของไตรมาสนี้แล้ว",
            ),
            models.CheckConstraint(condition=Q(quarter__range=(1, 4)), name="round_quarter_1_to_4"),
            models.CheckConstraint(
                name="round_windows_in_order",
                condition=Q(register_from__lte=F("register_until"))
                & Q(register_until__lte=F("certify_from"))
                & Q(certify_from__lte=F("certify_until"))
                & Q(certify_until__lte=F("announce_from"))
                & Q(announce_from__lte=F("announce_until")),
                violation_error_message="ช่วงวันต้องเรียงกัน: อำเภอลงทะเบียน จังหวัดรับรอง กรมประกาศ",
            ),
            ExclusionConstraint(
                name="round_register_windows_apart",
                expressions=[
                    (
                        DateRange(
                            "register_from",
                            "register_until",
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                        ),
                        RangeOperators.OVERLAPS,
                    )
                ],
                violation_error_message="ช่วงที่อำเภอลงทะเบียนซ้อนกับรอบอื่น เลือกวันที่ไม่ซ้อนกัน",
            ),
        ]

    def __str__(self):
        return f"รอบ {self.quarter}/{self.fiscal_year}"

    def clean(self):
        """The order of the windows, said at the day that breaks it."""
        errors: dict[str, str] = {}
        before: date | None = None
        for window in Window:
            first, last = getattr(self, f"{window}_from"), getattr(self, f"{window}_until")
            if first and before and first < before:
                errors[f"{window}_from"] = (
                    f"ต้องไม่ก่อนวันสุดท้ายของช่วงก่อน ({calendar.day_short(before)}) วันเดียวกันได้"
                )
            if first and last and last < first:
                errors[f"{window}_until"] = f"วันสุดท้ายอยู่ก่อนวันแรก ({calendar.day_short(first)})"
            before = last or before
        if errors:
            raise ValidationError(errors)

    def is_open(self, window: Window, day: date) -> bool:
        return getattr(self, f"{window}_from") <= day <= getattr(self, f"{window}_until")

    def window_words(self, window: Window) -> str:
        """1 ต.ค. 2569 – 20 ธ.ค. 2569, or its one day."""
        first, last = getattr(self, f"{window}_from"), getattr(self, f"{window}_until")
        if first == last:
            return calendar.day_short(first)
        return f"{calendar.day_short(first)} – {calendar.day_short(last)}"


def plan_of_quarter(fiscal_year: int, quarter: int) -> dict[str, date]:
    """The windows of a quarter after the real plan of FY2561: register from its first day to the 20th
    of its last month, certify the 23rd to the 29th, announce the day after. A proposal to change."""
    first = calendar.fiscal_year_months(fiscal_year)[3 * (quarter - 1)]
    last = calendar.add_months(first, 2)
    announced = last.replace(day=29) + timedelta(days=1)
    return {
        "register_from": first,
        "register_until": last.replace(day=20),
        "certify_from": last.replace(day=23),
        "certify_until": last.replace(day=29),
        "announce_from": announced,
        "announce_until": announced,
    }
