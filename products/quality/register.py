"""Which products are checked: those registered. One no longer made is asked to be cancelled (D07) and
nothing else."""

from django.db.models import Q

from products.models import Product, ProductQuerySet
from quality.rules import Register

PRODUCTS = Register(
    Product,
    counted=ProductQuerySet.registered,
    related=("producer__district__province",),
    owner=lambda product: product.producer.name,
)


def made() -> Q:
    return Q(production=Product.Production.MADE)
