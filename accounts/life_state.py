"""What the page of an account says of its life, and which steps it offers whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate, now

from accounts.life_steps import Name, Standing, may_take
from accounts.offices import names_of_offices
from accounts.second_factor.requirement import is_missing
from core.users.models import AccountStep, Invitation, Recertification, User

# The colour of each standing (static/css/portal.css, .state-*).
TONES = {
    Standing.INVITED: "waiting",
    Standing.ACTIVE: "done",
    Standing.SUSPENDED: "warning",
    Standing.ENDED: "closed",
}

TRAIL_SHOWN = 50


@dataclass(frozen=True)
class TrailEntry:
    """A line of the trail in words; `offices` only where the person moved."""

    step: AccountStep
    by: str
    offices: str


@dataclass(frozen=True)
class Button:
    label: str
    address: str


@dataclass(frozen=True)
class Life:
    """Everything the card above an account's form shows."""

    account: User
    tone: str
    suspended_on: date | None
    is_near: bool
    invitation: Invitation | None
    run_out: bool
    held: bool
    may_invite: bool
    may_withdraw: bool
    buttons: list[Button]
    reviewed: Recertification | None
    needs_factor: bool
    trail: list[TrailEntry]


def day_of_suspension(account: User) -> date | None:
    """The day it counts as unused if nobody signs in before; None for one not in use."""
    return localdate(account.unused_after) if account.standing == Standing.ACTIVE else None


def is_near(account: User, at: datetime | None = None) -> bool:
    """Whether it is to be suspended within ACCOUNT_WARNING_DAYS."""
    warned_from = account.unused_after - timedelta(days=settings.ACCOUNT_WARNING_DAYS)
    return account.standing == Standing.ACTIVE and (at or now()) >= warned_from


def life_of(account: User, by: User) -> Life:
    """`account` was reached through `visible_to(by)`."""
    invitation = account.invitations.unanswered().select_related("made_by", "released_by").first()
    if invitation is not None:
        invitation.account = account
    run_out = invitation is not None and invitation.expires_at <= now()
    reviewed = account.recertifications.select_related("round", "by").first()
    may_invite = may_take(Name.INVITE, account, by)
    return Life(
        account=account,
        tone=TONES[Standing(account.standing)],
        suspended_on=day_of_suspension(account),
        is_near=is_near(account),
        invitation=invitation,
        run_out=run_out,
        held=invitation is not None and not run_out and invitation.is_held,
        may_invite=may_invite,
        may_withdraw=may_invite and invitation is not None and not run_out,
        buttons=list(_buttons(account, by, None if run_out else invitation)),
        reviewed=reviewed,
        needs_factor=is_missing(account),
        trail=trail_of(account),
    )


def _buttons(account: User, by: User, invitation: Invitation | None) -> Iterable[Button]:
    if invitation is not None and invitation.is_held and may_take(Name.RELEASE, account, by):
        address = reverse("admin:account-step", args=[account.pk, Name.RELEASE.value])
        yield Button("รับรองคำเชิญ", address)
    if may_take(Name.MOVE, account, by):
        yield Button(Name.MOVE.label, reverse("admin:account-move", args=[account.pk]))
    for name in (Name.SUSPEND, Name.LIFT, Name.RELEASE_FACTOR, Name.END, Name.REINSTATE):
        if name == Name.RELEASE_FACTOR and account.second_factor_since is None:
            continue  # there is none to lose
        if may_take(name, account, by):
            yield Button(
                str(name.label), reverse("admin:account-step", args=[account.pk, name.value])
            )


def trail_of(account: User) -> list[TrailEntry]:
    """The newest first; three queries."""
    steps = list(account.steps.select_related("by")[:TRAIL_SHOWN])
    moved = [step for step in steps if step.from_office != step.to_office]
    codes = {code for step in moved for code in (step.from_office, step.to_office)}
    names = names_of_offices(codes) if codes else {}
    return [
        TrailEntry(
            step,
            str(step.by) if step.by else "ระบบ",
            f"{names[step.from_office]} → {names[step.to_office]}" if step in moved else "",
        )
        for step in steps
    ]
