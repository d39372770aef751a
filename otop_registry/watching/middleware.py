"""The first middleware: numbers a request, counts it, logs it once it is answered."""

import logging
import re
import secrets
from time import perf_counter

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from core.users.client_address import is_from_proxy
from otop_registry.watching.metrics import count_request
from otop_registry.watching.request_ids import current

HEADER = "X-Request-ID"

_FORM = re.compile(r"[A-Za-z0-9-]{8,64}")

requests = logging.getLogger("portal.requests")
slow = logging.getLogger("portal.slow")


class WatchedRequests:
    """The proxy's number is taken over from a trusted proxy; anybody else gets one of ours, short enough
    to be read out."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = _number_of(request)
        request.request_id = number  # type: ignore[attr-defined]
        here = current.set(request)
        begun = perf_counter()
        try:
            response = self.get_response(request)
            seconds = perf_counter() - begun
            response[HEADER] = number
            count_request(request, response.status_code, seconds)
            _log(request, response, seconds)
        finally:
            current.reset(here)
        return response


def _number_of(request: HttpRequest) -> str:
    told = request.META.get("HTTP_X_REQUEST_ID", "")
    if told and is_from_proxy(request) and _FORM.fullmatch(told):
        return told
    return secrets.token_hex(6)


def _log(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    if requests.isEnabledFor(logging.INFO):
        requests.info("%s %s", request.method, request.path, extra=_told(response, seconds))
    if seconds > settings.SLOW_REQUEST_SECONDS:
        slow.warning("%s %s", request.method, request.path, extra=_told(response, seconds))


def _told(response: HttpResponse, seconds: float) -> dict[str, int]:
    return {"status": response.status_code, "ms": round(1000 * seconds)}
