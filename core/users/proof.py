"""Before a dangerous step the person shows once more who sits there: with the second factor, or with the
password where there is none (accounts.views.proof).

    class MoveView(ProvedView): ...

A sign-in counts as shown. It holds for a quarter of an hour; a form opened within it may be sent within
half an hour.
"""

import time
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views import View

PROVED = "proved_at"  # of the session: when, in seconds since 1970
LASTS = 15 * 60  # seconds
LASTS_TO_SEND = 30 * 60


def note(request: HttpRequest, **of_signal: Any) -> None:
    """The person has just shown it."""
    if hasattr(request, "session"):
        request.session[PROVED] = time.time()


def asked(request: HttpRequest, back: str = "") -> HttpResponse | None:
    """The way to show it again, from where it leads to `back` (this page unless said); None where that
    is not needed now."""
    lasts = LASTS_TO_SEND if request.method == "POST" else LASTS
    if time.time() - request.session.get(PROVED, 0) <= lasts:
        return None
    if request.method == "POST":
        messages.error(request, "ยังไม่ได้ดำเนินการ เพราะต้องยืนยันตัวตนอีกครั้งก่อน ยืนยันแล้วส่งใหม่")
    to = back or request.get_full_path()
    return redirect(f"{reverse('admin:own-proof')}?{urlencode({'next': to})}")


class ProvedView(View):
    """Mixed in before a page's own view."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return asked(request, self.proof_leads_to(**kwargs)) or super().dispatch(
            request, *args, **kwargs
        )

    def proof_leads_to(self, **kwargs: Any) -> str:
        """Another page than this one, where this one cannot be opened."""
        return ""


user_logged_in.connect(note, dispatch_uid="core.users.proof")
