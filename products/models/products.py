"""Products (ผลิตภัณฑ์, DOMAIN.md 3): what a product's record says once.

The repeating parts of its fourteen sections are in products.models.parts.
"""

import uuid

from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from core.areas.models import District
from core.history.tracking import tracked
from core.registration.models import REGISTERED, RegisteredQuerySet, RegisteredRecord, Status
from core.registration.models.records import content_trigger
from core.thai.order import thai_sort_key
from producers.models import Producer


class Category(models.TextChoices):
    """ประเภทผลิตภัณฑ์; blank in old records."""

    FOOD = "food", "อาหาร"
    BEVERAGE = "beverage", "เครื่องดื่ม"
    FABRIC = "fabric", "ผ้า เครื่องแต่งกาย"
    UTENSIL = "utensil", "ของใช้ ของตกแต่ง ของที่ระลึก"
    HERB = "herb", "สมุนไพรที่ไม่ใช่อาหาร"

    @classmethod
    def short(cls, category: str) -> str:
        """As narrow columns write it."""
        return {
            cls.FOOD: "อาหาร",
            cls.BEVERAGE: "เครื่องดื่ม",
            cls.FABRIC: "ผ้าฯ",
            cls.UTENSIL: "ของใช้ฯ",
            cls.HERB: "สมุนไพร",
        }.get(category, "ว่าง")


class ProductQuerySet(RegisteredQuerySet):
    district_path = "producer__district"

    def made(self):
        """Those registered and still made, by a registered producer."""
        return self.registered().filter(
            production=Product.Production.MADE, producer__status__in=REGISTERED
        )


def picture_name(product: "Product", filename: str) -> str:
    """Where the single picture of before lay; kept for migration 0001, which names it."""
    return f"products/{uuid.uuid4().hex}{filename[filename.rfind('.') :].lower()}"


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

    producer = models.ForeignKey(
        Producer, models.PROTECT, related_name="products", verbose_name="ผู้ผลิต"
    )
    name = models.CharField("ชื่อผลิตภัณฑ์", max_length=255)
    sort_key = thai_sort_key("name")
    category = models.CharField("ประเภทผลิตภัณฑ์", max_length=10, choices=Category, blank=True)
    quadrant = models.CharField("กลุ่มผลิตภัณฑ์ (Quadrant)", max_length=1, choices=Quadrant, blank=True)
    price = models.DecimalField(
        "ราคา (บาท)",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    production = models.CharField(
        "การผลิต", max_length=10, choices=Production, default=Production.MADE
    )

    objects = ProductQuerySet.as_manager()

    class Meta(RegisteredRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "ผลิตภัณฑ์"
        ordering = ["sort_key", "name", "id"]
        indexes = [
            models.Index("sort_key", "name", "id", name="product_in_order"),
            GinIndex(fields=["name"], name="product_name_trgm", opclasses=["gin_trgm_ops"]),
        ]
        triggers = [content_trigger("sort_key")]
        constraints = [
            *RegisteredRecord.Meta.constraints,
            models.CheckConstraint(
                condition=Q(price=None) | Q(price__gte=0), name="product_price_not_negative"
            ),
        ]

    def __str__(self):
        return self.name

    def home_district(self) -> District:
        """Its producer's."""
        return self.producer.district

    def submission_obstacles(self) -> list[str]:
        """A product goes with its producer or after it, never before; it needs its category."""
        obstacles = []
        if self.producer.status not in (Status.SUBMITTED, *REGISTERED):
            obstacles.append(f"ผู้ผลิต “{self.producer}” ยังไม่ได้เสนอจังหวัด เสนอผู้ผลิตก่อน")
        if not self.category:
            obstacles.append("ยังไม่ระบุประเภทผลิตภัณฑ์")
        return obstacles

    def certification_obstacles(self) -> list[str]:
        """Its producer is certified first."""
        if self.producer.is_registered:
            return []
        return [f"ผู้ผลิต “{self.producer}” ยังไม่ได้รับรอง รับรองผู้ผลิตก่อน"]

    def announced_detail(self) -> str:
        """อาหาร ของ กลุ่มทอผ้า"""
        return f"{self.get_category_display()} ของ {self.producer}".strip()
