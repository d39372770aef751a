"""Guessing the old password in somebody's open session: the same care as at the sign-in (django-axes).

Counted for the person and the address apart from sign-ins: whoever guesses here does not keep the person
from signing in elsewhere.
"""

from axes.handlers.proxy import AxesProxyHandler
from django.http import HttpRequest

from accounts import sign_in_brakes
from accounts.sign_in_brakes import GUESSED_OLD_ONE
from core.users.client_address import client_address
from core.users.requests import signed_in_user


def is_locked_out(request: HttpRequest) -> bool:
    return AxesProxyHandler.is_locked(_bare(request), _name(request))


def note_guess(request: HttpRequest) -> None:
    AxesProxyHandler.user_login_failed(__name__, _name(request), _bare(request))


def minutes_left(request: HttpRequest) -> int:
    return sign_in_brakes.minutes_left(_name(request)["username"], client_address(request))


def _name(request: HttpRequest) -> dict[str, str]:
    return {"username": GUESSED_OLD_ONE + signed_in_user(request).username}


def _bare(request: HttpRequest) -> HttpRequest:
    """The request as axes may keep and log it, without what was posted."""
    bare = HttpRequest()
    bare.method = request.method
    bare.path = bare.path_info = "/password_change/"
    bare.META = request.META | {"PATH_INFO": bare.path, "QUERY_STRING": ""}
    return bare
