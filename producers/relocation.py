"""Moving a producer, as a story (DOMAIN.md 6): the only place that moves it to another district.

The producer gives notice to the old office, which releases it > the new office takes it over with
its new address. The record stays one, its products move along, its sales stay where they were earned.
Until the new office took it over, the old one can take the release back; till then the producer stands
in the old district.
"""

from datetime import date

from django.core.files import File
from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone

from core.areas.models import District, Subdistrict
from core.areas.scope import Role
from core.history.acting import acting
from core.thai import calendar
from core.users.models import User
from producers.models import Producer, Relocation
from registration.models import Closure, Status

# Sent in the transaction of taking over, once the producer lies in its new district
# (producer, from_district, by): open sales months are settled. A receiver that raises undoes it.
producer_moved = Signal()


class RelocationRefused(Exception):
    """A step that cannot be taken; the message says why in Thai, `field` at which field."""

    def __init__(self, message: str, field: str | None = None):
        super().__init__(message)
        self.field = field


@transaction.atomic
def release(
    producer: Producer,
    *,
    to: District,
    by: User,
    notice_on: date,
    reason: str,
    notice_number: str = "",
    notice_file: File | None = None,
) -> Relocation:
    """The old office releases `producer` to the district `to`, on its notice.

    Refused for a producer cancelled or being cancelled, one already released, its own district, and
    a notice of a day still to come.
    """
    _district_only(by)
    producer = (
        Producer.objects.visible_to(by)
        .select_for_update(of=("self",), no_key=True)
        .get(pk=producer.pk)
    )
    if producer.status == Status.CANCELLED:
        raise RelocationRefused("ผู้ผลิตรายนี้ยกเลิกแล้ว ย้ายไม่ได้")
    if producer.status == Status.SUBMITTED:
        raise RelocationRefused("รอจังหวัดตรวจอยู่ ย้ายได้เมื่อจังหวัดรับรองหรือส่งกลับแล้ว")
    if Closure.objects.of(producer).filter(status__in=Closure.UNDER_WAY).exists():
        raise RelocationRefused("กำลังขอยกเลิกผู้ผลิตรายนี้ เพิกถอนการยกเลิกก่อน")
    if Relocation.objects.filter(producer=producer, status=Relocation.Status.RELEASED).exists():
        raise RelocationRefused("แจ้งย้ายไว้แล้ว รออำเภอใหม่รับ")
    if to == producer.district:
        raise RelocationRefused("อยู่อำเภอนี้อยู่แล้ว เลือกอำเภออื่น", "to_district")
    if notice_on > calendar.today():
        raise RelocationRefused("วันที่ยังมาไม่ถึง", "notice_on")
    if not reason.strip():
        raise RelocationRefused("เขียนเหตุผลที่ย้าย", "reason")
    return Relocation.objects.create(
        producer=producer,
        from_district=producer.district,
        to_district=to,
        notice_on=notice_on,
        notice_number=notice_number.strip(),
        notice_file=notice_file or "",
        reason=reason.strip(),
        released_at=timezone.now(),
        released_by=by,
    )


@transaction.atomic
def take_over(
    relocation: Relocation,
    *,
    by: User,
    subdistrict: Subdistrict,
    house_number: str = "",
    village_number: str = "",
    postal_code: str = "",
) -> Relocation:
    """The new office takes the producer over, with its address there. Products move along.

    Refused for anybody but the new district's office, and once taken over or taken back.
    """
    _district_only(by)
    relocation = _locked(relocation, by)
    if by.district_id != relocation.to_district_id:
        raise RelocationRefused("รับย้ายได้เฉพาะอำเภอใหม่")
    if subdistrict.district_id != relocation.to_district_id:
        raise RelocationRefused("ตำบลที่เลือกไม่อยู่ในอำเภอใหม่ เลือกตำบลอื่น", "subdistrict")
    producer = Producer.objects.select_for_update(of=("self",), no_key=True).get(
        pk=relocation.producer_id
    )
    if producer.status == Status.CANCELLED:
        raise RelocationRefused("ผู้ผลิตรายนี้ถูกยกเลิกระหว่างย้าย")
    producer.district = relocation.to_district
    producer.subdistrict = subdistrict
    producer.house_number, producer.village_number = house_number.strip(), village_number.strip()
    producer.postal_code = postal_code.strip() or subdistrict.postal_code
    with acting(by, label="ย้ายอำเภอ"):
        producer.save()
        relocation.status = Relocation.Status.TAKEN_OVER
        relocation.taken_over_at, relocation.taken_over_by = timezone.now(), by
        relocation.save()
        producer_moved.send(
            sender=Relocation, producer=producer, from_district=relocation.from_district, by=by
        )
    return relocation


@transaction.atomic
def take_back(relocation: Relocation, *, by: User, reason: str) -> Relocation:
    """The old office takes its release back, as long as the new one has not taken over."""
    _district_only(by)
    if not reason.strip():
        raise RelocationRefused("เขียนเหตุผลที่เพิกถอน", "reason")
    relocation = _locked(relocation, by)
    if by.district_id != relocation.from_district_id:
        raise RelocationRefused("เพิกถอนได้เฉพาะอำเภอเดิม")
    relocation.status = Relocation.Status.TAKEN_BACK
    relocation.taken_back_at, relocation.taken_back_by = timezone.now(), by
    relocation.taken_back_reason = reason.strip()
    relocation.save()
    return relocation


def _district_only(by: User) -> None:
    if by.role != Role.DISTRICT or not by.is_active:
        raise RelocationRefused("การย้ายเป็นหน้าที่ของ สพอ.")


def _locked(relocation: Relocation, by: User) -> Relocation:
    """The move read anew, locked, through the officer's own door; only one still under way."""
    locked = (
        Relocation.objects.visible_to(by)
        .select_for_update(of=("self",), no_key=True)
        .get(pk=relocation.pk)
    )
    if locked.status != Relocation.Status.RELEASED:
        raise RelocationRefused(f"{locked.get_status_display()} เปิดหน้านี้ใหม่")
    return locked
