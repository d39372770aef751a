"""๑ พัฒนากร ๑ กลุ่ม: new community groups of a fiscal year against the officers of each district."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from producers.campaign import progress_by_district, progress_by_province
from producers.models import CampaignTarget
from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel(datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Asia/Bangkok"))):
        yield


@pytest.fixture
def of():
    return make.district()


@pytest.fixture
def client(of) -> Client:
    client = Client()
    client.force_login(make.province_officer(of.province))
    return client


def test_what_counts_are_registered_groups_of_the_fiscal_year(of):
    inside, before, after = date(2025, 10, 1), date(2025, 9, 30), date(2026, 10, 1)
    make.producer(of, "ก", registered_on=inside)
    make.producer(of, "ข", registered_on=date(2026, 9, 30))
    make.producer(of, "ค", registered_on=before)
    make.producer(of, "ง", registered_on=after)
    make.producer(of, "จ", kind="sme", registered_on=inside)
    make.producer(of, "ฉ", registered_on=inside, status="draft")
    make.producer(of, "ช", registered_on=inside, status="cancelled")
    user = make.province_officer(of.province)
    CampaignTarget.objects.create(district=of, fiscal_year=2569, officers=4, updated_by=user)
    (row,) = progress_by_district(user, 2569, [of])
    assert (row.officers, row.groups, row.percent) == (4, 2, 50)
    (row,) = progress_by_district(user, 2570, [of])
    assert (row.officers, row.groups, row.percent) == (None, 1, None)
    (row,) = progress_by_province(make.department_officer(), 2569, [of.province])
    assert (row.officers, row.groups) == (4, 2)


def test_the_province_writes_all_numbers_or_none(client, of):
    beside = make.district("2403", "อื่น")
    posted = {"year": "2570", "officers-2402": "๓", "officers-2403": "มาก"}
    answer = client.post("/producers/campaign/", posted)
    assert answer.status_code == 422
    assert "มาก" in answer.content.decode()
    assert not CampaignTarget.objects.exists()
    client.post("/producers/campaign/", posted | {"officers-2403": ""})
    assert [(one.district, one.officers) for one in CampaignTarget.objects.all()] == [(of, 3)]
    client.post("/producers/campaign/", {"year": "2570", "officers-2403": "2"})
    assert [(one.district, one.officers) for one in CampaignTarget.objects.all()] == [(beside, 2)]


def test_a_district_of_elsewhere_cannot_be_written(client, of):
    make.district("2501", "ที่อื่น")
    posted = {"year": "2570", "officers-2501": "9", f"officers-{of.pk}": "3"}
    assert client.post("/producers/campaign/", posted).status_code == 302
    assert [(one.district, one.officers) for one in CampaignTarget.objects.all()] == [(of, 3)]


def test_as_many_queries_for_three_districts_as_for_one(client, of):
    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            client.get("/producers/campaign/")
        return len(counted)

    one = queries()
    for code in ("2403", "2404"):
        make.producer(make.district(code, code), registered_on=date(2026, 10, 2))
    assert queries() == one
