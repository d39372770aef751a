"""What happened to a record in registration: each step with who, when, why; never changed afterwards."""

from typing import Self

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from core.areas.models import District
from core.areas.scope import AreaScopedQuerySet
from core.history.trail import StepLine
from core.thai.calendar import day_short
from core.thai.numbered import bare_number
from registration.models.records import RegisteredRecord
from registration.models.rounds import Round


class RegistrationStepQuerySet(AreaScopedQuerySet):
    """By the district the record lay in when the step was taken."""

    district_path = "district"

    def of(self, record: RegisteredRecord) -> Self:
        """The steps of a record that was reached through its own door; they follow it when it moves."""
        content_type = ContentType.objects.get_for_model(type(record))
        return self.filter(content_type=content_type, record_id=record.pk)

    def returns_of(self, model: type[RegisteredRecord], keys: list[int]) -> Self:
        """The last return of each of these records, reached through their own door."""
        content_type = ContentType.objects.get_for_model(model)
        return (
            self.filter(content_type=content_type, record_id__in=keys, name="return")
            .order_by("record_id", "-at", "-id")
            .distinct("record_id")
        )

    def with_content(self) -> Self:
        """Those at which the province saw the content: certifications and acknowledgements."""
        return self.filter(content__isnull=False)


class CommitteeForm(models.TextChoices):
    """How a committee resolves."""

    MEETING = "meeting", "ประชุม"
    CIRCULAR = "circular", "หนังสือเวียน"


class RegistrationStep(StepLine):
    """One step of the workflow that was taken on one record.

    `marks`: what the province marked when it returned it, name of the field to its note. `content`:
    what the province saw when it certified or took note (registration.content). `resolution_*`: that of
    นตผ.อำเภอ where it considered the record before it was submitted (by setting of the round).
    """

    class Name(models.TextChoices):
        SUBMIT = "submit", "เสนอจังหวัด"
        TAKE_BACK = "take_back", "ถอนคืนมาแก้ไข"
        CERTIFY = "certify", "จังหวัดรับรอง"
        RETURN = "return", "ส่งกลับแก้ไข"
        ACKNOWLEDGE = "acknowledge", "รับทราบการแก้ไข"
        ANNOUNCE = "announce", "กรมประกาศ"
        CANCEL = "cancel", "ยกเลิก"
        RESTORE = "restore", "คืนสถานะ"
        TAKE_OVER = "take_over", "นำเข้าจากระบบเดิม"
        CORRECT_DATE = "correct_date", "แก้วันที่ลงทะเบียน"

    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    record_id = models.PositiveBigIntegerField()
    district = models.ForeignKey(District, models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=15, choices=Name)
    from_status = models.CharField(max_length=10)
    to_status = models.CharField(max_length=10)
    version = models.PositiveIntegerField(help_text="ฉบับของระเบียนเมื่อทำขั้นนี้")
    marks = models.JSONField(default=dict)
    content = models.JSONField(null=True)
    resolution_form = models.CharField("มติโดย", max_length=10, choices=CommitteeForm, blank=True)
    resolution_number = models.CharField("ครั้งที่ / เลขที่หนังสือ", max_length=50, blank=True)
    resolution_on = models.DateField("วันที่มีมติ", null=True, blank=True)

    objects = RegistrationStepQuerySet.as_manager()

    class Meta(StepLine.Meta):
        verbose_name = verbose_name_plural = "ขั้นตอนการลงทะเบียน"
        indexes = [models.Index(fields=["content_type", "record_id"], name="steps_of_a_record")]
        constraints = [
            models.CheckConstraint(
                name="step_resolution_whole",
                condition=Q(resolution_form="", resolution_number="", resolution_on=None)
                | Q(name="submit", resolution_on__isnull=False)
                & ~Q(resolution_form="")
                & ~Q(resolution_number=""),
            ),
            models.CheckConstraint(
                name="step_says_why",
                condition=~Q(name__in=["return", "cancel", "restore", "correct_date"])
                | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="step_keeps_what_was_certified",
                condition=Q(name__in=["certify", "acknowledge"], content__isnull=False)
                | Q(~Q(name__in=["certify", "acknowledge"]), content=None),
            ),
        ]

    def __str__(self):
        return f"{self.get_name_display()} {self.record_id}"

    @property
    def resolution_told(self) -> str:
        """ประชุม 3/2569 วันที่ 5 พ.ย. 2569; "" where none was recorded."""
        if self.resolution_on is None:
            return ""
        form = CommitteeForm(self.resolution_form).label
        return f"{form} {bare_number(self.resolution_number)} วันที่ {day_short(self.resolution_on)}"
