"""Passkeys (WebAuthn), by fido2: what the browser is asked, and whether its answer is right.

A passkey is bound to the host of the portal: moved to another host, everybody sets a new one up. What
was asked lies in the session, is used once, and holds for ten minutes.
"""

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from core.users.models import Authenticator, User

ASKED = "passkey_asked"  # of the session
ANSWERED_WITHIN = 10 * 60  # seconds


class WrongPasskey(Exception):
    """The answer is not one to what was asked, or not of a passkey of this account."""


@dataclass(frozen=True)
class Registered:
    """A new passkey as it is kept: texts of base64."""

    credential_id: str
    credential: str
    sign_count: int


@dataclass(frozen=True)
class Used:
    credential_id: str
    sign_count: int


def ask_for_new(request: HttpRequest, account: User, known: Iterable[Authenticator]) -> dict:
    """For navigator.credentials.create, bytes as base64; one that the account has is not taken twice."""
    options, state = _server(request).register_begin(
        PublicKeyCredentialUserEntity(
            id=f"otop-{account.pk}".encode(),
            name=account.username,
            display_name=str(account),
        ),
        [_credential(one) for one in known],
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    _keep(request, state)
    return dict(options.public_key)


def new_one(request: HttpRequest, answer: str) -> Registered:
    """WrongPasskey for an answer to something else."""
    try:
        data = _server(request).register_complete(_taken(request), json.loads(answer))
        assert data.credential_data is not None
    except _WRONG as wrong:
        raise WrongPasskey from wrong
    return Registered(
        websafe_encode(data.credential_data.credential_id),
        websafe_encode(bytes(data.credential_data)),
        data.counter,
    )


def ask_for_one_of(request: HttpRequest, known: Iterable[Authenticator]) -> dict:
    """For navigator.credentials.get, bytes as base64."""
    options, state = _server(request).authenticate_begin(
        [_credential(one) for one in known],
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    _keep(request, state)
    return dict(options.public_key)


def used_one(request: HttpRequest, known: Iterable[Authenticator], answer: str) -> Used:
    """WrongPasskey for one that is not among `known`, and for an answer to something else."""
    try:
        said = AuthenticationResponse.from_dict(json.loads(answer))
        found = _server(request).authenticate_complete(
            _taken(request), [_credential(one) for one in known], said
        )
    except _WRONG as wrong:
        raise WrongPasskey from wrong
    count = said.response.authenticator_data.counter
    return Used(websafe_encode(found.credential_id), count)


# What fido2 and the reading of JSON raise for an answer that is none.
_WRONG = (ValueError, TypeError, KeyError, AttributeError, AssertionError)


def _server(request: HttpRequest) -> Fido2Server:
    host = request.get_host().rpartition(":")[0] or request.get_host()
    origin = f"{request.scheme}://{request.get_host()}"
    party = PublicKeyCredentialRpEntity(id=host, name="ทะเบียน OTOP")
    return Fido2Server(party, verify_origin=lambda said: said == origin)


def _credential(one: Authenticator) -> AttestedCredentialData:
    return AttestedCredentialData(websafe_decode(one.credential))


def _keep(request: HttpRequest, state: Any) -> None:
    request.session[ASKED] = {**state, "at": time.time()}


def _taken(request: HttpRequest) -> dict[str, Any]:
    """What was asked last, which is answered once."""
    state = request.session.pop(ASKED, None)
    if state is None or time.time() - state["at"] > ANSWERED_WITHIN:
        raise ValueError("nothing was asked")
    return state
