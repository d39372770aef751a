"""Request numbers, log lines and metrics: what an operator finds a fault with."""

import io
import json
import logging
from datetime import timedelta

import pytest
import sentry_sdk
from django.contrib.auth.signals import user_login_failed
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from core.jobs.models import Job, Worker
from core.thai.calendar import today
from otop_registry.errors import portal_error
from otop_registry.watching import health
from otop_registry.watching.logs import FewMails, JsonLines, Lines, OfRequest, Refusals
from otop_registry.watching.reporting import private, report_to
from otop_registry.watching.request_ids import current
from sales.models import SalesMonth
from tests.support import factories as make

pytestmark = pytest.mark.django_db

NUMBER = "1999900000013"


# --- The number of a request ------------------------------------------------------------------------


def test_every_answer_has_a_number_of_its_own(client):
    numbers = {client.get("/health/live")["X-Request-ID"] for _ in range(3)}
    assert len(numbers) == 3
    assert all(len(one) == 12 and one.isalnum() for one in numbers)
    assert client.get("/nowhere/")["X-Request-ID"]


@pytest.mark.parametrize(
    ("proxies", "sent", "taken"),
    [
        (1, "0a1b2c3d4e5f", True),
        (0, "0a1b2c3d4e5f", False),  # no proxy is known: anybody could write it
        (1, "short", False),
        (1, "0a1b2c3d4e5f\n2026 ERROR", False),
        (1, "x" * 65, False),
    ],
)
def test_the_proxys_number_is_taken_over_from_a_proxy_only(client, settings, proxies, sent, taken):
    settings.PROXY_COUNT = proxies
    answer = client.get("/health/live", HTTP_X_REQUEST_ID=sent)
    assert (answer["X-Request-ID"] == sent) is taken


def test_a_stranger_beside_the_proxy_gets_a_number_of_ours(client, settings):
    settings.PROXY_COUNT = 1
    settings.HEALTH_ADDRESSES = ["203.0.113.7"]
    answer = client.get("/health/live", HTTP_X_REQUEST_ID="0a1b2c3d4e5f", REMOTE_ADDR="203.0.113.7")
    assert answer.status_code == 200
    assert answer["X-Request-ID"] != "0a1b2c3d4e5f"


@pytest.mark.parametrize(
    ("error", "status"),
    [(OperationalError("away"), 503), (OSError(28, "full"), 507), (ValueError("fault"), 500)],
)
def test_pages_of_errors_bear_it(error, status):
    request = RequestFactory().get("/")
    request.request_id = "0a1b2c3d4e5f"
    here = current.set(request)
    try:
        raise error
    except (OperationalError, OSError, ValueError):
        page = portal_error(request)
    finally:
        current.reset(here)
    assert page.status_code == status
    assert "เลขอ้างอิง <code>0a1b2c3d4e5f</code>" in page.content.decode()
    assert "พร้อมบอกเลขอ้างอิงด้านล่าง" in page.content.decode()


# --- Lines --------------------------------------------------------------------------------------------


@pytest.fixture(params=[Lines, JsonLines])
def lines(request):
    """What a logger of this format wrote."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(request.param())
    handler.addFilter(OfRequest())
    logger = logging.getLogger(f"portal.test.{request.param.__name__}")
    logger.addHandler(handler)
    logger.propagate = False
    yield logger, lambda: out.getvalue()
    logger.removeHandler(handler)


def test_nothing_begins_a_line_of_its_own(lines):
    logger, written = lines
    logger.error("user %s", "ก\n2026-11-28 INFO signed in\r\x1b[2K\u2028")
    text = written()
    assert len(text.splitlines()) == 1
    assert "\x1b" not in text
    assert "signed in" in text


def test_a_number_of_a_person_is_in_no_line(lines):
    logger, written = lines
    try:
        raise ValueError(f"no such person {NUMBER}")
    except ValueError:
        logger.exception("asked for %s", "1-9999-00000-01-3")
    text = written()
    assert NUMBER not in text
    assert "1-9999-00000-01-3" not in text
    assert text.count("เลขประจำตัวไม่แสดง") >= 2
    assert "Traceback" in text


def test_a_refusal_is_a_line_without_a_traceback(lines):
    logger, written = lines
    logger.handlers[0].addFilter(Refusals())
    for status in (403, 500):
        try:
            raise PermissionDenied("ไม่มีสิทธิ")
        except PermissionDenied:
            logger.warning("%s", status, exc_info=True, extra={"status_code": status})
    refused, failed = written().split("403", 1)[1].split("500", 1)
    assert "Traceback" not in refused
    assert "Traceback" in failed


def test_an_invitation_is_in_no_line(lines):
    logger, written = lines
    logger.warning("POST %s", "/invitation/abcdefghijk/")
    assert "/invitation/***/" in written()


def test_lines_name_time_zone_request_user_and_office(lines):
    logger, written = lines
    request = RequestFactory().get("/")
    request.request_id = "0a1b2c3d4e5f"
    request._cached_user = make.district_officer(make.district("2402"))
    here = current.set(request)
    logger.error("ผิดพลาด", extra={"status": 500, "ms": 12})
    current.reset(here)
    text = written()
    assert "+07:00" in text
    for told in ("ผิดพลาด", "0a1b2c3d4e5f", request._cached_user.username, "500", "12"):
        assert told in text, told


def test_json_lines_are_objects_without_what_is_empty():
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonLines())
    record = logging.LogRecord("portal", logging.ERROR, "x.py", 1, "a %s", ("b",), None)
    OfRequest().filter(record)
    handler.handle(record)
    told = json.loads(out.getvalue())
    assert {"time", "level", "logger", "message"} == set(told)
    assert (told["level"], told["message"]) == ("ERROR", "a b")


def test_requests_are_logged_with_status_and_milliseconds(client, caplog):
    with caplog.at_level(logging.INFO, "portal.requests"):
        client.get("/nowhere/?q=1999900000013")
    (record,) = [one for one in caplog.records if one.name == "portal.requests"]
    assert record.getMessage() == "GET /nowhere/"
    assert record.status == 404 or record.status == 302
    assert record.ms >= 0


def test_a_slow_request_is_named(client, caplog, settings):
    settings.SLOW_REQUEST_SECONDS = 0.0
    client.get("/health/live")
    assert [one.getMessage() for one in caplog.records if one.name == "portal.slow"] == [
        "GET /health/live"
    ]


def test_mails_about_a_kind_of_error_come_once_in_ten_minutes(monkeypatch):
    few = FewMails()
    clock = [1000.0]
    monkeypatch.setattr("otop_registry.watching.logs.monotonic", lambda: clock[0])

    def record(error: Exception) -> logging.LogRecord:
        told = (type(error), error, None)
        return logging.LogRecord("portal", logging.ERROR, "x.py", 1, "failed", (), told)

    assert few.filter(record(OperationalError("away")))
    assert not few.filter(record(OperationalError("away")))
    assert few.filter(record(ValueError("other")))
    clock[0] += 601
    assert few.filter(record(OperationalError("away")))
    assert mail.outbox == []


# --- Metrics ------------------------------------------------------------------------------------------


def measured(client: Client) -> dict[tuple[str, str], float]:
    """Every sample by its name and its labels' values."""
    text = client.get("/metrics").content.decode()
    return {
        (sample.name, " ".join(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.fixture
def worker():
    return Worker.objects.create(name="worker")


def test_only_named_addresses_read_them(client, worker):
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.7").status_code == 404


def test_requests_are_counted_by_view_and_status(client, worker):
    before = measured(client)
    client.get("/nowhere/")
    client.get("/health/live")
    after = measured(client)
    key = ("portal_requests_total", "GET 200 otop_registry.watching.health.live")
    assert after[key] == before.get(key, 0) + 1
    key = ("portal_request_seconds_count", "otop_registry.watching.health.live")
    assert after[key] == before.get(key, 0) + 1


def test_addresses_that_are_no_pages_share_one_name(client, worker):
    """A stranger who tries addresses cannot fill the memory with names."""

    def views() -> set[str]:
        found = measured(client)
        return {labels.split()[-1] for name, labels in found if name == "portal_requests_total"}

    client.get("/tried/0/")
    before = views()
    for number in range(1, 4):
        client.get(f"/tried/{number}/more/")
    assert views() == before | {"otop_registry.watching.metrics.metrics"}


def test_what_stands_is_told(client, worker):
    found = measured(client)
    assert found["portal_well", "database"] == 1
    assert found["portal_disk_free_bytes", ""] > 0
    assert found["portal_jobs", "waiting"] == 0
    assert found["portal_queue_age_seconds", ""] == 0
    assert found["portal_database_connections", ""] >= 1


def test_work_that_waits_ages(client, worker):
    Job.objects.create(
        kind="ก",
        title="ก",
        by=make.department_officer(),
        asked_at=timezone.now() - timedelta(hours=1),
    )
    found = measured(client)
    assert found["portal_jobs", "waiting"] == 1
    assert 3600 <= found["portal_queue_age_seconds", ""] < 3700


def test_wrong_passwords_are_counted(client, worker):
    before = measured(client)["portal_failed_sign_ins_total", ""]
    user_login_failed.send(
        sender=None, credentials={"username": "ก"}, request=RequestFactory().get("/")
    )
    assert measured(client)["portal_failed_sign_ins_total", ""] == before + 1


def test_districts_past_their_day_are_counted_by_whose_turn_it_is(client, worker):
    of = make.district_month(make.district("2402"))
    SalesMonth.objects.update(
        district_due=today() - timedelta(days=2),
        province_due=today() + timedelta(days=1),
        close_due=today() + timedelta(days=2),
    )
    assert measured(client)["portal_late_district_months", "district"] == 1
    assert measured(client)["portal_late_district_months", "province"] == 0
    assert of.status == "entering"


def test_without_a_database_the_rest_is_told(client, worker, monkeypatch):
    def away() -> None:
        raise OperationalError("away")

    monkeypatch.setitem(health.CHECKS, "database", away)
    monkeypatch.setattr("otop_registry.watching.metrics._OF_DATABASE", (away,))
    found = measured(client)
    assert found["portal_well", "database"] == 0
    assert ("portal_jobs", "waiting") not in found
    assert found["portal_disk_free_bytes", ""] > 0


# --- Reports of errors ------------------------------------------------------------------------------


def test_a_reported_error_says_what_failed_and_nothing_of_a_person(client, monkeypatch):
    """Through the library itself, with a transport that keeps what would be sent."""
    sent: list[str] = []

    class Kept(sentry_sdk.Transport):
        def capture_envelope(self, envelope) -> None:
            sent.append(envelope.serialize().decode())

    report_to("https://key@sentry.example/1")
    sentry_sdk.get_client().transport = Kept()
    request = RequestFactory().get("/")
    request.request_id = "0a1b2c3d4e5f"
    here = current.set(request)
    try:
        national_id = NUMBER
        raise ValueError(f"no such person {national_id}")
    except ValueError as error:
        sentry_sdk.capture_exception(error)
    finally:
        current.reset(here)
        sentry_sdk.get_client().close()
        sentry_sdk.init()
    (event,) = sent
    assert "no such person" in event
    assert "0a1b2c3d4e5f" in event
    assert NUMBER not in event
    assert '"vars"' not in event


def test_what_was_posted_is_taken_out():
    event = {
        "request": {
            "url": f"https://portal.example/?q={NUMBER}",
            "data": {"name": "สมศรี"},
            "cookies": {"sessionid": "secret"},
            "query_string": f"q={NUMBER}",
            "headers": {"Cookie": "sessionid=secret"},
        },
        "user": {"id": "1"},
        "breadcrumbs": {"values": []},
    }
    told = json.dumps(private(event, {}), ensure_ascii=False)
    for kept_back in (NUMBER, "สมศรี", "secret", '"user"'):
        assert kept_back not in told
    assert "https://portal.example/" in told
