"""A round of the online-market KPI: what share of which products must be sold online, and until when.

Only `online_market.workflow` assigns its status; a trigger keeps what was opened as it was opened.
"""

from decimal import Decimal
from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from core.areas.models import District, Province
from core.areas.scope import Role
from core.history.trail import StepLine, unchanging


def role_of(user) -> Role | None:
    """The role of an active officer tied to its area; None for anybody else."""
    role = getattr(user, "role", None) if getattr(user, "is_active", False) else None
    tied = {
        Role.DISTRICT: bool(getattr(user, "district_id", None)),
        Role.PROVINCE: bool(getattr(user, "province_id", None)),
        Role.DEPARTMENT: True,
    }
    return Role(role) if role and tied.get(role) else None


def by_officer(label: str, *, null: bool = False) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=null,
        blank=null,
        related_name="+",
        verbose_name=label,
    )


class MarketRoundQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """The department: every round. Provinces and districts: those that were opened."""
        role = role_of(user)
        if role is None:
            return self.none()
        return self if role == Role.DEPARTMENT else self.exclude(status=MarketRound.Status.DRAFT)

    def open(self) -> Self:
        return self.filter(status=MarketRound.Status.OPEN)


# The terms may still be corrected while a round is open; what it counts may not.
_AS_OPENED = """
    IF NEW.status = 'draft' OR NEW.series <> OLD.series OR NEW.number <> OLD.number
       OR NEW.fiscal_year <> OLD.fiscal_year OR NEW.base_date <> OLD.base_date
       OR NEW.registration_years <> OLD.registration_years OR NEW.opened_at <> OLD.opened_at
       OR NEW.opened_by_id <> OLD.opened_by_id THEN
        RAISE EXCEPTION 'a round that was opened keeps what it counts'
              USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.status = 'closed' AND NEW.status = 'closed' THEN
        RAISE EXCEPTION 'a closed round does not change' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
"""


class MarketRound(models.Model):
    """One round. `series` is the fiscal year (พ.ศ.) its series began: no product counts twice in one.

    `registration_years` are fiscal years (decision 0017); `percentage` is of a district's base
    products. The result counts sales online from `period_from` to `period_until`.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "ร่าง"
        OPEN = "open", "เปิดอยู่"
        CLOSED = "closed", "ปิดแล้ว"

    series = models.PositiveSmallIntegerField("ชุดตัวชี้วัด (เริ่มปีงบประมาณ)")
    number = models.PositiveSmallIntegerField("รอบที่")
    fiscal_year = models.PositiveSmallIntegerField("ปีงบประมาณ")
    title = models.CharField("ชื่อรอบ", max_length=200)
    percentage = models.DecimalField(
        "ร้อยละของผลิตภัณฑ์ฐาน",
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(100)],
    )
    registration_years = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name="ปีงบประมาณที่ลงทะเบียน"
    )
    base_date = models.DateField("วันตัดข้อมูลฐาน")
    period_from = models.DateField("นับผลตั้งแต่")
    period_until = models.DateField("นับผลถึง")
    survey_due = models.DateField("ส่งแบบสำรวจภายใน")
    result_due = models.DateField("ส่งผลภายใน")
    status = models.CharField("สถานะ", max_length=10, choices=Status, default=Status.DRAFT)
    revision = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField("สร้างเมื่อ")
    made_by = by_officer("สร้างโดย")
    opened_at = models.DateTimeField("เปิดเมื่อ", null=True, blank=True)
    opened_by = by_officer("เปิดโดย", null=True)
    closed_at = models.DateTimeField("ปิดเมื่อ", null=True, blank=True)
    closed_by = by_officer("ปิดโดย", null=True)

    objects = MarketRoundQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "รอบตัวชี้วัดตลาดออนไลน์"
        ordering = ["-series", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "number"], name="one_market_round_of_a_number"
            ),
            models.CheckConstraint(
                name="market_round_years_are_buddhist",
                condition=Q(series__gte=2500, fiscal_year__gte=F("series"), fiscal_year__lte=2700),
            ),
            models.CheckConstraint(
                name="market_round_percentage", condition=Q(percentage__gt=0, percentage__lte=100)
            ),
            models.CheckConstraint(
                name="market_round_counts_some_years",
                condition=Q(registration_years__len__gte=1),
            ),
            models.CheckConstraint(
                name="market_round_days_in_order",
                condition=Q(period_from__lte=F("period_until"), survey_due__lte=F("result_due")),
            ),
            models.CheckConstraint(
                name="market_round_status_with_stamps",
                condition=Q(
                    status="draft", opened_at=None, opened_by=None, closed_at=None, closed_by=None
                )
                | Q(
                    status="open",
                    opened_at__isnull=False,
                    opened_by__isnull=False,
                    closed_at=None,
                    closed_by=None,
                )
                | Q(
                    status="closed",
                    opened_at__isnull=False,
                    opened_by__isnull=False,
                    closed_at__isnull=False,
                    closed_by__isnull=False,
                ),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="market_round_as_opened",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__status__in=["open", "closed"]),
                func=_AS_OPENED,
            ),
            pgtrigger.Protect(name="market_round_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"รอบที่ {self.number} ปีงบประมาณ {self.fiscal_year}"

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def tone(self) -> str:
        """The colour of its state on a badge."""
        return {"draft": "draft", "open": "waiting", "closed": "closed"}[self.status]

    @property
    def years_told(self) -> str:
        """2560-2563, or 2560, 2562 where some are left out."""
        years = sorted(self.registration_years)
        if len(years) > 1 and years == list(range(years[0], years[-1] + 1)):
            return f"{years[0]}-{years[-1]}"
        return ", ".join(map(str, years))

    @property
    def percentage_told(self) -> str:
        """11 or 11.5: without the noughts of its column."""
        return f"{self.percentage.normalize():f}"


class MarketStepQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """Of the own area, and what concerns the whole round; with the round."""
        role = role_of(user)
        rounds = Q(round__in=MarketRound.objects.visible_to(user))
        whole = Q(province=None, district=None)
        if role == Role.DEPARTMENT:
            return self.filter(rounds)
        if role == Role.PROVINCE:
            own = Q(province=user.province_id) | Q(district__province=user.province_id)
            return self.filter(rounds & (whole | own))
        if role == Role.DISTRICT:
            return self.filter(rounds & (whole | Q(district=user.district_id)))
        return self.none()


class MarketStep(StepLine):
    """What was done to a round or to a district's part of it: by whom, when, why; never changed."""

    class Name(models.TextChoices):
        MAKE = "make", "สร้างรอบ"
        EDIT = "edit", "แก้ไขร่าง"
        OPEN = "open", "เปิดรอบ"
        REVISE = "revise", "แก้ไขเงื่อนไข"
        CLOSE = "close", "ปิดรอบ"
        REOPEN = "reopen", "เปิดรอบอีกครั้ง"
        OVERRIDE = "override", "ปรับเป้าหมาย"
        LETTER_BASE = "letter_base", "บันทึกฐานตามหนังสือ"
        SIGN_DISTRICT = "sign_district", "อำเภอลงนามแบบสำรวจ"
        SIGN_PROVINCE = "sign_province", "จังหวัดรับรองแบบสำรวจ"
        SIGN_DEPARTMENT = "sign_department", "กรมรับแบบสำรวจ"
        TAKE_BACK = "take_back", "เปิดแบบสำรวจให้แก้ไข"
        IMPORT = "import", "นำเข้าแบบสำรวจ"

    round = models.ForeignKey(MarketRound, models.PROTECT, related_name="steps")
    province = models.ForeignKey(Province, models.PROTECT, null=True, related_name="+")
    district = models.ForeignKey(District, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=20, choices=Name)
    told = models.CharField("สิ่งที่ทำ", max_length=300, blank=True)
    reason = models.CharField("เหตุผล", max_length=300, blank=True)

    objects = MarketStepQuerySet.as_manager()

    class Meta(StepLine.Meta):
        verbose_name = verbose_name_plural = "ขั้นตอนของตัวชี้วัดตลาดออนไลน์"
        triggers = unchanging("market_step_unchanging")

    def __str__(self):
        return f"{self.get_name_display()} {self.round_id}"
