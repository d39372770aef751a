"""What is answered when a request fails of itself."""

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

from core.documents.keeping import disk_fault

INSUFFICIENT_STORAGE = 507


def failed(request: HttpRequest) -> HttpResponse:
    """handler500: a disk that takes nothing is said as such, wherever in the portal it was met."""
    fault = disk_fault(sys.exc_info()[1])
    if not fault:
        return server_error(request)
    page = render_to_string("disk_fault.html", {"fault": fault})
    return HttpResponse(page, status=INSUFFICIENT_STORAGE)
