"""The Quadrant and the four-colour OTOP mark of products as kept (DOMAIN.md 3): schemes with their
rules, and every assessment made.

The arithmetic is in products.quadrant; assessments are written by products.assessment alone.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
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
from products.models.parts import validate_known_era, validate_past_day
from products.models.products import Product
from products.quadrant import Scheme
from products.starting_values import QUADRANT_RESULTS

NONE_MET = "ไม่เข้าเกณฑ์ใด"
LONGEST_RESULT = 30


def four_groups() -> list[dict[str, str]]:
    """The results of a Quadrant scheme: A-D with their names."""
    return deepcopy(QUADRANT_RESULTS)


class SchemeKind(models.TextChoices):
    """What an assessment is of. Each kind has its own scheme in force and its own latest assessment."""

    QUADRANT = "quadrant", "การจัดกลุ่ม (Quadrant)"
    MARK = "mark", "เครื่องหมาย OTOP"


class QuadrantSchemeQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """Every office reads the schemes; nobody unknown does."""
        return self.all() if getattr(user, "is_active", False) else self.none()

    def in_force(
        self, day: date | None = None, kind: str = SchemeKind.QUADRANT
    ) -> "QuadrantScheme | None":
        """The scheme assessments of this kind and day are made by; today's Quadrant unless said."""
        begun = self.filter(kind=kind, effective_from__lte=day or calendar.today())
        return begun.order_by("-effective_from", "-pk").first()


@tracked()
class QuadrantScheme(models.Model):
    """One version of the questions, results and rules of the Quadrant, or of the OTOP mark; its rules
    stay as they are once it was used.

    A Quadrant has the results A-D, which the nation's table counts. Those of the mark are what the
    department types; without questions or rules its result is chosen by hand. A mark without a day to
    begin is not in force: so it is shipped, since its criteria are not published.
    """

    Kind = SchemeKind

    kind = models.CharField("ใช้กับ", max_length=10, choices=SchemeKind, default=SchemeKind.QUADRANT)
    name = models.CharField("ชื่อเกณฑ์", max_length=100)
    version = models.CharField("รุ่น", max_length=20)
    effective_from = models.DateField(
        "ใช้ตั้งแต่", null=True, blank=True, help_text="เว้นว่างไว้หากยังไม่ใช้ (เฉพาะเครื่องหมาย OTOP)"
    )
    results = models.JSONField("ผลที่เป็นไปได้", default=four_groups, blank=True)
    default_result = models.CharField(
        "เมื่อไม่เข้าเกณฑ์ใด ให้อยู่กลุ่ม",
        max_length=LONGEST_RESULT,
        blank=True,
        help_text="เว้นว่างไว้หากไม่ต้องการจัดกลุ่ม",
    )
    aspects = models.JSONField("คำถามและคำตอบ", default=list, blank=True)
    rules = models.JSONField("กติกา", default=list, blank=True)

    objects = QuadrantSchemeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "เกณฑ์ประเมินผลิตภัณฑ์ (Quadrant เครื่องหมาย OTOP)"
        ordering = [F("effective_from").desc(nulls_last=True), "-pk"]
        constraints = [
            models.CheckConstraint(
                name="quadrant_scheme_has_its_day",
                condition=~Q(kind=SchemeKind.QUADRANT) | Q(effective_from__isnull=False),
                violation_error_message="เกณฑ์ Quadrant ต้องบอกวันที่เริ่มใช้",
            ),
            models.CheckConstraint(
                name="scheme_in_force_has_results",
                condition=Q(effective_from=None) | ~Q(results=[]),
                violation_error_message="ใส่ผลที่เป็นไปได้ก่อนกำหนดวันที่เริ่มใช้",
            ),
            models.UniqueConstraint(
                "name",
                "version",
                name="quadrant_scheme_version",
                violation_error_message="มีเกณฑ์ชื่อและรุ่นนี้แล้ว ใส่เลขรุ่นใหม่",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="rules_of_the_used_stay",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=pgtrigger.Func(
                    """
                    IF EXISTS (SELECT FROM products_assessment WHERE scheme_id = OLD.id)
                       AND (TG_OP = 'DELETE' OR OLD.rules IS DISTINCT FROM NEW.rules
                            OR OLD.kind <> NEW.kind) THEN
                        RAISE EXCEPTION 'assessments were made by quadrant scheme %', OLD.id;
                    END IF;
                    IF TG_OP = 'UPDATE' AND OLD.results IS DISTINCT FROM NEW.results
                       AND EXISTS (
                           SELECT FROM products_assessment
                            WHERE scheme_id = OLD.id AND result <> ''
                              AND NOT NEW.results
                                      @> jsonb_build_array(jsonb_build_object('code', result))
                       ) THEN
                        RAISE EXCEPTION 'results were given by quadrant scheme %', OLD.id;
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
        """Questions, results and rules that fit together; of a used scheme only the wordings change."""
        self._check_results()
        try:
            scheme = self.scheme
            known = {aspect.key: aspect.codes for aspect in scheme.aspects}
            fits = bool(scheme.aspects or self.is_mark) and all(
                codes <= known.get(key, frozenset())
                for rule in scheme.rules
                for key, codes in rule.allowed.items()
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ValidationError(
                "อ่านคำถามหรือกติกาไม่ได้ ใช้รูปแบบเดียวกับเกณฑ์รุ่นก่อน แล้วแก้เฉพาะข้อความและรหัสคำตอบ"
            ) from error
        if not fits or not {rule.result for rule in scheme.rules} <= set(self.result_titles):
            raise ValidationError({"rules": "กติกาอ้างคำถาม คำตอบ หรือกลุ่มที่ไม่มีในเกณฑ์นี้"})
        if overlaps := scheme.overlaps():
            both = " กับ ".join(overlaps[0])
            raise ValidationError({"rules": f"คำตอบชุดเดียวกันเข้าได้ทั้งกลุ่ม {both} แก้ให้เข้าได้กลุ่มเดียว"})
        if self.default_result and self.default_result not in self.result_titles:
            raise ValidationError({"default_result": "เลือกจากผลที่เป็นไปได้ของเกณฑ์นี้ หรือเว้นว่าง"})
        if self.is_used:
            self._check_used(scheme)

    def _check_results(self) -> None:
        """A list of code and title, each code once; the Quadrant's are A-D."""
        try:
            codes = [str(one["code"]) for one in self.results]
            sound = all(
                isinstance(one["code"], str)
                and one["code"].strip()
                and isinstance(one["title"], str)
                for one in self.results
            )
        except (KeyError, TypeError) as error:
            raise ValidationError({"results": "อ่านผลที่เป็นไปได้ไม่ได้ ใส่บรรทัดละหนึ่งผล"}) from error
        if not sound or len(set(codes)) != len(codes):
            raise ValidationError({"results": "ผลต้องมีชื่อ และไม่ซ้ำกัน"})
        if any(len(code) > LONGEST_RESULT for code in codes):
            raise ValidationError({"results": f"ชื่อผลยาวได้ไม่เกิน {LONGEST_RESULT} ตัวอักษร"})
        if not self.is_mark and sorted(codes) != sorted(Product.Quadrant.values):
            raise ValidationError({"results": "Quadrant มีผล A B C D เท่านั้น ทะเบียนรายจังหวัดนับตามนี้"})

    def _check_used(self, scheme: Scheme) -> None:
        before = type(self).objects.get(pk=self.pk)
        if [(one.key, one.codes) for one in before.scheme.aspects] != [
            (one.key, one.codes) for one in scheme.aspects
        ]:
            raise ValidationError(
                {"aspects": "ใช้ประเมินแล้ว แก้ได้เฉพาะข้อความ ถ้าเปลี่ยนข้อหรือรหัสให้เพิ่มรุ่นใหม่"}
            )
        given = set(self.assessments.exclude(result="").values_list("result", flat=True))
        if missing := sorted(given - set(self.result_titles)):
            raise ValidationError(
                {"results": f"มีผลิตภัณฑ์ได้ผล “{missing[0]}” แล้ว เอาออกหรือเปลี่ยนชื่อไม่ได้ ให้เพิ่มรุ่นใหม่"}
            )

    @property
    def is_mark(self) -> bool:
        return self.kind == SchemeKind.MARK

    @property
    def is_by_hand(self) -> bool:
        """Whether no rule gives a result, so that a person chooses it, with a reason."""
        return not self.rules

    @property
    def result_titles(self) -> Mapping[str, str]:
        """The results an assessment can have, and what they are called."""
        return {one["code"]: one["title"] for one in self.results}

    @property
    def scheme(self) -> Scheme:
        return Scheme.from_data(self.aspects, self.rules)

    @property
    def is_used(self) -> bool:
        return self.pk is not None and self.assessments.exists()

    def result_title(self, result: str) -> str:
        """A ดาวเด่นสู่สากล; for no group, that it is in none."""
        if not result:
            return "ไม่ได้เครื่องหมาย" if self.is_mark else "ไม่จัดกลุ่ม"
        titles = {rule["result"]: rule["title"] for rule in self.rules}
        title = titles.get(result) or self.result_titles.get(result, "")
        return f"{result} {title}".strip()


class AssessmentQuerySet(AreaScopedQuerySet):
    district_path = "product__producer__district"

    def of_kind(self, kind: str) -> Self:
        """Those of the Quadrant, or of the mark."""
        return self.filter(scheme__kind=kind)

    def latest_first(self) -> Self:
        """The one that counts stands first: by its day, then as they were recorded."""
        return self.order_by("-assessed_on", "-pk")


class Assessment(models.Model):
    """One assessment of a product by a scheme of the Quadrant or of the mark, never changed afterwards.

    `computed` is what the rules gave ("" for none met), `proposed` that or the scheme's default,
    `result` what was decided: another than the proposed only with a reason. All three are results of
    the scheme. The mark's has its certificate: number, issued on, expires on.
    """

    product = models.ForeignKey(Product, models.PROTECT, related_name="assessments")
    scheme = models.ForeignKey(QuadrantScheme, models.PROTECT, related_name="assessments")
    answers = models.JSONField("คำตอบ", default=dict)
    computed = models.CharField("ผลตามเกณฑ์", max_length=LONGEST_RESULT, blank=True)
    proposed = models.CharField("กลุ่มที่เสนอ", max_length=LONGEST_RESULT, blank=True)
    result = models.CharField("กลุ่ม", max_length=LONGEST_RESULT, blank=True)
    reason = models.CharField("เหตุผลที่ต่างจากเกณฑ์", max_length=500, blank=True)
    certificate_number = models.CharField("เลขที่ใบรับรอง", max_length=60, blank=True)
    issued_on = models.DateField(
        "วันที่ออก (พ.ศ.)", null=True, blank=True, validators=[validate_past_day]
    )
    expires_on = models.DateField(
        "วันหมดอายุ (พ.ศ.)", null=True, blank=True, validators=[validate_known_era]
    )
    assessed_on = models.DateField("วันที่ประเมิน")
    at = models.DateTimeField("บันทึกเมื่อ")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="ผู้ประเมิน"
    )

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "การประเมิน Quadrant และเครื่องหมาย OTOP"
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
            models.CheckConstraint(
                name="assessment_certificate_of_a_result",
                condition=~Q(result="") | Q(certificate_number="", issued_on=None, expires_on=None),
            ),
            models.CheckConstraint(
                name="assessment_expires_after_issue",
                condition=Q(issued_on=None)
                | Q(expires_on=None)
                | Q(expires_on__gte=F("issued_on")),
            ),
        ]
        triggers = [
            # The scheme is locked: nobody takes a result out of it meanwhile.
            pgtrigger.Trigger(
                name="of_its_scheme",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("scheme", "products_quadrantscheme%ROWTYPE"), ("given", "text")],
                func="""
                    SELECT * INTO scheme FROM products_quadrantscheme
                     WHERE id = NEW.scheme_id FOR SHARE;
                    FOREACH given IN ARRAY ARRAY[NEW.computed, NEW.proposed, NEW.result] LOOP
                        IF given <> '' AND (
                            (scheme.kind = 'quadrant' AND given NOT IN ('A', 'B', 'C', 'D'))
                            OR NOT scheme.results
                                   @> jsonb_build_array(jsonb_build_object('code', given))
                        ) THEN
                            RAISE EXCEPTION '% is no result of scheme %', given, scheme.id
                                USING ERRCODE = 'check_violation';
                        END IF;
                    END LOOP;
                    IF scheme.kind <> 'mark' AND (NEW.certificate_number <> ''
                       OR NEW.issued_on IS NOT NULL OR NEW.expires_on IS NOT NULL) THEN
                        RAISE EXCEPTION 'a quadrant has no certificate'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            # Of its columns only the product may change: two records of one product are merged.
            pgtrigger.Protect(
                name="unchanging",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["product"]),
            ),
            pgtrigger.Protect(name="lasting", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        """เขียว เลขที่ 12/2569 หมดอายุ 31 ธ.ค. 2571; without a certificate the day of the assessment."""
        said = [self.result or NONE_MET]
        if self.certificate_number:
            said.append(f"เลขที่ {self.certificate_number}")
        if self.expires_on:
            said.append(f"หมดอายุ {calendar.day_short(self.expires_on)}")
        if len(said) == 1:
            said.append(calendar.day_short(self.assessed_on))
        return " ".join(said)

    @property
    def is_in_force(self) -> bool:
        """Whether it gives something, and its certificate has not expired."""
        return bool(self.result) and (
            self.expires_on is None or self.expires_on >= calendar.today()
        )

    @property
    def validity(self) -> str:
        """ออก 1 ต.ค. 2568 · หมดอายุ 30 ก.ย. 2571; what is not known is left out."""
        days = {"ออก": self.issued_on, "หมดอายุ": self.expires_on}
        return " · ".join(f"{word} {calendar.day_short(day)}" for word, day in days.items() if day)

    @property
    def is_overridden(self) -> bool:
        return self.result != self.proposed

    @property
    def computed_word(self) -> str:
        """What the rules gave; of a mark that no rule was asked about, that none was."""
        asked = self.answers and not self.scheme.is_by_hand
        return self.computed or (NONE_MET if asked else "ไม่ได้ใช้กติกา")

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
