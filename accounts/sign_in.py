"""A sign-in, from the right password on: whoever has a second factor shows it before the session begins.

Until then nobody is signed in; the session holds for ten minutes whose password was right. Whatever ends
an account's sessions (suspended, moved, a new password) ends this too.
"""

import time

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme

from core.users.models import User

WAITING = "sign_in_waits"  # of the session
LASTS = 10 * 60  # seconds
BACKEND = "accounts.backends.OfficeBackend"


def go_on(request: HttpRequest, account: User, to: str) -> HttpResponse:
    """After the first factor: into the portal, or to the page that asks for the second."""
    if account.second_factor_since is None:
        return let_in(request, account, to)
    request.session[WAITING] = {
        "account": account.pk,
        "hash": account.get_session_auth_hash(),
        "at": time.time(),
        "to": to,
    }
    return redirect("second-factor")


def waiting(request: HttpRequest) -> User | None:
    """Whose second factor this session waits for; None where nobody's, or it waited too long."""
    said = request.session.get(WAITING)
    if said is None or time.time() - said["at"] > LASTS:
        return None
    accounts = User.objects.select_related("province", "district").filter(is_active=True)
    account = accounts.filter(pk=said["account"]).first()
    if account is None or not constant_time_compare(said["hash"], account.get_session_auth_hash()):
        return None
    return account


def finish(request: HttpRequest, account: User) -> HttpResponse:
    """After the second factor."""
    to = request.session.pop(WAITING)["to"]
    return let_in(request, account, to)


def let_in(request: HttpRequest, account: User, to: str) -> HttpResponse:
    """A session of this account begins; it leads to `to`, to the first page where that is elsewhere."""
    login(request, account, backend=BACKEND)
    is_ours = url_has_allowed_host_and_scheme(
        to, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(to if is_ours else resolve_url(settings.LOGIN_REDIRECT_URL))
