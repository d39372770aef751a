"""What an office's letters are written from: the words, with fields that the register fills."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from core.areas.scope import Officer, Role
from core.history.tracking import tracked
from core.users.models import User
from correspondence.models.doors import LONGEST_TITLE, known_role
from letters.models.offices import LONGEST_BODY, LONGEST_LINE, OfOffice, of_own_office


class Kind(models.TextChoices):
    """The kinds of the ระเบียบงานสารบรรณ that the portal writes. A circular (หนังสือเวียน) is set as a
    letter to another office, and its number has ว before it."""

    EXTERNAL = "external", "หนังสือภายนอก"
    MEMO = "memo", "บันทึกข้อความ"
    CIRCULAR = "circular", "หนังสือเวียน"


class Subject(models.TextChoices):
    """What a letter is about: it says which record fills its fields (letters.subjects)."""

    DISTRICT_MONTH = "district-month", "นำส่งยอดจำหน่ายของอำเภอ (รต.๒)"
    PROVINCE_MONTH = "province-month", "นำส่งยอดจำหน่ายของจังหวัด (รต.๓ และ รต.๔)"
    LATE_DISTRICT = "late-district", "เตือนอำเภอที่ยังไม่ยืนยันยอด"
    PRODUCER = "producer", "ถึงผู้ผลิต ผู้ประกอบการ"
    OTHER = "other", "เรื่องอื่น"


class LetterTemplateQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Officer) -> Self:
        """Those of the own office, and of the offices above it."""
        above = Q(province=None, district=None)
        match known_role(user):
            case Role.DISTRICT:
                above |= Q(province=user.province_code, district=None)
            case None:
                return self.none()
        return self.filter(above | of_own_office(user))

    def of_office(self, user: Officer) -> Self:
        """Those the own office keeps, and may change."""
        return self.filter(of_own_office(user))


@tracked()
class LetterTemplate(OfOffice):
    """A letter with fields in braces, {เดือน}: each subject says which there are.

    Offices below read it and write from it; whoever wants other words copies it. One that is no longer
    used is kept, for the letters that came of it.
    """

    name = models.CharField("ชื่อแบบ", max_length=LONGEST_TITLE)
    kind = models.CharField("ชนิด", max_length=10, choices=Kind)
    subject = models.CharField("ใช้กับ", max_length=20, choices=Subject)
    title = models.CharField("เรื่อง", max_length=LONGEST_LINE)
    to = models.CharField("เรียน", max_length=LONGEST_LINE)
    enclosures = models.TextField("สิ่งที่ส่งมาด้วย", max_length=1000, blank=True)
    body = models.TextField("ข้อความ", max_length=LONGEST_BODY)
    signature = models.TextField("ผู้ลงนาม", max_length=500)
    with_table = models.BooleanField("มีตารางยอดตามประเภทก่อนย่อหน้าสุดท้าย", default=False)
    is_used = models.BooleanField("ใช้อยู่", default=True)
    by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="โดย",
        help_text="เว้นว่างหากมากับระบบ",
    )  # fmt: skip
    changed_at = models.DateTimeField("แก้ไขเมื่อ")

    objects = LetterTemplateQuerySet.as_manager()

    class Meta(OfOffice.Meta):
        verbose_name = verbose_name_plural = "แบบหนังสือ"
        ordering = ["pk"]
        constraints = [
            *OfOffice.Meta.constraints,
            models.CheckConstraint(
                name="letter_template_says_something",
                condition=~Q(name="") & ~Q(title="") & ~Q(to="") & ~Q(body="") & ~Q(signature=""),
            ),
            models.CheckConstraint(
                name="letter_template_has_table_of_a_month",
                condition=Q(with_table=False) | Q(subject__in=["district-month", "province-month"]),
            ),
        ]

    def __str__(self) -> str:
        return self.name
