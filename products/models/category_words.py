"""What speaks for a category in a product's name (DOMAIN.md 7, D02): the department's words, what the
registry itself says of words, and the products at odds with either.

Worked out by products.category_evidence, which alone writes LearntWord and CategoryDoubt.
"""

from django.db import models
from django.db.models import F, Q

from core.areas.scope import AreaScopedQuerySet
from core.history.tracking import tracked
from products.models.categories import Category
from products.models.products import Product
from registration.references import ReferenceItem


@tracked()
class CategoryWord(ReferenceItem):
    """A word that, anywhere in a name, tells the category; kept by the department."""

    name = models.CharField("คำในชื่อผลิตภัณฑ์", max_length=60)
    category = models.CharField("ประเภทผลิตภัณฑ์", max_length=10, choices=Category)

    class Meta(ReferenceItem.Meta):
        verbose_name = verbose_name_plural = "คำบอกประเภทผลิตภัณฑ์"
        ordering = ["category", "name"]
        constraints = [
            *ReferenceItem.Meta.constraints,
            models.CheckConstraint(
                condition=Q(category__in=Category.values), name="category_word_has_category"
            ),
            models.CheckConstraint(
                condition=~Q(name__regex=r"^.{0,2}$"),
                name="category_word_long_enough",
                violation_error_message="คำสั้นกว่า 3 ตัวอักษรจะไปตรงกับส่วนของคำอื่น",
            ),
        ]


class WordSource(models.TextChoices):
    DEPARTMENT = "department", "คำที่กรมกำหนด"
    REGISTRY = "registry", "คำที่พบในทะเบียน"


class LearntWord(models.Model):
    """Of `products` registered products with this word in their name, `in_category` are in the category;
    one line for each category that any of them is in."""

    word = models.CharField("คำ", max_length=150)
    source = models.CharField("ที่มา", max_length=10, choices=WordSource)
    category = models.CharField("ประเภทผลิตภัณฑ์", max_length=10, choices=Category)
    in_category = models.PositiveIntegerField("อยู่ในประเภทนี้")
    products = models.PositiveIntegerField("ผลิตภัณฑ์ที่มีคำนี้")

    class Meta:
        verbose_name = verbose_name_plural = "คำที่พบในทะเบียน"
        constraints = [
            models.UniqueConstraint("source", "word", "category", name="learnt_word_once"),
            models.CheckConstraint(
                condition=Q(in_category__lte=F("products")), name="learnt_word_within_all"
            ),
        ]

    def __str__(self):
        return f"{self.word}: {self.get_category_display()} {self.in_category}/{self.products}"


class CategoryDoubtQuerySet(AreaScopedQuerySet):
    district_path = "product__producer__district"

    def of(self, product) -> models.QuerySet:
        """Those still about the product's own name and category (an OuterRef or values)."""
        return self.filter(
            product=product("pk"), name=product("name"), category=product("category")
        )


class CategoryDoubt(models.Model):
    """A product whose name speaks clearly for another category than its own, and for its own not at all.

    `name` and `category` are what it was worked out from: changed since, the doubt is over.
    """

    product = models.OneToOneField(Product, models.CASCADE, related_name="category_doubt")
    name = models.CharField(max_length=255)
    category = models.CharField("ประเภทในทะเบียน", max_length=10, choices=Category)
    says = models.CharField("ประเภทที่ชื่อบอก", max_length=10, choices=Category)
    word = models.CharField("คำ", max_length=150)
    source = models.CharField("ที่มา", max_length=10, choices=WordSource)
    in_category = models.PositiveIntegerField("อยู่ในประเภทที่ชื่อบอก")
    products = models.PositiveIntegerField("ผลิตภัณฑ์ที่มีคำนี้")

    objects = CategoryDoubtQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ผลิตภัณฑ์ที่ประเภทไม่ตรงกับชื่อ"
        constraints = [
            models.CheckConstraint(
                condition=~Q(category=F("says")), name="category_doubt_of_another"
            )
        ]

    def __str__(self):
        return f"{self.name}: {self.get_says_display()}"
