"""The portal's addresses, and a page with nothing on it behind the same middleware and sign-in."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def empty(request: HttpRequest) -> HttpResponse:
    """What a request costs before the portal does anything: session and user are read."""
    return HttpResponse(request.user.username)


urlpatterns = [
    path("bench/empty/", admin.site.admin_view(empty)),
    path("", include("otop_registry.urls")),
]
