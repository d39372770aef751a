"""Open sales months follow the registry when a producer is cancelled, comes back or moves.

Blank rows leave the old district's open months and appear in the new one's; a figure once entered
stays where it was earned (DOMAIN.md 6), and months confirmed or closed never change.
"""

from typing import Any

from django.dispatch import receiver

from core.areas.models import District
from core.areas.row_security import seen_as_portal
from producers.models import Producer
from producers.relocation import producer_moved
from products.models import Product
from registration.signals import record_cancelled, record_restored
from sales.models import DistrictMonth, SalesMonth
from sales.months.entry import prepare_rows


@seen_as_portal("who cancels or moves a record may see none of its district's figures")
def settle_open_months(district: District) -> None:
    """Bring the district's months that are still being entered in step with the registry."""
    months = DistrictMonth.objects.filter(
        district=district, status__in=DistrictMonth.EDITABLE, month__status=SalesMonth.Status.OPEN
    )
    for district_month in months.select_for_update(no_key=True, of=("self",)).order_by("pk"):
        prepare_rows(district_month)


@receiver([record_cancelled, record_restored])
def settle_after_cancelling(record: Any, **kwargs: Any) -> None:
    if isinstance(record, Producer):
        settle_open_months(record.district)
    elif isinstance(record, Product):
        settle_open_months(record.producer.district)


@receiver(producer_moved)
def settle_after_moving(producer: Producer, from_district: District, **kwargs: Any) -> None:
    settle_open_months(from_district)
    settle_open_months(producer.district)
