"""The Quadrant of products as kept (DOMAIN.md 3): schemes with their rules, and every assessment made.

The arithmetic is in products.quadrant; assessments are written by products.assessment alone.
"""

from collections.abc import Sequence
from datetime import date
from typing import Self

import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from core.areas.scope import AreaScopedQuerySet
from core.history.tracking import tracked
from core.thai import calendar
from products.models.products import Product
from products.quadrant import Scheme

NONE_MET = "ไม่เข้าเกณฑ์ใด"


class QuadrantSchemeQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """Every office reads the schemes; nobody unknown does."""
        return self.all() if getattr(user, "is_active", False) else self.none()

    def in_force(self, day: date | None = None) -> "QuadrantScheme | None":
        """The scheme assessments of this day are made by; today's unless said."""
        begun = self.filter(effective_from__lte=day or calendar.today())
        return begun.order_by("-effective_from", "-pk").first()


@tracked()
class QuadrantScheme(models.Model):
    """One version of the questions and rules; its rules stay as they are once it was used."""

    name = models.CharField("ชื่อเกณฑ์", max_length=100)
    version = models.CharField("รุ่น", max_length=20)
    effective_from = models.DateField("ใช้ตั้งแต่")
    default_result = models.CharField(
        "เมื่อไม่เข้าเกณฑ์ใด ให้อยู่กลุ่ม",
        max_length=1,
        choices=Product.Quadrant,
        blank=True,
        help_text="เว้นว่าง: ยังไม่จัดกลุ่ม",
    )
    aspects = models.JSONField("คำถามและคำตอบ")
    rules = models.JSONField("กติกา")

    objects = QuadrantSchemeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "เกณฑ์จัดกลุ่ม (Quadrant)"
        ordering = ["-effective_from", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "name",
                "version",
                name="quadrant_scheme_version",
                violation_error_message="มีเกณฑ์ชื่อและรุ่นนี้แล้ว ใส่เลขรุ่นใหม่",
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="rules_of_the_used_stay",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=pgtrigger.Func(
                    """
                    IF EXISTS (SELECT FROM products_assessment WHERE scheme_id = OLD.id)
                       AND (TG_OP = 'DELETE' OR OLD.rules IS DISTINCT FROM NEW.rules) THEN
                        RAISE EXCEPTION 'assessments were made by quadrant scheme %', OLD.id;
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                    """
                ),
            )
        ]

    def __str__(self):
        return f"{self.name} รุ่น {self.version}"

    def clean(self):
        """Questions and rules that fit together; of a used scheme only the wordings may change."""
        try:
            scheme = self.scheme
            known = {aspect.key: aspect.codes for aspect in scheme.aspects}
            fits = bool(scheme.aspects) and all(
                codes <= known.get(key, frozenset())
                for rule in scheme.rules
                for key, codes in rule.allowed.items()
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ValidationError(
                "อ่านคำถามหรือกติกาไม่ได้ ใช้รูปแบบเดียวกับเกณฑ์รุ่นก่อน แล้วแก้เฉพาะข้อความและรหัสคำตอบ"
            ) from error
        if not fits or not {rule.result for rule in scheme.rules} <= set(Product.Quadrant.values):
            raise ValidationError({"rules": "กติกาอ้างคำถาม คำตอบ หรือกลุ่มที่ไม่มีในเกณฑ์นี้"})
        if overlaps := scheme.overlaps():
            both = " กับ ".join(overlaps[0])
            raise ValidationError({"rules": f"คำตอบชุดเดียวกันเข้าได้ทั้งกลุ่ม {both} แก้ให้เข้าได้กลุ่มเดียว"})
        if self.is_used:
            before = type(self).objects.get(pk=self.pk).scheme
            if [(one.key, one.codes) for one in before.aspects] != [
                (one.key, one.codes) for one in scheme.aspects
            ]:
                raise ValidationError(
                    {"aspects": "ใช้ประเมินแล้ว แก้ได้เฉพาะข้อความ ถ้าเปลี่ยนข้อหรือรหัสให้เพิ่มรุ่นใหม่"}
                )

    @property
    def scheme(self) -> Scheme:
        return Scheme.from_data(self.aspects, self.rules)

    @property
    def is_used(self) -> bool:
        return self.pk is not None and self.assessments.exists()

    def result_title(self, result: str) -> str:
        """A ดาวเด่นสู่สากล; for no group, that it is in none."""
        titles = {rule["result"]: rule["title"] for rule in self.rules}
        return f"{result} {titles.get(result, '')}".strip() if result else "ไม่จัดกลุ่ม"


class AssessmentQuerySet(AreaScopedQuerySet):
    district_path = "product__producer__district"

    def latest_first(self) -> Self:
        """The one that counts stands first: by its day, then as they were recorded."""
        return self.order_by("-assessed_on", "-pk")


class Assessment(models.Model):
    """One assessment of a product, never changed afterwards.

    `computed` is what the rules gave ("" for none met), `proposed` that or the scheme's default,
    `result` what was decided: another than the proposed only with a reason.
    """

    product = models.ForeignKey(Product, models.PROTECT, related_name="assessments")
    scheme = models.ForeignKey(QuadrantScheme, models.PROTECT, related_name="assessments")
    answers = models.JSONField("คำตอบ")
    computed = models.CharField("ผลตามเกณฑ์", max_length=1, choices=Product.Quadrant, blank=True)
    proposed = models.CharField("กลุ่มที่เสนอ", max_length=1, choices=Product.Quadrant, blank=True)
    result = models.CharField("กลุ่ม", max_length=1, choices=Product.Quadrant, blank=True)
    reason = models.CharField("เหตุผลที่ต่างจากเกณฑ์", max_length=500, blank=True)
    assessed_on = models.DateField("วันที่ประเมิน")
    at = models.DateTimeField("บันทึกเมื่อ")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="ผู้ประเมิน"
    )

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "การประเมิน Quadrant"
        ordering = ["-assessed_on", "-pk"]
        indexes = [
            models.Index(fields=["product", "-assessed_on", "-id"], name="assessment_latest")
        ]
        constraints = [
            models.CheckConstraint(
                name="assessment_differs_only_with_reason",
                condition=Q(result=F("proposed")) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="assessment_proposes_what_it_computed",
                condition=Q(computed="") | Q(proposed=F("computed")),
            ),
        ]
        triggers = [
            # Of its columns only the product may change: two records of one product are merged.
            pgtrigger.Protect(
                name="unchanging",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["product"]),
            ),
            pgtrigger.Protect(name="lasting", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.product} {self.result or NONE_MET} {calendar.day_short(self.assessed_on)}"

    @property
    def is_overridden(self) -> bool:
        return self.result != self.proposed

    @property
    def computed_word(self) -> str:
        return self.computed or NONE_MET

    @property
    def result_title(self) -> str:
        return self.scheme.result_title(self.result)

    @property
    def answered(self) -> Sequence[tuple[str, str]]:
        """Each question's title with the words of the answer given."""
        return [
            (aspect.title, next(one.text for one in aspect.answers if one.code == code))
            for aspect in self.scheme.scheme.aspects
            if (code := self.answers.get(aspect.key)) in aspect.codes
        ]
