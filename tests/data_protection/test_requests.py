"""A person's rights, by the district in two clicks: copy, correction, objection, erasure."""

import json
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from core.logbook.models import Access
from core.personal.models import Reveal
from core.steps import StepRefused
from data_protection import workflow
from data_protection.copies import copy_of
from data_protection.models import PersonRequest, PersonRequestStep
from producers.models import Producer
from tests.support import factories as make
from tests.support import pages
from tests.support.pdf_text import pdfium as text_of
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db

PERSON = {
    "person_title": "นาง",
    "person_first_name": "สมหญิง",
    "person_last_name": "ใจงาม",
    "phone": "0812345678",
}
PROOF = "แสดงบัตรประจำตัวประชาชนต่อเจ้าหน้าที่"


@pytest.fixture
def maker():
    month = make.district_month(make.district())
    maker = make.producer(month.district, **PERSON)
    maker.set_national_id("1999900000013")
    maker.save()
    make.product(maker, name="น้ำพริก")
    make.row(month, maker, amounts=("1250", "0", "0", "0"))
    return maker


@pytest.fixture
def clerk(maker):
    return make.district_officer(maker.district)


def address(record) -> str:
    meta = record._meta
    return f"/privacy/{meta.app_label}/{meta.model_name}/{record.pk}/"


def ask(maker, clerk, **fields) -> PersonRequest:
    said = {
        "kind": "correction",
        "asker": "สมหญิง ใจงาม",
        "proof": PROOF,
        "received_on": timezone.localdate(),
    }
    return workflow.receive(maker, by=clerk, **said | fields)


# --- The copy -------------------------------------------------------------------------------------


def test_two_clicks_from_the_record_to_the_copy_and_both_are_logged(maker, clerk):
    client = signed_in(clerk)
    record = client.get(f"/producers/producer/{maker.pk}/change/").content.decode()
    assert f'href="{address(maker)}">สิทธิเจ้าของข้อมูล' in record
    page = client.get(address(maker))
    form = page.context["copy_form"]
    offered = {name: form[name].value() for name in ("asker", "proof", "received_on")}
    assert offered["asker"] == "นางสมหญิง ใจงาม"
    typed = offered | {"received_on": "29/11/2569", "format": "xlsx"}
    typed["received_on"] = form["received_on"].as_widget().split('value="')[1].split('"')[0]
    answer = client.post(f"{address(maker)}copy/", typed)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    cells = [
        str(cell.value)
        for sheet in load_workbook(BytesIO(answer.content))
        for row in sheet
        for cell in row
        if cell.value is not None
    ]
    told = " ".join(cells)
    for said in ("สมหญิง", "08-1234-5678", "x-xxxx-xxxxx-01-3", "น้ำพริก", "1,250.00", "ประวัติการแก้ไข"):
        assert said in told, said
    assert "1999900000013" not in told
    taken = Access.objects.get(kind="export")
    assert (taken.by, taken.persons) == (clerk, [maker.pk])
    assert "การเปิดดูข้อมูล" in repr(copy_of(maker, clerk))
    asked = PersonRequest.objects.get()
    assert (asked.kind, asked.status, asked.answered_on) == (
        "access", "granted", timezone.localdate(),
    )  # fmt: skip
    assert list(asked.steps.order_by("pk").values_list("name", "by")) == [
        ("receive", clerk.pk),
        ("hand_out", clerk.pk),
    ]


@pytest.mark.parametrize("format", ["pdf", "json"])
def test_the_copy_is_for_people_and_for_machines(maker, clerk, format):
    typed = {"asker": "สมหญิง", "proof": PROOF, "received_on": "1/11/2569", "format": format}
    typed["received_on"] = f"{timezone.localdate():%-d/%-m}/{timezone.localdate().year + 543}"
    answer = signed_in(clerk).post(f"{address(maker)}copy/", typed)
    assert answer.status_code == 200
    if format == "json":
        said = json.dumps(json.loads(answer.content), ensure_ascii=False)
    else:
        said = text_of(answer.content)
    assert "สมหญิง" in said
    assert "น้ำพริก" in said


def test_the_copy_has_who_looked_at_the_number_by_office_and_nobody_elses_rows(maker, clerk):
    other = make.producer(maker.district, "กลุ่มอื่น", person_first_name="คนอื่น")
    for one, why in ((maker, "ตรวจกับบัตร"), (other, "ของผู้อื่น")):
        Reveal.objects.create(record=one, district=one.district, reason=why, by=clerk)
    told = repr(copy_of(maker, clerk))
    assert "ตรวจกับบัตร" in told
    assert clerk.office in told
    assert "ของผู้อื่น" not in told
    assert "คนอื่น" not in told
    assert clerk.full_name not in told


def test_an_outlet_has_a_person_and_a_product_has_none(maker, clerk):
    outlet = make.outlet(maker.district, owner="นางเจ้าของ ร้าน")
    client = signed_in(clerk)
    assert client.get(address(outlet)).status_code == 200
    assert client.get(address(make.product(maker))).status_code == 404
    assert "นางเจ้าของ ร้าน" in repr(copy_of(outlet, clerk))


# --- The other requests ---------------------------------------------------------------------------


def test_a_request_is_due_in_thirty_days_and_answered_with_its_reason(maker, clerk):
    client = signed_in(clerk)
    day = timezone.localdate()
    typed = {
        "kind": "objection", "asker": "สมหญิง ใจงาม", "proof": PROOF, "detail": "ไม่ให้ลงรูป",
        "received_on": f"{day:%-d/%-m}/{day.year + 543}",
    }  # fmt: skip
    assert client.post(address(maker), typed).status_code == 302
    asked = PersonRequest.objects.get()
    assert asked.due_on == day + timedelta(days=30)
    page = pages.markup(client.get(f"/privacy/requests/{asked.pk}/").content.decode())
    assert "เหลือ 30 วัน" in page
    refused = client.post(f"/privacy/requests/{asked.pk}/", {"answer": "refuse", "reason": ""})
    assert refused.status_code == 422
    reason = "เป็นภารกิจเพื่อประโยชน์สาธารณะ"
    answered = client.post(f"/privacy/requests/{asked.pk}/", {"answer": "refuse", "reason": reason})
    assert answered.status_code == 302
    asked.refresh_from_db()
    assert (asked.status, asked.outcome) == ("refused", reason)
    assert [one.name for one in asked.steps.order_by("pk")] == ["receive", "refuse"]
    again = client.post(f"/privacy/requests/{asked.pk}/", {"answer": "grant", "reason": reason})
    assert again.status_code == 409


def test_no_erasure_is_granted_while_the_record_stands_in_the_register(maker, clerk):
    asked = ask(maker, clerk, kind="erasure")
    with pytest.raises(StepRefused, match="ยกเลิกการลงทะเบียนตามขั้นตอนก่อน"):
        workflow.grant(asked, by=clerk, reason="ลบตามคำขอ")
    assert PersonRequest.objects.get().status == "open"
    make.jump(Producer.objects.filter(pk=maker.pk), status="cancelled", cancelled_at=timezone.now())
    asked = PersonRequest.objects.get()
    assert workflow.grant(asked, by=clerk, reason="ลบตามคำขอ").status == "granted"


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("received_on", "1/1/2580", "อยู่ในอนาคต"),
        ("received_on", "1/1/2560", "เกินหนึ่งปี"),
        ("asker", "", "ระบุชื่อผู้ขอ"),
        ("asker", "1999900000013", "เลขประจำตัวประชาชน"),
        ("detail", "เลข 1-9999-00000-01-3", "เลขประจำตัวประชาชน"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(maker, clerk, field, value, says):
    day = timezone.localdate()
    typed = {
        "kind": "correction", "asker": "สมหญิง", "proof": PROOF,
        "received_on": f"{day:%-d/%-m}/{day.year + 543}",
    }  # fmt: skip
    answer = signed_in(clerk).post(address(maker), typed | {field: value})
    assert answer.status_code in (409, 422)
    assert says in answer.content.decode()
    assert not PersonRequest.objects.exists()


def test_other_offices_answer_nothing(maker, clerk):
    asked = ask(maker, clerk)
    for user in (make.province_officer(maker.district.province), make.department_officer()):
        with pytest.raises(StepRefused):
            workflow.grant(asked, by=user, reason="ดำเนินการแล้ว")
    sibling = make.district_officer(make.district("2403", "บางน้ำเปรี้ยว"))
    with pytest.raises(PersonRequest.DoesNotExist):
        workflow.grant(asked, by=sibling, reason="ดำเนินการแล้ว")
    with pytest.raises(Producer.DoesNotExist):
        ask(maker, sibling)
    assert [one.status for one in PersonRequest.objects.all()] == ["open"]


def test_the_database_keeps_requests_and_their_steps(maker, clerk):
    asked = ask(maker, clerk)
    for change in (
        asked.delete,
        lambda: PersonRequestStep.objects.update(told="x"),
        lambda: PersonRequest.objects.update(due_on=date(2000, 1, 1)),
        lambda: PersonRequest.objects.update(status="refused"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_status_changes_only_with_its_line(maker, clerk):
    asked = ask(maker, clerk)
    with transaction.atomic():
        PersonRequest.objects.filter(pk=asked.pk).update(
            status="granted", outcome="ทำแล้ว", answered_on=timezone.localdate()
        )
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


# --- Lists and counts -----------------------------------------------------------------------------


def late(maker, clerk) -> PersonRequest:
    return ask(maker, clerk, received_on=timezone.localdate() - timedelta(days=31))


def test_the_offices_above_see_how_many_and_how_many_late(maker, clerk):
    late(maker, clerk)
    ask(maker, clerk)
    for user in (make.province_officer(maker.district.province), make.department_officer()):
        client = signed_in(user)
        page = pages.markup(client.get("/privacy/requests/").content.decode())
        assert "รอดำเนินการ 2 · ล่าช้า 1" in page
        assert "ล่าช้า 1 วัน" in page
        assert len(client.get("/privacy/requests/", {"show": "late"}).context["requests"]) == 1
        said = client.get("/reports/person-requests/", {"format": "json"}).json()
        assert [row["late"] for row in said["rows"]] == [1]


def test_a_list_costs_the_same_for_one_and_for_three(maker, clerk):
    client = signed_in(clerk)

    def queries(url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as caught:
            client.get(url)
        return len(caught)

    first = ask(maker, clerk)
    urls = ("/privacy/requests/", address(maker), f"/privacy/requests/{first.pk}/")
    one = [queries(url) for url in urls]
    ask(maker, clerk)
    ask(maker, clerk)
    assert [queries(url) for url in urls] == one
