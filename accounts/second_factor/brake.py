"""Guessing the second factor: the same care as at the password (django-axes), by the account alone.

Whoever comes here knows the password, so no stranger can keep the person out; and six digits guessed
from a thousand addresses are guessed all the same.
"""

import logging

from axes.handlers.proxy import AxesProxyHandler
from axes.utils import reset
from django.http import HttpRequest

from core.users.client_address import client_address
from core.users.models import User

logger = logging.getLogger(__name__)

_ANY_ADDRESS = "0.0.0.0"  # noqa: S104  (a name for all of them; nothing listens there)


def is_locked_out(account: User) -> bool:
    return AxesProxyHandler.is_locked(_bare(), _name(account))


def note_guess(request: HttpRequest, account: User) -> None:
    AxesProxyHandler.user_login_failed(__name__, _name(account), _bare())
    logger.warning("wrong second factor of %s from %s", account.pk, client_address(request))


def forget(account: User) -> None:
    """After a right one, and after a release."""
    reset(username=_name(account)["username"])


def _name(account: User) -> dict[str, str]:
    return {"username": f"(second factor) {account.username}"}


def _bare() -> HttpRequest:
    """The request as axes may keep and log it, without what was posted, from no address."""
    bare = HttpRequest()
    bare.method = "POST"
    bare.path = bare.path_info = "/login/second-factor/"
    bare.META = {"REMOTE_ADDR": _ANY_ADDRESS, "PATH_INFO": bare.path, "QUERY_STRING": ""}
    return bare
