"""The yearly question whether a producer is still in business (P06): asked and answered here alone.

    the department opens a sweep with a date > each district answers for its producers, one by one or
    many at once > who is gone is cancelled by the procedure of DOMAIN.md 6 > asked again by the next

An answer says who and when and is never changed; a later one of the same sweep stands above it.
"""

from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from core.areas.scope import Role
from core.thai import calendar
from core.users.models import User
from producers.models import OperationAnswer, OperationSweep, Producer

MOST_DAYS_AHEAD = 366


class OperationRefused(Exception):
    """What cannot be asked or answered; the message says why in Thai."""


@transaction.atomic
def open_sweep(*, title: str, asked_from: date, by: User) -> OperationSweep:
    """The department asks every district anew from a day on.

    Refused for anybody else, without a title, before the newest sweep, and more than a year ahead.
    """
    if by.role != Role.DEPARTMENT or not by.is_active:
        raise OperationRefused("การเปิดสำรวจเป็นหน้าที่ของกรม")
    if not title.strip():
        raise OperationRefused("ตั้งชื่อการสำรวจ")
    newest = OperationSweep.objects.select_for_update().order_by("-asked_from").first()
    if newest and asked_from <= newest.asked_from:
        raise OperationRefused(
            f"วันที่ต้องอยู่หลังการสำรวจก่อน ({newest}: {calendar.day_short(newest.asked_from)})"
        )
    if asked_from > calendar.today() + timedelta(days=MOST_DAYS_AHEAD):
        raise OperationRefused("วันที่อยู่ไกลเกินหนึ่งปี ตรวจปี พ.ศ. อีกครั้ง")
    return OperationSweep.objects.create(title=title.strip(), asked_from=asked_from, opened_by=by)


@transaction.atomic
def answer(keys: Collection[int], *, found: str, by: User) -> OperationSweep:
    """The district says of these producers whether they are still in business; all or none.

    Refused for anybody but a district and while nothing is asked. A producer out of the district, or
    not registered any more, raises Producer.DoesNotExist.
    """
    if by.role != Role.DISTRICT or not by.is_active:
        raise OperationRefused("ผู้ตอบคือสำนักงานพัฒนาชุมชนอำเภอ")
    if found not in OperationAnswer.Found.values:
        raise OperationRefused("เลือกว่ายังดำเนินการ หรือไม่พบ")
    sweep = OperationSweep.objects.begun().first()
    if sweep is None:
        raise OperationRefused("ขณะนี้ไม่มีการสำรวจที่เปิดอยู่")
    wanted = set(keys)
    own = Producer.objects.visible_to(by).registered().filter(pk__in=wanted)
    locked = list(own.select_for_update(of=("self",), no_key=True).order_by("pk"))
    if {producer.pk for producer in locked} != wanted:
        raise Producer.DoesNotExist("not every producer is a registered one of this district")
    now = timezone.now()
    OperationAnswer.objects.bulk_create(
        OperationAnswer(producer=producer, sweep=sweep, found=found, at=now, by=by)
        for producer in locked
    )
    return sweep
