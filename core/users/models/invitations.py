"""Invitations: a link that sets the person's own password, once (DOMAIN.md 11, 12)."""

from datetime import datetime
from typing import Any, Self

import pgtrigger
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
        """By its time; one that is held opens nothing all the same."""
        return self.unanswered().filter(expires_at__gt=at)

    def held(self) -> Self:
        """Links to who may certify that went through the hands of the office which confirms after
        them, and that the department has not released yet (decision 0030)."""
        return self.filter(HELD, account__may_certify=True)

    def not_held(self) -> Self:
        return self.exclude(HELD, account__may_certify=True)


HELD = Q(through_office=True, released_at=None)

# Whatever path a use takes; the account may have been given the right after the link was made.
_HELD_IS_NOT_USED = """
    IF NEW.through_office AND NEW.released_at IS NULL AND EXISTS (
        SELECT 1 FROM accounts_user WHERE id = NEW.account_id AND may_certify
    ) THEN
        RAISE EXCEPTION 'a link to a certifying account that an office handed out waits for its release'
              USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
"""


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
    through_office = models.BooleanField("ลิงก์ผ่านมือสำนักงาน", default=False, db_default=False)
    released_at = models.DateTimeField("รับรองเมื่อ", null=True)
    released_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="รับรองโดย"
    )

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
            models.CheckConstraint(
                name="invitation_released_by_a_second_person",
                condition=Q(released_at=None, released_by=None)
                | (
                    Q(through_office=True, released_at__isnull=False, released_by__isnull=False)
                    & ~Q(released_by=F("made_by"))
                ),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="held_is_not_used",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("used_at"),
                condition=pgtrigger.Q(old__used_at__isnull=True, new__used_at__isnull=False),
                func=_HELD_IS_NOT_USED,
            ),
        ]

    def __str__(self) -> str:
        return f"คำเชิญ {self.account}"

    @property
    def is_held(self) -> bool:
        """As `InvitationQuerySet.held`, of one in hand with its account."""
        return self.through_office and self.released_at is None and self.account.may_certify
