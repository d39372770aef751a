"""The products' record (DOMAIN.md 3): the product, its repeating parts, the lists they choose from."""

from products.models.categories import Category
from products.models.category_words import CategoryDoubt, CategoryWord, LearntWord
from products.models.lists import ProductMembership
from products.models.parts import (
    Award,
    HeldStandard,
    IntellectualProperty,
    Price,
    ProductProject,
)
from products.models.pictures import ProductPicture, ProductPictureQuerySet
from products.models.products import Product, ProductQuerySet, picture_name
from products.models.quadrants import Assessment, QuadrantScheme, SchemeKind
from products.models.references import IntellectualPropertyKind, Standard, Subcategory

__all__ = [
    "Assessment",
    "Award",
    "Category",
    "CategoryDoubt",
    "CategoryWord",
    "HeldStandard",
    "IntellectualProperty",
    "IntellectualPropertyKind",
    "LearntWord",
    "Price",
    "Product",
    "ProductMembership",
    "ProductPicture",
    "ProductPictureQuerySet",
    "ProductProject",
    "ProductQuerySet",
    "QuadrantScheme",
    "SchemeKind",
    "Standard",
    "Subcategory",
    "picture_name",
]
