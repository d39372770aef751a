"""Who must have a second factor, and until when: whoever certifies, confirms, decides or exports.

The days of grace (SECOND_FACTOR_GRACE_DAYS) begin at the first sign-in after it became required; after a
lost factor was released there are none. Everybody else may set one up.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.utils import timezone

from core.users.models import User


def is_required(account: User) -> bool:
    """Whether it is asked of this account at all (settings.SECOND_FACTOR_ROLES, and who may certify)."""
    asked = account.may_certify or account.role in settings.SECOND_FACTOR_ROLES
    return settings.SECOND_FACTOR_REQUIRED and asked


def is_missing(account: User) -> bool:
    return account.second_factor_since is None and is_required(account)


def is_overdue(account: User) -> bool:
    """Whether this account does nothing more before it has set one up."""
    due = account.second_factor_due_at
    return is_missing(account) and due is not None and due <= timezone.now()


def begin_grace(user: User, **of_signal: Any) -> None:
    """At a sign-in; a grace that has begun goes on."""
    if is_missing(user) and user.second_factor_due_at is None:
        due = timezone.now() + timedelta(days=settings.SECOND_FACTOR_GRACE_DAYS)
        User.objects.filter(pk=user.pk).update(second_factor_due_at=due)
        user.second_factor_due_at = due


user_logged_in.connect(begin_grace, dispatch_uid="accounts.second_factor")
