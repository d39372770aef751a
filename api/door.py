"""What every request to the API passes, and every answer: methods, the quota, whose sight it has, and
the heads that let browsers and caches use it.

The answers are the same for everybody, so any page may read them (Access-Control-Allow-Origin: *): no
cookie is read, `*` never goes with credentials, and what a page of somebody else's could read here, its
server could too. A key is not allowed from such a page (Authorization is no allowed head): whoever put
it there would have published it.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from api import problems, quotas, scopes
from core.areas.row_security import seen_as_portal

METHODS = ("GET", "HEAD", "OPTIONS")
_OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": ", ".join(METHODS),
    "Access-Control-Allow-Headers": "Accept, If-None-Match",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After",
    "Access-Control-Max-Age": "86400",
    "X-Content-Type-Options": "nosniff",
}


def through_the_door(view: Callable[..., Any]) -> Callable[..., Any]:
    """The view of a resource, for GET and HEAD; it is asked as by GET."""

    @csrf_exempt  # it only reads, and 405 says so to a form
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            answer = _answered(request, view, args, kwargs)
        except problems.Refused as refusal:
            answer = refusal.answer
        for name, value in _OPEN.items():
            answer[name] = value
        # Row security asked who is signed in; nothing here differs by it, so caches may share it.
        request.session.accessed = False
        return answer

    return answered


def _answered(
    request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
) -> HttpResponse:
    if request.method not in METHODS:
        answer = problems.problem(
            problems.METHOD, f"Use {', '.join(METHODS)}", f"ใช้ได้เฉพาะ {', '.join(METHODS)}"
        )
        answer["Allow"] = ", ".join(METHODS)
        return answer
    if request.method == "OPTIONS":
        answer = HttpResponse(status=204)
        answer["Allow"] = ", ".join(METHODS)
        return answer
    if "\0" in request.path_info or _holds_nul(request.GET):
        raise problems.refuse(problems.MALFORMED, "NUL in the address", "ที่อยู่มีอักขระที่อ่านไม่ได้")
    with seen_as_portal("nobody is signed in; the door is what was published"):
        scopes.note_key(request, quotas.count(request))
        asked, request.method = request.method, "GET"
        try:
            answer = view(request, *args, **kwargs)
        finally:
            request.method = asked
    return _named(request, answer) if answer.has_header("ETag") else answer


def _holds_nul(asked: QueryDict) -> bool:
    """No text of PostgreSQL can hold one."""
    return any("\0" in text for name, values in asked.lists() for text in (name, *values))


def _named(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Packed where the client takes it; 304 where it has this very content."""
    packed = getattr(answer, "packed", None)
    if packed and "gzip" in request.headers.get("Accept-Encoding", ""):
        answer.content = packed
        answer["Content-Encoding"] = "gzip"
    whose = (
        "private" if scopes.key_of(request) else "public"
    )  # a key may cover less than everything
    answer["Cache-Control"] = f"{whose}, no-cache"
    patch_vary_headers(answer, ["Accept", "Accept-Encoding", "Authorization"])
    found = get_conditional_response(request, etag=answer["ETag"], response=answer)
    assert isinstance(found, HttpResponse)
    return found


def nothing_here(request: HttpRequest, rest: str | None = None) -> HttpResponse:
    """Any other address below /api/."""
    raise problems.refuse(
        problems.UNKNOWN,
        "No such resource; /api/v1/openapi.json lists them",
        "ไม่มีข้อมูลตามที่อยู่นี้ รายการทั้งหมดอยู่ที่ /api/v1/openapi.json",
    )
