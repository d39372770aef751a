"""Public pages on which a paper proves itself by its signature: in the portal, and as a file that needs
no network, itself signed. No session, nothing about any paper but the marks of those withdrawn."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.safestring import mark_safe
from django.views import View

from core.thai import calendar
from core.users.brakes import Limit, held, note_try
from core.users.client_address import client_address
from sales.certificates.published import published
from sales.figures.paper_signing import detached_signature, public_key

STATIC = Path(settings.BASE_DIR) / "static"
# Of one address, behind which a whole bank or a carrier may sit; what a browser or a cache keeps for ten
# minutes does not come back here.
OF_ADDRESS = Limit("verify_pages", 300, timedelta(minutes=10), (timedelta(minutes=10),))


class PublicPaperView(View):
    """The same for everybody and kept by caches; whoever asks too often waits."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        address = client_address(request)
        until = held(OF_ADDRESS, address) or note_try(OF_ADDRESS, address)
        if until:
            context = {"until": calendar.moment(until)}
            answer = render(request, "papers/waits.html", context, status=429)
            patch_cache_control(answer, no_store=True)
            return answer
        found = super().dispatch(request, *args, **kwargs)
        patch_cache_control(found, public=True, max_age=600)
        return found


class PapersView(PublicPaperView):
    """The page, and what it is verified with inside it: the same for everybody."""

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {"published": published(), "key": public_key()}
        return render(request, "papers/page.html", context)


def _file(request: HttpRequest) -> HttpResponse:
    context = {
        "published": published(),
        "made_on": calendar.day_in_full(calendar.today()),
        # Ours, and read from the checkout: nothing typed by anybody.
        "script": mark_safe((STATIC / "js" / "papers.js").read_text("utf-8")),  # noqa: S308
        "style": mark_safe((STATIC / "css" / "papers.css").read_text("utf-8")),  # noqa: S308
    }
    return render(request, "papers/offline.html", context)


class OfflineView(PublicPaperView):
    """The same page as one file, to be kept: its script and style inside, nothing to be fetched."""

    def get(self, request: HttpRequest) -> HttpResponse:
        answer = _file(request)
        answer["Content-Disposition"] = 'attachment; filename="otop-verify.html"'
        return answer


class OfflineSignatureView(PublicPaperView):
    """64 bytes: Ed25519 of that file as it is now, by the key papers are signed with. The file changes
    with its day, its keys and its list; the two are downloaded together."""

    def get(self, request: HttpRequest) -> HttpResponse:
        signature = detached_signature(_file(request).content)
        answer = HttpResponse(signature, content_type="application/octet-stream")
        answer["Content-Disposition"] = 'attachment; filename="otop-verify.html.sig"'
        return answer


class PaperKeysView(PublicPaperView):
    """Keys and list as JSON, for a verifier of somebody else's."""

    def get(self, request: HttpRequest) -> JsonResponse:
        return JsonResponse(published())
