"""Whose time to set up a second factor is over."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.second_factor.requirement import is_overdue


class SecondFactorMiddleware:
    """Sends such an account to the page that sets one up, whatever it asks for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and is_overdue(user):
            own = reverse("admin:own-account")
            others = (reverse("admin:password_change"), reverse("admin:logout"))
            is_outside = request.path.startswith(("/invitation/", "/login/"))
            if not (request.path.startswith(own) or request.path in others or is_outside):
                return redirect(own)
        return self.get_response(request)
