"""A person at the portal, as a test asks for pages: `signed_in(user).get("/")`."""

from django.test import Client

from core.users.models import User


def signed_in(user: User, **options: bool) -> Client:
    """The client of a signed-in person; `options` are Client's own."""
    client = Client(**options)
    client.force_login(user)
    return client
