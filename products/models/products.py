"""Products (ผลิตภัณฑ์, DOMAIN.md 3): what a product's record says once.

The repeating parts of its fourteen sections are in products.models.parts.
"""

import uuid
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from core.areas.models import District, Subdistrict
from core.compiled import CompiledQuery
from core.history.tracking import tracked
from core.thai import calendar
from core.thai.order import thai_sort_key
from producers.models import Producer
from producers.models.producers import MOVED_AWAY
from products.models.categories import Category
from products.models.references import Subcategory
from quality.expressions import bare
from quality.names import of_maker, spelt_wrong
from registration.models import REGISTERED, RegisteredQuerySet, RegisteredRecord, Status
from registration.models.count_triggers import product_count_triggers
from registration.models.records import content_trigger, gaps_triggers, status_trigger
from registration.models.sizes import size_triggers


class ProductQuerySet(RegisteredQuerySet):
    district_path = "producer__district"
    area_also_reads = ("producer_id", MOVED_AWAY)
    read_in_bulk = True

    def made(self) -> Self:
        """Those registered and still made, by a registered producer."""
        return self.registered().filter(
            production=Product.Production.MADE, producer__status__in=REGISTERED
        )

    def to_assess_again(self) -> Self:
        """Those at D with a standard in force that no assessment has seen yet (DOMAIN.md 7, D03)."""
        standards = self.model._meta.get_field("standards").related_model.objects
        unseen = standards.in_force().not_assessed().filter(product=OuterRef("pk"))
        return self.not_cancelled().filter(Exists(unseen), quadrant=Product.Quadrant.D)


def picture_name(product: "Product", filename: str) -> str:
    """Where the single picture of before lay; kept for migration 0001, which names it."""
    return f"products/{uuid.uuid4().hex}{filename[filename.rfind('.') :].lower()}"


def positive_amount(label: str, **options) -> models.DecimalField:
    """A quantity or an amount in baht with two decimals; nothing below nought."""
    return models.DecimalField(
        label,
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0), "ต้องไม่ติดลบ ใส่ 0 ขึ้นไป")],
        **options,
    )


def not_negative(column: str) -> Q:
    return Q(**{column: None}) | Q(**{f"{column}__gte": 0})


def at_most(column: str, other: str) -> Q:
    """Where both are known, the one does not exceed the other."""
    return Q(**{column: None}) | Q(**{other: None}) | Q(**{f"{column}__lte": F(other)})


@tracked()
class Product(RegisteredRecord):
    """A product of one producer; lies where its producer lies."""

    class Quadrant(models.TextChoices):
        A = "A"
        B = "B"
        C = "C"
        D = "D"

    class Production(models.TextChoices):
        MADE = "made", "ผลิตอยู่"
        ENDED = "ended", "เลิกผลิต"

    # Section 1
    producer = models.ForeignKey(
        Producer, models.PROTECT, related_name="products", verbose_name="ผู้ผลิต"
    )
    merged_into = models.ForeignKey(  # in a system before this one (taking_over)
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged_from",
        verbose_name="รวมกับ",
    )

    # Section 2, where it is made; in the producer's own district (DOMAIN.md 2)
    made_at_producer = models.BooleanField("ผลิตที่ที่อยู่ของผู้ผลิต", default=True)
    place_house_number = models.CharField("เลขที่", max_length=50, blank=True)
    place_village_number = models.CharField("หมู่ที่", max_length=20, blank=True)
    place_subdistrict = models.ForeignKey(
        Subdistrict, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ตำบล"
    )
    place_postal_code = models.CharField(
        "รหัสไปรษณีย์",
        max_length=5,
        blank=True,
        validators=[RegexValidator(r"^\d{5}$", "รหัสไปรษณีย์มี 5 หลัก")],
    )

    # Section 3
    name = models.CharField("ชื่อผลิตภัณฑ์", max_length=255)
    sort_key = thai_sort_key("name")
    category = models.CharField("ประเภทผลิตภัณฑ์", max_length=10, choices=Category, blank=True)
    subcategory = models.ForeignKey(
        Subcategory, models.PROTECT, null=True, blank=True, verbose_name="ประเภทย่อย"
    )
    content = positive_amount("ปริมาณต่อหน่วย")
    content_unit = models.CharField(
        "หน่วยของปริมาณ", max_length=30, blank=True, help_text="เช่น กรัม มิลลิลิตร ชิ้น ผืน"
    )
    storage = models.CharField("การเก็บรักษา", max_length=255, blank=True)
    production = models.CharField(
        "การผลิต", max_length=10, choices=Production, default=Production.MADE
    )

    # Section 4
    story = models.TextField("ความเป็นมา เรื่องราว", max_length=4000, blank=True)
    directions = models.TextField("วิธีใช้ ประโยชน์", max_length=2000, blank=True)

    # Section 6: the latest assessment's result, and the latest of the OTOP mark; both are written by
    # products.assessment only
    quadrant = models.CharField("กลุ่มผลิตภัณฑ์ (Quadrant)", max_length=1, choices=Quadrant, blank=True)
    mark = models.ForeignKey(
        "products.Assessment",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        db_index=False,
        verbose_name="เครื่องหมาย OTOP",
    )

    # Section 7
    capacity_per_day = positive_amount("ต่อวัน")
    capacity_per_month = positive_amount("ต่อเดือน")
    capacity_per_year = positive_amount("ต่อปี")
    capacity_unit = models.CharField(
        "หน่วยที่ผลิต", max_length=30, blank=True, help_text="เช่น ชิ้น ผืน กิโลกรัม"
    )

    # Section 8
    package_form = models.CharField("รูปแบบบรรจุภัณฑ์", max_length=255, blank=True)
    package_material = models.CharField("วัสดุบรรจุภัณฑ์", max_length=255, blank=True)
    package_price = positive_amount("ราคาบรรจุภัณฑ์ต่อหน่วย (บาท)")

    # Section 11
    search_words = ArrayField(
        models.CharField(max_length=40), verbose_name="คำค้น", default=list, blank=True
    )

    # Section 12: the lowest retail price of its rows, kept by a trigger of theirs; a record of the
    # old systems can have one without any row
    price = positive_amount("ราคา (บาท)")

    # Checked, and there is none: what the letters want filled is then not missing (sections 5, 9, 10)
    without_standards = models.BooleanField("ไม่มีมาตรฐาน (ตรวจสอบแล้ว)", default=False)
    without_awards = models.BooleanField("ไม่เคยได้รับรางวัล (ตรวจสอบแล้ว)", default=False)
    without_projects = models.BooleanField("ไม่เคยเข้าร่วมโครงการ (ตรวจสอบแล้ว)", default=False)

    objects = ProductQuerySet.as_manager()

    class Meta(RegisteredRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "ผลิตภัณฑ์"
        ordering = ["sort_key", "name", "id"]
        indexes = [
            models.Index("sort_key", "name", "id", name="product_in_order"),
            GinIndex(fields=["name"], name="product_name_trgm", opclasses=["gin_trgm_ops"]),
            # What few records fail of the checks of quality, so that a list of the nation finds them.
            models.Index(bare(F("name")), name="product_name_bare"),
            models.Index(fields=["id"], name="product_name_wrong", condition=spelt_wrong("name")),
            models.Index(fields=["id"], name="product_name_of_maker", condition=of_maker("name")),
        ]
        triggers = [
            content_trigger("sort_key", "merged_into"),
            *gaps_triggers("products.product"),
            *size_triggers("products.product"),
            *product_count_triggers(),
            status_trigger("products.product"),
            pgtrigger.Trigger(
                name="mark_is_its_own",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("mark"),
                func="""
                    IF NEW.mark_id IS NOT NULL AND NOT EXISTS (
                        SELECT FROM products_assessment AS made
                          JOIN products_quadrantscheme AS scheme ON scheme.id = made.scheme_id
                         WHERE made.id = NEW.mark_id AND made.product_id = NEW.id
                           AND scheme.kind = 'mark'
                    ) THEN
                        RAISE EXCEPTION 'assessment % is no mark of product %', NEW.mark_id, NEW.id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]
        constraints = [
            *RegisteredRecord.Meta.constraints,
            models.CheckConstraint(
                condition=Q(price=None) | Q(price__gte=0), name="product_price_not_negative"
            ),
            models.CheckConstraint(
                name="product_merged_is_cancelled",
                condition=Q(merged_into=None) | Q(status="cancelled"),
            ),
            models.CheckConstraint(
                name="product_amounts_not_negative",
                condition=not_negative("content")
                & not_negative("package_price")
                & not_negative("capacity_per_day")
                & not_negative("capacity_per_month")
                & not_negative("capacity_per_year"),
            ),
            models.CheckConstraint(
                name="product_content_with_unit",
                condition=Q(content=None) | ~Q(content_unit=""),
                violation_error_message="ใส่ปริมาณแล้ว บอกหน่วยด้วย เช่น กรัม",
            ),
            models.CheckConstraint(
                name="product_capacity_with_unit",
                condition=Q(capacity_per_day=None, capacity_per_month=None, capacity_per_year=None)
                | ~Q(capacity_unit=""),
                violation_error_message="ใส่กำลังการผลิตแล้ว บอกหน่วยด้วย เช่น ชิ้น",
            ),
            models.CheckConstraint(
                name="product_capacity_grows_with_time",
                condition=at_most("capacity_per_day", "capacity_per_month")
                & at_most("capacity_per_month", "capacity_per_year")
                & at_most("capacity_per_day", "capacity_per_year"),
                violation_error_message="กำลังการผลิตต่อวันมากกว่าต่อเดือน หรือต่อเดือนมากกว่าต่อปี ตรวจตัวเลขอีกครั้ง",
            ),
        ]

    def __str__(self):
        return self.name

    def home_district(self) -> District:
        """Its producer's."""
        return self.producer.district

    def submission_obstacles(self) -> list[str]:
        """A product goes with its producer or after it, never before; it needs its category and its
        Quadrant. One of the old systems that stands certified without it is a finding of D03 only."""
        obstacles = []
        if self.producer.status not in (Status.SUBMITTED, *REGISTERED):
            obstacles.append(f"ผู้ผลิต “{self.producer}” ยังไม่ได้เสนอจังหวัด เสนอผู้ผลิตก่อน")
        if not self.category:
            obstacles.append("ยังไม่ระบุประเภทผลิตภัณฑ์")
        if not self.quadrant:
            obstacles.append("ยังไม่ได้ประเมินการจัดกลุ่ม (Quadrant) (หมวด 6)")
        return obstacles

    def certification_obstacles(self) -> list[str]:
        """Its producer is certified first."""
        if self.producer.is_registered:
            return []
        return [f"ผู้ผลิต “{self.producer}” ยังไม่ได้รับรอง รับรองผู้ผลิตก่อน"]

    def announced_detail(self) -> str:
        """อาหาร ของ กลุ่มทอผ้า"""
        return f"{self.get_category_display()} ของ {self.producer}".strip()

    def clean(self):
        if self.subcategory and self.subcategory.category != self.category:
            belongs = self.subcategory.get_category_display()
            raise ValidationError(
                {
                    "subcategory": f"“{self.subcategory}” เป็นประเภทย่อยของ{belongs} เลือกใหม่ให้ตรงกับประเภท"
                }
            )

    @property
    def address(self) -> str:
        """Where it is made: the producer's address, or its own place in the same district."""
        if self.made_at_producer:
            return self.producer.address
        parts = [
            self.place_house_number,
            f"หมู่ {self.place_village_number}" if self.place_village_number else "",
            self.place_subdistrict.titled_name if self.place_subdistrict else "",
            self.producer.district.titled_name,
            self.producer.district.province.titled_name,
            self.place_postal_code,
        ]
        return " ".join(part for part in parts if part)

    @property
    def awaits_assessment(self) -> bool:
        """Whether a standard was recorded that its place at D does not know of (D03)."""
        return bool(_awaiting(calendar.today()).read(key=self.pk))


@lru_cache(maxsize=2)
def _awaiting(day: date) -> CompiledQuery:
    """Kept a day, since a standard is in force by the day."""
    return CompiledQuery(
        lambda key: Product.objects.filter(pk=key).to_assess_again().values_list("pk"), key=int
    )
