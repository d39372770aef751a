"""The portal's addresses, and two pages with nothing on them behind the same middleware and sign-in."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path


def empty(request: HttpRequest) -> HttpResponse:
    """What a request costs before the portal does anything: session and user are read."""
    return HttpResponse(request.user.username)


def frame(request: HttpRequest) -> HttpResponse:
    """The same with the portal's frame around nothing: menu, bar, messages."""
    return render(request, "admin/base_site.html", {"title": "-"})


urlpatterns = [
    path("bench/frame/", admin.site.admin_view(frame)),
    path("bench/empty/", admin.site.admin_view(empty)),
    path("", include("otop_registry.urls")),
]
