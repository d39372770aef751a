"""Signing in through an OpenID provider: a real one, in a thread of the tests (oidc-provider-mock)."""

import base64
import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.test import Client
from joserfc import jwt
from joserfc.jwk import RSAKey
from oidc_provider_mock import User as Person
from oidc_provider_mock import run_server_in_thread

from accounts import lifecycle, provider
from accounts.offices import Office
from core.logbook.models import Access
from core.users.models import User
from tests.accounts.test_second_factor import with_app
from tests.support import factories as make

# The provider of the tests stands on ways of authlib that are on their way out; the portal does not.
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::DeprecationWarning")]

PERSON = "1999900000013"
PEOPLE = [
    Person(sub="somying", claims={"pid": PERSON, "email": "somying@example.com"}),
    Person(sub="verified", claims={"email": "somying@example.com", "email_verified": True}),
    Person(sub="strong", claims={"pid": PERSON, "acr": "two-factors"}),
]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with run_server_in_thread(user_claims=PEOPLE, require_nonce=True) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(autouse=True)
def _named(settings, address):
    settings.OIDC_ISSUER = address
    settings.OIDC_CLIENT_ID = "otop"
    settings.OIDC_CLIENT_SECRET = "made up"
    settings.OIDC_SCOPES = ["openid", "email"]
    provider._client_of.cache_clear()
    yield
    provider._client_of.cache_clear()


@pytest.fixture
def clerk() -> User:
    return make.district_officer(make.district("2402"), email="somying@example.com")


@pytest.fixture
def bound(clerk) -> User:
    provider.bind(clerk, {"sub": "somying", "pid": PERSON})
    return clerk


@pytest.fixture
def sent(monkeypatch) -> list[dict[str, str]]:
    """What the portal asked the provider's token endpoint."""
    asked: list[dict[str, str]] = []
    send = requests.Session.send

    def note(session, prepared, **options):
        if prepared.method == "POST" and "/token" in prepared.url:
            asked.append({name: value for name, (value, *_) in parse_qs(prepared.body).items()})
        return send(session, prepared, **options)

    monkeypatch.setattr(requests.Session, "send", note)
    return asked


def asked_of(client: Client) -> str:
    answer = client.get("/login/provider/")
    assert answer.status_code == 302
    return answer["Location"]


def agreed(address: str, sub: str) -> str:
    """Where the provider sends the person back to, of this portal."""
    answer = requests.post(address, data={"sub": sub}, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["Location"])
    assert back.path == "/login/provider/answer/"
    return f"{back.path}?{back.query}"


def through(client: Client, sub: str = "somying"):
    return client.get(agreed(asked_of(client), sub))


def is_in(client: Client) -> bool:
    return client.get("/reports/").status_code == 200


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_who_is_bound_comes_in(bound, sent):
    client = Client()
    asked = {
        name: value for name, (value, *_) in parse_qs(urlsplit(asked_of(client)).query).items()
    }
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["state"]) >= 20
    assert len(asked["nonce"]) >= 20
    assert asked["redirect_uri"] == "http://127.0.0.1:8000/login/provider/answer/"
    client = Client()
    to = asked_of(client)
    answer = client.get(agreed(to, "somying"))
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert is_in(client)
    (told,) = sent
    challenge = hashlib.sha256(told["code_verifier"].encode()).digest()
    shown = base64.urlsafe_b64encode(challenge).decode().rstrip("=")
    assert parse_qs(urlsplit(to).query)["code_challenge"] == [shown]


def test_only_a_hash_of_the_number_is_kept(bound):
    bound.refresh_from_db()
    assert len(bound.identity_hash) == 64
    assert PERSON not in str(User.objects.values().get(pk=bound.pk))


def test_nobody_is_bound_and_no_account_is_made(clerk):
    client = Client()
    answer = through(client)
    assert answer.status_code == 403
    assert "ยังไม่มีบัญชีที่ผูกกับตัวตนใน ThaiD นี้" in text_of(answer)
    assert not is_in(client)
    assert list(User.objects.all()) == [clerk]


def test_a_person_binds_the_own_account_and_frees_it(clerk):
    client = Client()
    client.force_login(clerk)
    assert "ผูกบัญชีนี้กับ ThaiD" in client.get("/account/").content.decode()
    page = client.post("/account/provider/").content.decode()
    assert 'href="/login/provider/"' in page
    assert through(client)["Location"] == "/account/"
    assert [line.name for line in clerk.steps.all()] == ["bind_identity"]
    assert through(Client())["Location"] == "/"
    client.post("/account/provider/", {"free": "1"})
    assert through(Client()).status_code == 403
    assert [line.name for line in clerk.steps.order_by("pk")] == ["bind_identity", "free_identity"]


def test_without_having_asked_for_it_nothing_is_bound(clerk, clock):
    client = Client()
    client.force_login(clerk)
    assert through(client).status_code == 403
    client.post("/account/provider/")
    clock.shift(timedelta(minutes=11))
    assert through(client).status_code == 403
    assert not User.objects.exclude(identity_hash=None).exists()


def test_one_person_one_account(bound):
    other = make.district_clerk(bound.district)
    client = Client()
    client.force_login(other)
    client.post("/account/provider/")
    answer = client.get(through(client)["Location"])
    assert "ผูกกับบัญชีอื่นแล้ว" in text_of(answer)
    other.refresh_from_db()
    assert other.identity_hash is None


def test_by_mail_only_where_set_verified_and_of_one_account(clerk, settings):
    assert through(Client(), "verified").status_code == 403
    settings.OIDC_MATCH_EMAIL = True
    assert through(Client(), "somying").status_code == 403  # not verified
    twin = make.district_clerk(clerk.district, email="Somying@example.com")
    assert through(Client(), "verified").status_code == 403
    User.objects.filter(pk=twin.pk).update(email="")
    assert through(Client(), "verified")["Location"] == "/"
    clerk.refresh_from_db()
    assert clerk.identity_hash is not None


def test_an_account_out_of_use_is_told_so_as_at_a_password(bound):
    lifecycle.suspend([bound.pk], by=make.department_officer(), reason="ลาศึกษาต่อ")
    client = Client()
    answer = through(client)
    assert answer.status_code == 403
    assert "บัญชีนี้ถูกพักการใช้ตั้งแต่" in text_of(answer)
    assert Access.objects.filter(by=bound, kind="failed", subject="ThaiD").exists()
    assert not is_in(client)


def test_an_ended_account_is_bound_no_more(bound):
    lifecycle.end([bound.pk], by=make.department_officer(), reason="เกษียณ")
    assert "ยังไม่มีบัญชีที่ผูก" in text_of(through(Client()))


def test_one_unused_for_too_long_is_suspended(bound, clock):
    make.department_officer()
    clock.shift(timedelta(days=91))
    assert "ถูกพักการใช้" in text_of(through(Client()))
    bound.refresh_from_db()
    assert bound.standing == "suspended"


def test_who_moved_comes_into_the_new_office(bound):
    to = lifecycle.Move(Office(make.district("2403", "บางน้ำเปรี้ยว").pk))
    lifecycle.move({bound.pk: to}, by=make.department_officer(), reason="คำสั่งย้าย")
    client = Client()
    through(client)
    assert "สพอ.บางน้ำเปรี้ยว" in client.get("/account/").content.decode()


def test_the_second_factor_is_asked_unless_the_provider_asked_two(bound, settings):
    with_app(bound)
    client = Client()
    assert through(client)["Location"] == "/login/second-factor/"
    assert not is_in(client)
    assert through(Client(), "strong")["Location"] == "/login/second-factor/"
    settings.OIDC_STRONG_ACR = ["two-factors"]
    assert through(Client(), "strong")["Location"] == "/"


# --- Answers that are none --------------------------------------------------------------------------


def refused(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 403
    assert "ติดต่อ ThaiD ไม่ได้ หรือคำตอบไม่สมบูรณ์" in text_of(answer)
    assert not is_in(client)


def test_what_this_session_did_not_ask(bound):
    back = agreed(asked_of(Client()), "somying")
    refused(Client(), back)
    refused(Client(), "/login/provider/answer/")
    refused(Client(), "/login/provider/answer/?code=x&state=y")
    client = Client()
    asked_of(client)
    refused(client, back)


def test_an_answer_works_once(bound):
    client = Client()
    back = agreed(asked_of(client), "somying")
    assert client.get(back)["Location"] == "/"
    client.post("/logout/")
    refused(client, back)


def test_who_declined(bound):
    client = Client()
    asked_of(client)
    state = next(key for key in client.session.keys() if key.startswith("_state_"))
    state = state.rpartition("_")[2]
    refused(client, f"/login/provider/answer/?error=access_denied&state={state}")


@pytest.fixture
def changed(monkeypatch):
    """`changed(claims, key)`: the next ID token says this instead, signed with this key."""

    def change(header=None, key=None, **claims):
        send = requests.Session.send

        def forge(session, prepared, **options):
            answer = send(session, prepared, **options)
            if prepared.method == "POST" and "/token" in prepared.url:
                said = answer.json()
                body = said["id_token"].split(".")[1]
                true = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
                made = json.loads(true) | claims
                head = header or {"alg": "RS256"}
                said["id_token"] = jwt.encode(head, made, key or RSAKey.generate_key(2048))
                answer._content = json.dumps(said).encode()
            return answer

        monkeypatch.setattr(requests.Session, "send", forge)

    return change


def test_a_token_signed_by_somebody_else(bound, changed):
    client = Client()
    back = agreed(asked_of(client), "somying")
    changed()
    refused(client, back)


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another portal"},
        {"nonce": "of another sign-in"},
        {"exp": 1_500_000_000},
    ],
    ids=lambda claims: next(iter(claims)),
)
def test_a_token_for_another_place_or_time(bound, changed, monkeypatch, claims):
    """Signed rightly: the provider's keys are taken to be the forger's."""
    key = RSAKey.generate_key(2048, parameters={"kid": "forged"})
    client = Client()
    back = agreed(asked_of(client), "somying")
    keys = {"keys": [key.as_dict(private=False)]}
    monkeypatch.setattr(
        "authlib.integrations.django_client.DjangoOAuth2App.fetch_jwk_set",
        lambda self, force=False: keys,
    )
    changed({"alg": "RS256", "kid": "forged"}, key, **claims)
    refused(client, back)


def test_the_same_token_with_nothing_changed_is_taken(bound, changed, monkeypatch):
    """So that the refusals above are of what was changed."""
    key = RSAKey.generate_key(2048, parameters={"kid": "forged"})
    client = Client()
    back = agreed(asked_of(client), "somying")
    monkeypatch.setattr(
        "authlib.integrations.django_client.DjangoOAuth2App.fetch_jwk_set",
        lambda self, force=False: {"keys": [key.as_dict(private=False)]},
    )
    changed({"alg": "RS256", "kid": "forged"}, key)
    assert client.get(back)["Location"] == "/"


def test_a_provider_that_is_away(clerk, settings):
    settings.OIDC_ISSUER = "http://localhost:9"
    answer = Client().get("/login/provider/")
    assert answer.status_code == 503
    assert "เข้าด้วยชื่อผู้ใช้และรหัสผ่าน" in text_of(answer)


def test_another_issuer_than_the_named_one(clerk, settings, address):
    settings.OIDC_ISSUER = address.replace("localhost", "127.0.0.1") + "/"
    assert Client().get("/login/provider/").status_code == 503


def test_where_none_is_named_there_is_nothing(clerk, settings):
    settings.OIDC_ISSUER = ""
    client = Client()
    client.force_login(clerk)
    assert client.get("/login/provider/").status_code == 404
    assert client.get("/login/provider/answer/").status_code == 404
    assert client.post("/account/provider/").status_code == 404
    assert "ThaiD" not in client.get("/account/").content.decode()
    assert "ThaiD" not in Client().get("/login/").content.decode()


def test_the_sign_in_page_offers_it():
    assert "เข้าสู่ระบบด้วย ThaiD" in Client().get("/login/").content.decode()
