"""The lists that products' forms choose from, kept by the department (DOMAIN.md 3).

Programmes and agencies are those of the producers (producers.models.references).
"""

from django.db import models

from core.history.tracking import tracked
from products.models.categories import Category
from registration.references import ReferenceItem


@tracked()
class Subcategory(ReferenceItem):
    """ประเภทย่อย of one category; a product's must be of its own category, which the database keeps
    by a foreign key over both columns (products/migrations/0008_subcategory_of_category)."""

    category = models.CharField("ประเภทผลิตภัณฑ์", max_length=10, choices=Category)

    class Meta(ReferenceItem.Meta):
        verbose_name = verbose_name_plural = "ประเภทย่อย"
        constraints = [
            models.UniqueConstraint(
                "category",
                "name",
                name="subcategory_once_in_category",
                violation_error_message="มีประเภทย่อยชื่อนี้ในประเภทนี้แล้ว",
            ),
            # What the foreign key of products points at, both columns together.
            models.UniqueConstraint(fields=["id", "category"], name="subcategory_with_category"),
            models.CheckConstraint(
                condition=models.Q(category__in=Category.values), name="subcategory_has_category"
            ),
        ]


@tracked()
class Standard(ReferenceItem):
    """มาตรฐาน a product can be certified to"""

    class Meta(ReferenceItem.Meta):
        verbose_name = verbose_name_plural = "มาตรฐาน"


@tracked()
class IntellectualPropertyKind(ReferenceItem):
    """ประเภททรัพย์สินทางปัญญา"""

    class Meta(ReferenceItem.Meta):
        verbose_name = verbose_name_plural = "ประเภททรัพย์สินทางปัญญา"
