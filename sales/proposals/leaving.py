"""A producer that leaves a district, by moving or by being cancelled: its links end, and what it
reported is closed with a word where no row is left to stand beside.

Listens after `sales.months.settlement`, which takes the blank rows away. A record merged away is none of
this: its rows and what it reported are the kept record's (sales.months.merging).
"""

from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from core.areas.models import District
from core.areas.row_security import seen_as_portal
from core.users.models import User
from producers.models import Producer
from producers.relocation import producer_moved
from registration.signals import record_cancelled
from sales.models import ProducerLink
from sales.proposals.answering import close_without_row


@receiver(producer_moved)
@seen_as_portal("the month and the link are the old district's")
def end_in_old_district(
    producer: Producer, from_district: District, by: User, **kwargs: Any
) -> None:
    _end(ProducerLink.objects.filter(district_month__district=from_district), producer, by)
    now = f"{producer.district.titled_name} {producer.district.province.titled_name}"
    close_without_row(producer, because=f"ผู้ผลิตย้ายไป{now} แจ้งยอดเดือนนี้ต่ออำเภอใหม่", by=by)


@receiver(record_cancelled)
@seen_as_portal("who cancels it may not see the month its link belongs to")
def end_with_its_producer(record: Any, by: User, merged: bool = False, **kwargs: Any) -> None:
    if isinstance(record, Producer) and not merged:
        _end(ProducerLink.objects.all(), record, by)
        close_without_row(record, because="ยกเลิกการเป็นผู้ผลิต ผู้ประกอบการ OTOP แล้ว", by=by)


def _end(links: Any, producer: Producer, by: User) -> None:
    links.filter(producer=producer).in_use().update(ended_at=timezone.now(), ended_by=by)
