"""The production settings as gunicorn serves them behind a proxy: what a browser gets, on the line.

A real process, so that nothing of the tests' own settings stands between.
"""

import http.client
import json
from collections.abc import Iterator
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from core.users.models import User
from tests.support import factories as make
from tests.support.production import SECONDS, free_port, portal_in_production

YEAR = 365 * 24 * 3600


@pytest.fixture
def served(transactional_db, tmp_path) -> Iterator[int]:
    """The port of a portal in production, on the tests' database."""
    port = free_port()
    with portal_in_production(tmp_path, f"127.0.0.1:{port}"):
        yield port


def ask(port: int, path: str, *, body: dict | None = None, **headers) -> http.client.HTTPResponse:
    """As the proxy hands a request over: by name, with what the browser asked for."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    sent = {"Host": "portal.example", "X-Forwarded-Proto": "https"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    if body is not None:
        sent["Content-Type"] = "application/x-www-form-urlencoded"
    line.request("POST" if body is not None else "GET", path, body and urlencode(body), sent)
    answer = line.getresponse()
    answer.page = answer.read().decode()
    line.close()
    return answer


def cookies_of(answer: http.client.HTTPResponse) -> SimpleCookie:
    cookies = SimpleCookie()
    for one in answer.headers.get_all("Set-Cookie") or []:
        cookies.load(one)
    return cookies


def sign_in(port: int, username: str, password: str, forwarded: str) -> http.client.HTTPResponse:
    page = ask(port, "/login/")
    token = cookies_of(page)["__Host-csrftoken"].value
    return ask(
        port,
        "/login/",
        body={"username": username, "password": password, "csrfmiddlewaretoken": token},
        Cookie=f"__Host-csrftoken={token}",
        Origin="https://portal.example",
        X_Forwarded_For=forwarded,
    )


def test_what_a_browser_gets(served):
    plain = ask(served, "/login/", X_Forwarded_Proto="http")
    assert (plain.status, plain.headers["Location"]) == (301, "https://portal.example/login/")
    assert ask(served, "/login/", Host="elsewhere.example").status == 400

    page = ask(served, "/login/")
    assert page.status == 200
    assert "เข้าสู่ระบบ" in page.page
    assert page.headers["Strict-Transport-Security"] == (
        f"max-age={YEAR}; includeSubDomains; preload"
    )
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert page.headers["X-Frame-Options"] == "DENY"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert cookies_of(page)["__Host-csrftoken"]["secure"] is True

    password = PBKDF2PasswordHasher().encode("test-password", "salt", iterations=1)
    officer = make.department_officer()
    User.objects.filter(pk=officer.pk).update(
        password=password
    )  # the tests' own hash is a quick one
    signed_in = sign_in(served, officer.username, "test-password", "203.0.113.7")
    assert (signed_in.status, signed_in.headers["Location"]) == (302, "/")
    session = cookies_of(signed_in)["__Host-sessionid"]
    assert (session["secure"], session["httponly"], session["samesite"]) == (True, True, "Lax")
    assert session["max-age"] == "1800"

    refused = sign_in(served, officer.username, "wrong", "198.51.100.66, 203.0.113.8")
    assert refused.status == 200
    assert list(AccessAttempt.objects.values_list("ip_address", flat=True)) == ["203.0.113.8"]


def test_the_watcher_of_the_machine_needs_no_https_and_no_name(served, tmp_path):
    itself = {"Host": f"127.0.0.1:{served}", "X_Forwarded_Proto": "http"}
    assert ask(served, "/health/live", **itself).page == "ok"
    told = ask(served, "/metrics", X_Request_ID="0a1b2c3d4e5f", **itself)
    assert told.status == 200
    assert 'portal_well{check="database"} 1.0' in told.page
    assert told.headers["X-Request-ID"] == "0a1b2c3d4e5f"
    assert ask(served, "/metrics", X_Forwarded_For="203.0.113.7").status == 404

    lines = [
        json.loads(line)
        for line in (tmp_path / "gunicorn.log").read_text().splitlines()
        if line.startswith("{") and "portal.slow" not in line  # a loaded machine says it twice
    ]
    (line,) = [one for one in lines if one.get("request_id") == "0a1b2c3d4e5f"]
    assert (line["message"], line["status"]) == ("GET /metrics", 200)
    assert line["time"].endswith("+07:00")
