"""The table of an account's steps, and what every one of them asks (accounts.lifecycle takes them).

Who: the department keeps all accounts, a province those of its district offices
(`UserQuerySet.kept_by`). Nobody takes the portal from themselves, and the department never loses its
last account in use.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from core.areas.scope import Role
from core.users.models import AccountStep, User

Name = AccountStep.Name
Standing = User.Standing


class StepRefused(Exception):
    """A step that cannot be taken now; the message says why and what to do."""


@dataclass(frozen=True)
class StepRule:
    """One line of the table: from where, to where (None: stays, or see the step), and whether it takes
    a scope away: then the person's sessions end and open invitations die."""

    name: Name
    sources: frozenset[Standing]
    target: Standing | None = None
    ends_scope: bool = False

    @property
    def needs_reason(self) -> bool:
        return self.name in AccountStep.NEEDS_REASON


_IN_USE = frozenset({Standing.INVITED, Standing.ACTIVE})
_NOT_ENDED = _IN_USE | {Standing.SUSPENDED}

STEPS: Mapping[Name, StepRule] = {
    rule.name: rule
    for rule in (
        StepRule(Name.INVITE, _IN_USE),
        StepRule(Name.WITHDRAW, _IN_USE),
        StepRule(Name.ACCEPT, _IN_USE, Standing.ACTIVE),
        StepRule(Name.FIRST_PASSWORD, _IN_USE, Standing.ACTIVE),
        StepRule(Name.SUSPEND, _IN_USE, Standing.SUSPENDED, ends_scope=True),
        # In use again, or invited again where nobody ever set a password.
        StepRule(Name.LIFT, frozenset({Standing.SUSPENDED})),
        StepRule(Name.END, _NOT_ENDED, Standing.ENDED, ends_scope=True),
        StepRule(Name.REINSTATE, frozenset({Standing.ENDED}), Standing.INVITED),
        StepRule(Name.MOVE, _NOT_ENDED, ends_scope=True),
        StepRule(Name.CONFIRM, _NOT_ENDED),
    )
}

# What only the department does, and what nobody does to the own account.
_DEPARTMENT_ONLY = frozenset({Name.CREATE, Name.FIRST_PASSWORD, Name.REINSTATE})
_NEVER_ONES_OWN = frozenset({Name.SUSPEND, Name.END, Name.MOVE})

LAST_OF_DEPARTMENT = "เป็นบัญชีสุดท้ายของกรมที่ใช้งานได้ พัก ปิด หรือย้ายไม่ได้ ให้กรมมีอีกบัญชีที่ใช้งานได้ก่อน"


def may_take(name: Name, account: User, by: User) -> bool:
    """Whether a page should offer this step of a visible account; the step itself asks again."""
    if by.role not in (Role.DEPARTMENT, Role.PROVINCE):
        return False
    if by.role == Role.PROVINCE and (account.role != Role.DISTRICT or name in _DEPARTMENT_ONLY):
        return False
    if name in _NEVER_ONES_OWN and account.pk == by.pk:
        return False
    return account.standing in STEPS[name].sources


def reason_given(name: Name, reason: str) -> str:
    reason = reason.strip()
    if name in AccountStep.NEEDS_REASON and not reason:
        raise StepRefused(f"เขียนเหตุผลของการ{name.label}")
    return reason


def department_only(name: Name, by: User) -> None:
    if by.role != Role.DEPARTMENT or not by.is_active:
        raise StepRefused(f"“{name.label}” เป็นหน้าที่ของกรมการพัฒนาชุมชน")


def locked(name: Name, keys: Iterable[int], by: User | None) -> list[User]:
    """The accounts, re-read under lock in the order of their keys, through the person's own door;
    `by` None is the portal itself.

    With them the department's accounts in use are locked, so that two people cannot take the last
    two. Out of area raises User.DoesNotExist; refused: an account this office does not keep, one's
    own, one that stands elsewhere by now, the department's last.
    """
    wanted = set(keys)
    rows = lock(wanted)
    accounts = [account for account in rows if account.pk in wanted]
    if by is not None:
        _through_the_door(name, wanted, by)
    elif len(accounts) != len(wanted):
        raise User.DoesNotExist
    for account in accounts:
        if account.standing not in STEPS[name].sources:
            raise StepRefused(
                f"{account} ({account.username}): {name.label}ไม่ได้ "
                f"เพราะขณะนี้{account.get_standing_display()}"
            )
    if STEPS[name].ends_scope:
        _leave_the_department_one(rows, wanted)
    return accounts


def lock(keys: Iterable[int]) -> list[User]:
    """These accounts and the department's in use, locked in one order whoever asks."""
    in_use = Q(role=Role.DEPARTMENT, standing=Standing.ACTIVE)
    return list(
        User.objects.filter(Q(pk__in=set(keys)) | in_use)
        .select_related("province", "district")
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )


def _through_the_door(name: Name, wanted: set[int], by: User) -> None:
    if name in _DEPARTMENT_ONLY:
        department_only(name, by)
    seen = User.objects.visible_to(by).filter(pk__in=wanted).count()
    if seen != len(wanted):
        raise User.DoesNotExist("out of area, or never there")
    if name in _NEVER_ONES_OWN and by.pk in wanted:
        raise StepRefused(f"{name.label}ของตนเองไม่ได้ ให้ผู้อื่นที่ดูแลบัญชีเป็นผู้ทำ")
    if User.objects.kept_by(by).filter(pk__in=wanted).count() != len(wanted):
        raise StepRefused("บัญชีของ สพจ. และของกรม กรมการพัฒนาชุมชนเป็นผู้ดูแล")


def _leave_the_department_one(rows: Sequence[User], leaving: set[int]) -> None:
    """`rows` hold every active account of the department. A move inside the department is none."""
    active = {one.pk for one in rows if one.role == Role.DEPARTMENT and one.is_active}
    if active & leaving and not active - leaving:
        raise StepRefused(LAST_OF_DEPARTMENT)


def log(
    name: Name,
    account: User,
    *,
    by: User | None,
    at: datetime,
    to: Standing,
    reason: str = "",
    to_office: str | None = None,
) -> AccountStep:
    """The trail's line, not yet saved. Made before anything is assigned: it says from where."""
    office = account.office_code
    return AccountStep(
        account=account,
        name=name,
        by=by,
        at=at,
        from_standing="" if account._state.adding else account.standing,
        to_standing=to,
        from_office=office,
        to_office=office if to_office is None else to_office,
        reason=reason,
    )
