"""The first password is for the first sign-in only."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse


class FirstPasswordChangeMiddleware:
    """Sends an account that must change its password to that page, whatever it asks for; an invitation
    is somebody's own way to a password and stays open, and so does a producer's link."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and user.must_change_password:
            open_pages = {reverse("admin:password_change"), reverse("admin:logout")}
            invited = request.path.startswith(("/invitation/", "/r/"))
            if request.path not in open_pages and not invited:
                return redirect("admin:password_change")
        return self.get_response(request)
