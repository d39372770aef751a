"""The page of a record's history in the admin."""

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.history.acting import acting
from core.history.page import EVENTS_A_PAGE
from producers.models import Producer
from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def bangkhla():
    return make.district()


@pytest.fixture
def officer(client, bangkhla):
    user = make.district_officer(bangkhla, full_name="สมหญิง ใจดี")
    client.force_login(user)
    return client


def address(record) -> str:
    meta = record._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_history", args=[record.pk])


def page(client, record, **query) -> str:
    answer = client.get(address(record), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_save_of_the_form_is_told_with_its_person_and_no_second_log_is_kept(officer, bangkhla):
    producer = make.producer(bangkhla, phone="0810000000")
    form = reverse("admin:producers_producer_change", args=[producer.pk]) + "?section=founding"
    saved = officer.post(form, {"founding_support": "ทุนตั้งต้น", "sells_abroad": "unknown"})
    assert saved.status_code == 302
    said = page(officer, producer)
    assert "สมหญิง ใจดี (สพอ.บางคล้า)" in said
    assert '<td data-label="จาก">ว่าง</td><td data-label="เป็น">ทุนตั้งต้น</td>' in said
    assert not LogEntry.objects.exists()


def test_out_of_area_is_not_found_and_after_a_move_the_whole_history_goes_along(officer, bangkhla):
    elsewhere = make.district("2501", "ที่อื่น")
    producer = make.producer(elsewhere, "ชื่อเมื่ออยู่ที่อื่น")
    assert officer.get(address(producer)).status_code == 404
    producer.district, producer.name = bangkhla, "ชื่อใหม่"
    producer.save()
    assert "ชื่อเมื่ออยู่ที่อื่น" in page(officer, producer)


def test_secrets_never_come_to_the_page(officer, bangkhla):
    producer = make.producer(bangkhla)
    producer.set_national_id("1999900000013")
    producer.save()
    said = page(officer, producer)
    assert "x-xxxx-xxxxx-01-3" in said
    for secret in ("1999900000013", producer.national_id_hash, producer.national_id_encrypted):
        assert secret not in said


def test_an_account_tells_of_its_rights_but_not_of_its_password(client):
    department = make.department_officer()
    client.force_login(department)
    other = make.district_officer(make.district(), full_name="คนอื่น")
    other.set_password("another-password-1")
    other.may_certify = True
    other.save()
    said = page(client, other)
    assert "มีสิทธิรับรองยอดของอำเภอ" in said
    assert "md5$" not in said


def test_text_of_people_is_escaped(officer, bangkhla):
    producer = make.producer(bangkhla)
    Producer.objects.update(remark="<script>alert(1)</script>")
    assert "<script>alert" not in page(officer, producer)


def test_many_events_come_in_pages_and_a_number_that_is_none_shows_one(officer, bangkhla):
    producer = make.producer(bangkhla)
    for number in range(EVENTS_A_PAGE):
        Producer.objects.update(member_count=number)
    first, last = page(officer, producer), page(officer, producer, page="2")
    assert first.count('class="card act"') == EVENTS_A_PAGE
    assert last.count('class="card act"') == 1
    assert "เพิ่ม <b>กลุ่มทอผ้า</b>" in last
    assert "เพิ่ม <b>กลุ่มทอผ้า</b>" in page(officer, producer, page="999")
    assert page(officer, producer, page="ก").count('class="card act"') == EVENTS_A_PAGE


def test_costs_the_same_for_three_events_as_for_one(officer, bangkhla):
    producer = make.producer(bangkhla)
    user = make.province_officer(bangkhla.province)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            page(officer, producer)
        return len(captured)

    def change(number: int) -> None:
        with acting(user):
            Producer.objects.update(member_count=number)
            producer.sales_channels.create(kind="shop", place=f"ตลาด {number}")

    change(1)
    one = queries()
    change(2)
    change(3)
    assert queries() == one
    assert one <= 20
