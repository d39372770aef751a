"""การทบทวนบัญชีประจำปี: a round of the department, and what the offices answered for each account."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from core.areas.scope import Officer
from core.users.models.users import User


class RecertificationRound(models.Model):
    """The review of a fiscal year (พ.ศ.). With `suspends`, whoever nobody answered for by the end of
    `due_on` is suspended, once (`enforced_at`)."""

    fiscal_year = models.PositiveSmallIntegerField("ปีงบประมาณ", unique=True)
    due_on = models.DateField("ตอบภายในวันที่")
    suspends = models.BooleanField("พักบัญชีที่ไม่มีคำตอบเมื่อพ้นกำหนด", default=False)
    opened_at = models.DateTimeField("เปิดเมื่อ")
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="โดย")
    enforced_at = models.DateTimeField("พักบัญชีเมื่อ", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "การทบทวนบัญชีประจำปี"
        ordering = ["-fiscal_year"]
        constraints = [
            models.CheckConstraint(
                name="recertification_of_a_buddhist_year",
                condition=Q(fiscal_year__range=(2500, 2700)),
            ),
            models.CheckConstraint(
                name="recertification_enforced_only_by_choice",
                condition=Q(enforced_at=None) | Q(suspends=True),
            ),
        ]

    def __str__(self) -> str:
        return f"การทบทวนบัญชี ปีงบประมาณ {self.fiscal_year}"


class RecertificationQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Officer) -> Self:
        return self.filter(account__in=User.objects.visible_to(user))


class Recertification(models.Model):
    """What was answered for one account in one round, by whom; `office` is the account's then."""

    class Answer(models.TextChoices):
        STAYS = "stays", "ยังปฏิบัติงานที่เดิม"
        MOVED = "moved", "ย้ายไป"
        LEFT = "left", "พ้นหน้าที่"

    round = models.ForeignKey(RecertificationRound, models.PROTECT, related_name="answers")
    account = models.ForeignKey(User, models.PROTECT, related_name="recertifications")
    answer = models.CharField("คำตอบ", max_length=5, choices=Answer)
    note = models.CharField("ย้ายไปที่ใด / หมายเหตุ", max_length=300, blank=True)
    office = models.CharField(max_length=4, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="โดย")
    at = models.DateTimeField("เมื่อ")

    objects = RecertificationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "คำตอบการทบทวนบัญชี"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "account"], name="one_answer_of_an_account_in_a_round"
            ),
            models.CheckConstraint(
                name="recertification_says_where_to", condition=~Q(answer="moved") | ~Q(note="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_answer_display()} {self.account_id}"
