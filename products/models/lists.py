"""A product's place in the lists kept beside the registry (producers.models.lists)."""

from django.db import models

from core.areas.scope import AreaScopedQuerySet
from core.history.tracking import tracked
from producers.models.lists import Membership
from products.models.products import Product


class ProductMembershipQuerySet(AreaScopedQuerySet):
    district_path = "product__producer__district"


@tracked(part_of="product")
class ProductMembership(Membership):
    """A product in a list of products."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="memberships")

    objects = ProductMembershipQuerySet.as_manager()

    class Meta(Membership.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "บัญชีรายชื่อ"
        constraints = [
            models.UniqueConstraint(
                "product",
                "list",
                "year",
                name="product_in_a_list_once_a_year",
                violation_error_message="อยู่ในบัญชีนี้ของปีเดียวกันแล้ว",
            )
        ]
