"""Invitations: a link that sets the person's own password, once (DOMAIN.md 11, 12)."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from core.areas.scope import Officer
from core.users.models.users import User


class InvitationQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Officer) -> Self:
        return self.filter(account__in=User.objects.visible_to(user))

    def unanswered(self) -> Self:
        """Neither used nor replaced or withdrawn; may have run out."""
        return self.filter(used_at=None, ended_at=None)

    def usable(self, at: datetime) -> Self:
        return self.unanswered().filter(expires_at__gt=at)


class Invitation(models.Model):
    """One link given to one person. Only a keyed hash of its token is kept: nobody can read the link
    again, and whoever copies the database cannot use one."""

    account = models.ForeignKey(User, models.PROTECT, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField("ออกเมื่อ")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="โดย")
    expires_at = models.DateTimeField("ใช้ได้ถึง")
    used_at = models.DateTimeField("ใช้เมื่อ", null=True)
    ended_at = models.DateTimeField("สิ้นผลเมื่อ", null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "คำเชิญ"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(used_at=None, ended_at=None),
                name="one_unanswered_invitation_of_an_account",
            ),
            models.CheckConstraint(
                name="invitation_used_or_ended",
                condition=Q(used_at=None) | Q(ended_at=None),
            ),
            models.CheckConstraint(
                name="invitation_runs_out_later", condition=Q(expires_at__gt=F("made_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"คำเชิญ {self.account}"
