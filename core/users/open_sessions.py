"""Where a person is signed in: noted at each sign-in, shown to that person alone, ended by them.

When a session was last used is told to the minute: its row is written no more often
(core.users.sessions).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from core.users.client_address import client_address
from core.users.models import OpenSession, User

# In this order: each names those it is made of too.
_BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
_SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Macintosh": "Mac",
    "Linux": "Linux",
}


@dataclass(frozen=True)
class Shown:
    """A session as its person recognizes it."""

    key: int
    device: str
    address: str | None
    began_at: datetime
    used_at: datetime
    is_this: bool


def device_of(agent: str) -> str:
    """ "Chrome บน Windows", out of a browser's User-Agent; "" where it names nothing known."""
    browser = next((name for mark, name in _BROWSERS.items() if f"{mark}/" in agent), "")
    system = next((name for mark, name in _SYSTEMS.items() if re.search(rf"\b{mark}\b", agent)), "")
    return " บน ".join(filter(None, (browser, system)))


def note(request: HttpRequest, user: User, **of_signal: Any) -> None:
    """At a sign-in."""
    session = getattr(request, "session", None)
    if session is None:
        return
    if session.session_key is None:  # another person's went out with it
        session.create()
    OpenSession.objects.update_or_create(
        session_id=session.session_key,
        defaults={
            "account": user,
            "device": device_of(request.META.get("HTTP_USER_AGENT", "")),
            "address": client_address(request),
            "began_at": timezone.now(),
        },
    )


def open_sessions(request: HttpRequest, user: User) -> list[Shown]:
    """The newest first; one that a new password or a suspension ended is open no more."""
    idle = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return [
        Shown(
            one.pk,
            one.device or "ไม่ทราบเครื่อง",
            one.address,
            one.began_at,
            max(one.session.expire_date - idle, one.began_at),
            one.session_id == request.session.session_key,
        )
        for one in _standing(user)
    ]


def _standing(user: User) -> Iterator[OpenSession]:
    stands = user.get_session_auth_hash()
    own = OpenSession.objects.visible_to(user).filter(session__expire_date__gt=timezone.now())
    for one in own.select_related("session"):
        held = one.session.get_decoded().get(HASH_SESSION_KEY, "")
        if constant_time_compare(held, stands):
            yield one


def end(user: User, key: int) -> bool:
    """Ends one session of this person; False where it is not theirs or gone."""
    found = OpenSession.objects.visible_to(user).filter(pk=key).first()
    if found is None:
        return False
    Session.objects.filter(pk=found.session_id).delete()
    return True


def end_others(request: HttpRequest, user: User) -> int:
    """Ends all of this person but the one in hand; how many."""
    others = OpenSession.objects.visible_to(user).exclude(session=request.session.session_key)
    keys = list(others.values_list("session_id", flat=True))
    Session.objects.filter(pk__in=keys).delete()
    return len(keys)


user_logged_in.connect(note, dispatch_uid="core.users.open_sessions")
