"""The token each form carries, and what makes two posts the same form sent twice."""

import json
import secrets

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

FIELD = "form_token"
LONGEST = 64
_NOT_SAID = {"csrfmiddlewaretoken", FIELD}


def new_token() -> str:
    return secrets.token_urlsafe(16)


def token_of(request: HttpRequest) -> str:
    """The token of the form that was sent; empty for none."""
    return request.POST.get(FIELD, "")[:LONGEST]


def token_hash(user, token: str) -> str:
    return _hash([user.pk, token])


def content_hash(request: HttpRequest) -> str:
    """Of the whole form. A page reached with the browser's Back button, changed and sent again, is
    another form although its token is the same. Files count by name and size."""
    said = sorted((name, values) for name, values in request.POST.lists() if name not in _NOT_SAID)
    files = sorted(
        (name, [(file.name, file.size) for file in files]) for name, files in request.FILES.lists()
    )
    address = request.get_full_path()
    return _hash([request.user.pk, address, token_of(request), said, files])


def _hash(parts: list) -> str:
    return salted_hmac("core.sending", json.dumps(parts), algorithm="sha256").hexdigest()
