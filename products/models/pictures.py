"""The pictures of a product (section 14)."""

from django.db import models

from core.areas.scope import AreaScopedQuerySet
from core.history.tracking import tracked
from core.pictures.models import Picture, picture_constraints
from registration.models.records import touches_record


class ProductPictureQuerySet(AreaScopedQuerySet):
    district_path = "product__producer__district"


@tracked(exclude=["thumbnail", "width", "height", "sharpness", "uploaded_by"], part_of="product")
class ProductPicture(Picture):
    """รูปผลิตภัณฑ์"""

    owner_field = "product"

    product = models.ForeignKey("products.Product", models.CASCADE, related_name="pictures")

    objects = ProductPictureQuerySet.as_manager()

    class Meta(Picture.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "รูปผลิตภัณฑ์"
        triggers = touches_record("product")
        constraints = picture_constraints("product")
