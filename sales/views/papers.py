"""Public pages on which a paper proves itself by its signature: in the portal, and as a file that needs
no network. No session, nothing about any paper but the marks of those withdrawn."""

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.safestring import mark_safe
from django.views import View
from django.views.decorators.cache import cache_control

from core.thai import calendar
from sales.certificates.published import published

STATIC = Path(settings.BASE_DIR) / "static"


@method_decorator(cache_control(public=True, max_age=600), name="dispatch")
class PapersView(View):
    """The page, and what it is verified with inside it: the same for everybody."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "papers/page.html", {"published": published()})


@method_decorator(cache_control(public=True, max_age=600), name="dispatch")
class OfflineView(View):
    """The same page as one file, to be kept: its script and style inside, nothing to be fetched."""

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {
            "published": published(),
            "made_on": calendar.day_in_full(calendar.today()),
            # Ours, and read from the checkout: nothing typed by anybody.
            "script": mark_safe((STATIC / "js" / "papers.js").read_text("utf-8")),  # noqa: S308
            "style": mark_safe((STATIC / "css" / "papers.css").read_text("utf-8")),  # noqa: S308
        }
        answer = render(request, "papers/offline.html", context)
        answer["Content-Disposition"] = 'attachment; filename="otop-verify.html"'
        return answer


@method_decorator(cache_control(public=True, max_age=600), name="dispatch")
class PaperKeysView(View):
    """Keys and list as JSON, for a verifier of somebody else's."""

    def get(self, request: HttpRequest) -> JsonResponse:
        return JsonResponse(published())
