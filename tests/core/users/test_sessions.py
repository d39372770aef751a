"""A session is written once a minute, and a database that is away is not an ended session."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import Client

from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(clock, settings) -> Client:
    settings.SESSION_LONGEST_SECONDS = 12 * 3600
    client = Client(raise_request_exception=False)
    client.force_login(make.department_officer())
    return client


def good_until():
    return Session.objects.get().expire_date


def test_it_is_written_once_a_minute(client, clock):
    first = good_until()
    clock.shift(timedelta(seconds=50))
    assert client.get("/reports/").status_code == 200
    assert good_until() == first
    clock.shift(timedelta(seconds=11))
    assert client.get("/reports/").status_code == 200
    assert good_until() - first == timedelta(seconds=61)


def test_its_cookie_lives_as_long_as_its_row(client, clock):
    clock.shift(timedelta(minutes=2))
    assert client.get("/reports/").cookies["sessionid"]["max-age"] == 1800
    assert "sessionid" not in client.get("/reports/").cookies


def test_half_an_hour_without_a_request_ends_it(client, clock):
    for _ in range(4):
        clock.shift(timedelta(minutes=28))
        assert client.get("/reports/").status_code == 200
    clock.shift(timedelta(minutes=30, seconds=1))
    answer = client.get("/reports/")
    assert (answer.status_code, answer["Location"]) == (302, "/login/?next=/reports/")


def test_twelve_hours_after_the_sign_in_it_ends_however_it_was_used(client, clock):
    for _ in range(25):
        clock.shift(timedelta(minutes=28))
        assert client.get("/reports/").status_code == 200
    clock.shift(timedelta(minutes=21))
    answer = client.get("/reports/")
    assert (answer.status_code, answer["Location"]) == (302, "/login/?next=/reports/")


def test_who_signs_in_again_begins_a_new_day(client, clock):
    officer = make.department_officer()
    for _ in range(25):
        clock.shift(timedelta(minutes=28))
        client.get("/reports/")
    client.force_login(officer)
    clock.shift(timedelta(minutes=25))
    assert client.get("/reports/").status_code == 200


def test_a_database_away_while_it_is_written_is_said_and_tried_again(client, clock, monkeypatch):
    """Django makes a 400 of it ("deleted meanwhile"), which nobody sends again."""
    clock.shift(timedelta(minutes=2))

    def away(*args, **kwargs):
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(Session, "save", away)
    answer = client.get("/reports/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "ระบบไม่พร้อมชั่วคราว" in answer.content.decode()


def test_a_session_that_ended_elsewhere_is_still_refused(client, clock, monkeypatch):
    clock.shift(timedelta(minutes=2))
    kept = Session.save

    def gone_first(self, *args, **kwargs):
        Session.objects.all().delete()
        return kept(self, *args, **kwargs)

    monkeypatch.setattr(Session, "save", gone_first)
    assert client.get("/reports/").status_code == 400
