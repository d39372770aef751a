"""Requests of somebody who has signed in: every page but the few before the sign-in."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from core.users.models import User


class AuthenticatedHttpRequest(HttpRequest):
    """What a view behind the sign-in is handed, for the type checker; nothing makes one.

    `otop_registry.portal` sends everybody else to the sign-in page before the view begins.
    """

    user: User


def signed_in_user(request: HttpRequest) -> User:
    """The user, where Django's own signature of a method takes any request (the admin's hooks)."""
    if not isinstance(request.user, User):
        raise PermissionDenied("nobody has signed in")
    return request.user
