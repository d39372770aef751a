"""Who came in, what was refused and whose data was shown: noted as it happens (core.logbook.Access).

A page says what it shows (`shows`); the middleware writes it once the page was answered, one line a
page. Files and steps write their own line (`note`) in the transaction that makes them. What was typed as
a name that nobody has is not kept: it may be a password or a number of a person.
"""

from collections.abc import Iterable
from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest, HttpResponse

from core.logbook.models import Access
from core.thai.identifiers import with_masks
from core.users.client_address import client_address
from core.users.models import User

Kind = Access.Kind
UNKNOWN_NAME = "ชื่อผู้ใช้ที่ไม่มีในระบบ"

_LONGEST = Access._meta.get_field("subject").max_length
_SHOWN = "_shown_persons"
_NOTHING: tuple[tuple[str, ...], frozenset[int]] = ((), frozenset())
# 400: what no page of ours sends: a forged form, a host that is not ours.
_REFUSED = {400: Kind.REFUSED, 403: Kind.REFUSED, 404: Kind.REFUSED, 429: Kind.THROTTLED}


def note(
    kind: Access.Kind,
    by: User | None,
    subject: str = "",
    *,
    persons: Iterable[int] = (),
    count: int | None = None,
    request: HttpRequest | None = None,
) -> None:
    """Write a line. `persons`: keys of producers whose data it was; `count`: rows, else theirs."""
    keys = sorted(set(persons))
    Access.objects.create(
        kind=kind,
        by=by,
        office=by.office_code if by is not None else "",
        address=client_address(request) if request is not None else None,
        subject=with_masks(subject.replace("\0", ""))[:_LONGEST],  # no text column holds a NUL
        count=len(keys) if count is None else count,
        persons=keys,
    )


def shows(request: HttpRequest, subject: str, persons: Iterable[int]) -> None:
    """Say whose data the page in answer shows; noted if it is answered."""
    subjects, keys = getattr(request, _SHOWN, _NOTHING)
    setattr(request, _SHOWN, ((*subjects, subject), keys | set(persons)))


class AccessMiddleware:
    """Notes what a signed-in person was shown or refused. Not an address that leads nowhere at all."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response: HttpResponse = self.get_response(request)
        if not request.user.is_authenticated:
            return response
        subjects, persons = getattr(request, _SHOWN, _NOTHING)
        if persons and response.status_code < 300:
            note(Kind.VIEW, request.user, subjects[0], persons=persons, request=request)
        elif response.status_code in _REFUSED and getattr(request.resolver_match, "url_name", None):
            note(_REFUSED[response.status_code], request.user, request.path, request=request)
        return response


def _signed_in(request: HttpRequest | None, user: User, **of_signal: Any) -> None:
    note(Kind.SIGN_IN, user, request=request)


def _signed_out(request: HttpRequest | None, user: User | None, **of_signal: Any) -> None:
    if user is not None:
        note(Kind.SIGN_OUT, user, request=request)


def _failed(
    credentials: dict[str, Any], request: HttpRequest | None = None, **of_signal: Any
) -> None:
    _note_of_name(Kind.FAILED, credentials.get("username"), request)


def _locked_out(request: HttpRequest | None, username: str | None, **of_signal: Any) -> None:
    _note_of_name(Kind.LOCKED, username, request)


def _note_of_name(kind: Access.Kind, username: str | None, request: HttpRequest | None) -> None:
    account = User.objects.filter(username=username or "").first()
    note(kind, account, "" if account else UNKNOWN_NAME, request=request)


for _signal, _receiver in (
    (user_logged_in, _signed_in),
    (user_logged_out, _signed_out),
    (user_login_failed, _failed),
    (user_locked_out, _locked_out),
):
    _signal.connect(_receiver, dispatch_uid=f"core.users.access.{_receiver.__name__}")
