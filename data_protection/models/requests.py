"""What a person asks for of the own data (sections 30 to 36 of the Act), and what was answered."""

from datetime import date
from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q

from core.areas.models import District
from core.areas.scope import AreaScopedQuerySet
from core.history.trail import StepLine, status_leaves_its_line
from core.thai import calendar
from registration.models import RegisteredRecord

_LINES = (
    "FROM data_protection_personrequeststep line"
    " WHERE line.request_id = NEW.id AND line.to_status = NEW.status"
)


class PersonRequestQuerySet(AreaScopedQuerySet):
    """By the district that received it."""

    district_path = "district"

    def of(self, record: RegisteredRecord) -> Self:
        """Those about a record that was reached through its own door; they follow it when it moves."""
        kind = ContentType.objects.get_for_model(type(record))
        return self.filter(record_type=kind, record_id=record.pk)

    def open(self) -> Self:
        return self.filter(status=PersonRequest.Status.OPEN)

    def late(self, today: date) -> Self:
        """Not answered, and the day for it has passed."""
        return self.open().filter(due_on__lt=today)


class PersonRequest(models.Model):
    """One request about the person of a record. Its answer is due within thirty days of its receipt
    (section 30, paragraph 4, of access; taken for the others too until the department says otherwise).

    `asker` is who came, as said, and `proof` how the office knew who it was; no number of a card.
    """

    class Kind(models.TextChoices):
        ACCESS = "access", "ขอเข้าถึงหรือขอสำเนาข้อมูล (มาตรา 30)"
        CORRECTION = "correction", "ขอให้แก้ไขข้อมูลให้ถูกต้อง (มาตรา 36)"
        OBJECTION = "objection", "คัดค้านการเก็บรวบรวม ใช้ หรือเปิดเผย (มาตรา 32)"
        RESTRICTION = "restriction", "ขอให้ระงับการใช้ (มาตรา 34)"
        ERASURE = "erasure", "ขอให้ลบหรือทำลาย (มาตรา 33)"

    class Status(models.TextChoices):
        OPEN = "open", "รอดำเนินการ"
        GRANTED = "granted", "ดำเนินการแล้ว"
        REFUSED = "refused", "ปฏิเสธ"

    record_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    record_id = models.PositiveBigIntegerField()
    record = GenericForeignKey("record_type", "record_id")
    district = models.ForeignKey(District, models.PROTECT, related_name="+", verbose_name="อำเภอ")
    kind = models.CharField("คำขอ", max_length=12, choices=Kind)
    asker = models.CharField("ผู้ขอ", max_length=150)
    proof = models.CharField("ตรวจตัวผู้ขอจาก", max_length=150)
    detail = models.TextField("รายละเอียด", max_length=1000, blank=True)
    received_on = models.DateField("วันที่ได้รับคำขอ")
    due_on = models.DateField("ครบกำหนด")
    status = models.CharField("สถานะ", max_length=8, choices=Status, default=Status.OPEN)
    outcome = models.TextField("ผล", max_length=1000, blank=True)
    answered_on = models.DateField("วันที่ตอบ", null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="ผู้รับคำขอ"
    )
    at = models.DateTimeField("บันทึกเมื่อ")

    objects = PersonRequestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "คำขอของเจ้าของข้อมูล"
        ordering = ["-received_on", "-pk"]
        indexes = [
            models.Index(fields=["record_type", "record_id"], name="requests_of_a_record"),
            models.Index(fields=["due_on"], name="open_requests", condition=Q(status="open")),
        ]
        constraints = [
            models.CheckConstraint(
                name="person_request_known",
                condition=Q(
                    kind__in=["access", "correction", "objection", "restriction", "erasure"],
                    status__in=["open", "granted", "refused"],
                ),
            ),
            models.CheckConstraint(
                name="person_request_due_later", condition=Q(due_on__gt=F("received_on"))
            ),
            models.CheckConstraint(
                name="person_request_answered_with_its_outcome",
                condition=Q(status="open", answered_on=None, outcome="")
                | (~Q(status="open") & Q(answered_on__gte=F("received_on")) & ~Q(outcome="")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            status_leaves_its_line(_LINES),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.asker}"

    @property
    def days_left(self) -> int:
        """Until the answer is due; below zero it is late."""
        return (self.due_on - calendar.today()).days

    @property
    def is_late(self) -> bool:
        """Not answered in time, or not yet and the day has passed."""
        return (self.answered_on or calendar.today()) > self.due_on

    @property
    def tone(self) -> str:
        if self.status != self.Status.OPEN:
            return "done" if self.status == self.Status.GRANTED else "cancelled"
        return "late" if self.is_late else "waiting"


class PersonRequestStepQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(request__in=PersonRequest.objects.visible_to(user))


class PersonRequestStep(StepLine):
    """What was done with a request: received, a copy handed out, answered."""

    seen_with = "request"

    class Name(models.TextChoices):
        RECEIVE = "receive", "รับคำขอ"
        HAND_OUT = "hand_out", "มอบสำเนาข้อมูล"
        GRANT = "grant", "ดำเนินการตามคำขอ"
        REFUSE = "refuse", "ปฏิเสธคำขอ"

    request = models.ForeignKey(PersonRequest, models.PROTECT, related_name="steps")
    name = models.CharField("ขั้น", max_length=10, choices=Name)
    to_status = models.CharField(max_length=8, choices=PersonRequest.Status)
    told = models.CharField("รายการ", max_length=200, blank=True)

    objects = PersonRequestStepQuerySet.as_manager()

    class Meta(StepLine.Meta):
        verbose_name = verbose_name_plural = "ลำดับของคำขอเจ้าของข้อมูล"

    def __str__(self) -> str:
        return f"{self.get_name_display()} {self.request_id}"
