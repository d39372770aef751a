"""Which products are checked: those registered. One no longer made is asked to be cancelled (D07) and
nothing else."""

from django.db.models import Q

from core.quality.rules import Register
from products.models import Product, ProductQuerySet

PRODUCTS = Register(
    Product,
    counted=ProductQuerySet.registered,
    related=("producer__district__province",),
    owner=lambda product: product.producer.name,
)


def made() -> Q:
    return Q(production=Product.Production.MADE)
