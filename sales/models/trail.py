"""The trail of a month: each step with who, when and why; what was marked; who resolved it."""

import uuid
from decimal import Decimal
from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from core.areas.models import District, Province
from core.areas.scope import Role
from core.history.trail import StepLine
from sales.models.months import (
    TAKEN_OVER,
    DistrictMonth,
    ProvinceMonth,
    SalesMonth,
    of_confirmed_province,
)
from sales.models.rows import CHANNELS, SalesRow


class StepQuerySet(models.QuerySet):
    # As below, of a province and of a month a little wider (core.areas.row_policies).
    area_sees = """CASE
        WHEN sales_step.district_id IS NOT NULL
            THEN starts_with(sales_step.district_id, (SELECT seen_area()))
        WHEN sales_step.province_id IS NOT NULL
            THEN starts_with((SELECT seen_area()), sales_step.province_id)
        ELSE (SELECT seen_area()) IS NOT NULL END"""
    department_sees = """sales_step.district_id IS NULL
        OR sales_step.name LIKE '%_extension'
        OR sales_step.name = 'confirm_district' AND EXISTS (SELECT FROM sales_provincemonth reported
            WHERE reported.month_id = sales_step.month_id
              AND reported.province_id = left(sales_step.district_id, 2)
              AND reported.status = 'confirmed')"""

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

    def after_new_password(self) -> Self:
        """By somebody whose password was new then (accounts.new_passwords)."""
        return self.exclude(new_password="")


class Step(StepLine):
    """One step of the workflow that was taken; never changed afterwards. `new_password`: of a
    confirmation, where the password of its person came from, if it was new."""

    class Name(models.TextChoices):
        OPEN_MONTH = "open_month", "เปิดเดือน"
        CONFIRM_DISTRICT = "confirm_district", "อำเภอยืนยัน"
        RETURN_DISTRICT = "return_district", "ส่งกลับแก้ไข"
        REMIND_DISTRICT = "remind_district", "จังหวัดแจ้งเตือน"
        CONFIRM_PROVINCE = "confirm_province", "จังหวัดยืนยัน"
        REPORT_PROVINCE = "report_province", "รายงานกรม"
        WITHDRAW_PROVINCE = "withdraw_province", "ถอนรายงาน"
        CLOSE_MONTH = "close_month", "ปิดเดือน"
        REPORT_MONTH = "report_month", "รายงานอธิบดี"
        REOPEN_MONTH = "reopen_month", "เปิดเดือนอีกครั้ง"
        CHANGE_DATES = "change_dates", "เปลี่ยนกำหนดวัน"
        TAKE_OVER_MONTH = "take_over_month", TAKEN_OVER
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
    new_password = models.CharField(
        "รหัสผ่านของผู้ยืนยัน", max_length=500, blank=True, default="", db_default=""
    )

    objects = StepQuerySet.as_manager()

    class Meta(StepLine.Meta):
        verbose_name = verbose_name_plural = "ขั้นตอน"
        indexes = [
            models.Index(fields=["month", "district"], name="step_of_a_district"),
            models.Index(
                fields=["at"], condition=~Q(new_password=""), name="step_after_new_password"
            ),
        ]

    def __str__(self):
        return f"{self.name} {self.month}"


# A mark is answered while the district corrects; what the province wrote never changes. The share lock
# makes a confirmation under way finish first.
_ANSWERED_WHILE_RETURNED = """
    PERFORM 1 FROM sales_districtmonth d JOIN sales_step s
        ON s.month_id = d.month_id AND s.district_id = d.district_id
     WHERE s.id = OLD.step_id FOR SHARE OF d;
    IF ROW(NEW.step_id, NEW.note, NEW.about, NEW.marked_as)
       IS DISTINCT FROM ROW(OLD.step_id, OLD.note, OLD.about, OLD.marked_as)
       OR NOT EXISTS (
        SELECT 1 FROM sales_step s
          JOIN sales_districtmonth d ON s.month_id = d.month_id AND s.district_id = d.district_id
          JOIN sales_salesmonth m ON m.month = d.month_id
         WHERE s.id = OLD.step_id AND d.status = 'returned' AND m.status = 'open'
    ) THEN
        RAISE EXCEPTION 'a mark is answered while its district corrects, and never changed'
              USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
"""


class RowMark(models.Model):
    """A row the province marked when it returned a district, with what is wrong in it.

    `marked_as` is what the row said then (sales.months.marks.said_by; none of marks from before it
    was kept), `about` which row it was: a row added by hand may be taken back, its mark stays. The
    district changes the row or writes a `reply`.
    """

    seen_with = "step"

    step = models.ForeignKey(Step, models.PROTECT, related_name="marks")
    row = models.ForeignKey(SalesRow, models.SET_NULL, null=True, related_name="marks")
    about = models.CharField("รายการ", max_length=300, blank=True, default="", db_default="")
    note = models.CharField("สิ่งที่ต้องแก้", max_length=300)
    marked_as = models.JSONField("เมื่อทำเครื่องหมาย", null=True)
    reply = models.CharField("คำตอบของอำเภอ", max_length=500, blank=True, default="", db_default="")
    replied_at = models.DateTimeField("ตอบเมื่อ", null=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="ตอบโดย"
    )

    class Meta:
        verbose_name = verbose_name_plural = "เครื่องหมายของจังหวัด"
        constraints = [
            models.UniqueConstraint(fields=["step", "row"], name="one_mark_on_a_row_of_a_step"),
            models.CheckConstraint(
                name="mark_reply_with_stamps",
                condition=Q(reply="", replied_at=None, replied_by=None)
                | (~Q(reply="") & Q(replied_at__isnull=False, replied_by__isnull=False)),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="answered_while_returned",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=_ANSWERED_WHILE_RETURNED,
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return self.note

    @property
    def total_marked(self) -> Decimal | None:
        """The row's total (baht) when it was marked; None where it had no figure, or none was kept."""
        said = self.marked_as or {}
        if said.get("entry") != SalesRow.Entry.AMOUNTS:
            return None
        return sum((Decimal(said[channel]) for channel in CHANNELS), Decimal(0))


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

    @classmethod
    def in_force_for(cls, user, **subject) -> "Resolution | None":
        """The newest that certifies the figures of `subject` (district_month or province_month) as they
        stand, through the officer's door; None where there is none."""
        recorded = cls.objects.visible_to(user).filter(**subject)
        recorded = recorded.select_related("district_month", "province_month")
        newest_first = recorded.order_by("-recorded_at", "-id")
        return next((one for one in newest_first if one.is_in_force), None)

    @property
    def is_in_force(self) -> bool:
        """Whether it certifies the figures as they stand.

        A district's counts from the confirmation in force on: one recorded before a return certified
        figures that were corrected since, so it stays on record but no longer certifies. A province's
        committee may meet before the province confirms; its resolution falls when a district is
        returned after it, which withdraws a report too.
        """
        if self.province_month is not None:
            returned = DistrictMonth.objects.filter(
                month=self.province_month.month_id,
                district__province=self.province_month.province_id,
                returned_at__gt=self.recorded_at,
            )
            return not returned.exists()
        assert self.district_month is not None  # resolution_of_one_committee
        confirmed_at = self.district_month.district_confirmed_at
        return confirmed_at is not None and self.recorded_at >= confirmed_at
