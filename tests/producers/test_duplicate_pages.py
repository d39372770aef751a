"""The worklist of duplicates and the page of a pair."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from producers.models import DismissedDuplicate
from tests.support import factories as make
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db

PHONE = "+66810000001"


@pytest.fixture
def of():
    return make.district()


@pytest.fixture
def client(of) -> Client:
    client = Client()
    client.force_login(make.district_officer(of))
    return client


@pytest.fixture
def pair(of):
    return make.producer(of, "ก", phone=PHONE), make.producer(of, "ข", phone=PHONE, kind="sme")


def address(kept, gone) -> str:
    return f"/producers/duplicates/{kept.pk}/{gone.pk}/"


def test_a_pair_is_merged_by_what_was_chosen(client, pair):
    kept, gone = pair
    assert address(kept, gone) in client.get("/producers/duplicates/").content.decode()
    page = client.get(address(kept, gone))
    assert [line.name for line in page.context["lines"]] == ["name", "kind"]
    posted = {"choice-name": "gone", "choice-kind": "kept", "reason": "ลงทะเบียนซ้ำ"}
    answer = client.post(address(kept, gone), posted)
    assert answer["Location"] == f"/producers/producer/{kept.pk}/change/"
    kept.refresh_from_db()
    assert (kept.name, kept.kind) == ("ข", "group")
    assert "ไม่มีระเบียน" in client.get("/producers/duplicates/").content.decode()
    assert "รวมกับ" in client.get(f"/producers/producer/{gone.pk}/change/").content.decode()


def test_without_a_reason_nothing_is_done_and_what_was_chosen_stays(client, pair):
    kept, gone = pair
    answer = client.post(address(kept, gone), {"choice-name": "gone", "reason": ""})
    assert answer.status_code == 422
    assert [line.taken for line in answer.context["lines"]] == ["gone", "kept"]
    gone.refresh_from_db()
    assert gone.status == "announced"


def test_what_the_workflow_refuses_is_said_and_nothing_lost(client, pair, of):
    kept, gone = pair
    month = make.district_month(of)
    for maker in pair:
        make.product(maker)
        make.row(month, maker, amounts=("7", "0", "0", "0"))
    answer = client.post(address(kept, gone), {"choice-name": "gone", "reason": "ลงทะเบียนซ้ำ"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "แก้ให้เหลือแถวเดียวก่อน" in page
    assert "ลงทะเบียนซ้ำ" in page


def test_a_pair_found_to_be_two_is_not_asked_about_again(client, pair):
    kept, gone = pair
    client.post(address(gone, kept), {"dismiss": "1", "reason": "แม่กับลูก"})
    dismissed = DismissedDuplicate.objects.get()
    assert (dismissed.first, dismissed.second, dismissed.reason) == (kept, gone, "แม่กับลูก")
    assert "ไม่มีระเบียน" in client.get("/producers/duplicates/").content.decode()


def test_the_record_warns_of_what_it_looks_like(client, pair, of):
    make.producer(make.district("2501", "-"), "ของที่อื่น", phone=PHONE)
    page = client.get(f"/producers/producer/{pair[0].pk}/change/").content.decode()
    assert "อาจซ้ำกับ ข" in page
    assert "ระเบียนของพื้นที่อื่น" in page
    assert "ของที่อื่น" not in page


def test_who_may_not_merge_is_led_to_the_other_record(pair):
    kept, gone = pair
    client = signed_in(make.department_officer())
    page = client.get(f"/producers/producer/{kept.pk}/change/").content.decode()
    assert "อาจซ้ำกับ ข" in page
    assert "/producers/duplicates/" not in page
    assert f'href="/producers/producer/{gone.pk}/change/">เปิดระเบียนนั้น' in page
    assert client.get(f"/producers/producer/{gone.pk}/change/").status_code == 200


def test_as_many_queries_for_three_pairs_as_for_one(client, pair, of):
    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            client.get("/producers/duplicates/")
        return len(counted)

    one = queries()
    make.producer(of, "ค", phone=PHONE)
    assert queries() == one
