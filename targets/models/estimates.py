"""แบบประมาณการ: what a district expects to sell, 12 months x 4 channels, signed by its chief."""

from datetime import date
from decimal import Decimal
from typing import Self

import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from core.areas.models import District
from core.areas.scope import AreaScopedQuerySet, Role
from core.history.tracking import tracked
from core.history.trail import StepLine, unchanging
from core.thai.calendar import day_short, fiscal_year_months
from sales.figures.rollup import Amounts
from sales.models import CHANNELS
from targets.models.plans import by_officer, known


class EstimateQuerySet(AreaScopedQuerySet):
    district_path = "district"
    department_sees = "targets_estimate.status <> 'draft'"

    def visible_to(self, user) -> Self:
        """A district its own; the province and the department what a chief signed."""
        own = super().visible_to(user)
        return own if known(user, Role.DISTRICT) else own.exclude(status=Estimate.Status.DRAFT)

    def in_force(self) -> Self:
        return self.filter(status=Estimate.Status.SIGNED)


_AS_SIGNED = """
    IF OLD.status = 'superseded' OR NEW.status NOT IN ('signed', 'superseded')
       OR NEW.note <> OLD.note OR NEW.revision <> OLD.revision
       OR NEW.signed_at <> OLD.signed_at OR NEW.signed_by_id <> OLD.signed_by_id THEN
        RAISE EXCEPTION 'a signed estimate does not change' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
"""


class Estimate(models.Model):
    """A version of a district's estimate of a fiscal year; only `targets.estimating` sets its status."""

    class Status(models.TextChoices):
        DRAFT = "draft", "กำลังบันทึก"
        SIGNED = "signed", "พัฒนาการอำเภอรับรองแล้ว"
        SUPERSEDED = "superseded", "มีฉบับใหม่แทน"

    district = models.ForeignKey(District, models.PROTECT, verbose_name="อำเภอ")
    fiscal_year = models.PositiveSmallIntegerField("ปีงบประมาณ")
    number = models.PositiveSmallIntegerField("ฉบับที่", default=1)
    status = models.CharField("สถานะ", max_length=10, choices=Status, default=Status.DRAFT)
    note = models.TextField("หมายเหตุ", blank=True)
    revision = models.PositiveIntegerField(default=1)
    prepared_at = models.DateTimeField("เริ่มจัดทำเมื่อ")
    prepared_by = by_officer("จัดทำโดย")
    signed_at = models.DateTimeField("รับรองเมื่อ", null=True, blank=True)
    signed_by = by_officer("รับรองโดย", null=True)
    superseded_at = models.DateTimeField("มีฉบับใหม่แทนเมื่อ", null=True, blank=True)

    objects = EstimateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ประมาณการ"
        ordering = ["-fiscal_year", "district", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "fiscal_year", "number"], name="one_estimate_of_a_number"
            ),
            *(
                models.UniqueConstraint(
                    fields=["district", "fiscal_year"],
                    condition=Q(status=status),
                    name=f"one_{status}_estimate",
                )
                for status in ("draft", "signed")
            ),
            models.CheckConstraint(
                name="estimate_year_is_buddhist",
                condition=Q(fiscal_year__gte=2500, fiscal_year__lte=2700),
            ),
            models.CheckConstraint(
                name="estimate_status_with_stamps",
                condition=Q(status="draft", signed_at=None, signed_by=None, superseded_at=None)
                | Q(
                    status="signed",
                    signed_at__isnull=False,
                    signed_by__isnull=False,
                    superseded_at=None,
                )
                | Q(
                    status="superseded",
                    signed_at__isnull=False,
                    signed_by__isnull=False,
                    superseded_at__isnull=False,
                ),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="estimate_of_its_district",
                fields=["district", "fiscal_year", "number", "prepared_at", "prepared_by"],
            ),
            pgtrigger.Trigger(
                name="as_signed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__status__in=["signed", "superseded"]),
                func=_AS_SIGNED,
            ),
            pgtrigger.Protect(name="estimate_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return (
            f"ประมาณการ {self.district.titled_name} ปีงบประมาณ {self.fiscal_year} ฉบับที่ {self.number}"
        )

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def fiscal_months(self) -> list[date]:
        return fiscal_year_months(self.fiscal_year)


class EstimateDueQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """Every office reads the department's days; nobody unknown does."""
        return self.all() if getattr(user, "is_active", False) else self.none()


@tracked()
class EstimateDue(models.Model):
    """The day by which the department wants the estimates of a fiscal year signed."""

    fiscal_year = models.PositiveSmallIntegerField("ปีงบประมาณ", primary_key=True)
    due_on = models.DateField("ส่งประมาณการภายใน")
    set_at = models.DateTimeField("กำหนดเมื่อ")
    set_by = by_officer("กำหนดโดย")

    objects = EstimateDueQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "กำหนดส่งประมาณการ"
        ordering = ["-fiscal_year"]
        constraints = [
            models.CheckConstraint(
                name="estimate_due_year_is_buddhist",
                condition=Q(fiscal_year__gte=2500, fiscal_year__lte=2700),
            )
        ]

    def __str__(self):
        return f"ประมาณการ ปีงบประมาณ {self.fiscal_year} ส่งภายใน {day_short(self.due_on)}"


class OfEstimateQuerySet(AreaScopedQuerySet):
    district_path = "estimate__district"

    def visible_to(self, user) -> Self:
        return self.filter(estimate__in=Estimate.objects.visible_to(user))


def _amount(label: str) -> models.DecimalField:
    return models.DecimalField(
        label, max_digits=14, decimal_places=2, default=0, validators=[MinValueValidator(0)]
    )


class EstimateMonth(models.Model):
    """One month of an estimate: the four channels, baht, and its note. A month not filled in has no
    row."""

    estimate = models.ForeignKey(Estimate, models.PROTECT, related_name="months")
    month = models.DateField("เดือน")
    domestic_offline = _amount("ในประเทศ ออฟไลน์")
    domestic_online = _amount("ในประเทศ ออนไลน์")
    export_offline = _amount("ส่งออก ออฟไลน์")
    export_online = _amount("ส่งออก ออนไลน์")
    note = models.CharField("หมายเหตุ", max_length=200, blank=True)
    total = models.GeneratedField(
        expression=F("domestic_offline")
        + F("domestic_online")
        + F("export_offline")
        + F("export_online"),
        output_field=models.DecimalField("รวม", max_digits=16, decimal_places=2),
        db_persist=True,
    )

    objects = OfEstimateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "เดือนของประมาณการ"
        ordering = ["estimate", "month"]
        constraints = [
            models.UniqueConstraint(fields=["estimate", "month"], name="one_month_of_an_estimate"),
            models.CheckConstraint(
                name="estimate_not_negative",
                condition=Q(month__day=1, **{f"{channel}__gte": 0 for channel in CHANNELS}),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="month_of_draft",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func="""
    PERFORM 1 FROM targets_estimate
     WHERE id IN (NEW.estimate_id, OLD.estimate_id) ORDER BY id FOR SHARE;
    IF EXISTS (SELECT 1 FROM targets_estimate
                WHERE id IN (NEW.estimate_id, OLD.estimate_id) AND status <> 'draft') THEN
        RAISE EXCEPTION 'a signed estimate does not change' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP <> 'DELETE' AND NOT EXISTS (
        SELECT 1 FROM targets_estimate e WHERE e.id = NEW.estimate_id
           AND e.fiscal_year = extract(year FROM NEW.month + interval '3 months') + 543
    ) THEN
        RAISE EXCEPTION 'a month of another fiscal year' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
""",
            )
        ]

    def __str__(self):
        return f"{self.estimate_id} {self.month:%Y-%m}"

    @property
    def amounts(self) -> Amounts:
        return Amounts(*(Decimal(getattr(self, channel)) for channel in CHANNELS))


class EstimateStep(StepLine):
    """A step of an estimate: by whom, when, why; never changed afterwards."""

    class Name(models.TextChoices):
        BEGIN = "begin", "เริ่มจัดทำ"
        SIGN = "sign", "รับรอง"
        REVISE = "revise", "ทำฉบับใหม่"

    estimate = models.ForeignKey(Estimate, models.PROTECT, related_name="steps")
    name = models.CharField(max_length=10, choices=Name)

    objects = OfEstimateQuerySet.as_manager()

    class Meta(StepLine.Meta):
        verbose_name = verbose_name_plural = "ขั้นตอนของประมาณการ"
        triggers = unchanging("estimate_step_unchanging")

    def __str__(self):
        return f"{self.get_name_display()} {self.estimate_id}"
