"""Row security: behind the door stands the database. PostgreSQL shows a session only rows of the area
that was told with its statement; none told, none shown. So a queryset that forgets `visible_to` finds
nothing of another area.

    with seen_as(officer): ...       a request, a job
    with seen_as_district(code): ...  what a producer's link opens
    with seen_as_portal("why"): ...  what the portal itself has to know of other areas; sparingly

How it is told: core.postgresql.sight; what then is seen: core.areas.row_policies. The tables' owner, who
migrates, is not held. Commands and the worker begin with all areas.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from core.areas.scope import Officer, Role
from core.postgresql.sight import NATION, Sight, seeing

logger = logging.getLogger("portal.areas")

_NOBODY, _PORTAL, _DEPARTMENT = Sight(""), Sight("*", NATION), Sight("nation", NATION)


def sight_of(officer: Officer | None) -> Sight:
    """What is told for this person; for nobody known, nothing."""
    if officer is None or not getattr(officer, "is_active", False):
        return _NOBODY
    if officer.role == Role.DISTRICT:
        return Sight(officer.district_id or "")
    if officer.role == Role.PROVINCE:
        return Sight(officer.province_id or "")
    return _DEPARTMENT if officer.role == Role.DEPARTMENT else _NOBODY


@contextmanager
def seen_as(officer: Officer | None) -> Iterator[None]:
    """Every statement of the block sees what is this person's."""
    with seeing(sight_of(officer)):
        yield


@contextmanager
def seen_as_district(code: str) -> Iterator[None]:
    """Every statement of the block sees this district: a page without a sign-in that belongs to one."""
    with seeing(Sight(code)):
        yield


@contextmanager
def seen_as_portal(why: str) -> Iterator[None]:
    """Every statement of the block sees all areas, whoever is signed in. For what the portal has to know
    to keep its own word (a number that is taken, a month that opens everywhere); what a person is shown
    still goes through the door. `why` is for whoever reads the code: a test holds the list of these
    places and asks each for its reason."""
    with seeing(_PORTAL):
        yield


_can_tell: dict[str, bool] = {}


def begin_telling(connection: Any, **of_signal: Any) -> None:
    """A connection tells whose rows it sees, where its role may: a developer's own database may have one
    role only, the tables' owner, who is not held."""
    if not settings.ROW_SECURITY or connection.vendor != "postgresql":
        return
    role = connection.settings_dict["USER"]
    if role not in _can_tell:
        asked = "SELECT pg_has_role(session_user, oid, 'MEMBER') FROM pg_roles WHERE rolname = %s"
        found = connection.connection.execute(asked, [NATION]).fetchone()
        _can_tell[role] = bool(found and found[0])
        if settings.SERVES_PAGES and not _can_tell[role]:
            logger.error(
                "%s cannot become %s: no row is kept back. `otop install` once more", role, NATION
            )
    connection.tells_sights = _can_tell[role]


class RowSecurityMiddleware:
    """A request sees what is its person's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with seen_as(request.user if request.user.is_authenticated else None):
            return self.get_response(request)
