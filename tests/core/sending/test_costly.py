"""Pages that cost: few at once for one person, and stopped when who asked has left."""

import socket
import threading
import time

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory

from core.reports.views import ReportView
from core.sending import costly
from core.sending.costly import LEFT, CostlyView
from core.tables.views import ExportView
from producers.views.duplicates import WorklistView
from tests.support import factories as make
from tests.support.signed_in import signed_in


@pytest.fixture
def officer():
    return make.department_officer()


def asked_by(officer, **meta):
    request = RequestFactory().get("/reports/rt4/", **meta)
    request.user = officer
    return request


def test_what_costs_is_braked():
    for page in (ReportView, ExportView, WorklistView):
        assert issubclass(page, CostlyView)


@pytest.mark.django_db(transaction=True)
def test_whoever_leaves_is_not_worked_for(officer):
    class Slow(CostlyView):
        def get(self, request):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(30)")
            return HttpResponse("done")

    browser, server = socket.socketpair()
    threading.Timer(0.3, browser.close).start()
    begun = time.monotonic()
    with server:
        answer = Slow.as_view()(asked_by(officer, **{"gunicorn.socket": server}))
    assert answer.status_code == LEFT
    assert time.monotonic() - begun < 5
    with connection.cursor() as cursor:  # the line to the database is as good as before
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db(transaction=True)
def test_who_waits_gets_the_answer(officer):
    class Quick(CostlyView):
        def get(self, request):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(1)")
            return HttpResponse("done")

    browser, server = socket.socketpair()
    with browser, server:
        answer = Quick.as_view()(asked_by(officer, **{"gunicorn.socket": server}))
    assert answer.content == b"done"


@pytest.mark.django_db
def test_the_third_at_once_waits_and_is_told_and_another_person_is_not(officer, monkeypatch):
    monkeypatch.setattr(costly, "PATIENCE", 0.2)
    other = make.province_officer(make.province())
    department, province = signed_in(officer), signed_in(other)
    place = costly._places[officer.pk]
    for _ in range(costly.PLACES):
        place.acquire()
    try:
        refused = department.get("/reports/confirmations/")
        assert refused.status_code == 429
        assert "กำลังทำรายงานอื่นของท่านอยู่" in refused.content.decode()
        assert province.get("/reports/confirmations/").status_code == 200
    finally:
        for _ in range(costly.PLACES):
            place.release()
    assert department.get("/reports/confirmations/").status_code == 200
