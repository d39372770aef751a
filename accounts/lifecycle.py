"""The life of an account, as a story: the only place that assigns its standing and its office.

Made and invited > the person sets a password > in use > suspended (by hand with a reason, by itself
when unused, accounts.unused) > lifted, or ended when the person left the service. Moving to
another office ends the old scope: sessions end, open invitations die, the right to certify goes
unless it is given anew. What the person did before stays under the old office.

Every step re-reads its accounts under lock (accounts.life_steps), writes to the trail, and takes
one account or many: it changes all of them or none.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from axes.utils import reset
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.life_steps import (
    NOT_YOURS_TO_GIVE,
    STEPS,
    Name,
    Standing,
    all_locked,
    gives_the_right,
    line,
)
from accounts.offices import Office, offices_open_to
from core.steps import StepRefused, may, reason_given
from core.users.models import AccountStep, Authenticator, Invitation, RecoveryCode, User


@dataclass(frozen=True)
class Move:
    """Where an account moves to, with what it may do there; None leaves the position as it is."""

    office: Office
    may_certify: bool = False
    position: str | None = None


@transaction.atomic
def create(accounts: Sequence[User], *, by: User, first_password: str = "") -> list[User]:
    """Write new accounts, in two statements: invited, or in use with a first password that the person
    changes at the first sign-in. Only the department makes accounts."""
    may(by, STEPS[Name.CREATE])
    now = timezone.now()
    standing = Standing.ACTIVE if first_password else Standing.INVITED
    password = make_password(first_password or None)
    for account in accounts:
        account.standing, account.standing_since = standing, now
        account.is_active = standing == Standing.ACTIVE
        account.password = password
        account.must_change_password = bool(first_password)
    steps = [line(Name.CREATE, account, by=by, at=now, to=standing) for account in accounts]
    User.objects.bulk_create(accounts)
    AccountStep.objects.bulk_create(steps)
    return list(accounts)


@transaction.atomic
def suspend(keys: Iterable[int], *, by: User | None, reason: str) -> list[User]:
    """Take accounts out of use until the suspension is lifted; their sessions end at once. `by` None:
    the portal itself, for accounts unused or unanswered for."""
    return _take(Name.SUSPEND, keys, by=by, reason=reason)


@transaction.atomic
def lift(keys: Iterable[int], *, by: User, reason: str) -> list[User]:
    """Reinstate suspended accounts with their old password, counted as used from now; an account
    without a password is invited again."""
    return _take(Name.LIFT, keys, by=by, reason=reason)


@transaction.atomic
def end(keys: Iterable[int], *, by: User, reason: str) -> list[User]:
    """Close accounts of people who left the service; the password is thrown away, and so are the second
    factors and what binds the account to an identity provider."""
    ended = _take(Name.END, keys, by=by, reason=reason)
    for factors in (Authenticator, RecoveryCode):
        factors.objects.filter(account__in=ended).delete()
    _write(
        ended,
        password=make_password(None),
        may_certify=False,
        identity_hash=None,
        second_factor_since=None,
        second_factor_due_at=None,
    )
    return ended


@transaction.atomic
def reinstate(keys: Iterable[int], *, by: User, reason: str) -> list[User]:
    """Open ended accounts again, to be invited; the department only."""
    return _take(Name.REINSTATE, keys, by=by, reason=reason)


@transaction.atomic
def move(moves: Mapping[int, Move], *, by: User, reason: str) -> list[User]:
    """Move accounts to other offices. Refused for an office that does not exist or is not this
    officer's to assign, for the account's present office, and for the right to certify outside a
    district. A certifier that moves may stay one; a new one is made by the department alone."""
    rule = STEPS[Name.MOVE]
    reason = reason_given(reason, rule)
    accounts = all_locked(rule, moves, by)
    open_to = offices_open_to(by, (one.office.code for one in moves.values()))
    now, steps = timezone.now(), []
    for account in accounts:
        to = moves[account.pk]
        if to.office.code not in open_to:
            raise StepRefused(f"{account}: ไม่มีสำนักงานรหัส {to.office.code or '-'} ที่ย้ายไปได้")
        if to.office == Office.of(account):
            raise StepRefused(f"{account}: สังกัด {account.office} อยู่แล้ว")
        if to.may_certify and to.office.columns["district_id"] is None:
            raise StepRefused(f"{account}: สิทธิรับรองยอดมีได้เฉพาะบัญชีของอำเภอ")
        if to.may_certify and not account.may_certify and not gives_the_right(by):
            raise StepRefused(f"{account}: {NOT_YOURS_TO_GIVE}")
        standing = Standing(account.standing)
        steps.append(
            line(rule.name, account, by=by, at=now, to=standing, reason=reason,
                to_office=to.office.code)
        )  # fmt: skip
        for column, value in to.office.columns.items():
            setattr(account, column, value)
        account.may_certify = to.may_certify
        account.position = account.position if to.position is None else to.position
        account.session_stamp += 1
    columns = ["role", "province", "district", "may_certify", "position", "session_stamp"]
    write_columns(accounts, columns)
    end_invitations(accounts, now)
    AccountStep.objects.bulk_create(steps)
    return accounts


@transaction.atomic
def set_first_password(key: int, password: str, *, by: User) -> User:
    """The older way: a temporary password that the person must change at the first sign-in. Ends an open
    invitation, and a lock after wrong passwords."""
    (account,) = _take(Name.FIRST_PASSWORD, [key], by=by)
    end_invitations([account], timezone.now())
    _write([account], password=make_password(password), must_change_password=True)
    reset(username=account.username)
    return account


@transaction.atomic
def take_password(account: User, password: str) -> User:
    """The person's own password from an invitation (accounts.invitations, which holds the lock
    and asked whether the invitation stands): in use, other sessions end, a lock is lifted."""
    (account,) = _take(Name.ACCEPT, [account.pk], by=None)
    _write([account], password=make_password(password), must_change_password=False)
    reset(username=account.username)
    return account


@transaction.atomic
def note(name: Name, keys: Iterable[int], *, by: User | None, reason: str = "") -> list[User]:
    """A step that changes nothing of the standing: invited, withdrawn, confirmed at the review."""
    return _take(name, keys, by=by, reason=reason)


def end_invitations(accounts: Sequence[User], now: datetime) -> int:
    """Invalidate the open invitations of these accounts; returns how many there were."""
    return Invitation.objects.unanswered().filter(account__in=accounts).update(ended_at=now)


def _take(name: Name, keys: Iterable[int], *, by: User | None, reason: str = "") -> list[User]:
    """The step of all these accounts: locked, logged, assigned."""
    rule = STEPS[name]
    reason = reason_given(reason, rule)
    accounts = all_locked(rule, keys, by)
    now = timezone.now()
    steps, to = [], {account.pk: _target(name, account) for account in accounts}
    for account in accounts:
        actor = account if name == Name.ACCEPT else by
        steps.append(line(name, account, by=actor, at=now, to=to[account.pk], reason=reason))
    for standing in set(to.values()):
        changed = [one for one in accounts if to[one.pk] == standing != one.standing]
        _write(
            changed, standing=standing, is_active=standing == Standing.ACTIVE, standing_since=now
        )
    if rule.ends_scope:
        User.objects.filter(pk__in=keys_of(accounts)).update(session_stamp=F("session_stamp") + 1)
        end_invitations(accounts, now)
    AccountStep.objects.bulk_create(steps)
    return accounts


def _target(name: Name, account: User) -> Standing:
    if name == Name.LIFT:
        return Standing.ACTIVE if account.has_usable_password() else Standing.INVITED
    return Standing(STEPS[name].target or account.standing)


def _write(accounts: Sequence[User], **columns: Any) -> None:
    """The same values to all of them, in one statement, and to the objects in hand."""
    if not accounts:
        return
    User.objects.filter(pk__in=keys_of(accounts)).update(**columns)
    for account in accounts:
        for column, value in columns.items():
            setattr(account, column, value)


def write_columns(accounts: Sequence[User], columns: Sequence[str]) -> None:
    """What differs from account to account, in one statement: bulk_update's CASE for every cell costs
    ten times as much. The accounts are locked, so none of them is new."""
    User.objects.bulk_create(
        accounts, update_conflicts=True, unique_fields=["id"], update_fields=columns
    )


def keys_of(accounts: Sequence[User]) -> list[int]:
    return [account.pk for account in accounts]
