"""The letters an office sent (ทะเบียนหนังสือส่ง): as they were written, with their numbers."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import ExtractYear

from core.areas.scope import Officer
from core.history.trail import unchanging
from core.thai.calendar import BUDDHIST_ERA_OFFSET
from correspondence.models.doors import LONGEST_TITLE, written_by
from letters.models.offices import LONGEST_BODY, LONGEST_LINE, OfOffice, of_own_office
from letters.models.templates import Kind, LetterTemplate

_OFFICE = "COALESCE(letters_outgoingletter.district_id, letters_outgoingletter.province_id, '')"


class OutgoingLetterQuerySet(models.QuerySet[Any]):
    # For the policies behind the door: a province's officers are refused the districts' by the door.
    area_sees = f"starts_with({_OFFICE}, (SELECT seen_area()))"
    department_sees = f"({_OFFICE} = '')"

    def visible_to(self, user: Officer) -> Self:
        """Those of the own office alone."""
        return self.filter(of_own_office(user))

    def numbered_with(self, circular: bool) -> Self:
        """Circulars have a row of numbers of their own."""
        kind = Q(kind=Kind.CIRCULAR)
        return self.filter(kind if circular else ~kind)


class OutgoingLetter(OfOffice):
    """A letter as it went out. Never changed: what is wrong is cancelled, and written anew under another
    number.

    `number` runs through the calendar year of `day`, circulars apart; `reference` is the office's code
    before it (ฉช 0019.5). `table`: the totals by category of the month, as (name, domestic, export,
    all), amounts in baht as text with two decimals.
    """

    template = models.ForeignKey(
        LetterTemplate, models.PROTECT, related_name="letters", verbose_name="จากแบบ"
    )
    kind = models.CharField("ชนิด", max_length=10, choices=Kind)
    about = models.CharField("เกี่ยวกับ", max_length=LONGEST_TITLE, blank=True)
    reference = models.CharField("รหัสหนังสือของสำนักงาน", max_length=40)
    number = models.PositiveIntegerField("เลขที่")
    year = models.PositiveSmallIntegerField("ปี พ.ศ.")
    day = models.DateField("ลงวันที่")
    title = models.CharField("เรื่อง", max_length=LONGEST_LINE)
    to = models.CharField("เรียน", max_length=LONGEST_LINE)
    enclosures = models.TextField("สิ่งที่ส่งมาด้วย", max_length=1000, blank=True)
    body = models.TextField("ข้อความ", max_length=LONGEST_BODY)
    signature = models.TextField("ผู้ลงนาม", max_length=500)
    table = models.JSONField("ตารางยอดตามประเภท", null=True)
    by = written_by()
    at = models.DateTimeField("ออกเลขเมื่อ")

    objects = OutgoingLetterQuerySet.as_manager()

    class Meta(OfOffice.Meta):
        verbose_name = verbose_name_plural = "หนังสือส่ง"
        ordering = ["-day", "-number", "-pk"]
        triggers = unchanging()
        constraints = [
            *OfOffice.Meta.constraints,
            models.CheckConstraint(
                name="letter_says_something",
                condition=~Q(reference="") & ~Q(title="") & ~Q(to="") & ~Q(body="")
                & ~Q(signature=""),
            ),
            models.CheckConstraint(
                name="letter_numbered_from_one", condition=Q(number__gte=1)
            ),
            models.CheckConstraint(
                name="letter_year_is_of_its_day",
                condition=Q(year=ExtractYear("day") + BUDDHIST_ERA_OFFSET),
            ),
            models.UniqueConstraint(
                fields=["province", "district", "year", "number"],
                condition=~Q(kind="circular"), nulls_distinct=False,
                name="one_letter_of_a_number",
            ),
            models.UniqueConstraint(
                fields=["province", "district", "year", "number"],
                condition=Q(kind="circular"), nulls_distinct=False,
                name="one_circular_of_a_number",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.full_number} {self.title}"

    @property
    def full_number(self) -> str:
        """ฉช 0019.5/12, of a circular ฉช 0019.5/ว 12"""
        return f"{self.reference}/{'ว ' if self.kind == Kind.CIRCULAR else ''}{self.number}"


class LetterCancellationQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Officer) -> Self:
        return self.filter(letter__in=OutgoingLetter.objects.visible_to(user))


class LetterCancellation(models.Model):
    """A letter that no longer counts, and why. Its number is not given again."""

    seen_with = "letter"

    letter = models.OneToOneField(OutgoingLetter, models.PROTECT, related_name="cancellation")
    reason = models.CharField("เหตุผล", max_length=LONGEST_LINE)
    by = written_by()
    at = models.DateTimeField("เมื่อ")

    objects = LetterCancellationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "การยกเลิกหนังสือส่ง"
        triggers = unchanging()
        constraints = [
            models.CheckConstraint(name="letter_cancellation_has_reason", condition=~Q(reason=""))
        ]

    def __str__(self) -> str:
        return f"ยกเลิก {self.letter}"
