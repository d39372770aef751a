"""Whose data an account saw, and who saw a person's: on screen, in Excel, on paper, through the door."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from core.logbook.models import Access
from core.personal.models import Reveal
from core.reports import engine
from core.thai import calendar
from core.users.models import User
from tests.support import factories as make
from tests.support.database import owning

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> User:
    return make.district_officer(make.district())


@pytest.fixture
def province(clerk) -> User:
    return make.province_officer(clerk.district.province)


def saw(by: User, kind: str, *producers, days_ago: int = 0) -> None:
    keys = [one.pk for one in producers]
    line = Access.objects.create(
        kind=kind, by=by, office=by.office_code, subject="รายการ", count=len(keys), persons=keys
    )
    if days_ago:
        with owning():
            _move(line, days_ago)


def _move(line: Access, days_ago: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE logbook_access DISABLE TRIGGER USER")
        at = timezone.now() - timedelta(days=days_ago)
        cursor.execute("UPDATE logbook_access SET at = %s WHERE id = %s", [at, line.pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE logbook_access ENABLE TRIGGER USER")


def table(key: str, user: User, **given: str):
    report = engine.find_report(key, user)
    return engine.build(report, user, engine.read_parameters(report, user, given))


def typed(days_ago: int) -> str:
    day = timezone.localdate() - timedelta(days=days_ago)
    return f"{day.day}/{day.month}/{calendar.buddhist_year(day)}"


def test_whose_data_an_account_saw_between_two_days(clerk, province):
    one, two, three = (make.producer(clerk.district, f"กลุ่ม {name}") for name in "กขค")
    elsewhere = make.producer(make.district("2502", "กบินทร์บุรี"))
    saw(clerk, "view", one, two)
    saw(clerk, "view", one)
    saw(clerk, "export", one, elsewhere)
    saw(clerk, "reveal", two)
    saw(clerk, "view", three, days_ago=40)
    saw(province, "view", three)
    found = table("data-seen", province, account=clerk.username)
    told = [(row["name"], row["viewed"], row["exported"], row["revealed"]) for row in found.rows]
    assert told == [
        ("กลุ่ม ข", 1, 0, 1),
        ("กลุ่ม ก", 2, 1, 0),
        ("ระเบียนนอกพื้นที่ของท่าน", 0, 1, 0),
    ]
    assert found.coverage == "เห็นข้อมูลของผู้ผลิต 3 ราย"
    (done,) = found.summaries
    assert [(row["what"], row["times"], row["rows"]) for row in done.rows] == [
        ("เปิดดูข้อมูล", 2, 3),
        ("เปิดดูเลขประจำตัว", 1, 1),
        ("ดาวน์โหลดข้อมูล", 1, 2),
    ]
    older = table("data-seen", province, account=clerk.username, since=typed(50), until=typed(30))
    assert [row["name"] for row in older.rows] == ["กลุ่ม ค"]


def test_who_saw_a_persons_data_is_told_of_every_office(clerk, province):
    producer, other = make.producer(clerk.district), make.producer(clerk.district, "อื่น")
    department = make.department_officer()
    saw(clerk, "view", producer, other)
    saw(department, "export", producer)
    saw(province, "view", other)
    found = table("data-seen-by", province, code=producer.code)
    told = [(row["who"], row["office"], row["what"]) for row in found.rows]
    assert told == [
        (f"{department} ({department.username})", "กรมการพัฒนาชุมชน", "ดาวน์โหลดข้อมูล"),
        (f"{clerk} ({clerk.username})", "สพอ.บางคล้า", "เปิดดูข้อมูล"),
    ]
    assert found.coverage == "2 บัญชี 2 ครั้ง"


def test_nothing_of_another_province(clerk, province):
    foreign = make.district_officer(make.district("2502", "กบินทร์บุรี"))
    producer = make.producer(foreign.district)
    for key, given in (
        ("data-seen", {"account": foreign.username}),
        ("data-seen-by", {"code": producer.code}),
        ("data-seen", {"account": "nobody"}),
    ):
        with pytest.raises(engine.ReportNotFound):
            table(key, province, **given)
    with pytest.raises(engine.ReportNotFound):
        table("data-seen", clerk, account=clerk.username)


def test_the_last_day_is_not_before_the_first(province, clerk):
    with pytest.raises(engine.BadParameters) as refused:
        table("data-seen", province, account=clerk.username, since=typed(1), until=typed(2))
    assert refused.value.messages() == ["ถึงวันที่: วันสุดท้ายต้องไม่อยู่ก่อนวันแรก"]


def test_on_screen_in_excel_and_on_paper(client, clerk, province):
    producer = make.producer(clerk.district)
    saw(clerk, "view", producer)
    client.force_login(province)
    address = reverse("admin:report", args=["data-seen"])
    asked = {"account": clerk.username}
    page = client.get(address, asked).content.decode()
    assert producer.code in page
    sheet = load_workbook(BytesIO(client.get(address, asked | {"format": "xlsx"}).content)).active
    assert producer.code in [cell.value for row in sheet.iter_rows() for cell in row]
    assert client.get(address, asked | {"format": "pdf"}).content.startswith(b"%PDF")
    assert Access.objects.filter(kind="export", by=province).count() == 2


def test_how_many_queries_it_takes(clerk, province, django_assert_num_queries):
    for count in (1, 3):
        producers = [make.producer(clerk.district, f"กลุ่ม {count}-{one}") for one in range(count)]
        saw(clerk, "view", *producers)
        saw(province, "view", *producers)
        with django_assert_num_queries(4):
            table("data-seen", province, account=clerk.username)
        with django_assert_num_queries(4):
            table("data-seen-by", province, code=producers[0].code)


def test_the_page_asks_both_and_shows_what_to_look_at(client, clerk, province, settings):
    settings.REVEALS_TOLD = 3
    producer = make.producer(clerk.district)
    for _ in range(3):
        Reveal.objects.create(record=producer, district=clerk.district, reason="ตรวจบัตร", by=clerk)
    saw(clerk, "export", producer)
    Access.objects.create(kind="failed", by=clerk, office="2402", address="203.0.113.9")
    client.force_login(province)
    page = client.get(reverse("admin:data-access")).content.decode()
    assert "เปิดดูเลขประจำตัวจำนวนมากในวันเดียว" in page
    assert "203.0.113.9" in page
    assert reverse("admin:report", args=["data-seen"]) in page
    assert "เปิดดูเลขประจำตัวจำนวนมากในวันเดียว" in client.get(reverse("admin:index")).content.decode()
    client.force_login(make.department_officer())
    page = client.get(reverse("admin:data-access")).content.decode()
    assert "เปิดดูเลขประจำตัวจำนวนมากในวันเดียว" not in page
