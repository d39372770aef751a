"""A producer's products are cancelled and come back with it, in the same step (DOMAIN.md 6)."""

from datetime import datetime

from django.dispatch import receiver

from core.users.models import User
from producers.models import Producer
from products.models import Product
from registration import workflow
from registration.models import Status
from registration.signals import record_cancelled, record_restored


@receiver(record_cancelled, sender=Producer)
def cancel_its_products(record: Producer, by: User, reason: str, at: datetime, **kwargs) -> None:
    for product in Product.objects.filter(producer=record).exclude(status=Status.CANCELLED):
        workflow.cancel(product, by=by, reason=reason, at=at)


@receiver(record_restored, sender=Producer)
def restore_its_products(
    record: Producer, by: User, reason: str, cancelled_at: datetime, **kwargs
) -> None:
    """Those that went with it; one cancelled alone before stays cancelled."""
    for product in Product.objects.filter(producer=record, cancelled_at=cancelled_at):
        workflow.restore(product, by=by, reason=reason)
