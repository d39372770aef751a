"""Signing in through an OpenID provider (ThaiD): authorization code with PKCE, by authlib.

    OIDC_ISSUER=https://... OIDC_CLIENT_ID=... OIDC_CLIENT_SECRET=...

turns it on. What the provider says of a person is believed only out of an ID token that its published
keys signed, for this portal, in answer to what this session asked (state, nonce). It never makes an
account: it finds the one bound to this national id (of which a keyed hash is kept, never the number), or
to this subject where the provider tells none; where OIDC_MATCH_EMAIL is set, also the one account in use
with the mail it has verified.
"""

import time
from functools import lru_cache
from typing import Any

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.django_client import DjangoOAuth2App, OAuth
from authlib.oidc.core import UserInfo
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from joserfc.errors import JoseError

from accounts.life_steps import Name, Standing, line
from core.personal.encryption import keyed_hash
from core.steps import StepRefused
from core.thai.identifiers import is_of_person
from core.users.models import User

# Signed with a key pair: what is signed with the secret that both hold, or not at all, is not believed.
ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384"})
SECONDS = 10  # to wait for the provider
BINDS = "provider_binds"  # of the session: whose account the next answer is bound to
BINDS_WITHIN = 10 * 60  # seconds


class ProviderFault(Exception):
    """The provider cannot be reached, or its answer is not one to what was asked."""


def is_on() -> bool:
    return bool(settings.OIDC_ISSUER)


def ask(request: HttpRequest) -> HttpResponseRedirect:
    """To the provider, which sends the person back to `provider-answer`."""
    address = f"{settings.PUBLIC_ADDRESS}{reverse('provider-answer')}"
    try:
        return _client().authorize_redirect(request, address)
    except _FAULTS as fault:
        raise ProviderFault from fault


def answer(request: HttpRequest) -> UserInfo:
    """What the provider vouches for. ProviderFault for an answer that was not asked by this session, is
    used, refused, forged, old, or for somebody else."""
    claims = {
        "iss": {"essential": True, "values": [settings.OIDC_ISSUER]},
        "aud": {"essential": True, "value": settings.OIDC_CLIENT_ID},
    }
    try:
        token = _client().authorize_access_token(request, claims_options=claims, leeway=60)
    except _FAULTS as fault:
        raise ProviderFault from fault
    if not token.get("userinfo"):
        raise ProviderFault("no ID token")
    found: UserInfo = token["userinfo"]
    return found


_FAULTS = (
    OAuthError,
    JoseError,
    requests.RequestException,
    ValueError,
    KeyError,
    TypeError,
    RuntimeError,
)


def _client() -> DjangoOAuth2App:
    client = _client_of(
        settings.OIDC_ISSUER,
        settings.OIDC_CLIENT_ID,
        settings.OIDC_CLIENT_SECRET,
        " ".join(dict.fromkeys(["openid", *settings.OIDC_SCOPES])),
    )
    said = client.load_server_metadata()
    if said.get("issuer") != settings.OIDC_ISSUER:
        raise ProviderFault("another issuer")
    offered = said.get("id_token_signing_alg_values_supported") or ["RS256"]
    said["id_token_signing_alg_values_supported"] = sorted(ALGORITHMS & set(offered))
    return client


@lru_cache(maxsize=4)
def _client_of(issuer: str, identity: str, secret: str, scope: str) -> DjangoOAuth2App:
    """Keeps what the provider says of itself, and its keys; keys that it changed are fetched anew."""
    oauth = OAuth()
    oauth.register(
        "provider",
        client_id=identity,
        client_secret=secret,
        server_metadata_url=f"{issuer}/.well-known/openid-configuration",
        client_kwargs={
            "scope": scope,
            "code_challenge_method": "S256",
            "default_timeout": SECONDS,
        },
    )
    return oauth.create_client("provider")


# --- Whose account --------------------------------------------------------------------------------


def identity_of(said: UserInfo) -> str:
    """A keyed hash of whom the provider vouches for: of the national id, else of its own subject. Not
    the hash that the registry's people are found by, so that nobody looks officers up there."""
    number = str(said.get(settings.OIDC_NATIONAL_ID_CLAIM) or "").replace("-", "")
    if is_of_person(number):
        return keyed_hash(f"officer {number}")
    return keyed_hash(f"officer {settings.OIDC_ISSUER} {said['sub']}")


def account_of(said: UserInfo) -> User | None:
    """The account this person signs in with, in use or not; None where none is bound."""
    identity = identity_of(said)
    bound = User.objects.filter(identity_hash=identity).first()
    if bound is not None or not settings.OIDC_MATCH_EMAIL:
        return bound
    if not said.get("email") or said.get("email_verified") is not True:
        return None
    alike = list(User.objects.filter(email__iexact=said["email"], is_active=True)[:2])
    if len(alike) != 1 or alike[0].identity_hash is not None:
        return None
    bind(alike[0], said)
    return alike[0]


def is_strong(said: UserInfo) -> bool:
    """Whether the provider itself asked for two factors (OIDC_STRONG_ACR); then the portal does not ask
    for its own."""
    return said.get("acr") in settings.OIDC_STRONG_ACR


@transaction.atomic
def bind(account: User, said: UserInfo) -> None:
    """This person signs in through the provider from now on, with this account alone."""
    own = User.objects.select_for_update(of=("self",), no_key=True).get(pk=account.pk)
    try:
        with transaction.atomic():
            User.objects.filter(pk=own.pk).update(identity_hash=identity_of(said))
    except IntegrityError:
        raise StepRefused(
            f"ตัวตนใน {settings.OIDC_NAME} นี้ผูกกับบัญชีอื่นแล้ว ยกเลิกการผูกที่บัญชีนั้นก่อน หรือแจ้งผู้ดูแลบัญชี"
        ) from None
    _write_line(Name.BIND_IDENTITY, own)


@transaction.atomic
def free(account: User) -> None:
    own = User.objects.select_for_update(of=("self",), no_key=True).get(pk=account.pk)
    if User.objects.filter(pk=own.pk).exclude(identity_hash=None).update(identity_hash=None):
        _write_line(Name.FREE_IDENTITY, own)


def _write_line(name: Name, own: User) -> None:
    standing = Standing(own.standing)
    line(name, own, by=own, at=timezone.now(), to=standing, reason=settings.OIDC_NAME).save()


def will_bind(request: HttpRequest, account: User) -> None:
    """The next answer in this session is bound to the account that is signed in."""
    request.session[BINDS] = {"account": account.pk, "at": time.time()}


def binds(request: HttpRequest, account: Any) -> bool:
    """Whether the answer in hand is to be bound to this account; asked once."""
    said = request.session.pop(BINDS, None)
    if said is None or time.time() - said["at"] > BINDS_WITHIN:
        return False
    return said["account"] == account.pk
