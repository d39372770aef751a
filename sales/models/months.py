"""The month of the nation, of each province and of each district, with their states.

Only `sales.months.workflow` assigns a status, and `sales.months.taking_over` that of a month confirmed
before the portal; the constraints refuse one without its stamps.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.areas.models import District, Province
from core.areas.scope import AreaScopedQuerySet, Role
from core.history.trail import status_leaves_its_line
from core.thai.calendar import month_name
from sales.models.reasons import ExplanationReason

Stamp = models.DateTimeField


def _by(label: str) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=label,
    )


TAKEN_OVER = "นำเข้าจากระบบเดิม"
TOTALS_ONLY = "มีเฉพาะยอดรวม"


class SalesMonth(models.Model):
    """A month the department opened, with the date each office should be done by; or one that was
    confirmed in the system before the portal and taken over (sales.months.taking_over).

    Of a month taken over: when, by whom, from which file (name, SHA-256), and `taken_over_content`, the
    hash of what the file says of this month. `totals_only`: it has snapshots and no rows, of no province
    (ProvinceMonth.totals_only says it of one).
    """

    class Status(models.TextChoices):
        OPEN = "open", "เปิดรับ"
        CLOSED = "closed", "กรมปิดเดือนแล้ว"

    class Source(models.TextChoices):
        PORTAL = "portal", "ระบบนี้"
        TAKEN_OVER = "taken_over", TAKEN_OVER

    month = models.DateField("เดือน", primary_key=True, help_text="วันแรกของเดือน")
    status = models.CharField("สถานะ", max_length=10, choices=Status, default=Status.OPEN)
    district_due = models.DateField("อำเภอยืนยันภายใน")
    province_due = models.DateField("จังหวัดยืนยันภายใน")
    close_due = models.DateField("กรมปิดเดือน")
    report_due = models.DateField("รายงานอธิบดีภายใน", null=True, blank=True)
    opened_at = Stamp("เปิดเมื่อ")
    opened_by = _by("เปิดโดย")
    closed_at = Stamp("ปิดเมื่อ", null=True, blank=True)
    closed_by = _by("ปิดโดย")
    reported_at = Stamp("รายงานอธิบดีเมื่อ", null=True, blank=True)
    reported_by = _by("รายงานอธิบดีโดย")
    version = models.PositiveIntegerField(default=1)
    source = models.CharField(
        "ที่มา", max_length=10, choices=Source, default=Source.PORTAL, db_default=Source.PORTAL
    )
    totals_only = models.BooleanField(TOTALS_ONLY, default=False, db_default=False)
    taken_over_at = Stamp("นำเข้าเมื่อ", null=True, blank=True)
    taken_over_by = _by("นำเข้าโดย")
    taken_over_file = models.CharField("ไฟล์", max_length=255, blank=True, default="", db_default="")
    taken_over_hash = models.CharField(
        "รหัสตรวจไฟล์", max_length=64, blank=True, default="", db_default=""
    )
    taken_over_content = models.CharField(max_length=64, blank=True, default="", db_default="")

    class Meta:
        verbose_name = verbose_name_plural = "เดือน"
        ordering = ["-month"]
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="month_is_first_day"),
            models.CheckConstraint(
                name="month_status_with_stamps",
                condition=Q(status="open", closed_at=None, closed_by=None)
                | Q(status="closed", closed_at__isnull=False, closed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="month_dates_in_order",
                condition=Q(district_due__gt=F("month"))
                & Q(province_due__gte=F("district_due"))
                & Q(close_due__gte=F("province_due"))
                & (Q(report_due=None) | Q(report_due__gte=F("close_due"))),
                violation_error_message=(
                    "วันของอำเภอ จังหวัด กรมปิดเดือน และรายงานอธิบดี ต้องเรียงตามลำดับและอยู่หลังต้นเดือน"
                ),
            ),
            models.CheckConstraint(
                name="month_reported_when_closed",
                condition=Q(reported_at=None, reported_by=None)
                | Q(status="closed", reported_at__isnull=False, reported_by__isnull=False),
            ),
            models.CheckConstraint(
                name="month_taken_over_with_stamps",
                condition=Q(
                    source="portal",
                    totals_only=False,
                    taken_over_at=None,
                    taken_over_by=None,
                    taken_over_file="",
                    taken_over_hash="",
                    taken_over_content="",
                )
                | Q(
                    source="taken_over",
                    taken_over_at__isnull=False,
                    taken_over_by__isnull=False,
                    taken_over_hash__regex=r"^[0-9a-f]{64}$",
                    taken_over_content__regex=r"^[0-9a-f]{64}$",
                )
                & ~Q(taken_over_file=""),
            ),
            # There is no row in it that anybody could correct.
            models.CheckConstraint(
                name="month_of_totals_only_stays_closed",
                condition=Q(totals_only=False) | Q(status="closed"),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="as_taken_over", fields=["source"]),
            # Totals without rows give way to better ones (sales.months.taking_over).
            pgtrigger.Protect(
                name="taken_over_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "NOT OLD.totals_only AND ROW(OLD.totals_only, OLD.taken_over_at,"
                    " OLD.taken_over_by_id, OLD.taken_over_file, OLD.taken_over_hash,"
                    " OLD.taken_over_content) IS DISTINCT FROM ROW(NEW.totals_only,"
                    " NEW.taken_over_at, NEW.taken_over_by_id, NEW.taken_over_file,"
                    " NEW.taken_over_hash, NEW.taken_over_content)"
                ),
            ),
        ]

    def __str__(self):
        return month_name(self.month)

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def is_taken_over(self) -> bool:
        """Whether its figures were confirmed in the system before the portal."""
        return self.source == self.Source.TAKEN_OVER

    @property
    def origin(self) -> str:
        """นำเข้าจากระบบเดิม, and that there are only totals; "" of a month of the portal's own."""
        return origin_words(self.is_taken_over, self.totals_only)


def origin_words(is_taken_over: bool, totals_only: bool) -> str:
    """นำเข้าจากระบบเดิม มีเฉพาะยอดรวม; "" of a month of the portal's own."""
    if not is_taken_over:
        return ""
    return f"{TAKEN_OVER} {TOTALS_ONLY}" if totals_only else TAKEN_OVER


class ProvinceMonthQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """Own province for a province; the state of every one for the department (no figures)."""
        role = getattr(user, "role", None) if getattr(user, "is_active", False) else None
        if role == Role.PROVINCE and user.province_id:
            return self.filter(province=user.province_id)
        return self.all() if role == Role.DEPARTMENT else self.none()


class ProvinceMonth(models.Model):
    """A province's month: confirmed once every district of it is, which is its report.

    `totals_only`: of a month taken over, its figures came in as totals; none of its districts has rows.
    """

    class Status(models.TextChoices):
        COLLECTING = "collecting", "รอยืนยัน"
        CONFIRMED = "confirmed", "จังหวัดยืนยันแล้ว"

    month = models.ForeignKey(SalesMonth, models.PROTECT, related_name="provinces")
    province = models.ForeignKey(Province, models.PROTECT, verbose_name="จังหวัด")
    status = models.CharField("สถานะ", max_length=10, choices=Status, default=Status.COLLECTING)
    confirmed_at = Stamp("ยืนยันเมื่อ", null=True, blank=True)
    confirmed_by = _by("ยืนยันโดย")
    totals_only = models.BooleanField(TOTALS_ONLY, default=False, db_default=False)

    objects = ProvinceMonthQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "เดือนของจังหวัด"
        ordering = ["month_id", "province"]
        constraints = [
            models.UniqueConstraint(fields=["month", "province"], name="one_month_of_a_province"),
            models.CheckConstraint(
                name="province_month_status_with_stamps",
                condition=Q(status="collecting", confirmed_at=None, confirmed_by=None)
                | Q(status="confirmed", confirmed_at__isnull=False, confirmed_by__isnull=False),
            ),
            # There is no row in it that anybody could correct.
            models.CheckConstraint(
                name="province_of_totals_only_stays_confirmed",
                condition=Q(totals_only=False) | Q(status="confirmed"),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="totals_only_of_taken_over",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("totals_only"),
                condition=pgtrigger.Q(new__totals_only=True),
                func="""
                    IF NOT EXISTS (SELECT FROM sales_salesmonth
                                    WHERE month = NEW.month_id AND source = 'taken_over') THEN
                        RAISE EXCEPTION 'a month of the portal has rows';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.province} {month_name(self.month_id)}"

    @property
    def is_confirmed(self) -> bool:
        return self.status == self.Status.CONFIRMED

    @property
    def origin(self) -> str:
        """นำเข้าจากระบบเดิม, and that there are only totals of this province; "" of the portal's own."""
        return origin_words(self.month.is_taken_over, self.totals_only)


def of_confirmed_province(month: str, province: str) -> models.Exists:
    """Whether the province (a lookup) had confirmed the month (a lookup): what the department sees."""
    return models.Exists(
        ProvinceMonth.objects.filter(
            month=models.OuterRef(month),
            province=models.OuterRef(province),
            status=ProvinceMonth.Status.CONFIRMED,
        )
    )


class DistrictMonthQuerySet(AreaScopedQuerySet):
    district_path = "district"
    department_sees = """EXISTS (SELECT FROM sales_provincemonth reported
        WHERE reported.month_id = sales_districtmonth.month_id
          AND reported.province_id = left(sales_districtmonth.district_id, 2)
          AND reported.status = 'confirmed')"""

    def visible_to_department(self) -> Self:
        """Only districts of a province that confirmed: before that the department sees nothing."""
        return self.filter(of_confirmed_province("month", "district__province"))


class DistrictMonth(models.Model):
    """A district's month, the paper รต.๒: entered, confirmed by its chief, then by its province.

    `explanation` is the chief's answer to `out_of_line` in words, `reason` what of it was picked from
    the list (none in months from before the list).
    """

    class Status(models.TextChoices):
        ENTERING = "entering", "กำลังบันทึก"
        DISTRICT_CONFIRMED = "district_confirmed", "อำเภอยืนยันแล้ว"
        RETURNED = "returned", "ส่งกลับแก้ไข"
        PROVINCE_CONFIRMED = "province_confirmed", "จังหวัดยืนยันแล้ว"

    EDITABLE = frozenset({Status.ENTERING, Status.RETURNED})

    month = models.ForeignKey(SalesMonth, models.PROTECT, related_name="districts")
    district = models.ForeignKey(District, models.PROTECT, verbose_name="อำเภอ")
    status = models.CharField("สถานะ", max_length=20, choices=Status, default=Status.ENTERING)
    district_confirmed_at = Stamp("อำเภอยืนยันเมื่อ", null=True, blank=True)
    district_confirmed_by = _by("อำเภอยืนยันโดย")
    province_confirmed_at = Stamp("จังหวัดยืนยันเมื่อ", null=True, blank=True)
    province_confirmed_by = _by("จังหวัดยืนยันโดย")
    returned_at = Stamp("ส่งกลับเมื่อ", null=True, blank=True)
    returned_by = _by("ส่งกลับโดย")
    return_reason = models.TextField("เหตุผลที่ส่งกลับ", blank=True)
    out_of_line = models.TextField(
        "ข้อสังเกตของยอดรวม", blank=True, default="", db_default="", help_text="เมื่ออำเภอยืนยัน"
    )
    reason = models.ForeignKey(
        ExplanationReason,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="เหตุผลที่ชี้แจง",
    )
    explanation = models.CharField(
        "คำชี้แจงของอำเภอ", max_length=500, blank=True, default="", db_default=""
    )
    version = models.PositiveIntegerField(default=1, help_text="เพิ่มขึ้นทุกขั้น")

    objects = DistrictMonthQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "เดือนของอำเภอ"
        ordering = ["month_id", "district"]
        triggers = [
            # Its own step, or that of the month which was taken over as a whole.
            status_leaves_its_line(
                "FROM sales_step line WHERE line.month_id = NEW.month_id AND"
                " (line.district_id = NEW.district_id AND line.to_status = NEW.status"
                " OR line.district_id IS NULL AND line.name = 'take_over_month')"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["month", "district"], name="one_month_of_a_district"),
            models.UniqueConstraint(fields=["id", "month"], name="district_month_with_its_month"),
            models.CheckConstraint(
                name="district_month_status_with_stamps",
                condition=Q(
                    status="entering",
                    district_confirmed_at=None,
                    district_confirmed_by=None,
                    province_confirmed_at=None,
                    province_confirmed_by=None,
                )
                | Q(
                    status="returned",
                    district_confirmed_at=None,
                    district_confirmed_by=None,
                    province_confirmed_at=None,
                    province_confirmed_by=None,
                    returned_at__isnull=False,
                    returned_by__isnull=False,
                )
                & ~Q(return_reason="")
                | Q(
                    status="district_confirmed",
                    district_confirmed_at__isnull=False,
                    district_confirmed_by__isnull=False,
                    province_confirmed_at=None,
                    province_confirmed_by=None,
                )
                | Q(
                    status="province_confirmed",
                    district_confirmed_at__isnull=False,
                    district_confirmed_by__isnull=False,
                    province_confirmed_at__isnull=False,
                    province_confirmed_by__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="district_month_out_of_line_is_explained",
                condition=Q(out_of_line="")
                | ~Q(explanation="")
                | Q(status__in=["entering", "returned"]),
            ),
        ]

    def __str__(self):
        return f"{self.district} {month_name(self.month_id)}"

    @cached_property
    def totals_only(self) -> bool:
        """Whether only totals of it were taken over. A query where only some provinces may have rows;
        `know_totals_only` asks once for many."""
        if not self.month.is_taken_over or self.month.totals_only:
            return self.month.totals_only
        of = ProvinceMonth.objects.filter(month=self.month_id, totals_only=True)
        return of.filter(province__districts=self.district_id).exists()

    @property
    def origin(self) -> str:
        """นำเข้าจากระบบเดิม, and that there are only totals of this district; "" of the portal's own."""
        return origin_words(self.month.is_taken_over, self.totals_only)

    @property
    def explained_in_words(self) -> str:
        """What was written beside the reason; of months from before the list, all of it."""
        said = self.explanation
        return said.removeprefix(str(self.reason)).removeprefix(": ") if self.reason else said

    @property
    def is_editable(self) -> bool:
        """Whether its rows may change: entered or returned, in a month still open."""
        return self.status in self.EDITABLE and self.month.is_open


def know_totals_only(district_months: Iterable[DistrictMonth]) -> None:
    """Have these say `totals_only` without a query each: one, where any comes from before the portal."""
    asked = [
        one for one in district_months if one.month.is_taken_over and not one.month.totals_only
    ]
    if not asked:
        return
    found = ProvinceMonth.objects.filter(
        month__in={one.month_id for one in asked}, totals_only=True
    )
    of_totals = set(found.values_list("month", "province"))
    for one in asked:
        one.totals_only = (one.month_id, one.district_id[:2]) in of_totals
