"""What the duties of data protection hold of persons themselves, and the erasures that were granted."""

from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet

from core.personal.inventory import ANY_RECORD, Basis, Held, Level, Whose
from core.personal.retention import Clear, Rule
from data_protection.models import PersonRequest, PersonRequestStep
from producers.models import Producer
from producers.personal_data import person_goes
from registration.models import Status

_WHY = "รับและตอบคำขอของเจ้าของข้อมูล"
GONE = "พ้นระยะเวลาเก็บรักษา"

HELD = [
    Held(
        "data_protection.PersonRequest",
        Whose.PRODUCER,
        "asker proof",
        texts="detail outcome",
        others="received_on due_on answered_on",
        why=_WHY,
        kept="requests",
        basis=Basis.LEGAL_DUTY,
        of=ANY_RECORD,
    ),
    Held(
        "data_protection.PersonRequestStep",
        Whose.PRODUCER,
        texts="reason told",
        why=_WHY,
        kept="requests",
        basis=Basis.LEGAL_DUTY,
    ),
    Held(
        "data_protection.RetentionPeriod",
        Whose.OFFICER,
        texts="source",
        others="rule",
        why="กำหนดระยะเวลาเก็บรักษา",
        kept="trails",
        level=Level.OFFICE,
    ),
    Held(
        "data_protection.Controller",
        Whose.OFFICER,
        "officer contact",
        others="name address",
        why="แจ้งผู้ควบคุมข้อมูลและวิธีติดต่อ (มาตรา 23 (5))",
        kept="trails",
        level=Level.OFFICE,
    ),
]
OF_NOBODY = ["data_protection.ProcessingActivity", "data_protection.RetentionRun"]


def _answered(before: datetime) -> QuerySet[Any]:
    named = ~Q(asker=GONE) | ~Q(proof=GONE) | ~Q(detail="")
    return PersonRequest.objects.filter(named, answered_on__lt=before.date())


def _steps_of_answered(before: datetime) -> QuerySet[Any]:
    return PersonRequestStep.objects.filter(
        ~Q(reason="") & ~Q(reason=GONE), request__answered_on__lt=before.date()
    )


def _granted_erasures(before: datetime) -> QuerySet[Any]:
    """Cancelled producers whose person asked to go, and whose district said yes by then."""
    granted = PersonRequest.objects.filter(
        record_type=ContentType.objects.get_for_model(Producer),
        kind=PersonRequest.Kind.ERASURE,
        status=PersonRequest.Status.GRANTED,
        answered_on__lt=before.date(),
    )
    return Producer.objects.filter(status=Status.CANCELLED, pk__in=granted.values("record_id"))


RULES = [
    Rule(
        "requests",
        "คำขอของเจ้าของข้อมูล",
        "หลักฐานว่าตอบคำขอภายในกำหนด (มาตรา 39 (7))",
        counted_from="วันที่ตอบ",
        done="ลบชื่อผู้ขอและรายละเอียด คงไว้แต่ชนิดคำขอ ผล และวันที่",
        days=1825,
        least=365,
        works=[
            Clear(PersonRequestStep, _steps_of_answered, {"reason": GONE}),
            Clear(PersonRequest, _answered, {"asker": GONE, "proof": GONE, "detail": ""}),
        ],
    ),
    Rule(
        "erasures",
        "ผู้ที่ขอให้ลบข้อมูลและอำเภอดำเนินการแล้ว",
        "มาตรา 33 เฉพาะระเบียนที่ยกเลิกการลงทะเบียนแล้ว",
        counted_from="วันที่อำเภอบันทึกผล",
        done="ลบข้อมูลของผู้รับผิดชอบอย่างเดียวกับทะเบียนที่ยกเลิกแล้ว",
        days=30,
        least=30,
        in_force=True,
        works=person_goes(_granted_erasures),
    ),
]
