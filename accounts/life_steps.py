"""The table of an account's steps, and what every one of them asks (accounts.lifecycle takes them).

The department manages all accounts, a province those of its district offices
(`UserQuerySet.kept_by`). Nobody can lock themselves out, and the department always keeps one active
account.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from core.areas.scope import Role
from core.steps import (
    StepRefused,
    StepRule,
    Workflow,
    is_for,
    longest_in,
    may,
    offers,
    stands,
)
from core.users.models import AccountStep, User

Name = AccountStep.Name
Standing = User.Standing


# An account is called by its name and its username: namesakes are many.
LIFE = Workflow(
    status_field="standing",
    not_yours="“{step}” เป็นหน้าที่ของ{whose}",
    elsewhere="{it} ({it.username}): {step}ไม่ได้ เพราะขณะนี้{status}",
)
KEEPERS = frozenset({Role.PROVINCE, Role.DEPARTMENT})
DEPARTMENT = frozenset({Role.DEPARTMENT})
EVERYBODY = frozenset(Role)


@dataclass(frozen=True)
class AccountRule(StepRule):
    """One line of the table; `ends_scope`: it takes a scope away, so the person's sessions end and open
    invitations die; `never_own`: nobody takes it of the own account."""

    ends_scope: bool = False
    never_own: bool = False


def _rule(
    name: Name,
    sources: Collection[str],
    target: Standing | None = None,
    roles: frozenset[Role] = KEEPERS,
    **asks: Any,
) -> AccountRule:
    longest = longest_in(AccountStep)
    return AccountRule(
        name, frozenset(sources), target, roles, longest=longest, workflow=LIFE, **asks
    )


_IN_USE = {Standing.INVITED, Standing.ACTIVE}
_NOT_ENDED = _IN_USE | {Standing.SUSPENDED}
_TAKES_AWAY: dict[str, Any] = {"needs_reason": True, "ends_scope": True, "never_own": True}

STEPS: Mapping[Name, AccountRule] = {
    rule.name: rule
    for rule in (
        _rule(Name.CREATE, {""}, None, DEPARTMENT),
        _rule(Name.INVITE, _IN_USE),
        _rule(Name.WITHDRAW, _IN_USE),
        # A second person of another office than the one that holds the link (decision 0030).
        _rule(Name.RELEASE, _IN_USE, None, DEPARTMENT, needs_reason=True, never_own=True),
        _rule(Name.ACCEPT, _IN_USE, Standing.ACTIVE),
        _rule(Name.FIRST_PASSWORD, _IN_USE, Standing.ACTIVE, DEPARTMENT),
        _rule(Name.SUSPEND, _IN_USE, Standing.SUSPENDED, **_TAKES_AWAY),
        # In use again, or invited again where nobody ever set a password.
        _rule(Name.LIFT, {Standing.SUSPENDED}, needs_reason=True),
        _rule(Name.END, _NOT_ENDED, Standing.ENDED, **_TAKES_AWAY),
        _rule(Name.REINSTATE, {Standing.ENDED}, Standing.INVITED, DEPARTMENT, needs_reason=True),
        _rule(Name.MOVE, _NOT_ENDED, **_TAKES_AWAY),
        # A lost second factor: the sessions end, the scope stays (accounts.second_factor.keeping).
        _rule(Name.RELEASE_FACTOR, _NOT_ENDED, needs_reason=True, never_own=True),
        _rule(Name.CONFIRM, _NOT_ENDED),
        # Of a district its chief (accounts.unlocking takes it, of accounts with a door of their own).
        _rule(Name.UNLOCK, _IN_USE, None, EVERYBODY, certifies=True, never_own=True),
    )
}

NOT_YOURS_TO_GIVE = "สิทธิรับรองยอด กรมเป็นผู้ให้ ย้ายโดยยังไม่ให้สิทธิ แล้วแจ้งกรมเพื่อให้สิทธิที่บัญชี"
LAST_OF_DEPARTMENT = "เป็นบัญชีสุดท้ายของกรมที่ใช้งานได้ พัก ปิด หรือย้ายไม่ได้ ให้กรมมีอีกบัญชีที่ใช้งานได้ก่อน"


def may_take(name: Name, account: User, by: User) -> bool:
    """Whether a page should offer this step of a visible account; the step itself asks again."""
    rule = STEPS[name]
    if by.of_province and account.role != Role.DISTRICT:
        return False
    if rule.never_own and account.pk == by.pk:
        return False
    return offers(rule, account, by)


def gives_the_right(by: User) -> bool:
    """Whether this officer makes somebody a certifier: whoever makes accounts. The office that confirms
    what the certifier certified does not (decision 0030)."""
    return is_for(STEPS[Name.CREATE], by)


def all_locked(rule: AccountRule, keys: Iterable[int], by: User | None) -> list[User]:
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
        _through_the_door(rule, wanted, by)
    elif len(accounts) != len(wanted):
        raise User.DoesNotExist
    for account in accounts:
        stands(account, rule)
    if rule.ends_scope:
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


def _through_the_door(rule: AccountRule, wanted: set[int], by: User) -> None:
    if rule.roles == DEPARTMENT:
        may(by, rule)
    seen = User.objects.visible_to(by).filter(pk__in=wanted).count()
    if seen != len(wanted):
        raise User.DoesNotExist("out of area, or never there")
    if rule.never_own and by.pk in wanted:
        raise StepRefused(f"{rule.name.label}ของตนเองไม่ได้ ให้ผู้อื่นที่ดูแลบัญชีเป็นผู้ทำ")
    if User.objects.kept_by(by).filter(pk__in=wanted).count() != len(wanted):
        raise StepRefused("บัญชีของ สพจ. และของกรม กรมการพัฒนาชุมชนเป็นผู้ดูแล")


def _leave_the_department_one(rows: Sequence[User], leaving: set[int]) -> None:
    """Refuses to take the department's last active account; `rows` are its active accounts. A move
    within the department takes none."""
    active = {one.pk for one in rows if one.role == Role.DEPARTMENT and one.is_active}
    if active & leaving and not active - leaving:
        raise StepRefused(LAST_OF_DEPARTMENT)


def line(
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
