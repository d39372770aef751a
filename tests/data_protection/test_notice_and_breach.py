"""The notice at the foot of every page, the record of processing, the periods, the breach's pack."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from core.logbook.models import Access
from core.personal.inventory import Whose, held
from core.personal.models import Reveal
from core.users.access import note
from data_protection.models import Controller, RetentionPeriod, RetentionRun
from tests.support import factories as make
from tests.support import pages
from tests.support.pdf_text import pdfium as text_of
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db

FOOT = 'href="/privacy/">ข้อมูลส่วนบุคคล</a>'


def read(client: Client, url: str) -> str:
    return pages.markup(client.get(url).content.decode())


def test_the_notice_is_read_without_signing_in_and_says_what_is_held_and_how_long():
    Controller.objects.update(contact="0 2141 0000", officer="สำนักงานเลขานุการกรม")
    page = read(Client(), "/privacy/")
    for said in (
        "กรมการพัฒนาชุมชน",
        "สำนักงานเลขานุการกรม",
        "0 2141 0000",
        "เลขประจำตัวประชาชน",
        "มาตรา 24 (4)",
        "ภายใน 30 วัน",
        "14 วัน",
        "10 ปี นับจากวันที่ยกเลิกการลงทะเบียน (ข้อเสนอ กรมยังไม่กำหนด)",
    ):
        assert said in page, said
    assert "งานของสำนักงาน" not in page
    for whose in Whose:
        assert whose.value in page
    whys = {one.why for one in held() if one.said}
    assert not [why for why in whys if why not in page]


def test_every_page_leads_to_it_signed_in_or_not():
    of = make.district()
    for client, url in (
        (Client(), "/login/"),
        (Client(), "/privacy/"),
        (Client(), "/invitation/none/"),
        (signed_in(make.district_officer(of)), "/"),
        (signed_in(make.province_officer(of.province)), "/reports/"),
        (signed_in(make.department_officer()), "/nothing-here/"),
    ):
        assert FOOT in read(client, url), url


def test_the_field_of_a_person_says_so_where_it_is_typed():
    maker = make.producer(make.district())
    client = signed_in(make.district_officer(maker.district))
    page = read(client, f"/producers/producer/{maker.pk}/change/?section=person")
    assert "ข้อมูลส่วนบุคคล: คำนำหน้า · ชื่อ · นามสกุล · เลขประจำตัวประชาชน · วันเกิด" in page
    assert "ข้อมูลส่วนบุคคล: " not in read(
        client, f"/producers/producer/{maker.pk}/change/?section=community"
    )


def test_the_record_of_processing_has_what_section_39_asks_for():
    client = signed_in(make.department_officer())
    said = client.get("/reports/processing-record/", {"format": "json"}).json()
    assert len(said["rows"]) == 6
    assert all(all(str(value) for value in row.values()) for row in said["rows"])
    paper = text_of(client.get("/reports/processing-record/", {"format": "pdf"}).content)
    assert "ลงทะเบียนผู้ผลิต" in paper
    assert "ยอดจำหน่ายที่ยืนยันแล้ว" in paper  # the periods


def test_the_department_sets_a_period_and_the_notice_says_it():
    client = signed_in(make.department_officer())
    typed = {"days": "1825", "source": "มติกรม 1/2569", "in_force": "on"}
    assert client.post("/privacy/periods/registry/", typed).status_code == 302
    period = RetentionPeriod.objects.get()
    assert (period.rule, period.days, period.is_in_force) == ("registry", 1825, True)
    page = read(Client(), "/privacy/")
    assert "5 ปี นับจากวันที่ยกเลิกการลงทะเบียน</td>" in page
    too_short = client.post("/privacy/periods/registry/", typed | {"days": "90"})
    assert too_short.status_code == 409
    assert "ไม่น้อยกว่า 365 วัน" in too_short.content.decode()
    assert client.get("/privacy/periods/figures/").status_code == 404
    assert "นับรายการที่ครบกำหนด" in read(client, "/privacy/periods/")
    assert client.get("/privacy/periods/?count").status_code == 200


def test_the_nights_are_told_by_table():
    for rows in (500, 20):
        RetentionRun.objects.create(
            rule="sign_ins", table="axes_accesslog", action="erase", rows=rows,
            before=timezone.now(),
        )  # fmt: skip
    page = read(signed_in(make.department_officer()), "/privacy/periods/")
    assert "บันทึกการเข้าสู่ระบบ" in page
    assert ">520<" in page


# --- The breach -----------------------------------------------------------------------------------


def day(of) -> str:
    return f"{of:%-d/%-m}/{of.year + 543}"


@pytest.fixture
def asked():
    of, elsewhere = make.district(), make.district("2501", "ที่อื่น")
    clerk = make.district_officer(of)
    for number in range(3):
        maker = make.producer(of, f"กลุ่ม {number}", person_first_name="ก", phone="0812345678")
    maker.set_national_id("1999900000013")
    maker.save()
    make.producer(elsewhere, "ไกล", person_first_name="ข")
    for reason in ("ตรวจกับบัตร", "ตรวจอีกครั้ง"):
        Reveal.objects.create(record=maker, district=of, reason=reason, by=clerk)
    note(Access.Kind.VIEW, clerk, "รายการผู้ผลิต", persons=[maker.pk, maker.pk - 1])
    today = timezone.localdate()
    return {
        "found_on": day(today), "found_at": "08:30", "since": day(today - timedelta(days=1)),
        "until": day(today), "accounts": clerk.username, "what": "รหัสผ่านรั่ว",
    }  # fmt: skip


def test_the_pack_says_what_when_whose_how_many_and_which_accounts(asked):
    client = signed_in(make.department_officer())
    answer = client.get("/privacy/breach/", asked)
    assert dict(answer.context["reach"])["ผู้รับผิดชอบที่มีชื่อในทะเบียน"] == 3
    assert dict(answer.context["reach"])["ที่มีเลขประจำตัวประชาชน (เข้ารหัส)"] == 1
    reveals = answer.context["found"][0]
    assert [(one.username, times, persons) for one, times, persons in reveals.lines] == [
        (asked["accounts"], 2, 1)
    ]
    seen = {one.title: (one.times, one.persons) for one in answer.context["found"]}
    assert seen["เปิดดูข้อมูลของผู้ผลิต"] == (1, 2)
    assert seen["ดาวน์โหลดข้อมูล"] == (0, 0)
    due = answer.context["scope"].due_at - answer.context["scope"].known_at
    assert due == timedelta(hours=72)
    book = load_workbook(
        BytesIO(client.get("/privacy/breach/", asked | {"file": "pack.xlsx"}).content)
    )
    told = " ".join(str(cell.value) for sheet in book for row in sheet for cell in row)
    assert asked["accounts"] in told
    assert "ผู้รับผิดชอบที่มีชื่อในทะเบียน" in told


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("office.pdf", "เลขาธิการคณะกรรมการคุ้มครองข้อมูลส่วนบุคคล"),
        ("person.pdf", "แนวทางเยียวยา"),
        ("pack.pdf", "รหัสผ่านรั่ว"),
    ],
)
def test_the_papers_are_drafts_with_what_is_known(asked, file, says):
    answer = signed_in(make.department_officer()).get("/privacy/breach/", asked | {"file": file})
    paper = text_of(answer.content)
    assert says in paper
    assert "รหัสผ่านรั่ว" in paper


def test_without_an_account_it_counts_the_nation_or_a_province(asked):
    client = signed_in(make.department_officer())
    whole = client.get("/privacy/breach/", asked | {"accounts": ""}).context["reach"]
    province = client.get("/privacy/breach/", asked | {"accounts": "", "province": "25"})
    assert dict(whole)["ผู้รับผิดชอบที่มีชื่อในทะเบียน"] == 4
    assert dict(province.context["reach"])["ผู้รับผิดชอบที่มีชื่อในทะเบียน"] == 1


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("accounts", "nobody.here", "ไม่มีชื่อผู้ใช้ nobody.here"),
        ("until", "1/1/2560", "เหตุสิ้นสุดก่อนเริ่ม"),
        ("found_on", "1/1/2599", "อยู่ในอนาคต"),
        ("found_at", "บ่าย", "14:30"),
        ("since", "", "วันที่"),
    ],
)
def test_what_is_wrong_is_said(asked, field, value, says):
    answer = signed_in(make.department_officer()).get("/privacy/breach/", asked | {field: value})
    assert answer.status_code == 422
    assert says in answer.content.decode()
