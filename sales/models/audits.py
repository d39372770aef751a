"""The province's audit of a district's month: rows drawn by chance, each held against its evidence."""

from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from core.areas.scope import AreaScopedQuerySet
from core.history.trail import StepLine
from producers.models import Producer
from products.models import Category
from sales.models.months import DistrictMonth, of_confirmed_province
from sales.models.rows import SalesRow


class AuditSampleQuerySet(AreaScopedQuerySet):
    district_path = "district_month__district"

    def visible_to_department(self) -> Self:
        """As the figures: only of a province that confirmed."""
        return self.filter(
            of_confirmed_province("district_month__month", "district_month__district__province")
        )


class AuditSample(models.Model):
    """One draw. `drawn_from` is what it was drawn from, [[row id, satang], ...]: with the seed and
    the method anybody can draw again and find the same rows (sales.evidence.sampling).

    A second draw of a month needs a reason; the last one is in force, the others stay on record.
    """

    class Method(models.TextChoices):
        EQUAL = "equal", "ทุกรายการมีโอกาสเท่ากัน"
        BY_AMOUNT = "by_amount", "โอกาสตามจำนวนเงิน"

    district_month = models.ForeignKey(DistrictMonth, models.PROTECT, related_name="samples")
    number = models.PositiveSmallIntegerField("ครั้งที่")
    method = models.CharField("วิธีสุ่ม", max_length=10, choices=Method)
    seed = models.CharField("เลขสุ่ม", max_length=32)
    drawn_from = models.JSONField()
    drawn_at = models.DateTimeField("สุ่มเมื่อ")
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="สุ่มโดย"
    )
    reason = models.CharField("เหตุผลที่สุ่มใหม่", max_length=300, blank=True)

    objects = AuditSampleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "การสุ่มตรวจ"
        ordering = ["district_month", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["district_month", "number"], name="one_audit_sample_of_a_number"
            ),
            models.CheckConstraint(
                name="audit_sample_again_with_reason",
                condition=Q(number=1) | (Q(number__gt=1) & ~Q(reason="")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="unchanging", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self):
        return f"สุ่มตรวจครั้งที่ {self.number}"

    @property
    def population(self) -> int:
        return len(self.drawn_from)


class AuditItem(models.Model):
    """A drawn row: its figure (baht) at the time, and what the province found.

    The row may be taken out of a returned month; producer, category and figure stay.
    """

    seen_with = "sample"

    class Result(models.TextChoices):
        PENDING = "pending", "ยังตรวจไม่เสร็จ"
        MATCH = "match", "ตรง"
        MISMATCH = "mismatch", "ไม่ตรง"
        NO_EVIDENCE = "no_evidence", "ไม่มีหลักฐาน"

    sample = models.ForeignKey(AuditSample, models.PROTECT, related_name="items")
    place = models.PositiveSmallIntegerField("ลำดับที่สุ่มได้")
    row = models.ForeignKey(SalesRow, models.SET_NULL, null=True, related_name="audits")
    producer = models.ForeignKey(Producer, models.PROTECT)
    category = models.CharField(max_length=10, choices=Category)
    figure = models.DecimalField("ยอดเมื่อสุ่ม", max_digits=16, decimal_places=2)
    result = models.CharField("ผล", max_length=12, choices=Result, default=Result.PENDING)
    found_amount = models.DecimalField(
        "ยอดตามหลักฐาน", max_digits=16, decimal_places=2, null=True, blank=True
    )
    note = models.CharField("หมายเหตุ", max_length=300, blank=True)
    checked_at = models.DateTimeField("ตรวจเมื่อ", null=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["sample", "place"]
        constraints = [
            models.UniqueConstraint(fields=["sample", "place"], name="one_audit_item_of_a_place"),
            models.CheckConstraint(
                name="audit_result_with_stamps",
                condition=Q(result="pending", found_amount=None)
                | Q(checked_at__isnull=False, checked_by__isnull=False),
            ),
            models.CheckConstraint(
                name="audit_mismatch_says_what",
                condition=~Q(result="mismatch") | Q(found_amount__isnull=False) | ~Q(note=""),
            ),
            models.CheckConstraint(
                name="audit_found_only_in_mismatch",
                condition=Q(found_amount=None) | Q(result="mismatch", found_amount__gte=0),
            ),
        ]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]

    def __str__(self):
        return f"{self.producer} · {Category(self.category).label}"

    @property
    def category_short(self) -> str:
        return Category.short(self.category)


class AuditStep(StepLine):
    """One result as it was written down; never changed afterwards. Why it is so says its note."""

    seen_with = "item"

    reason = None  # type: ignore[assignment]  # Django's way to leave a column of the base out
    item = models.ForeignKey(AuditItem, models.PROTECT, related_name="steps")
    from_result = models.CharField(max_length=12)
    to_result = models.CharField(max_length=12, choices=AuditItem.Result)
    found_amount = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    note = models.CharField(max_length=300, blank=True)

    def __str__(self):
        return f"{self.item} {self.get_to_result_display()}"
