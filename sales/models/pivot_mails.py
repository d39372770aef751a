"""Who gets a saved pivot by mail each month, and what became of each mail."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.areas.scope import Officer
from core.history.tracking import tracked
from core.history.trail import StepLine
from sales.models.months import SalesMonth
from sales.models.pivots import SavedPivot


class OwnQuerySet(models.QuerySet[Any]):
    """Rows that concern one person alone."""

    owner: str

    def visible_to(self, user: Officer) -> Self:
        if not getattr(user, "is_active", False):
            return self.none()
        return self.filter(**{self.owner: user.pk})


class SubscriptionQuerySet(OwnQuerySet):
    owner = "to"


@tracked()
class PivotSubscription(models.Model):
    """A person gets this pivot by mail after each closing, until it is ended. What it shows is asked
    then, through that person's own door."""

    pivot = models.ForeignKey(
        SavedPivot, models.CASCADE, related_name="subscriptions", verbose_name="ตาราง"
    )
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="ส่งถึง"
    )
    since = models.DateTimeField("ตั้งแต่", auto_now_add=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "การรับตารางสรุปทางอีเมล"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["pivot", "to"], name="one_subscription_of_a_person")
        ]

    def __str__(self):
        return f"{self.pivot} ถึง {self.to}"


class MailLineQuerySet(OwnQuerySet):
    owner = "by"


class PivotMailLine(StepLine):
    """A mail of a pivot that was sent after a month was closed, or why none was; `by` is who gets it.
    The pivot is written down as it was called, since it may be removed."""

    class Outcome(models.TextChoices):
        SENT = "sent", "ส่งแล้ว"
        NOT_SENT = "not_sent", "ส่งไม่ได้ จะส่งอีกครั้ง"
        PASSED_OVER = "passed_over", "ไม่ส่ง"

    pivot_number = models.BigIntegerField()
    pivot_name = models.CharField("ชื่อตาราง", max_length=100)
    month = models.ForeignKey(SalesMonth, models.PROTECT, related_name="+", verbose_name="เดือน")
    outcome = models.CharField("ผล", max_length=20, choices=Outcome)

    objects = MailLineQuerySet.as_manager()

    class Meta(StepLine.Meta):
        verbose_name = verbose_name_plural = "บันทึกการส่งตารางสรุปทางอีเมล"
        constraints = [
            models.UniqueConstraint(
                fields=["by", "pivot_number", "month"],
                condition=~Q(outcome="not_sent"),
                name="one_pivot_mail_of_a_month",
            ),
            models.CheckConstraint(
                name="pivot_mail_says_why_not", condition=Q(outcome="sent") | ~Q(reason="")
            ),
        ]

    def __str__(self):
        return f"{self.pivot_name} {self.month_id} {self.get_outcome_display()}"
