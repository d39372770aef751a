"""สถานะของระบบ: every check of the portal's health in Thai, and what to do where one is not well."""

import pytest
from django.test import Client
from django.utils import timezone

from core.jobs.models import Job, Worker
from core.users.models import User
from otop_registry.system_state import TOLD
from otop_registry.watching import health
from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(make.department_officer())
    return client


def test_every_check_has_its_words():
    assert set(TOLD) == set(health.CHECKS)


def test_all_is_well(client):
    Worker.objects.create(name="worker")
    page = client.get("/system/").content.decode()
    assert "ระบบปกติทุกเรื่อง" in page
    assert page.count(">ปกติ<") == len(TOLD)
    assert "ไม่มีงานรอคิว" in page


def test_what_is_not_well_says_what_to_do(client):
    page = client.get("/system/").content.decode()  # no worker lives
    assert "มีเรื่องที่ต้องแก้" in page
    assert page.count(">ไม่ปกติ<") == 1
    assert TOLD["worker"][2] in page


def test_nothing_secret_is_told(client, monkeypatch):
    def broken() -> None:
        raise health.NotWell("10.0.0.5 refuses user otop")

    monkeypatch.setitem(health.CHECKS, "disk", broken)
    page = client.get("/system/").content.decode()
    assert "10.0.0.5" not in page
    assert TOLD["disk"][2] in page


def test_work_that_waits_and_work_that_failed(client):
    by = User.objects.get()
    Job.objects.create(kind="ก", title="ก", by=by)
    Job.objects.create(
        kind="ก",
        title="ข",
        by=by,
        status="failed",
        begun_at=timezone.now(),
        ended_at=timezone.now(),
    )
    page = client.get("/system/").content.decode()
    assert "สั่งเมื่อ" in page
    assert "1 งาน" in page


def test_it_is_found_from_the_references_and_by_name(client):
    assert 'href="/system/"' in client.get("/references/").content.decode()
    found = client.post("/jump/", {"q": "สถานะของ"})
    assert "/system/" in found.content.decode()
