"""The page of a request that failed (handler500): the portal's fault, a full disk, or a database that is
away."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.views.decorators.csrf import requires_csrf_token
from django.views.defaults import server_error

from core.documents.keeping import disk_fault

RETRY_AFTER = 5  # seconds: a database that restarts or fails over is back in that time or some more
INSUFFICIENT_STORAGE = 507


@requires_csrf_token
def portal_error(request: HttpRequest) -> HttpResponse:
    """503 with Retry-After if the database is unreachable or out of resources: the same
    request may succeed soon, and the grid sends its rows again. 507 where a disk takes nothing, whatever
    was to be kept on it. Everything else is Django's 500.

    None of these pages needs the database, the session or the person.
    """
    error = sys.exception()
    if fault := disk_fault(error):
        page = loader.get_template("disk_fault.html").render({"fault": fault})
        return HttpResponse(page, status=INSUFFICIENT_STORAGE)
    if isinstance(error, OperationalError | InterfaceError):
        page = loader.get_template("503.html").render()
        return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_AFTER)})
    return server_error(request)
