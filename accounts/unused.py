"""Accounts nobody uses (ACCOUNT_UNUSED_DAYS): suspended by themselves, at the latest when somebody
tries to sign in.

Counted from the last sign-in, or from when the account could be used: accepted, made, or given back
after a suspension. The department's account used last is left, so that somebody can lift the others.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts import lifecycle
from accounts.life_steps import lock
from core.areas.scope import Role
from core.users.models import User, UserQuerySet


def reason_of_suspension() -> str:
    return f"ไม่ได้เข้าใช้ {settings.ACCOUNT_UNUSED_DAYS} วัน"


def limit(now: datetime | None = None) -> datetime:
    """Who was last here before this moment counts as unused."""
    return (now or timezone.now()) - timedelta(days=settings.ACCOUNT_UNUSED_DAYS)


def suspended_soon(accounts: UserQuerySet) -> QuerySet:
    """Of `accounts` those to be suspended within ACCOUNT_WARNING_DAYS, the nearest first; overdue ones
    too. For the office: the people themselves are away."""
    before = limit() + timedelta(days=settings.ACCOUNT_WARNING_DAYS)
    return accounts.unused_since(before).with_used_at().order_by("last_used", "pk")


def unused_accounts() -> QuerySet:
    """Those over the limit now, the longest unused first, without the department's last."""
    found = User.objects.unused_since(limit()).with_used_at().order_by("last_used", "pk")
    kept = last_of_department()
    return found.exclude(pk=kept.pk) if kept else found


def last_of_department() -> User | None:
    """The department's account used last, where none of them is within the limit."""
    active = User.objects.filter(role=Role.DEPARTMENT, standing=User.Standing.ACTIVE)
    newest = active.with_used_at().order_by("-last_used", "pk").first()
    return newest if newest and newest.used_at < limit() else None


@transaction.atomic
def suspend_unused(keys: Iterable[int] | None = None) -> list[User]:
    """Suspend the accounts over the limit; `keys`: of these only. Asked again under their locks, so
    that nobody who signs in meanwhile is suspended."""
    asked = unused_accounts().values_list("pk", flat=True) if keys is None else keys
    asked = [account.pk for account in lock(asked)]
    chosen = list(unused_accounts().filter(pk__in=asked).values_list("pk", flat=True))
    return lifecycle.suspend(chosen, by=None, reason=reason_of_suspension()) if chosen else []
