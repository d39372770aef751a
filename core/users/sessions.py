"""Sessions in the database (SESSION_ENGINE), kept alive by a write a minute instead of one a request.

A session ends SESSION_COOKIE_AGE after the last write, so at most a minute before the promised idle
time is over, never after it; and SESSION_LONGEST_SECONDS after its sign-in, however it was used.
"""

import time
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.contrib.sessions.middleware import SessionMiddleware as DjangoSessionMiddleware
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

BEGAN = "began"  # of a signed-in person's session: when, in seconds since 1970
WRITTEN_EVERY = timedelta(minutes=1)
_STORED = (
    "SELECT session_data, expire_date FROM django_session"
    " WHERE session_key = %s AND expire_date > %s"
)


class SessionStore(DatabaseSessionStore):
    """Keeps the expiry time of its row, and distinguishes an unreachable database from an ended
    session: Django reports both as deleted, which would answer 400."""

    good_until: datetime | None = None

    def load(self) -> Any:
        """As Django's; every request begins with it, so the statement is written out."""
        with connection.cursor() as cursor:
            cursor.execute(_STORED, [self.session_key, timezone.now()])
            stored = cursor.fetchone()
        if stored is None:
            self._session_key = None
            return {}
        data, self.good_until = stored
        found = self.decode(data)
        began = found.get(BEGAN)
        if began is not None and time.time() - began > settings.SESSION_LONGEST_SECONDS:
            self.good_until = self._session_key = None
            return {}
        return found

    def save(self, must_create: bool = False) -> None:
        if SESSION_KEY in self and BEGAN not in self:
            self[BEGAN] = time.time()
        try:
            super().save(must_create=must_create)
        except UpdateError as error:
            if isinstance(error.__context__, OperationalError | InterfaceError):
                raise error.__context__ from None
            raise

    def cycle_key(self) -> None:
        """As Django's; what was noted of the session (core.users.open_sessions) goes along."""
        from core.users.models import OpenSession  # this module is read before there are models

        data, old = self._session, self.session_key  # type: ignore[attr-defined]
        self.create()
        self._session_cache = data
        if old:
            OpenSession.objects.filter(session_id=old).update(session_id=self.session_key)
            self.delete(old)

    def is_due(self) -> bool:
        """Whether its expiry should be extended now."""
        if self.good_until is None:
            return False
        lasts = timedelta(seconds=settings.SESSION_COOKIE_AGE)
        return self.good_until < timezone.now() + lasts - WRITTEN_EVERY


class SessionMiddleware(DjangoSessionMiddleware):
    """Django's, which also writes a session that was used a minute after its last write."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        session = getattr(request, "session", None)
        if session is not None and session.accessed and session.is_due():
            session.modified = True
        return super().process_response(request, response)


def begin_anew(request: HttpRequest, **of_signal: Any) -> None:
    """Whoever signs in again in a session begins its time anew."""
    request.session.pop(BEGAN, None)


user_logged_in.connect(begin_anew, dispatch_uid="core.users.sessions")
