"""The products' record (DOMAIN.md 3): the product, its repeating parts, the lists they choose from."""

from products.models.lists import ProductMembership
from products.models.pictures import ProductPicture, ProductPictureQuerySet
from products.models.products import Category, Product, ProductQuerySet, picture_name

__all__ = [
    "Category",
    "Product",
    "ProductMembership",
    "ProductPicture",
    "ProductPictureQuerySet",
    "ProductQuerySet",
    "picture_name",
]
