"""The figures of a plan, baht: the incomes it starts from, the totals to reach, the targets by area."""

from decimal import Decimal
from typing import Any, Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from core.areas.models import District, Province
from core.areas.scope import Role
from targets.models.plans import TargetPlan, by_officer, known
from targets.models.schemes import TargetLevel


class PlanPeriod(models.TextChoices):
    """The three tables of the letters; round 2 is the year less round 1."""

    YEAR = "year", "ทั้งปี"
    ROUND_1 = "round1", "รอบที่ 1"
    ROUND_2 = "round2", "รอบที่ 2"

    @property
    def months_told(self) -> str:
        return {"year": "ต.ค. - ก.ย.", "round1": "ต.ค. - มี.ค.", "round2": "เม.ย. - ก.ย."}[self]


class OfPlanQuerySet(models.QuerySet):
    """Figures of a plan: seen with it."""

    def visible_to(self, user) -> Self:
        return self.filter(plan__in=TargetPlan.objects.visible_to(user))


class ByAreaQuerySet(OfPlanQuerySet):
    def visible_to(self, user) -> Self:
        """With the plan; of a plan that is not its own only the own area: a district in its province's
        approved plan, a province in the nation's."""
        if known(user, Role.DISTRICT):
            return super().visible_to(user).filter(district=user.district_id)
        if known(user, Role.PROVINCE):
            approved = Q(plan__province=None, plan__status=TargetPlan.Status.APPROVED)
            return self.filter(
                Q(plan__province=user.province_id) | approved & Q(province=user.province_id)
            )
        return super().visible_to(user)


class TotalQuerySet(OfPlanQuerySet):
    def visible_to(self, user) -> Self:
        """With the plan; the totals of its province are not a district's."""
        return self.none() if known(user, Role.DISTRICT) else super().visible_to(user)


# The share lock makes an approval under way finish first.
_DRAFT_ONLY = """
    PERFORM 1 FROM targets_targetplan WHERE id IN (NEW.plan_id, OLD.plan_id) ORDER BY id FOR SHARE;
    IF EXISTS (SELECT 1 FROM targets_targetplan
                WHERE id IN (NEW.plan_id, OLD.plan_id) AND status <> 'draft') THEN
        RAISE EXCEPTION 'figures of an approved plan of targets do not change'
              USING ERRCODE = 'restrict_violation';
    END IF;
    {fits}
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""
_OF_ITS_AREA = """
    IF TG_OP <> 'DELETE' AND NOT EXISTS (
        SELECT 1 FROM targets_targetplan p WHERE p.id = NEW.plan_id AND CASE
            WHEN p.province_id IS NULL THEN NEW.province_id IS NOT NULL
            ELSE NEW.district_id IS NOT NULL AND left(NEW.district_id, 2) = p.province_id END
    ) THEN
        RAISE EXCEPTION 'an area that is not of the plan' USING ERRCODE = 'check_violation';
    END IF;
"""
_OF_ITS_SCHEME = """
    IF TG_OP <> 'DELETE' AND NOT EXISTS (
        SELECT 1 FROM targets_targetplan p JOIN targets_targetlevel l ON l.scheme_id = p.scheme_id
         WHERE p.id = NEW.plan_id AND l.id = NEW.level_id
    ) THEN
        RAISE EXCEPTION 'a level of another year' USING ERRCODE = 'check_violation';
    END IF;
"""


def _draft_only(name: str, *fits: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=_DRAFT_ONLY.format(fits="".join(fits)),
    )


def _baht(label: str, **kwargs) -> models.DecimalField:
    return models.DecimalField(label, max_digits=17, decimal_places=2, **kwargs)


def _area(model: type[models.Model], label: str) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        model, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


def _one_area(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(province=None, district__isnull=False)
        | Q(province__isnull=False, district=None),
    )


class OfArea(models.Model):
    """A figure of one area of a plan: a district of a province's, a province of the nation's."""

    seen_with = "plan"

    district = _area(District, "อำเภอ")
    province = _area(Province, "จังหวัด")

    objects = ByAreaQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def area_code(self) -> str:
        return self.district_id or self.province_id or ""  # one of the two, by constraint


class TargetBase(OfArea):
    """What an area earned in one of the years a plan starts from, and where the figure comes from.

    A correction stands beside the figure, with its reason. `months`: how many months of the portal's
    own history were confirmed.
    """

    class Source(models.TextChoices):
        PORTAL = "portal", "ยอดจากระบบ"
        UPLOADED = "uploaded", "นำเข้าจากไฟล์"

    PERIODS = ((PlanPeriod.YEAR, "ทั้งปี"), (PlanPeriod.ROUND_1, "รอบที่ 1"))

    plan = models.ForeignKey(TargetPlan, models.PROTECT, related_name="bases")
    period = models.CharField("ช่วง", max_length=10, choices=PERIODS)
    fiscal_year = models.PositiveSmallIntegerField("ปีงบประมาณ")
    income = _baht("รายได้")
    source = models.CharField("ที่มา", max_length=10, choices=Source)
    months = models.PositiveSmallIntegerField("เดือนที่ยืนยันแล้ว", null=True, blank=True)
    corrected = _baht("แก้ไขเป็น", null=True, blank=True)
    reason = models.CharField("เหตุผล", max_length=300, blank=True)
    corrected_by = by_officer("แก้ไขโดย", null=True)
    corrected_at = models.DateTimeField("แก้ไขเมื่อ", null=True, blank=True)
    amount = models.GeneratedField(
        expression=Coalesce(F("corrected"), F("income")),
        output_field=_baht("ใช้คำนวณ"),
        db_persist=True,
    )

    class Meta:
        verbose_name = verbose_name_plural = "ฐานของเป้าหมาย"
        constraints = [
            _one_area("base_of_one_area"),
            models.UniqueConstraint(
                fields=["plan", "period", "fiscal_year", "district", "province"],
                name="one_base_of_an_area",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="base_not_negative",
                condition=Q(income__gte=0) & (Q(corrected=None) | Q(corrected__gte=0)),
            ),
            models.CheckConstraint(
                name="base_corrected_with_reason",
                condition=Q(corrected=None, reason="", corrected_by=None, corrected_at=None)
                | Q(
                    corrected__isnull=False,
                    corrected_by__isnull=False,
                    corrected_at__isnull=False,
                )
                & ~Q(reason=""),
            ),
        ]
        triggers = [_draft_only("base_of_draft", _OF_ITS_AREA)]

    def __str__(self):
        return f"{self.area_code} {self.fiscal_year}"

    @property
    def is_known(self) -> bool:
        """Whether there is a figure at all: of a year without one confirmed month the portal knows none,
        which is not an income of 0."""
        return self.months != 0 or self.corrected is not None

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the portal's own history is missing in it, or somebody said what it is."""
        full = 12 if self.period == PlanPeriod.YEAR else 6
        return self.months is None or self.months >= full or self.corrected is not None


class TargetTotal(models.Model):
    """What the areas of a plan have to reach together at one level, whole baht."""

    seen_with = "plan"

    plan = models.ForeignKey(TargetPlan, models.PROTECT, related_name="totals")
    period = models.CharField("ช่วง", max_length=10, choices=PlanPeriod)
    level = models.ForeignKey(TargetLevel, models.PROTECT, related_name="+")
    amount = _baht("ยอดรวม")

    objects = TotalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ยอดรวมของเป้าหมาย"
        constraints = [
            models.UniqueConstraint(fields=["plan", "period", "level"], name="one_total_of_a_level")
        ]
        triggers = [_draft_only("total_of_draft", _OF_ITS_SCHEME)]

    def __str__(self):
        return f"{self.plan_id} {self.period} {self.level_id}"


class TargetCell(OfArea):
    """The target of one area at one level: as computed, or as an office set it by hand and why."""

    plan = models.ForeignKey(TargetPlan, models.PROTECT, related_name="cells")
    period = models.CharField("ช่วง", max_length=10, choices=PlanPeriod)
    level = models.ForeignKey(TargetLevel, models.PROTECT, related_name="+")
    computed = _baht("คำนวณได้")
    override = _baht("ปรับเป็น", null=True, blank=True)
    reason = models.CharField("เหตุผล", max_length=300, blank=True)
    overridden_by = by_officer("ปรับโดย", null=True)
    overridden_at = models.DateTimeField("ปรับเมื่อ", null=True, blank=True)
    amount = models.GeneratedField(
        expression=Coalesce(F("override"), F("computed")),
        output_field=_baht("เป้าหมาย"),
        db_persist=True,
    )

    class Meta:
        verbose_name = verbose_name_plural = "เป้าหมายของพื้นที่"
        constraints = [
            _one_area("cell_of_one_area"),
            models.UniqueConstraint(
                fields=["plan", "period", "level", "district", "province"],
                name="one_cell_of_an_area",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="override_not_negative", condition=Q(override=None) | Q(override__gte=0)
            ),
            models.CheckConstraint(
                name="override_with_reason",
                condition=Q(override=None, reason="", overridden_by=None, overridden_at=None)
                | Q(
                    override__isnull=False,
                    overridden_by__isnull=False,
                    overridden_at__isnull=False,
                )
                & ~Q(reason=""),
            ),
        ]
        triggers = [_draft_only("cell_of_draft", _OF_ITS_AREA, _OF_ITS_SCHEME)]

    def __str__(self):
        return f"{self.area_code} {self.period} {self.level_id}"

    @property
    def target(self) -> Decimal:
        """Whole baht, before and after a save."""
        return self.computed if self.override is None else self.override
