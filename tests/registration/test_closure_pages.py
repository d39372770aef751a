"""Cancelling on screen: the checklist goes its way, a refusal stands at its field, papers are scoped."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from registration.models import Closure, ClosureStep
from tests.support import factories as make
from tests.support.pdf_files import scanned

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
    client.force_login(make.district_officer(of))
    return client


@pytest.fixture
def maker(of):
    maker = make.producer(of, "กลุ่มจักสาน")
    make.product(maker, name="ตะกร้า")
    return maker


def address(record) -> str:
    meta = record._meta
    return f"/registration/closures/{meta.app_label}/{meta.model_name}/{record.pk}/"


def begin(client, record, case="present"):
    return client.post(address(record), {"case": case, "reason": "เลิกกิจการ"})


def take(client, record, step, **given):
    return client.post(address(record), {"step": step, "held_on": "20/11/2569", **given})


RESOLUTION = {"form": "meeting", "number": "3/2569"}


def test_from_the_record_to_the_report(client, maker):
    record = f"/producers/producer/{maker.pk}/change/"
    assert address(maker) in client.get(record).content.decode()
    assert begin(client, maker).status_code == 302
    paper = SimpleUploadedFile("คำขอ.pdf", scanned())
    assert take(client, maker, "request", file=paper).status_code == 302
    assert take(client, maker, "committee", **RESOLUTION).status_code == 302
    assert "ดูลำดับขั้น" in client.get(record).content.decode()
    assert take(client, maker, "cancel").status_code == 302
    maker.refresh_from_db()
    assert maker.status == "cancelled"
    assert take(client, maker, "report", number="ฉช 0017/9").status_code == 302
    assert Closure.objects.get().status == "reported"
    assert "กลุ่มจักสาน" in client.get("/registration/closures/").content.decode()
    step = ClosureStep.objects.get(name="request")
    assert b"".join(client.get(f"/registration/closures/file/{step.pk}/")).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"number": ""}, "ระบุว่าประชุมหรือหนังสือเวียน"),
        ({"held_on": "21/11/2569"}, "วันที่ยังมาไม่ถึง"),
        ({"held_on": "20/11/2026"}, "ปีต้องเป็น พ.ศ."),
        ({"file": SimpleUploadedFile("x.pdf", b"MZ program")}, "ไม่ใช่ PDF, JPG หรือ PNG"),
    ],
)
def test_a_refusal_stands_at_its_field_and_the_rest_is_kept(client, maker, given, sentence):
    begin(client, maker)
    take(client, maker, "request")
    said = RESOLUTION | {"number": "3/2569"} | given
    answer = take(client, maker, "committee", **said)
    page = answer.content.decode()
    assert answer.status_code in {409, 422}
    assert sentence in page
    assert ("3/2569" in page) == bool(said["number"])
    assert ClosureStep.objects.count() == 1


def test_taken_back_with_a_reason(client, maker):
    begin(client, maker)
    assert client.post(address(maker), {"take_back": "1", "reason": ""}).status_code == 422
    client.post(address(maker), {"take_back": "1", "reason": "ยังผลิตอยู่"})
    assert Closure.objects.get().status == "taken_back"
    assert begin(client, maker, "absent").status_code == 302


def test_a_product_and_an_outlet_are_cancelled_alone(client, maker, of):
    for record in (maker.products.get(), make.outlet(of)):
        assert begin(client, record).status_code == 302
        for step, given in (("request", {}), ("committee", RESOLUTION), ("cancel", {})):
            assert take(client, record, step, **given).status_code == 302
        record.refresh_from_db()
        assert record.status == "cancelled"
    maker.refresh_from_db()
    assert maker.status == "announced"


def test_the_province_reads_and_takes_no_step(client, maker, of):
    begin(client, maker)
    province = Client()
    province.force_login(make.province_officer(of.province))
    page = province.get(address(maker)).content.decode()
    assert "ได้รับแบบฟอร์มขอยกเลิก" in page
    assert "<form method" not in page.split("<main")[1]
    assert take(province, maker, "request").status_code == 404


def test_the_papers_say_what_the_registry_knows(client, maker):
    begin(client, maker)
    closure = Closure.objects.get()
    form = client.get(f"/reports/closure-form/?closure={closure.pk}").content.decode()
    assert "ตะกร้า" in form
    assert "เลิกกิจการ" in form
    pdf = client.get(f"/reports/closure-form/?closure={closure.pk}&format=pdf&thai_digits=1")
    assert pdf.content.startswith(b"%PDF")
    report = client.get(f"/reports/closure-report/?closure={closure.pk}").content.decode()
    assert "นตผ.อำเภอเห็นชอบ" in report
    sibling = Client()
    sibling.force_login(make.district_officer(make.district("2403", "อื่น")))
    assert sibling.get(f"/reports/closure-form/?closure={closure.pk}").status_code == 404


def test_as_many_queries_for_three_cancellings_as_for_one(client, of):
    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            client.get("/registration/closures/")
        return len(counted)

    begin(client, make.producer(of, "ก"))
    one = queries()
    begin(client, make.producer(of, "ข"))
    begin(client, make.producer(of, "ค"))
    assert queries() == one


def test_a_cancelling_is_begun_from_the_page_of_the_menu(client, of, maker):
    elsewhere = make.producer(make.district("2403", "อื่น"), "กลุ่มจักสานของเขา")
    gone = make.producer(of, "กลุ่มจักสานเดิม")
    closing_page = address(maker)
    found = client.get("/registration/closures/", {"q": "จักสาน"}).content.decode()
    assert "เริ่มการยกเลิก" in found
    assert f'href="{closing_page}"' in found
    assert f'href="{address(gone)}"' in found
    assert f'href="{address(elsewhere)}"' not in found
    assert f'href="{address(maker.products.get())}"' not in found
    by_code = client.get("/registration/closures/", {"q": maker.code}).content.decode()
    assert f'href="{closing_page}"' in by_code
    assert f'href="{address(gone)}"' not in by_code
    for nothing in ("ไม่มีชื่อนี้", "9" * 40):
        assert "ไม่พบ" in client.get("/registration/closures/", {"q": nothing}).content.decode()
    assert client.get(closing_page).status_code == 200


def test_who_begins_no_cancelling_is_not_asked_for_a_record(of):
    province = Client()
    province.force_login(make.province_officer(of.province))
    page = province.get("/registration/closures/").content.decode()
    assert "การยกเลิก" in page
    assert "เริ่มการยกเลิก" not in page
