"""Moving on screen: released here, taken over there, seen by both offices."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from producers.models import Relocation
from tests.support import factories as make
from tests.support.pdf_files import scanned
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel(datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Asia/Bangkok"))):
        yield


@pytest.fixture
def old():
    return signed_in(make.district_officer(make.district()))


@pytest.fixture
def new():
    return signed_in(make.district_officer(make.district("2501", "เมืองใหม่")))


@pytest.fixture
def maker():
    return make.producer(make.district(), "กลุ่มจักสาน")


def release(client, maker, **given):
    said = {"to": "2501", "notice_on": "1/11/2569", "reason": "ย้ายตามครอบครัว"} | given
    return client.post(f"/producers/relocations/new/{maker.pk}/", said)


def test_from_the_old_office_to_the_new_one(old, new, maker):
    paper = SimpleUploadedFile("แจ้งย้าย.pdf", scanned())
    answer = release(old, maker, notice_file=paper)
    move = Relocation.objects.get()
    address = f"/producers/relocations/{move.pk}/"
    assert answer["Location"] == address
    assert "แจ้งย้ายไป" in old.get(f"/producers/producer/{maker.pk}/change/").content.decode()
    assert "กลุ่มจักสาน" in new.get("/producers/relocations/").content.decode()
    assert new.get(f"/producers/producer/{maker.pk}/change/").status_code == 404
    place = make.subdistrict(make.district("2501"))
    answer = new.post(address, {"subdistrict": place.pk, "house_number": "12/1"})
    assert answer["Location"] == f"/producers/producer/{maker.pk}/change/"
    maker.refresh_from_db()
    assert (maker.district_id, maker.house_number) == ("2501", "12/1")
    assert old.get(f"/producers/producer/{maker.pk}/change/").status_code == 404
    assert b"".join(old.get(f"{address}file/")).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"to": ""}, "เลือกอำเภอใหม่"),
        ({"to": "2402"}, "อยู่อำเภอนี้อยู่แล้ว"),
        ({"notice_on": "21/11/2569"}, "วันที่ยังมาไม่ถึง"),
        ({"notice_on": "1/11/2026"}, "ปีต้องเป็น พ.ศ."),
    ],
)
def test_a_refusal_stands_at_its_field_and_the_rest_is_kept(old, new, maker, given, sentence):
    answer = release(old, maker, **given)
    page = answer.content.decode()
    assert answer.status_code in {409, 422}
    assert sentence in page
    assert "ย้ายตามครอบครัว" in page
    assert not Relocation.objects.exists()


def test_taken_back_by_the_old_office_alone(old, new, maker):
    release(old, maker)
    move = Relocation.objects.get()
    address = f"/producers/relocations/{move.pk}/"
    back = {"take_back": "1", "reason": "ไม่ย้ายแล้ว"}
    assert new.post(address, back).status_code == 409
    assert old.post(address, back | {"reason": ""}).status_code == 422
    assert old.post(address, back).status_code == 302
    move.refresh_from_db()
    assert move.status == "taken_back"


def test_a_subdistrict_of_elsewhere_cannot_be_chosen(old, new, maker):
    release(old, maker)
    move = Relocation.objects.get()
    elsewhere = make.subdistrict(make.district())
    answer = new.post(f"/producers/relocations/{move.pk}/", {"subdistrict": elsewhere.pk})
    assert answer.status_code == 422
    assert "เลือกตำบลจากรายการ" in answer.content.decode()


def test_as_many_queries_for_three_moves_as_for_one(old, new, maker):
    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            old.get("/producers/relocations/")
        return len(counted)

    release(old, maker)
    one = queries()
    for name in "ขค":
        release(old, make.producer(make.district(), name))
    assert queries() == one
