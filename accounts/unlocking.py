"""Ending the wait after wrong passwords: by the district's chief, the province, the department.

What waits is the pair of user and address (accounts.sign_in_brakes); whoever unlocks ends every wait of
the account, and it is on the account's trail.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from axes.utils import reset
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from accounts.life_steps import LIFE, STEPS, Name, Standing, line
from core.areas.compiled import CompiledDoor
from core.steps import StepRefused, may, stands
from core.users.models import AccountStep, Brake, User


@dataclass(frozen=True)
class Locked:
    account: User
    until: datetime


def may_unlock(user: User) -> bool:
    """Whether this officer unlocks anybody: who keeps accounts, and of a district who may certify."""
    try:
        may(user, STEPS[Name.UNLOCK])
    except StepRefused:
        return False
    return True


def locked_accounts(by: User) -> list[Locked]:
    """The accounts this officer may unlock that wait now, by name; two queries."""
    if not may_unlock(by):
        return []
    waiting = dict(
        Brake.objects.filter(
            held_until__gt=timezone.now(), account__in=User.objects.unlocked_by(by)
        )
        .values_list("account")
        .annotate(until=Max("held_until"))
    )
    accounts = User.objects.unlocked_by(by).filter(pk__in=waiting).order_by("username")
    return [
        Locked(account, waiting[account.pk])
        for account in accounts.select_related("province", "district")
    ]


def count_locked(by: User) -> int:
    """How many wait; none for who unlocks nobody."""
    if not may_unlock(by):
        return 0
    if by.of_district:  # who certifies there, which no compiled statement knows
        return len(_held(by, timezone.now()))
    return len(_HELD.read(by, now=timezone.now()))


def _held(officer: Any, now: datetime) -> QuerySet[Any, Any]:
    held = Brake.objects.filter(held_until__gt=now, account__in=User.objects.unlocked_by(officer))
    return held.order_by().values_list("account").distinct()


_HELD = CompiledDoor(_held, now=datetime)


@transaction.atomic
def unlock(key: int, *, by: User) -> User:
    """End the wait of one account. Out of area raises User.DoesNotExist; refused: one's own, an account
    out of use, one that does not wait."""
    rule = STEPS[Name.UNLOCK]
    may(by, rule)
    if key == by.pk:
        raise StepRefused(rule.say("{step}ของตนเองไม่ได้ ให้ผู้อื่นที่ดูแลบัญชีเป็นผู้ทำ"))
    account = User.objects.unlocked_by(by).select_for_update(of=("self",), no_key=True).get(pk=key)
    stands(account, rule)
    now = timezone.now()
    if not Brake.objects.filter(account=account, held_until__gt=now).exists():
        raise StepRefused(f"{account}: ไม่ได้ถูกพักการเข้าสู่ระบบ หรือครบเวลาแล้ว")
    reset(username=account.username)
    AccountStep.objects.bulk_create(
        [line(rule.name, account, by=by, at=now, to=Standing(getattr(account, LIFE.status_field)))]
    )
    return account
