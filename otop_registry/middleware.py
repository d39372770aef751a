"""Refuses malformed requests (400, in Thai) before any view reads them; says what a page may load."""

import re
from collections.abc import Callable

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed

_METHODS = ("GET", "HEAD", "POST", "OPTIONS")
# Nothing of the portal asks for these; a page that somebody got in could not either.
_PERMISSIONS = ", ".join(
    f"{one}=()"
    for one in ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
)
_API = "/api/"  # refuses in the words of its own description (api.door)
_NUL_IN_JSON = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


class ReadableRequests:
    """Refuses a NUL anywhere, since no text of PostgreSQL can hold one, and more rows of a formset than
    any page shows (LARGEST_FORMSET): Django would build a form for each, nine seconds for 2,000. And 405
    for a method that no page has: TRACE would send back what only the browser is to know."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(_API):
            return self.get_response(request)
        if request.method not in _METHODS:
            return HttpResponseNotAllowed(_METHODS)
        if "\0" in request.path_info or _holds_nul(request.GET):
            raise BadRequest("NUL in the address")
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view) -> None:
        """What was posted: read here, once the token against forgery was found right."""
        if request.method != "POST" or request.path_info.startswith(_API):
            return
        if request.content_type == "application/json":
            if _NUL_IN_JSON.search(request.body):
                raise BadRequest("NUL in what was posted")
        elif _holds_nul(request.POST):
            raise BadRequest("NUL in what was posted")
        for name, value in request.POST.items():
            if name.endswith("-TOTAL_FORMS") and not _is_small(str(value)):
                raise BadRequest(f"{name}: more than {settings.LARGEST_FORMSET}")


class ContentPolicyMiddleware(CSPMiddleware):
    """django-csp's; what it says of a page that asks for nothing of its own is put together once.

    Trusted Types are asked of every page but those that load Django's own scripts: jQuery and select2
    write markup as text.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        super().__init__(get_response)
        self.policy = build_policy()
        self.policy_with_jquery = build_policy(
            replace={"require-trusted-types-for": None, "trusted-types": None}
        )

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS)
        asked = (*vars(request), *vars(response))  # a nonce; another policy, or none
        if settings.DEBUG or any(name.startswith("_csp") for name in asked):
            return super().process_response(request, response)
        policy = self.policy_with_jquery if _loads_jquery(response) else self.policy
        response.headers.setdefault(HEADER, policy)
        return response


def _loads_jquery(response: HttpResponseBase) -> bool:
    media = (getattr(response, "context_data", None) or {}).get("media", "")
    return "jquery" in str(media)


def _holds_nul(sent) -> bool:
    return any("\0" in name or any("\0" in value for value in sent.getlist(name)) for name in sent)


def _is_small(count: str) -> bool:
    """Anything that is no number is left to the formset, which refuses it itself."""
    return not count.isdecimal() or (len(count) < 6 and int(count) <= settings.LARGEST_FORMSET)
