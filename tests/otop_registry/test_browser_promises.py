"""What a browser is told of pages, cookies and passwords (docs/security/asvs.md)."""

import re

import pytest
from django.conf import settings
from django.test import Client

from tests.support import factories as make
from tests.support import pages
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def maker():
    return make.producer(make.district(), person_first_name="สมหญิง")


@pytest.fixture
def client(maker) -> Client:
    return signed_in(make.district_officer(maker.district))


def test_no_page_with_data_is_kept_by_the_browser(client, maker):
    for url in (
        "/",
        "/producers/producer/",
        f"/producers/producer/{maker.pk}/change/",
        f"/producers/producer/{maker.pk}/history/",
        f"/privacy/producers/producer/{maker.pk}/",
        "/privacy/requests/",
        "/reports/",
        "/quality/",
        "/correspondence/notices/",
    ):
        answer = client.get(url)
        assert answer.status_code == 200, url
        assert "no-store" in answer["Cache-Control"], url


def test_markup_out_of_text_is_refused_but_where_jquery_makes_it(client, maker):
    month = make.district_month(maker.district)
    asked = "require-trusted-types-for 'script'"
    grid = f"/sales/{month.month_id:%Y-%m}/{maker.district.code}/"
    for url in ("/", "/login/", "/reports/", grid):
        policy = client.get(url)["Content-Security-Policy"]
        assert asked in policy, url
        assert "trusted-types portal" in policy, url
    record = client.get(f"/producers/producer/{maker.pk}/change/?section=address")
    assert "jquery" in record.content.decode()
    assert asked not in record["Content-Security-Policy"]
    assert "default-src 'self'" in record["Content-Security-Policy"]


def test_cookies_are_not_sent_along_from_other_sites():
    client = Client()
    client.get("/login/")
    user = make.district_officer(make.district())
    client.post("/login/", {"username": user.username, "password": "test-password"})
    cookies = {name: one["samesite"] for name, one in client.cookies.items()}
    assert cookies[settings.SESSION_COOKIE_NAME] in ("Lax", "Strict")
    assert cookies[settings.CSRF_COOKIE_NAME] in ("Lax", "Strict")


def test_a_new_key_of_the_session_at_sign_in():
    user = make.district_officer(make.district())
    client = Client()
    session = client.session
    session["before"] = True
    session.save()
    before = session.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = before
    client.force_login(user)
    assert client.session.session_key != before
    assert not client.session.exists(before)


def test_passwords_are_hidden_while_typed_and_keepers_and_pasting_work(client):
    for asking, url in ((Client(), "/login/"), (client, "/password_change/")):
        page = pages.markup(asking.get(url).content.decode())
        fields = re.findall(r'<input[^>]*name="[^"]*password[^"]*"[^>]*>', page)
        assert fields, url
        for field in fields:
            assert 'type="password"' in field
            assert re.search(r'autocomplete="(current|new)-password"', field)
        assert "onpaste" not in page


def test_the_way_out_is_on_every_page(client, maker):
    for url in ("/", f"/producers/producer/{maker.pk}/change/", "/reports/", "/privacy/"):
        page = pages.markup(client.get(url).content.decode())
        assert 'action="/logout/"' in page, url


def test_of_a_parameter_sent_twice_one_is_read_and_checked(client):
    answer = client.get("/privacy/requests/?show=late&show=nonsense&page=1&page=x")
    assert answer.status_code == 200
    assert answer.context["show"] == "nonsense"
    assert "nonsense" not in answer.content.decode()
