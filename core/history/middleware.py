"""Attributes each change to the user of the request."""

from django.http import HttpRequest, HttpResponse

from core.history.acting import acting


class ActingMiddleware:
    """Names the signed-in officer beside every change of a request."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        with acting(request.user):
            return self.get_response(request)
