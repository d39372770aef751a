"""Cancelling a record (DOMAIN.md 6): two cases, each step with its date, resolution and file."""

import uuid
from typing import Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from core.areas.models import District
from core.areas.scope import AreaScopedQuerySet
from core.history.trail import StepLine


class ClosureQuerySet(AreaScopedQuerySet):
    district_path = "district"

    def of(self, record: models.Model) -> Self:
        return self.filter(
            record_type=ContentType.objects.get_for_model(record), record_id=record.pk
        )


class Closure(models.Model):
    """One cancelling of a producer, product or outlet, from the first paper to the report.

    It lies with the district that carries it out, also after the record moved.
    """

    class Case(models.TextChoices):
        PRESENT = "present", "ผู้ประกอบการยื่นขอยกเลิกเอง"
        ABSENT = "absent", "ไม่อยู่ในพื้นที่ หรือเลิกกิจการแล้ว"

    class Status(models.TextChoices):
        OPEN = "open", "กำลังดำเนินการ"
        CANCELLED = "cancelled", "ยกเลิกในระบบแล้ว รอรายงานจังหวัด"
        REPORTED = "reported", "รายงาน นตผ.จังหวัดแล้ว"
        TAKEN_BACK = "taken_back", "เพิกถอนแล้ว"

    UNDER_WAY = (Status.OPEN, Status.CANCELLED)

    record_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    record_id = models.PositiveBigIntegerField()
    record = GenericForeignKey("record_type", "record_id")
    district = models.ForeignKey(District, models.PROTECT, related_name="+", verbose_name="อำเภอ")
    case = models.CharField("กรณี", max_length=10, choices=Case)
    reason = models.CharField("เหตุผลที่ยกเลิก", max_length=500)
    status = models.CharField("สถานะ", max_length=10, choices=Status, default=Status.OPEN)
    opened_at = models.DateTimeField("เริ่มเมื่อ")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField("ยกเลิกเมื่อ", null=True)
    taken_back_at = models.DateTimeField("เพิกถอนเมื่อ", null=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    taken_back_reason = models.CharField("เหตุผลที่เพิกถอน", max_length=500, blank=True)

    objects = ClosureQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "การยกเลิก"
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["record_type", "record_id"],
                condition=Q(status__in=["open", "cancelled"]),
                name="one_closure_of_a_record_under_way",
            ),
            models.CheckConstraint(
                name="closure_status_with_its_moment",
                condition=Q(status="open", cancelled_at=None, taken_back_at=None)
                | Q(
                    status__in=["cancelled", "reported"],
                    cancelled_at__isnull=False,
                    taken_back_at=None,
                )
                | Q(status="taken_back", taken_back_at__isnull=False, taken_back_by__isnull=False),
            ),
            models.CheckConstraint(name="closure_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self):
        return f"ขอยกเลิก {self.record}"


def closure_file_name(step: "ClosureStep", filename: str) -> str:
    """A random name; the file is served through the portal, with permission."""
    return f"closures/{uuid.uuid4().hex}{filename[filename.rfind('.') :].lower()}"


class ClosureStep(StepLine):
    """One step on paper: when, by which resolution, with which file; what the district found where it
    checked the facts (records before that was asked have none). Why it is cancelled says the closure."""

    seen_with = "closure"

    reason = None  # type: ignore[assignment]  # Django's way to leave a column of the base out
    at = models.DateTimeField("บันทึกเมื่อ")  # `held_on` is the day on the paper

    class Name(models.TextChoices):
        REQUEST = "request", "ได้รับแบบฟอร์มขอยกเลิกของผู้ประกอบการ"
        FACTS = "facts", "อำเภอตรวจสอบข้อเท็จจริง"
        NETWORK = "network", "เครือข่าย OTOP อำเภอเห็นชอบ"
        COMMITTEE = "committee", "นตผ.อำเภอเห็นชอบ"
        CANCEL = "cancel", "สพอ. ยกเลิกในระบบ"
        REPORT = "report", "รายงาน นตผ.จังหวัด"

    class Form(models.TextChoices):
        MEETING = "meeting", "ประชุม"
        CIRCULAR = "circular", "หนังสือเวียน"

    closure = models.ForeignKey(Closure, models.PROTECT, related_name="steps")
    name = models.CharField("ขั้น", max_length=10, choices=Name)
    held_on = models.DateField("วันที่")
    form = models.CharField("โดย", max_length=10, choices=Form, blank=True)
    number = models.CharField("ครั้งที่ / เลขที่หนังสือ", max_length=50, blank=True)
    facts = models.TextField("ข้อเท็จจริง", max_length=2000, blank=True)
    file = models.FileField("ไฟล์", upload_to=closure_file_name, blank=True)

    class Meta(StepLine.Meta):
        verbose_name = verbose_name_plural = "ขั้นของการยกเลิก"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["closure", "name"], name="one_closure_step_of_a_name"),
            models.CheckConstraint(
                name="closure_resolution_with_form_and_number",
                condition=~Q(name__in=["network", "committee"]) | ~Q(form="") & ~Q(number=""),
            ),
            models.CheckConstraint(
                name="closure_facts_at_their_step", condition=Q(name="facts") | Q(facts="")
            ),
        ]

    def __str__(self):
        return self.get_name_display()
