"""Brakes on guessing passwords, beside what django-axes does (decision 0031).

- The pair of user and address waits after each five wrong passwords of a day: 15 minutes, then 30, 60
  and 120. So a stranger keeps nobody out: the owner comes from another address.
- An address waits after fifty, whoever they were for; all that is unknown waits after a thousand within
  ten minutes. Both let pass the pairs that signed in lately, so an office goes on working beside
  whoever guesses behind the same address, and the nation beside whoever guesses from many.

django-axes asks its handler, keeps what was tried and answers 429. Guessed links and old passwords come
by the same door under names of their own, "(invitation)" and "(old password) somchai": they wait alone.
"""

import logging
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessLog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from core.users.brakes import Limit, forget, held, note_try
from core.users.client_address import client_address
from core.users.models import Brake, User

_MINUTES = [timedelta(minutes=minutes) for minutes in (15, 30, 60, 120)]
PAIR = Limit("sign_in", settings.AXES_FAILURE_LIMIT, timedelta(days=1), tuple(_MINUTES))
ADDRESS = Limit("sign_in_address", 50, timedelta(minutes=15), (_MINUTES[0],))
ALL = Limit("sign_in_all", 1000, timedelta(minutes=10), (timedelta(minutes=5),))

# A pair that signed in within so many days is known.
KNOWN_DAYS = 90
GUESSED_OLD_ONE = "(old password) "

logger = logging.getLogger("accounts.brakes")


class BrakeHandler(AxesDatabaseHandler):
    """What django-axes asks (AXES_HANDLER)."""

    def is_locked(self, request: HttpRequest, credentials: dict | None = None) -> bool:
        name = (credentials or {}).get("username")
        waits = waits_until(name, client_address(request)) is not None
        return waits or super().is_locked(request, credentials)

    def user_login_failed(
        self, sender: Any, credentials: dict, request: Any = None, **kwargs: Any
    ) -> None:
        waited = getattr(request, "axes_locked_out", False)
        super().user_login_failed(sender, credentials, request, **kwargs)
        if request is not None and not waited:
            _note(credentials.get("username") or "", client_address(request))

    def user_logged_in(self, sender: Any, request: Any, user: User, **kwargs: Any) -> None:
        super().user_logged_in(sender, request, user, **kwargs)
        forget([PAIR], user.username, client_address(request))

    def reset_attempts(
        self,
        *,
        ip_address: str | None = None,
        username: str | None = None,
        ip_or_username: bool = False,
    ) -> int:
        """Of a username also what was tried for its old password."""
        if username:
            Brake.objects.filter(account__username=username).delete()
            super().reset_attempts(username=GUESSED_OLD_ONE + username)
        return super().reset_attempts(
            ip_address=ip_address, username=username, ip_or_username=ip_or_username
        )


def waits_until(name: str | None, address: str | None) -> datetime | None:
    """Until when a sign-in by this name from this address is refused; None where it is not."""
    until = held(PAIR, name, address)
    if until or (name or "").startswith("(") or _is_known(name, address):
        return until
    return held(ADDRESS, address) or held(ALL)


def _note(name: str, address: str | None) -> None:
    account = User.objects.filter(username=name.removeprefix(GUESSED_OLD_ONE)).first()
    note_try(PAIR, name, address, account=account)
    if name.startswith("("):
        return
    for limit, subject in ((ADDRESS, (address,)), (ALL, ())):
        if until := note_try(limit, *subject):
            logger.warning("%s waits until %s", limit.name, until.isoformat())


def _is_known(name: str | None, address: str | None) -> bool:
    since = timezone.now() - timedelta(days=KNOWN_DAYS)
    kept = AccessLog.objects.filter(username=name, ip_address=address, attempt_time__gte=since)
    return bool(name) and kept.exists()


def minutes_left(name: str | None, address: str | None) -> int:
    """How long it still has to wait, in whole minutes."""
    until = waits_until(name, address)
    left = until - timezone.now() if until else timedelta(hours=settings.AXES_COOLOFF_TIME)
    return max(1, ceil(left.total_seconds() / 60))


def locked_out_answer(
    request: HttpRequest, response: HttpResponse | None = None, credentials: dict | None = None
) -> HttpResponse:
    """The page that says how long to wait and who helps (AXES_LOCKOUT_CALLABLE); 429."""
    name = (credentials or {}).get("username") or request.POST.get("username", "")
    address = client_address(request)
    context = {
        "username": name,
        "minutes": minutes_left(name, address),
        "tries": settings.AXES_FAILURE_LIMIT,
        "of_pair": held(PAIR, name, address) is not None,
    }
    return render(request, "accounts/locked_out.html", context, status=429)
