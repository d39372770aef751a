"""Guessing the second factor waits as guessing a password does (accounts.sign_in_brakes), by the account
alone.

Whoever comes here knows the password, so no stranger can keep the person out; and six digits guessed
from a thousand addresses are guessed all the same. Who unlocks a password unlocks this too.
"""

import logging
from datetime import timedelta
from math import ceil

from django.http import HttpRequest
from django.utils import timezone

from accounts.sign_in_brakes import PAIR
from core.users import brakes
from core.users.brakes import Limit
from core.users.client_address import client_address
from core.users.models import User

FACTOR = Limit("second_factor", PAIR.most, PAIR.window, PAIR.holds)

logger = logging.getLogger("accounts.brakes")


def minutes_left(account: User) -> int:
    """How long it waits, in whole minutes; 0 where it need not."""
    until = brakes.held(FACTOR, str(account.pk))
    left = until - timezone.now() if until else timedelta()
    return ceil(left.total_seconds() / 60)


def note_guess(request: HttpRequest, account: User) -> None:
    brakes.note_try(FACTOR, str(account.pk), account=account)
    logger.warning("wrong second factor of %s from %s", account.pk, client_address(request))


def forget(account: User) -> None:
    """After a right one, and after a release."""
    brakes.forget([FACTOR], str(account.pk))
