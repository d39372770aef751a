"""Moving a producer, as a story (DOMAIN.md 6): the only place that moves it to another district.

The producer gives notice to the old office, which releases it > the new office takes it over with
its new address. The record stays one, its products move along, its sales stay where they were earned.
Until the new office took it over, the old one can take the release back; till then the producer stands
in the old district.
"""

from dataclasses import replace
from datetime import date
from typing import Any

from django.core.files import File
from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone

from core.areas.models import District, Subdistrict
from core.areas.row_security import seen_as_portal
from core.areas.scope import Role
from core.history.acting import acting
from core.steps import (
    StepRefused,
    StepRule,
    Workflow,
    locked,
    longest_in,
    may,
    reason_given,
    reread,
)
from core.thai import calendar
from core.users.models import User
from producers.models import Producer, Relocation
from registration.models import Closure, Status

# Sent in the transaction of taking over, once the producer lies in its new district
# (producer, from_district, by): open sales months are settled. A receiver that raises undoes it.
producer_moved = Signal()

RELEASED = Relocation.Status.RELEASED
DISTRICT = frozenset({Role.DISTRICT})
MOVING = Workflow(
    not_yours="การย้ายเป็นหน้าที่ของ สพอ.",
    no_reason="ระบุเหตุผลที่{step}",
    elsewhere="{status} เปิดหน้านี้ใหม่",
)
# `RELEASE` asks where the producer stands, the others where its move does.
RELEASE = StepRule(
    "release",
    frozenset(set(Status) - {Status.CANCELLED}),
    RELEASED,
    DISTRICT,
    needs_reason=True,
    called="ย้าย",
    longest=longest_in(Relocation),
    workflow=replace(MOVING, elsewhere="ผู้ผลิตรายนี้ยกเลิกแล้ว ย้ายไม่ได้"),
)
TAKE_OVER = StepRule(
    "take_over", frozenset({RELEASED}), Relocation.Status.TAKEN_OVER, DISTRICT, workflow=MOVING
)
TAKE_BACK = StepRule(
    "take_back",
    frozenset({RELEASED}),
    Relocation.Status.TAKEN_BACK,
    DISTRICT,
    needs_reason=True,
    called="เพิกถอน",
    longest=longest_in(Relocation, "taken_back_reason"),
    workflow=MOVING,
)


@transaction.atomic
def release(
    producer: Producer,
    *,
    to: District,
    by: User,
    notice_on: date,
    reason: str,
    notice_number: str = "",
    notice_file: File[Any] | None = None,
) -> Relocation:
    """The old office releases `producer` to the district `to`, on its notice.

    Refused for a producer cancelled or being cancelled, one already released, its own district, and
    a notice of a day still to come.
    """
    producer = locked(Producer.objects.visible_to(by), producer, RELEASE, by)
    if producer.status == Status.SUBMITTED:
        raise StepRefused("รอจังหวัดตรวจอยู่ ย้ายได้เมื่อจังหวัดรับรองหรือส่งกลับแล้ว")
    if Closure.objects.of(producer).filter(status__in=Closure.UNDER_WAY).exists():
        raise StepRefused("กำลังขอยกเลิกผู้ผลิตรายนี้ เพิกถอนการยกเลิกก่อน")
    if Relocation.objects.filter(producer=producer, status=Relocation.Status.RELEASED).exists():
        raise StepRefused("แจ้งย้ายไว้แล้ว รออำเภอใหม่รับ")
    if to == producer.district:
        raise StepRefused("อยู่อำเภอนี้อยู่แล้ว เลือกอำเภออื่น", field="to")
    if notice_on > calendar.today():
        raise StepRefused("วันที่ยังมาไม่ถึง", field="notice_on")
    reason = reason_given(reason, RELEASE)
    return Relocation.objects.create(
        producer=producer,
        from_district=producer.district,
        to_district=to,
        notice_on=notice_on,
        notice_number=notice_number.strip(),
        notice_file=notice_file or "",
        reason=reason,
        released_at=timezone.now(),
        released_by=by,
    )


@seen_as_portal("the producer leaves one area for another")
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
    """The new office takes the producer over, with its address there as it says. Products move along.

    Refused for anybody but the new district's office, and once taken over or taken back.
    """
    relocation = locked(Relocation.objects.visible_to(by), relocation, TAKE_OVER, by)
    if by.district_id != relocation.to_district_id:
        raise StepRefused("รับย้ายได้เฉพาะอำเภอใหม่")
    if subdistrict.district_id != relocation.to_district_id:
        raise StepRefused("ตำบลที่เลือกไม่อยู่ในอำเภอใหม่ เลือกตำบลอื่น", field="subdistrict")
    # Past the door: till now the producer stands in the old district.
    producer = reread(Producer.objects.all(), relocation.producer)
    if producer.status == Status.CANCELLED:
        raise StepRefused("ผู้ผลิตรายนี้ถูกยกเลิกระหว่างย้าย")
    producer.district = relocation.to_district
    producer.subdistrict = subdistrict
    producer.house_number, producer.village_number = house_number.strip(), village_number.strip()
    producer.postal_code = postal_code.strip()
    with acting(by, label="ย้ายอำเภอ"):
        producer.save()
        relocation.status = TAKE_OVER.reached
        relocation.taken_over_at, relocation.taken_over_by = timezone.now(), by
        relocation.save()
        producer_moved.send(
            sender=Relocation, producer=producer, from_district=relocation.from_district, by=by
        )
    return relocation


@transaction.atomic
def take_back(relocation: Relocation, *, by: User, reason: str) -> Relocation:
    """The old office takes its release back, as long as the new one has not taken over."""
    may(by, TAKE_BACK)
    reason = reason_given(reason, TAKE_BACK)
    relocation = locked(Relocation.objects.visible_to(by), relocation, TAKE_BACK, by)
    if by.district_id != relocation.from_district_id:
        raise StepRefused("เพิกถอนได้เฉพาะอำเภอเดิม")
    relocation.status = TAKE_BACK.reached
    relocation.taken_back_at, relocation.taken_back_by = timezone.now(), by
    relocation.taken_back_reason = reason
    relocation.save()
    return relocation
