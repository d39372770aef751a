"""How often something was tried in vain lately, and until when who tried has to wait."""

from django.db import models
from django.db.models import Q

from core.users.models.users import User


class Brake(models.Model):
    """One subject of one brake (core.users.brakes, the only place that writes it).

    The subject (a user and an address, an address, all together) is kept as a keyed hash: what people
    type as their name may be anything. `account` is the account that was meant, where there is one.
    """

    name = models.CharField(max_length=20)
    subject = models.CharField(max_length=64)
    account = models.ForeignKey(User, models.PROTECT, null=True, related_name="brakes")
    tries = models.PositiveIntegerField()
    since = models.DateTimeField()
    last_at = models.DateTimeField(db_index=True)
    held_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "การลองผิด"
        constraints = [
            models.UniqueConstraint(fields=["name", "subject"], name="one_brake_of_a_subject"),
            models.CheckConstraint(name="brake_was_tried", condition=Q(tries__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.tries}"
