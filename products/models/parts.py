"""The repeating parts of a product's record (DOMAIN.md 3, sections 5, 9, 10, 12, 13)."""

import uuid
from datetime import date
from decimal import Decimal
from typing import Any, Self, cast

import pgtrigger
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from core.areas.scope import AreaScopedQuerySet
from core.history.tracking import tracked
from core.thai import calendar
from core.thai.years import ThaiYearField
from producers.models import Agency, Programme
from products.models.products import Product, not_negative, positive_amount
from products.models.references import IntellectualPropertyKind, Standard
from registration.models.records import touches_record

EARLIEST_PAPER = 2500  # no certificate of a product that is made today is older
LONGEST_VALID = 50  # years


class PartQuerySet(AreaScopedQuerySet):
    district_path = "product__producer__district"


def validate_past_day(day: date) -> None:
    """Refuses a day still to come, and one before the oldest paper of the programme."""
    if day > calendar.today():
        raise ValidationError(f"วันที่ {calendar.day_short(day)} ยังมาไม่ถึง ตรวจปี พ.ศ. อีกครั้ง")
    validate_known_era(day)


def validate_known_era(day: date) -> None:
    """Refuses a year that no paper of ours has, such as one digit mistyped."""
    year = calendar.buddhist_year(day)
    if not EARLIEST_PAPER <= year <= calendar.buddhist_year(calendar.today()) + LONGEST_VALID:
        raise ValidationError(f"ปี พ.ศ. {year} ไม่น่าเป็นไปได้ ตรวจอีกครั้ง")


class HeldStandardQuerySet(PartQuerySet):
    def in_force(self) -> Self:
        """Those not expired today; one without an end is in force."""
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=calendar.today()))

    def not_assessed(self) -> Self:
        """Those recorded after the last Quadrant of their product was assessed, or of one never
        assessed."""
        assessments = cast(Any, Product._meta.get_field("assessments")).related_model.objects
        seen = assessments.of_kind("quadrant").filter(
            product=OuterRef("product"), at__gte=OuterRef("recorded_at")
        )
        return self.exclude(Exists(seen))


def certificate_name(held: "HeldStandard", filename: str) -> str:
    """A random name: certificates are reached through the portal, not guessed."""
    return f"certificates/{uuid.uuid4().hex}{filename[filename.rfind('.') :].lower()}"


@tracked(part_of="product")
class HeldStandard(models.Model):
    """มาตรฐานที่ได้รับ (section 5), with the certificate's file."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="standards")
    standard = models.ForeignKey(Standard, models.PROTECT, verbose_name="มาตรฐาน")
    number = models.CharField("เลขที่ใบรับรอง", max_length=60, blank=True)
    issued_on = models.DateField(
        "วันที่ออก (พ.ศ.)", null=True, blank=True, validators=[validate_past_day]
    )
    expires_on = models.DateField(
        "วันหมดอายุ (พ.ศ.)", null=True, blank=True, validators=[validate_known_era]
    )
    file = models.FileField("ไฟล์ใบรับรอง", upload_to=certificate_name, blank=True)
    recorded_at = models.DateTimeField("บันทึกเมื่อ", default=timezone.now, editable=False)

    objects = HeldStandardQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "มาตรฐาน"
        ordering = ["standard__position", "-issued_on", "pk"]
        triggers = touches_record("product")
        constraints = [
            models.CheckConstraint(
                name="product_standard_expires_after_issue",
                condition=Q(issued_on=None)
                | Q(expires_on=None)
                | Q(expires_on__gte=F("issued_on")),
            ),
            models.UniqueConstraint(
                "product",
                "standard",
                "number",
                name="product_standard_once",
                violation_error_message="มีมาตรฐานและเลขที่นี้แล้ว",
            ),
        ]

    def __str__(self):
        return f"{self.standard} {self.number}".strip()

    def clean(self):
        if self.issued_on and self.expires_on and self.expires_on < self.issued_on:
            issued = calendar.day_short(self.issued_on)
            raise ValidationError(
                {"expires_on": f"วันหมดอายุอยู่ก่อนวันที่ออก ({issued}) ตรวจวันทั้งสองอีกครั้ง"}
            )

    @property
    def is_in_force(self) -> bool:
        return self.expires_on is None or self.expires_on >= calendar.today()


@tracked(part_of="product")
class Award(models.Model):
    """รางวัลที่ได้รับ (section 9)"""

    product = models.ForeignKey(Product, models.CASCADE, related_name="awards")
    name = models.CharField("ชื่อรางวัล", max_length=255)
    year = ThaiYearField("ปี พ.ศ.")
    giver = models.CharField("หน่วยงานที่มอบ", max_length=255, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "รางวัล"
        ordering = ["-year", "pk"]
        triggers = touches_record("product")
        constraints = [
            models.UniqueConstraint(
                "product",
                "name",
                "year",
                name="product_award_once_a_year",
                violation_error_message="มีรางวัลนี้ของปีเดียวกันแล้ว",
            )
        ]

    def __str__(self):
        return f"{self.name} {self.year}"


@tracked(part_of="product")
class ProductProject(models.Model):
    """โครงการที่เข้าร่วม (section 10)"""

    product = models.ForeignKey(Product, models.CASCADE, related_name="projects")
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="+", verbose_name="โครงการ"
    )
    year = ThaiYearField("ปี พ.ศ.")
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="หน่วยงาน"
    )

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "โครงการที่เข้าร่วม"
        ordering = ["-year", "pk"]
        triggers = touches_record("product")
        constraints = [
            models.UniqueConstraint(
                "product",
                "programme",
                "year",
                name="product_project_once_a_year",
                violation_error_message="มีโครงการนี้ของปีเดียวกันแล้ว",
            )
        ]

    def __str__(self):
        return f"{self.programme} {self.year}"


def follows_prices() -> list[pgtrigger.Trigger]:
    """The product's price is the lowest retail price of its rows, whatever path they come by."""
    tables = {
        "insert": (pgtrigger.Insert, pgtrigger.Referencing(new="new_rows"), "new_rows"),
        "delete": (pgtrigger.Delete, pgtrigger.Referencing(old="old_rows"), "old_rows"),
        "update": (
            pgtrigger.Update,
            pgtrigger.Referencing(old="old_rows", new="new_rows"),
            "(SELECT product_id FROM old_rows UNION SELECT product_id FROM new_rows) AS both_rows",
        ),
    }
    return [
        pgtrigger.Trigger(
            name=f"price_follows_{name}",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=referencing,
            func=f"""
                UPDATE products_product SET price = lowest.retail
                  FROM (SELECT changed.product_id, min(kept.retail) AS retail
                          FROM (SELECT DISTINCT product_id FROM {rows}) AS changed
                          LEFT JOIN products_price AS kept USING (product_id)
                         GROUP BY changed.product_id) AS lowest
                 WHERE products_product.id = lowest.product_id
                   AND products_product.price IS DISTINCT FROM lowest.retail;
                RETURN NULL;
            """,  # noqa: S608  (names of this module)
        )
        for name, (operation, referencing, rows) in tables.items()
    ]


@tracked(part_of="product")
class Price(models.Model):
    """ราคา of one size or form (section 12), in baht."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="prices")
    detail = models.CharField("ขนาด รูปแบบ", max_length=150, help_text="เช่น ถุง 250 กรัม")
    retail = models.DecimalField(
        "ราคาปลีก (บาท)",
        max_digits=14,
        decimal_places=2,
        validators=[MinValueValidator(Decimal(0), "ต้องไม่ติดลบ ใส่ 0 ขึ้นไป")],
    )
    wholesale = positive_amount("ราคาส่ง (บาท)")

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ราคา"
        ordering = ["pk"]
        triggers = [*touches_record("product"), *follows_prices()]
        constraints = [
            models.CheckConstraint(
                condition=Q(retail__gte=0) & not_negative("wholesale"),
                name="product_prices_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(wholesale=None) | Q(wholesale__lte=F("retail")),
                name="product_wholesale_within_retail",
                violation_error_message="ราคาส่งสูงกว่าราคาปลีก ตรวจว่าสลับช่องหรือไม่",
            ),
            models.CheckConstraint(condition=~Q(detail=""), name="product_price_has_detail"),
            models.UniqueConstraint(
                "product",
                "detail",
                name="product_price_once",
                violation_error_message="มีราคาของขนาดนี้แล้ว",
            ),
        ]

    def __str__(self):
        return self.detail


@tracked(part_of="product")
class IntellectualProperty(models.Model):
    """ทรัพย์สินทางปัญญา (section 13)"""

    product = models.ForeignKey(Product, models.CASCADE, related_name="intellectual_properties")
    kind = models.ForeignKey(IntellectualPropertyKind, models.PROTECT, verbose_name="ประเภท")
    number = models.CharField("เลขที่", max_length=60, blank=True)
    registered_on = models.DateField(
        "วันที่จดทะเบียน (พ.ศ.)", null=True, blank=True, validators=[validate_past_day]
    )

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ทรัพย์สินทางปัญญา"
        ordering = ["kind__position", "pk"]
        triggers = touches_record("product")
        constraints = [
            models.UniqueConstraint(
                "product",
                "kind",
                "number",
                name="product_property_once",
                violation_error_message="มีทรัพย์สินทางปัญญาและเลขที่นี้แล้ว",
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.number}".strip()
