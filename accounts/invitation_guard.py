"""Guessing links: the same care as for wrong passwords (django-axes), by the address it comes from.

After five links that were never made, an address is only told to wait, for AXES_COOLOFF_TIME, when it
asks for another such link. Real links keep working meanwhile: a token is too random to be guessed,
and one person's guesses must not lock out an office behind the same address.
"""

from axes.handlers.proxy import AxesProxyHandler
from django.http import HttpRequest

_NAME = {"username": "(invitation)"}


def is_locked_out(request: HttpRequest) -> bool:
    return AxesProxyHandler.is_locked(_without_the_link(request), _NAME)


def note_guess(request: HttpRequest) -> None:
    AxesProxyHandler.user_login_failed(__name__, _NAME, _without_the_link(request))


def _without_the_link(request: HttpRequest) -> HttpRequest:
    """The request as axes may keep and log it: who asks, not for what."""
    bare = HttpRequest()
    bare.method = request.method
    bare.path = bare.path_info = "/invitation/"
    bare.META = request.META | {"PATH_INFO": bare.path, "QUERY_STRING": ""}
    return bare
