"""What no address of the portal can mean is refused before any page reads it."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse


class NoNulInAddress:
    """Refuses (400) a NUL in the query of an address: no text of PostgreSQL can hold one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        for name, values in request.GET.lists():
            if "\0" in name or any("\0" in value for value in values):
                raise BadRequest("NUL in the query")
        return self.get_response(request)
