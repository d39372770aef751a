"""What the portal says of its own health, and to whom."""

import pytest
from django.db import OperationalError
from django.test import Client

from core.jobs.models import Worker
from otop_registry.watching import health

pytestmark = pytest.mark.django_db


def ready(client: Client) -> tuple[int, dict[str, str]]:
    answer = client.get("/health/ready")
    return answer.status_code, answer.json()


@pytest.fixture
def worker() -> Worker:
    return Worker.objects.create(name="worker")


def test_all_is_well(client, worker):
    status, told = ready(client)
    assert (status, set(told.values())) == (200, {"ok"})
    assert list(told) == ["database", "migrations", "media", "disk", "worker", "clock", "keys"]


def test_only_named_addresses_are_told(client, worker, settings):
    for page in ("/health/live", "/health/ready"):
        assert client.get(page).status_code == 200
        assert client.get(page, REMOTE_ADDR="203.0.113.7").status_code == 404
        settings.HEALTH_ADDRESSES = ["203.0.113.7"]
        assert client.get(page, REMOTE_ADDR="203.0.113.7").status_code == 200
        assert client.get(page).status_code == 404
        settings.HEALTH_ADDRESSES = ["127.0.0.1"]


def test_no_worker(client):
    status, told = ready(client)
    assert status == 503
    assert told["worker"].startswith("no worker is alive")
    assert told["database"] == "ok"


def test_a_database_that_is_away_hides_what_hangs_on_it(client, monkeypatch):
    def away() -> None:
        raise OperationalError("connection to 10.0.0.5 failed for user otop")

    monkeypatch.setitem(health.CHECKS, "database", away)
    status, told = ready(client)
    assert status == 503
    assert told["database"] == "OperationalError"
    assert told["worker"] == told["migrations"] == told["clock"] == "unknown: the database is away"
    assert told["media"] == "ok"
    assert client.get("/health/live").status_code == 200


def test_files_that_cannot_be_kept(client, worker, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "file"
    settings.MEDIA_ROOT.write_text("no folder")
    status, told = ready(client)
    assert status == 503
    assert told["media"] != "ok"


def test_a_full_disk(client, worker, monkeypatch):
    monkeypatch.setattr(health, "FREE_BYTES", 1 << 60)
    status, told = ready(client)
    assert status == 503
    assert told["disk"].endswith("GB left where files are kept")


def test_migrations_not_applied(client, worker, monkeypatch):
    monkeypatch.setattr(health, "_all_applied", False)
    monkeypatch.setattr(
        "django.db.migrations.executor.MigrationExecutor.migration_plan", lambda *args: ["one"]
    )
    status, told = ready(client)
    assert status == 503
    assert told["migrations"] == "1 migrations are not applied: run manage.py migrate"


def test_clocks_apart(client, worker, monkeypatch):
    monkeypatch.setattr(health, "CLOCKS_APART", -health.CLOCKS_APART)
    status, told = ready(client)
    assert status == 503
    assert told["clock"].startswith("the clocks of portal and database are")
