"""Invitations: a random token that sets a person's own password, once, within INVITATION_DAYS.

The link is shown once, when it is made; only a hash of its token, keyed with SECRET_KEY, is
stored. Making, replacing and using one takes the lock of its account first, so of two people with
one link one wins.

A province hands links to its districts and confirms after them, so it must not become a district's
chief: its links to certifying accounts go to the person's own mail, or wait for the department
(decision 0030).
"""

import hmac
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts import lifecycle
from accounts.life_steps import STEPS, Name, gives_the_right
from core.areas.compiled import CompiledDoor
from core.compiled import CompiledSql
from core.counting import counted, counting
from core.history.acting import acting
from core.steps import StepRefused, is_for
from core.users.models import Invitation, User

TOKEN_BYTES = 32


class InvitationGone(Exception):
    """The link was never issued, or is used, replaced, withdrawn or expired; an outsider cannot
    tell which."""


class InvitationHeld(Exception):
    """The link is right and waits for the department's release: told to whoever holds it."""


@dataclass(frozen=True)
class Issued:
    """An invitation as it can be told this one time."""

    account: User
    address: str
    expires_at: datetime
    is_held: bool = False


@transaction.atomic
def invite(keys: Iterable[int], *, by: User, to_own_mail: bool = False) -> list[Issued]:
    """New links for these accounts, invited or in use (lost link, forgotten password); each ends the
    one before. All or none; a line of the trail for each.

    `to_own_mail`: nobody but the account's own mail is told the link. One that its maker is told opens
    a certifying account only once the department released it, unless the department made it.
    """
    accounts = lifecycle.note(Name.INVITE, keys, by=by)
    through_office = not to_own_mail and not gives_the_right(by)
    now = timezone.now()
    lifecycle.end_invitations(accounts, now)
    expires_at = now + timedelta(days=settings.INVITATION_DAYS)
    issued, kept = [], []
    for account in sorted(accounts, key=lambda one: (one.office_code, one.username)):
        token = secrets.token_urlsafe(TOKEN_BYTES)
        is_held = through_office and account.may_certify
        issued.append(Issued(account, address_of(token), expires_at, is_held))
        kept.append(
            Invitation(
                account=account,
                token_hash=token_hash(token),
                made_at=now,
                made_by=by,
                expires_at=expires_at,
                through_office=through_office,
            )
        )
    Invitation.objects.bulk_create(kept)
    return issued


@transaction.atomic
def withdraw(key: int, *, by: User) -> None:
    """Make an unanswered link useless. Refused where there is none."""
    accounts = lifecycle.note(Name.WITHDRAW, [key], by=by)
    if not lifecycle.end_invitations(accounts, timezone.now()):
        raise StepRefused("ไม่มีคำเชิญที่ยังใช้ได้")


@transaction.atomic
def release(keys: Iterable[int], *, by: User, reason: str) -> list[User]:
    """The department lets links to certifying accounts open, having made sure of the person; `reason`
    says how. Refused where none waits, and to whoever made the link."""
    accounts = lifecycle.note(Name.RELEASE, keys, by=by, reason=reason)
    now = timezone.now()
    held = Invitation.objects.usable(now).held().filter(account__in=accounts)
    found = {one.account_id: one for one in held}
    for account in accounts:
        if account.pk not in found:
            raise StepRefused(f"{account}: ไม่มีคำเชิญที่รอกรมรับรอง")
        if found[account.pk].made_by_id == by.pk:
            raise StepRefused("รับรองคำเชิญที่ตนเองออกไม่ได้ ให้ผู้อื่นของกรมเป็นผู้รับรอง")
    kept = [one.pk for one in found.values()]
    Invitation.objects.filter(pk__in=kept).update(released_at=now, released_by=by)
    return accounts


def count_held(user: User) -> int:
    """How many links wait for this officer's release; 0 for who releases none."""
    if not is_for(STEPS[Name.RELEASE], user):
        return 0
    return counted(_HELD.read(user, now=timezone.now())).get("held", 0)


_HELD = CompiledDoor(
    lambda officer, now: counting(
        {"held": [Invitation.objects.visible_to(officer).usable(now).held()]}
    ),
    kept=CompiledSql,
    now=datetime,
)


def usable(token: str) -> Invitation:
    """The invitation behind a link; InvitationGone for every other one, InvitationHeld for one that
    waits for its release."""
    found = (
        Invitation.objects.usable(timezone.now())
        .filter(token_hash=token_hash(token))
        .select_related("account__province", "account__district")
        .first()
    )
    if found is None or not hmac.compare_digest(found.token_hash, token_hash(token)):
        raise InvitationGone
    if found.is_held:
        raise InvitationHeld
    return found


def was_ever_made(token: str) -> bool:
    """Whether the portal ever issued this link, so that a clerk's expired link does not count as a
    stranger's guess."""
    return Invitation.objects.filter(token_hash=token_hash(token)).exists()


@transaction.atomic
def accept(token: str, password: str) -> User:
    """Set the person's own password and use the link up. InvitationGone where it does not stand any
    more: somebody else used it meanwhile, it was replaced, or the account was suspended."""
    invitation = usable(token)
    account = invitation.account
    with acting(account, label="ตั้งรหัสผ่านจากคำเชิญ"):
        try:
            account = lifecycle.take_password(account, password)
        except StepRefused as refusal:
            raise InvitationGone from refusal
        now = timezone.now()
        still = Invitation.objects.usable(now).not_held()
        used = still.filter(pk=invitation.pk).update(used_at=now)
    if not used:
        # Used, or the account made a certifier's, while this one waited for its lock: nothing stays.
        raise InvitationGone
    return account


def address_of(token: str) -> str:
    """Where the invited person goes, from outside."""
    return f"{settings.PUBLIC_ADDRESS}{reverse('invitation', args=[token])}"


def token_hash(token: str) -> str:
    """64 hexadecimal digits; of no use without SECRET_KEY."""
    return salted_hmac("core.accounts.invitations", token, algorithm="sha256").hexdigest()


def unanswered_of(accounts: Sequence[User]) -> dict[int, Invitation]:
    """The invitation of each account that was neither used nor replaced, run out ones too."""
    found = Invitation.objects.unanswered().filter(account__in=accounts)
    found = found.select_related("account", "made_by")
    return {one.account_id: one for one in found}
