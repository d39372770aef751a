"""One number for each request, on every line that is logged for it, in the answer's X-Request-ID and on
the page of an error (เลขอ้างอิง): what a clerk reads out on the telephone finds the lines.
"""

from contextvars import ContextVar

from django.http import HttpRequest

current: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


def request_id() -> str:
    """The number of the request in hand; "" outside of one."""
    return getattr(current.get(), "request_id", "")
