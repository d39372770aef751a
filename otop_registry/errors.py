"""The page of a request that failed (handler500): the portal's fault, a full disk, or a database that is
away."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.views.decorators.csrf import requires_csrf_token
from psycopg.errors import QueryCanceled

from core.documents.keeping import disk_fault
from otop_registry.watching.request_ids import request_id

RETRY_AFTER = 5  # seconds: a database that restarts or fails over is back in that time or some more
INSUFFICIENT_STORAGE = 507


@requires_csrf_token
def portal_error(request: HttpRequest) -> HttpResponse:
    """503 with Retry-After if the database is unreachable or out of resources: the same
    request may succeed soon, and the grid sends its rows again. 507 where a disk takes nothing, whatever
    was to be kept on it. Everything else is 500. Each bears the request's number.

    None of these pages needs the database, the session or the person.
    """
    error = sys.exception()
    if fault := disk_fault(error):
        return _page("disk_fault.html", INSUFFICIENT_STORAGE, fault=fault)
    if isinstance(error, OperationalError) and isinstance(error.__cause__, QueryCanceled):
        page = _page("too_long.html", 503)  # DATABASE_STATEMENT_SECONDS
        page["Retry-After"] = str(RETRY_AFTER)
        return page
    if isinstance(error, OperationalError | InterfaceError):
        page = _page("503.html", 503)
        page["Retry-After"] = str(RETRY_AFTER)
        return page
    return _page("500.html", 500)


def _page(name: str, status: int, **told: str) -> HttpResponse:
    page = loader.get_template(name).render({"request_id": request_id(), **told})
    return HttpResponse(page, status=status)
