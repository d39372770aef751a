"""Guessing the second factor waits as guessing a password does (accounts.sign_in_brakes), by the account
alone.

Whoever comes here knows the password, so no stranger can keep the person out; and six digits guessed
from a thousand addresses are guessed all the same. Who unlocks a password unlocks this too.
"""

from datetime import timedelta
from math import ceil

from django.http import HttpRequest
from django.utils import timezone

from accounts.sign_in_brakes import PAIR
from core.users import access, brakes
from core.users.access import Kind
from core.users.brakes import Limit
from core.users.models import User

FACTOR = Limit("second_factor", PAIR.most, PAIR.window, PAIR.holds)

SAID = "การยืนยันขั้นที่สอง"  # in the log of who came in


def minutes_left(account: User) -> int:
    """How long it waits, in whole minutes; 0 where it need not."""
    until = brakes.held(FACTOR, str(account.pk))
    left = until - timezone.now() if until else timedelta()
    return ceil(left.total_seconds() / 60)


def note_guess(request: HttpRequest, account: User) -> None:
    until = brakes.note_try(FACTOR, str(account.pk), account=account)
    access.note(Kind.LOCKED if until else Kind.FAILED, account, SAID, request=request)


def forget(account: User) -> None:
    """After a right one, and after a release."""
    brakes.forget([FACTOR], str(account.pk))
