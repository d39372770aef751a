"""Accounts nobody uses (ACCOUNT_UNUSED_DAYS): suspended by themselves, at the latest when somebody
tries to sign in.

The days count from the last sign-in or, if later, from when the account became usable (accepted,
made, or reinstated). The department's most recently used account is never suspended, so that
somebody can reinstate the others.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts import lifecycle
from accounts.life_steps import lock
from core.areas.compiled import CompiledDoor
from core.areas.scope import Role
from core.compiled import CompiledSql
from core.counting import counted, counting
from core.users.models import User, UserQuerySet


def reason_of_suspension() -> str:
    return f"ไม่ได้เข้าใช้ {settings.ACCOUNT_UNUSED_DAYS} วัน"


def limit(now: datetime | None = None) -> datetime:
    """Accounts last used before this moment count as unused."""
    return (now or timezone.now()) - timedelta(days=settings.ACCOUNT_UNUSED_DAYS)


def suspended_soon(accounts: UserQuerySet) -> QuerySet:
    """The accounts that will be suspended within ACCOUNT_WARNING_DAYS, soonest first, overdue ones
    included. Shown to their office, since the people themselves are away."""
    return accounts.unused_since(_soon()).with_used_at().order_by("last_used", "pk")


def count_suspended_soon(user: User) -> int:
    """How many of `suspended_soon` this officer keeps."""
    found = _SOON.read(user, before=_soon())
    return counted(found).get("soon", 0)


def _soon() -> datetime:
    return limit() + timedelta(days=settings.ACCOUNT_WARNING_DAYS)


_SOON = CompiledDoor(
    lambda officer, before: counting(
        {"soon": [User.objects.kept_by(officer).unused_since(before)]}
    ),
    kept=CompiledSql,
    before=datetime,
)


def unused_accounts() -> QuerySet:
    """Accounts past the limit, longest unused first, without the department's last one."""
    found = User.objects.unused_since(limit()).with_used_at().order_by("last_used", "pk")
    kept = last_of_department()
    return found.exclude(pk=kept.pk) if kept else found


def last_of_department() -> User | None:
    """The department's most recently used account, if all of its accounts are past the limit."""
    active = User.objects.filter(role=Role.DEPARTMENT, standing=User.Standing.ACTIVE)
    newest = active.with_used_at().order_by("-last_used", "pk").first()
    return newest if newest and newest.used_at < limit() else None


@transaction.atomic
def suspend_unused(keys: Iterable[int] | None = None) -> list[User]:
    """Suspend the accounts over the limit; `keys`: of these only. Checked again under lock, so that
    an account that signs in meanwhile is not suspended."""
    asked = unused_accounts().values_list("pk", flat=True) if keys is None else keys
    asked = [account.pk for account in lock(asked)]
    chosen = list(unused_accounts().filter(pk__in=asked).values_list("pk", flat=True))
    return lifecycle.suspend(chosen, by=None, reason=reason_of_suspension()) if chosen else []
