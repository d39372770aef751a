"""Many accounts at once, as a table brings them: all or none, each refusal a Thai sentence.

The preview of a table uses the same checks (`refusals_of_new`, `refusals_of_changes`) as the
write. Nothing here hashes a password: new accounts are invited.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import lifecycle
from accounts.life_steps import STEPS, Name, Standing
from accounts.offices import Office, offices_open_to
from core.areas.scope import Role
from core.fields import column_of
from core.steps import StepRefused, is_for, may
from core.users.models import User

# The columns a table may change without a step.
PLAIN = ("full_name", "position", "email")

# Which step brings an account to a standing, by where it stands.
_STEP_TO: Mapping[tuple[str, str], Name] = {
    (Standing.INVITED, Standing.SUSPENDED): Name.SUSPEND,
    (Standing.ACTIVE, Standing.SUSPENDED): Name.SUSPEND,
    (Standing.SUSPENDED, Standing.ACTIVE): Name.LIFT,
    (Standing.SUSPENDED, Standing.INVITED): Name.LIFT,
    (Standing.INVITED, Standing.ENDED): Name.END,
    (Standing.ACTIVE, Standing.ENDED): Name.END,
    (Standing.SUSPENDED, Standing.ENDED): Name.END,
    (Standing.ENDED, Standing.INVITED): Name.REINSTATE,
}
_BY_NAME = {
    Name.SUSPEND: lifecycle.suspend,
    Name.LIFT: lifecycle.lift,
    Name.END: lifecycle.end,
    Name.REINSTATE: lifecycle.reinstate,
}


class AccountsRefused(Exception):
    """Nothing was written. `refusals`: Thai sentences by the place of the person in what was given."""

    def __init__(self, refusals: Mapping[int, Sequence[str]]):
        super().__init__(
            "; ".join(f"{nth + 1}: {' '.join(said)}" for nth, said in refusals.items())
        )
        self.refusals = refusals


@dataclass(frozen=True)
class NewAccount:
    """A person to be invited. `role`: core.areas.scope.Role; `area_code`: 2402, 24, "" for the
    department."""

    username: str
    full_name: str
    role: str
    area_code: str = ""
    position: str = ""
    may_certify: bool = False
    email: str = ""


@dataclass(frozen=True)
class AccountChange:
    """Changes to the account with this username; None leaves a value as it is. An office is
    changed by `role` and `area_code` together, a standing by a step, both with the reason."""

    username: str
    full_name: str | None = None
    position: str | None = None
    email: str | None = None
    role: str | None = None
    area_code: str | None = None
    may_certify: bool | None = None
    standing: str | None = None


def refusals_of_new(people: Sequence[NewAccount], by: User) -> dict[int, list[str]]:
    """What stands in the way of each, by its place; empty where all can be invited. Four queries."""
    try:
        may(by, STEPS[Name.CREATE])
    except StepRefused as refusal:
        return {nth: [str(refusal)] for nth in range(len(people))}
    named = Counter(person.username for person in people)
    taken = set(User.objects.filter(username__in=named).values_list("username", flat=True))
    open_to = offices_open_to(by, (person.area_code for person in people))
    refusals: dict[int, list[str]] = {}
    for nth, person in enumerate(people):
        said = _refusals_of_office(person.role, person.area_code, person.may_certify, open_to)
        if person.username in taken:
            said.append(f"มีชื่อผู้ใช้ {person.username} แล้ว")
        elif named[person.username] > 1:
            said.append(f"ชื่อผู้ใช้ {person.username} ซ้ำกันในตาราง")
        said += _refusals_of_fields(person)
        if said:
            refusals[nth] = said
    return refusals


@transaction.atomic
def create_invited(people: Sequence[NewAccount], by: User) -> list[User]:
    """Make an account for each, waiting for its invitation (accounts.invitations.invite). Raises
    AccountsRefused, and writes nothing, where one of them cannot be made."""
    refusals = refusals_of_new(people, by)
    if refusals:
        raise AccountsRefused(refusals)
    return lifecycle.create([_account(person) for person in people], by=by)


def refusals_of_changes(changes: Sequence[AccountChange], by: User) -> dict[int, list[str]]:
    """What stands in the way of each, by its place. An account out of area is not found."""
    accounts = _kept(changes, by)
    named = Counter(change.username for change in changes)
    open_to = offices_open_to(by, (change.area_code or "" for change in changes))
    refusals: dict[int, list[str]] = {}
    for nth, change in enumerate(changes):
        account = accounts.get(change.username)
        if account is None:
            refusals[nth] = [f"ไม่พบบัญชี {change.username} ในสำนักงานที่ดูแล"]
            continue
        said = [f"ชื่อผู้ใช้ {change.username} ซ้ำกันในตาราง"] if named[change.username] > 1 else []
        said += _refusals_of_change(change, account, by, open_to)
        if said:
            refusals[nth] = said
    return refusals


@transaction.atomic
def change_accounts(changes: Sequence[AccountChange], by: User, reason: str) -> list[User]:
    """Write the changes: offices through the move, standings through their steps, the rest in one
    statement. Raises AccountsRefused, and writes nothing, where one of them cannot be changed."""
    refusals = refusals_of_changes(changes, by)
    if refusals:
        raise AccountsRefused(refusals)
    accounts = _kept(changes, by)
    by_account = {accounts[change.username].pk: change for change in changes}
    moved: dict[int, lifecycle.Move] = {}
    steps: dict[Name, list[int]] = {}
    for account in accounts.values():
        change = by_account[account.pk]
        office = _office(change, account)
        if office != Office.of(account):
            moved[account.pk] = lifecycle.Move(office, bool(change.may_certify), change.position)
        if change.standing and change.standing != account.standing:
            steps.setdefault(_STEP_TO[account.standing, change.standing], []).append(account.pk)
    try:
        if moved:
            lifecycle.move(moved, by=by, reason=reason)
        for name, keys in steps.items():
            _BY_NAME[name](keys, by=by, reason=reason)
    except StepRefused as refusal:
        stepping = {*moved, *(key for keys in steps.values() for key in keys)}
        raise AccountsRefused(
            {
                nth: [str(refusal)]
                for nth, change in enumerate(changes)
                if accounts[change.username].pk in stepping
            }
        ) from refusal
    return _write_plain(by_account, moved)


def _write_plain(
    by_account: Mapping[int, AccountChange], moved: Mapping[int, lifecycle.Move]
) -> list[User]:
    """The columns that need no step; the certifying right of who did not move is one of them."""
    accounts = list(
        User.objects.filter(pk__in=by_account).select_for_update(no_key=True).order_by("pk")
    )
    for account in accounts:
        change = by_account[account.pk]
        columns = PLAIN if account.pk in moved else (*PLAIN, "may_certify")
        for column in columns:
            value = getattr(change, column)
            if value is not None:
                setattr(account, column, value)
    lifecycle.write_columns(accounts, [*PLAIN, "may_certify"])
    return accounts


def _kept(changes: Sequence[AccountChange], by: User) -> dict[str, User]:
    names = {change.username for change in changes}
    return {one.username: one for one in User.objects.kept_by(by).filter(username__in=names)}


def _account(person: NewAccount) -> User:
    office = Office.of_role(person.role, person.area_code)
    return User(
        username=person.username,
        full_name=person.full_name,
        position=person.position,
        email=person.email,
        may_certify=person.may_certify,
        **office.columns,
    )


def _office(change: AccountChange, account: User) -> Office:
    if change.role is None and change.area_code is None:
        return Office.of(account)
    return Office.of_role(change.role or account.role, change.area_code or "")


def _refusals_of_change(
    change: AccountChange, account: User, by: User, open_to: set[str]
) -> list[str]:
    """Of an account that this office keeps."""
    said: list[str] = []
    moves = False
    if change.role is not None or change.area_code is not None:
        role, code = change.role or account.role, change.area_code or ""
        moves = (role, code) != (account.role, account.office_code)
        if moves:
            said += _refusals_of_office(role, code, bool(change.may_certify), open_to)
    if change.may_certify and not moves and account.role != Role.DISTRICT:
        said.append("สิทธิรับรองยอดมีได้เฉพาะบัญชีของอำเภอ")
    to = change.standing
    name = None if to is None or to == account.standing else _STEP_TO.get((account.standing, to))
    if to and to != account.standing and name is None:
        said.append(_no_step(account, to))
    if name == Name.REINSTATE and not is_for(STEPS[name], by):
        said.append(f"“{name.label}” เป็นหน้าที่ของกรมการพัฒนาชุมชน")
    if account.pk == by.pk and (moves or name):
        said.append("ย้าย พัก หรือปิดบัญชีของตนเองไม่ได้ ให้ผู้อื่นที่ดูแลบัญชีเป็นผู้ทำ")
    if moves and account.standing not in STEPS[Name.MOVE].sources:
        said.append(f"ย้ายไม่ได้ เพราะขณะนี้{account.get_standing_display()}")
    return said + _refusals_of_fields(change)


def _no_step(account: User, to: str) -> str:
    if to not in Standing.values:
        return f"ไม่มีสถานะ “{to}”"
    return f"จาก “{account.get_standing_display()}” เป็น “{Standing(to).label}” ไม่ได้"


def _refusals_of_office(
    role: str, code: str, may_certify: bool, open_to: Iterable[str]
) -> list[str]:
    """Role with its area, an area that there is, a certifier of a district."""
    try:
        office = Office.of_role(role, code)
    except ValueError as refusal:
        return [str(refusal)]
    said = []
    if office.code not in open_to:
        said.append(f"ไม่มี{office.role.label}รหัส {code} ที่ดูแล")
    if may_certify and office.role != Role.DISTRICT:
        said.append("สิทธิรับรองยอดมีได้เฉพาะบัญชีของอำเภอ")
    return said


def _refusals_of_fields(person: NewAccount | AccountChange) -> list[str]:
    """What the columns themselves refuse: their lengths, signs of a username, an e-mail."""
    said = []
    for name in ("username", "full_name", "position", "email"):
        value, field = getattr(person, name), column_of(User, name)
        if value is None:
            continue
        try:
            field.clean(value, None)
        except ValidationError as refusal:
            said += [f"{field.verbose_name}: {message}" for message in refusal.messages]
    return said
