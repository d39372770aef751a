"""Invitations: a random token that sets a person's own password, once, within INVITATION_DAYS.

The link is shown once, when it is made; only a hash of its token, keyed with SECRET_KEY, is
stored. Making, replacing and using one takes the lock of its account first, so of two people with
one link one wins.
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
from accounts.life_steps import Name
from core.history.acting import acting
from core.steps import StepRefused
from core.users.models import Invitation, User

TOKEN_BYTES = 32


class InvitationGone(Exception):
    """The link was never issued, or is used, replaced, withdrawn or expired; an outsider cannot
    tell which."""


@dataclass(frozen=True)
class Issued:
    """An invitation as it can be told this one time."""

    account: User
    address: str
    expires_at: datetime


@transaction.atomic
def invite(keys: Iterable[int], *, by: User) -> list[Issued]:
    """New links for these accounts, invited or in use (lost link, forgotten password); each ends the
    one before. All or none; a line of the trail for each."""
    accounts = lifecycle.note(Name.INVITE, keys, by=by)
    now = timezone.now()
    lifecycle.end_invitations(accounts, now)
    expires_at = now + timedelta(days=settings.INVITATION_DAYS)
    issued, kept = [], []
    for account in sorted(accounts, key=lambda one: (one.office_code, one.username)):
        token = secrets.token_urlsafe(TOKEN_BYTES)
        issued.append(Issued(account, address_of(token), expires_at))
        kept.append(
            Invitation(
                account=account,
                token_hash=token_hash(token),
                made_at=now,
                made_by=by,
                expires_at=expires_at,
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


def usable(token: str) -> Invitation:
    """The invitation behind a link; InvitationGone for every other one."""
    found = (
        Invitation.objects.usable(timezone.now())
        .filter(token_hash=token_hash(token))
        .select_related("account__province", "account__district")
        .first()
    )
    if found is None or not hmac.compare_digest(found.token_hash, token_hash(token)):
        raise InvitationGone
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
        used = Invitation.objects.usable(now).filter(pk=invitation.pk).update(used_at=now)
    if not used:
        raise InvitationGone  # used while this one waited for the account's lock: nothing stays
    return account


def address_of(token: str) -> str:
    """Where the invited person goes, from outside."""
    return f"{settings.PUBLIC_ADDRESS}{reverse('invitation', args=[token])}"


def token_hash(token: str) -> str:
    """64 hexadecimal digits; of no use without SECRET_KEY."""
    return salted_hmac("core.accounts.invitations", token, algorithm="sha256").hexdigest()


def unanswered_of(accounts: Sequence[User]) -> dict[int, Invitation]:
    """The invitation of each account that was neither used nor replaced, run out ones too."""
    found = Invitation.objects.unanswered().filter(account__in=accounts).select_related("made_by")
    return {one.account_id: one for one in found}
