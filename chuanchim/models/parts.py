"""The repeating parts of an outlet's record (DOMAIN.md 4, sections 3 and 4)."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from chuanchim.models.outlets import Outlet
from chuanchim.models.references import Criterion
from core.areas.scope import AreaScopedQuerySet
from core.history.tracking import tracked
from core.pictures.models import Picture, picture_constraints
from core.thai.years import ThaiYearField
from registration.models.records import touches_record


class PartQuerySet(AreaScopedQuerySet):
    district_path = "outlet__district"


@tracked(part_of="outlet")
class Item(models.Model):
    """รายการที่จำหน่าย: a dish, a snack or a drink; `price` in baht."""

    class Kind(models.TextChoices):
        DISH = "dish", "อาหารจานหลัก"
        SNACK = "snack", "ขนม ของว่าง"
        BEVERAGE = "beverage", "เครื่องดื่ม"

    outlet = models.ForeignKey(Outlet, models.CASCADE, related_name="items")
    name = models.CharField("ชื่อรายการ", max_length=255)
    kind = models.CharField("ชนิด", max_length=10, choices=Kind, default=Kind.DISH)
    price = models.DecimalField(
        "ราคา (บาท)",
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0, "ราคาต้องไม่ติดลบ")],
    )
    note = models.CharField("หมายเหตุ", max_length=255, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "รายการที่จำหน่าย"
        ordering = ["pk"]
        triggers = touches_record("outlet")
        constraints = [
            models.UniqueConstraint(
                "outlet",
                "name",
                name="outlet_item_once",
                violation_error_message="มีรายการชื่อนี้แล้ว",
            ),
            models.CheckConstraint(
                condition=Q(price=None) | Q(price__gte=0), name="outlet_price_not_negative"
            ),
        ]

    def __str__(self):
        return self.name


@tracked(part_of="outlet")
class CriterionAnswer(models.Model):
    """Whether the outlet meets one line of the checklist."""

    outlet = models.ForeignKey(Outlet, models.CASCADE, related_name="criterion_answers")
    criterion = models.ForeignKey(Criterion, models.PROTECT, verbose_name="เกณฑ์")
    is_met = models.BooleanField("ผ่าน", default=False)
    note = models.CharField("หมายเหตุ", max_length=255, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "การตรวจตามเกณฑ์"
        ordering = ["criterion__position", "pk"]
        triggers = touches_record("outlet")
        constraints = [
            models.UniqueConstraint(
                "outlet",
                "criterion",
                name="outlet_criterion_once",
                violation_error_message="ตรวจเกณฑ์นี้แล้ว",
            )
        ]

    def __str__(self):
        return f"{self.criterion}: {'ผ่าน' if self.is_met else 'ไม่ผ่าน'}"


@tracked(part_of="outlet")
class Recognition(models.Model):
    """รางวัล หรือมาตรฐาน ที่ได้รับ"""

    class Kind(models.TextChoices):
        AWARD = "award", "รางวัล"
        STANDARD = "standard", "มาตรฐาน"

    outlet = models.ForeignKey(Outlet, models.CASCADE, related_name="recognitions")
    kind = models.CharField("ชนิด", max_length=10, choices=Kind)
    name = models.CharField("ชื่อรางวัลหรือมาตรฐาน", max_length=255)
    number = models.CharField("เลขที่", max_length=60, blank=True)
    giver = models.CharField("หน่วยงานที่ให้", max_length=255, blank=True)
    year = ThaiYearField("ปี พ.ศ.", null=True, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "รางวัลและมาตรฐาน"
        ordering = ["-year", "pk"]
        triggers = touches_record("outlet")

    def __str__(self):
        return self.name


@tracked(exclude=["thumbnail", "width", "height", "sharpness", "uploaded_by"], part_of="outlet")
class OutletPicture(Picture):
    """รูปสถานที่ หรือรูปอาหาร"""

    owner_field = "outlet"

    class Shows(models.TextChoices):
        PLACE = "place", "สถานที่"
        FOOD = "food", "อาหาร"

    outlet = models.ForeignKey(Outlet, models.CASCADE, related_name="pictures")
    shows = models.CharField("รูปของ", max_length=10, choices=Shows, default=Shows.FOOD)

    objects = PartQuerySet.as_manager()

    class Meta(Picture.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "รูปสถานที่และอาหาร"
        triggers = touches_record("outlet")
        constraints = picture_constraints("outlet")
