"""A plan of targets: one paper of a fiscal year, of a province by district or the nation by province.

Only `targets.workflow` assigns a status; the constraints refuse one without its stamps, and triggers
refuse any change of a plan that is no draft any more.
"""

from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from core.areas.models import District, Province
from core.areas.scope import Role
from core.history.trail import StepLine, unchanging
from targets.models.schemes import TargetScheme


def known(user, role: Role) -> bool:
    """Whether this is an active officer of the role, tied to its area."""
    if not getattr(user, "is_active", False) or getattr(user, "role", None) != role:
        return False
    return {
        Role.DISTRICT: bool(getattr(user, "district_id", None)),
        Role.PROVINCE: bool(getattr(user, "province_id", None)),
        Role.DEPARTMENT: True,
    }[role]


def by_officer(label: str, *, null: bool = False) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=null,
        blank=null,
        related_name="+",
        verbose_name=label,
    )


class TargetPlanQuerySet(models.QuerySet):
    # As below; of others also the version an approved one took the place of (core.areas.row_policies).
    area_sees = """CASE
        WHEN province_id = (SELECT seen_area()) THEN true
        WHEN province_id IS NULL OR province_id = left((SELECT seen_area()), 2)
            THEN status <> 'draft' AND (SELECT seen_area()) IS NOT NULL
        ELSE false END"""
    department_sees = "province_id IS NULL OR status <> 'draft'"

    def visible_to(self, user) -> Self:
        """The department: the nation's, and of provinces what they approved. A province: its own. A
        district: the approved ones of its province (of their figures only its own)."""
        settled = ~Q(status=TargetPlan.Status.DRAFT)
        if known(user, Role.DEPARTMENT):
            return self.filter(Q(province=None) | settled)
        if known(user, Role.PROVINCE):
            return self.filter(province=user.province_id)
        if known(user, Role.DISTRICT):
            return self.filter(
                status=TargetPlan.Status.APPROVED, province__districts=user.district_id
            )
        return self.none()

    def editable_by(self, user) -> Self:
        """Plans of the office that prepares them: a province its own, the department the nation's."""
        if known(user, Role.DEPARTMENT):
            return self.filter(province=None)
        return self.visible_to(user) if known(user, Role.PROVINCE) else self.none()

    def in_force(self) -> Self:
        return self.filter(status=TargetPlan.Status.APPROVED)


# What was approved stays as it was: only its being replaced by the next version is written to it.
_AS_APPROVED = """
    IF OLD.status = 'superseded' OR NEW.status NOT IN ('approved', 'superseded')
       OR NEW.revision <> OLD.revision OR NEW.totals_from <> OLD.totals_from
       OR NEW.approved_at <> OLD.approved_at OR NEW.approved_by_id <> OLD.approved_by_id THEN
        RAISE EXCEPTION 'an approved plan of targets does not change'
              USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
"""


class TargetPlan(models.Model):
    """One version of a year's targets with its three tables: the year, round 1, round 2.

    `province` is None for the nation's plan, by province. `revision` counts every change of a draft: a
    step concerns the revision its page showed.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "ร่าง"
        APPROVED = "approved", "อนุมัติแล้ว"
        SUPERSEDED = "superseded", "มีฉบับใหม่แทน"

    class TotalsFrom(models.TextChoices):
        HISTORY = "history", "รายได้ย้อนหลังของจังหวัด"
        DEPARTMENT = "department", "เป้าหมายที่กรมกำหนดให้จังหวัด"

    scheme = models.ForeignKey(
        TargetScheme, models.PROTECT, related_name="plans", verbose_name="ปีงบประมาณ"
    )
    province = models.ForeignKey(
        Province, models.PROTECT, null=True, blank=True, verbose_name="จังหวัด"
    )
    number = models.PositiveSmallIntegerField("ฉบับที่", default=1)
    status = models.CharField("สถานะ", max_length=10, choices=Status, default=Status.DRAFT)
    totals_from = models.CharField(
        "ยอดรวมจาก", max_length=10, choices=TotalsFrom, default=TotalsFrom.HISTORY
    )
    revision = models.PositiveIntegerField(default=1)
    prepared_at = models.DateTimeField("เริ่มจัดทำเมื่อ")
    prepared_by = by_officer("จัดทำโดย")
    approved_at = models.DateTimeField("อนุมัติเมื่อ", null=True, blank=True)
    approved_by = by_officer("อนุมัติโดย", null=True)
    superseded_at = models.DateTimeField("มีฉบับใหม่แทนเมื่อ", null=True, blank=True)

    objects = TargetPlanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "เป้าหมาย"
        ordering = ["-scheme", "province", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "province", "number"],
                name="one_plan_of_a_number",
                nulls_distinct=False,
            ),
            *(
                models.UniqueConstraint(
                    fields=["scheme", "province"],
                    condition=Q(status=status),
                    name=f"one_{status}_plan",
                    nulls_distinct=False,
                )
                for status in ("draft", "approved")
            ),
            models.CheckConstraint(
                name="plan_status_with_stamps",
                condition=Q(status="draft", approved_at=None, approved_by=None, superseded_at=None)
                | Q(
                    status="approved",
                    approved_at__isnull=False,
                    approved_by__isnull=False,
                    superseded_at=None,
                )
                | Q(
                    status="superseded",
                    approved_at__isnull=False,
                    approved_by__isnull=False,
                    superseded_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="nation_plan_sets_its_own_totals",
                condition=Q(province__isnull=False) | Q(totals_from="history"),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="plan_of_its_area",
                fields=["scheme", "province", "number", "prepared_at", "prepared_by"],
            ),
            pgtrigger.Trigger(
                name="as_approved",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__status__in=["approved", "superseded"]),
                func=_AS_APPROVED,
            ),
            pgtrigger.Protect(name="plan_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"เป้าหมาย {self.area_name} ปีงบประมาณ {self.fiscal_year} ฉบับที่ {self.number}"

    @property
    def fiscal_year(self) -> int:
        """พ.ศ."""
        return self.scheme_id

    @property
    def base_years(self) -> tuple[int, int, int]:
        """The last three fiscal years before its own."""
        year = self.fiscal_year
        return (year - 3, year - 2, year - 1)

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def of_nation(self) -> bool:
        return self.province_id is None

    @property
    def area_name(self) -> str:
        return self.province.titled_name if self.province else "ทั่วประเทศ"

    def areas(self) -> list[Province] | list[District]:
        """The rows of its tables in the order of every list: districts of the province, provinces of the
        nation."""
        if self.of_nation:
            return list(Province.objects.all())
        return list(District.objects.filter(province=self.province_id))


class TargetStepQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """With the plan; a district is not told how its province came to its figures."""
        if known(user, Role.DISTRICT):
            return self.none()
        return self.filter(plan__in=TargetPlan.objects.visible_to(user))


class TargetStep(StepLine):
    """What was done to a plan: by whom, when, why; never changed afterwards."""

    seen_with = "plan"

    class Name(models.TextChoices):
        PREPARE = "prepare", "เริ่มจัดทำ"
        PORTAL_BASES = "portal_bases", "ใช้ยอดจากระบบเป็นฐาน"
        UPLOADED_BASES = "uploaded_bases", "นำเข้าฐานจากไฟล์"
        CORRECT_BASE = "correct_base", "แก้ไขฐาน"
        TAKE_TOTALS = "take_totals", "เลือกยอดรวม"
        OVERRIDE = "override", "ปรับเป้าหมาย"
        RECONCILE = "reconcile", "ย้ายผลต่าง"
        APPROVE = "approve", "อนุมัติ"
        REOPEN = "reopen", "เปิดแก้ไขเป็นฉบับใหม่"

    plan = models.ForeignKey(TargetPlan, models.PROTECT, related_name="steps")
    name = models.CharField(max_length=20, choices=Name)
    told = models.CharField("สิ่งที่ทำ", max_length=300, blank=True)

    objects = TargetStepQuerySet.as_manager()

    class Meta(StepLine.Meta):
        verbose_name = verbose_name_plural = "ขั้นตอนของเป้าหมาย"
        triggers = unchanging("target_step_unchanging")

    def __str__(self):
        return f"{self.get_name_display()} {self.plan}"
