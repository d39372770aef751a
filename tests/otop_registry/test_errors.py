"""A request that failed: the portal's fault is 500; a database that is away is 503, try again."""

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client

from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(make.department_officer())
    return client


def failing(monkeypatch, error: Exception) -> None:
    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr("core.reports.engine.reports_for", fail)


@pytest.mark.parametrize("error", [OperationalError("away"), InterfaceError("closed")])
def test_a_database_that_is_away(client, monkeypatch, error):
    failing(monkeypatch, error)
    answer = client.get("/reports/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "ระบบไม่พร้อมชั่วคราว" in answer.content.decode()


def test_a_fault_of_the_portal(client, monkeypatch):
    failing(monkeypatch, ZeroDivisionError("ours"))
    answer = client.get("/reports/")
    assert (answer.status_code, "Retry-After" in answer) == (500, False)
    assert "ระบบขัดข้อง" in answer.content.decode()
