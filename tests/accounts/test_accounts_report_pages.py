"""A report of thousands of rows: the screen shows a page of it, its files are made in the background."""

import pytest

from core.jobs.models import Job
from core.reports import jobs, views
from core.users.models import User
from tests.support import factories as make
from tests.support.worker import work

pytestmark = pytest.mark.django_db

ADDRESS = "/reports/accounts/"


@pytest.fixture
def client(client):
    for code in ("2401", "2402", "2403", "2404"):
        make.district_officer(make.district(code, code))
    client.force_login(make.department_officer())
    return client


def shown(client, query: str = "") -> list[str]:
    answer = client.get(f"{ADDRESS}{query}")
    assert answer.status_code == 200
    return [row[1].text for row in answer.context["grid"].rows]


def test_the_screen_shows_a_page_and_says_how_many_there_are(client, monkeypatch):
    monkeypatch.setattr(views, "ROWS_ON_A_PAGE", 2)
    everybody = list(
        User.objects.order_by("district_id", "province_id", "username").values_list(
            "username", flat=True
        )
    )
    assert shown(client) == everybody[:2]
    assert shown(client, "?page=2") == everybody[2:4]
    assert shown(client, "?page=3") == everybody[4:]
    assert shown(client, "?page=99") == everybody[4:]
    assert shown(client, "?page=x") == everybody[:2]
    page = client.get(f"{ADDRESS}?role=district").content.decode()
    assert "4 บัญชี" in page
    assert '<a href="?role=district&amp;page=2">2</a>' in page


def test_a_short_one_is_whole(client):
    assert len(shown(client)) == User.objects.count()
    assert "page=2" not in client.get(ADDRESS).content.decode()


@pytest.mark.parametrize("file_format", ["pdf", "xlsx"])
def test_a_large_file_is_made_in_the_background(client, monkeypatch, file_format):
    monkeypatch.setattr(jobs, "AT_ONCE", {file_format: 10})
    answer = client.get(f"{ADDRESS}?role=district&format={file_format}")
    job = Job.objects.get()
    assert answer["Location"] == f"/jobs/{job.pk}/"
    work()
    job.refresh_from_db()
    assert (job.status, job.message) == ("done", "ไฟล์พร้อมแล้ว")
    assert job.file_title == f"ผู้มีสิทธิใช้ระบบ อำเภอ.{file_format}"
    with job.file.open() as file:
        assert file.read(4) in (b"%PDF", b"PK\x03\x04")


def test_a_small_file_comes_at_once(client):
    assert client.get(f"{ADDRESS}?format=xlsx").content.startswith(b"PK")
    assert not Job.objects.exists()


def test_the_worker_goes_through_the_door_of_who_asked(client, monkeypatch):
    monkeypatch.setattr(jobs, "AT_ONCE", {"xlsx": 1})
    client.get(f"{ADDRESS}?format=xlsx")
    User.objects.filter(role="department").update(role="district", district="2402")
    work()
    job = Job.objects.get()
    assert (job.status, job.message) == ("failed", "ไม่มีรายงานนี้ในพื้นที่ของท่านแล้ว")
    assert not job.file


def test_the_newest_review_stands_in_the_row(client):
    from django.utils import timezone

    from core.users.models import Recertification, RecertificationRound

    by, account = User.objects.get(role="department"), User.objects.get(district="2402")
    for year, answer in ((2568, "stays"), (2569, "left")):
        of = RecertificationRound.objects.create(
            fiscal_year=year, due_on="2026-01-01", opened_at=timezone.now(), opened_by=by
        )
        Recertification.objects.create(
            round=of, account=account, answer=answer, by=by, at=timezone.now()
        )
    rows = {row[1].text: row[-1].text for row in client.get(ADDRESS).context["grid"].rows}
    assert rows[account.username] == f"2569 พ้นหน้าที่ · {by}"
