"""The products of a record merged away go to the record kept (producers.merging)."""

from typing import Any

from django.dispatch import receiver

from producers.merging import producers_merged
from producers.models import Producer
from products.models import Product


@receiver(producers_merged)
def take_products_along(kept: Producer, gone: Producer, **kwargs: Any) -> None:
    Product.objects.filter(producer=gone).update(producer=kept)
