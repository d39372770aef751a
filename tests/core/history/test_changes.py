"""What happened to a record, in words; its state on a past day."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps as all_apps
from django.db import connection
from django.db.models import Count
from django.utils import timezone

from core.areas.models import District
from core.history.acting import acting
from core.history.beginning import begin_history
from core.history.changes import DIRECTLY, acts, described, events_of
from core.history.past import as_of
from core.history.tracking import event_model
from producers.models import FundingSource, Producer
from products.models import Product
from tests.support import factories as make
from tests.support.database import owning, truncating

pytestmark = pytest.mark.django_db

BANGKOK = ZoneInfo("Asia/Bangkok")


@pytest.fixture
def bangkhla() -> District:
    return make.district()


def told(record) -> list[tuple]:
    """(part, verb, {label: (before, after)}) of each happening, newest first."""
    return [
        (one.part, one.verb, {field.label: (field.before, field.after) for field in one.fields})
        for one in described(events_of(record), type(record))
    ]


def test_values_are_told_as_people_read_them(bangkhla):
    tambon = make.subdistrict(bangkhla, 3, "บางสวน")
    producer = make.producer(bangkhla, kind="group", tax_id="0245599999996")
    Producer.objects.filter(pk=producer.pk).update(
        kind="sme",
        subdistrict=tambon,
        sells_abroad=False,
        person_born_on=date(1965, 11, 24),
        remark="จด",
        tax_id="",
        phone="+66810000307",
    )
    assert told(producer)[0] == (
        "",
        "แก้ไข",
        {
            "ลักษณะผู้ประกอบการ": ("กลุ่มผู้ผลิตชุมชน", "ผู้ผลิตวิสาหกิจขนาดกลางและขนาดย่อม (SMEs)"),
            "ตำบล": ("", "บางสวน"),
            "จำหน่ายในต่างประเทศ": ("", "ไม่ใช่"),
            "วันเกิด (พ.ศ.)": ("", "24 พ.ย. 2508"),
            "หมายเหตุ": ("", "จด"),
            "โทรศัพท์": ("", "08-1000-0307"),
            "เลขประจำตัวผู้เสียภาษี": ("0245599999996", ""),
        },
    )
    product = make.product(producer)
    Product.objects.filter(pk=product.pk).update(price=Decimal("1250.5"))
    assert told(product)[0][2] == {"ราคา (บาท)": ("", "1,250.50")}


def test_a_part_tells_its_story_on_the_page_of_its_record(bangkhla):
    producer = make.producer(bangkhla)
    source = FundingSource.objects.get(name="ธนาคาร")
    funding = producer.fundings.create(source=source, amount="100")
    producer.fundings.update(amount="250")
    funding.delete()
    assert told(producer)[:3] == [
        ("แหล่งทุน", "ลบ", {"แหล่งทุน": ("ธนาคาร", ""), "จำนวนเงิน (บาท)": ("250.00", "")}),
        ("แหล่งทุน", "แก้ไข", {"จำนวนเงิน (บาท)": ("100.00", "250.00")}),
        ("แหล่งทุน", "เพิ่ม", {"แหล่งทุน": ("", "ธนาคาร"), "จำนวนเงิน (บาท)": ("", "100.00")}),
    ]
    assert described(events_of(producer), Producer)[1].row == "ธนาคาร · 100.00"
    assert [verb for _, verb, _ in told(make.producer(bangkhla, "อีกราย"))] == ["เพิ่ม"]


def test_a_row_hung_on_another_record_tells_of_it_on_both_pages_and_goes_on_there(bangkhla):
    gone, kept = make.producer(bangkhla, "เดิม"), make.producer(bangkhla, "ที่เก็บไว้")
    gone.sales_channels.create(kind="shop", place="ตลาด")
    gone.sales_channels.update(producer=kept)
    kept.sales_channels.update(place="ตลาดใหม่")
    moved = ("ช่องทางการขาย", "แก้ไข", {"ผู้ผลิต ผู้ประกอบการ": ("เดิม", "ที่เก็บไว้")})
    assert told(gone)[0] == moved
    assert told(kept)[:2] == [
        ("ช่องทางการขาย", "แก้ไข", {"ชื่อร้าน สถานที่ หรือประเทศ": ("ตลาด", "ตลาดใหม่")}),
        moved,
    ]


def test_what_one_person_did_in_one_go_is_one_act(bangkhla):
    officer = make.district_officer(bangkhla, full_name="สมหญิง ใจดี")
    with acting(officer):
        producer = make.producer(bangkhla)
        producer.sales_channels.create(kind="shop", place="ตลาด")
    with acting(officer, label="รวมระเบียนซ้ำ"):
        Producer.objects.update(remark="รวม")
    with acting(command="demo"):
        Producer.objects.update(remark="คำสั่ง")
    Producer.objects.update(remark="เอง")
    Producer.objects.update(remark="เองอีก")
    found = acts(described(events_of(producer), Producer))
    assert [(one.by, one.purpose, len(one.happenings)) for one in found] == [
        (DIRECTLY, "", 1),
        (DIRECTLY, "", 1),
        ("คำสั่ง demo", "", 1),
        ("สมหญิง ใจดี (สพอ.บางคล้า)", "รวมระเบียนซ้ำ", 1),
        ("สมหญิง ใจดี (สพอ.บางคล้า)", "", 2),
    ]


def test_the_office_is_the_one_the_account_had_then(bangkhla):
    officer = make.district_officer(bangkhla, full_name="สมหญิง ใจดี")
    producer = make.producer(bangkhla)
    with acting(officer):
        Producer.objects.update(remark="ก่อนย้าย")
    officer.district = make.district("2403", "บางน้ำเปรี้ยว")
    officer.save()
    assert described(events_of(producer), Producer)[0].by == "สมหญิง ใจดี (สพอ.บางคล้า)"


def test_what_changed_is_told_with_the_parts_of_a_record(bangkhla):
    officer = make.district_officer(bangkhla, full_name="สมหญิง ใจดี")
    producer = make.producer(bangkhla, "ก่อน")
    since = timezone.now()
    with acting(officer):
        Producer.objects.filter(pk=producer.pk).update(name="หลัง")
        producer.sales_channels.create(kind="shop", place="ตลาด")
    events = [event for event in events_of(producer) if event.at > since]
    added, renamed = described(events, Producer)
    shop = "ในประเทศ: หน้าร้าน ตลาด งานแสดงสินค้า"
    assert (renamed.part, [(one.label, one.before, one.after) for one in renamed.fields]) == (
        "",
        [("ชื่อผู้ผลิต ผู้ประกอบการ", "ก่อน", "หลัง")],
    )
    assert (added.part, added.row) == ("ช่องทางการขาย", f"{shop} · ตลาด")
    assert [(one.label, one.before, one.after) for one in added.fields] == [
        ("ช่องทาง", "", shop),
        ("ชื่อร้าน สถานที่ หรือประเทศ", "", "ตลาด"),
    ]
    assert {added.by, renamed.by} == {"สมหญิง ใจดี (สพอ.บางคล้า)"}


# --- A past day -----------------------------------------------------------------------------------


def happened(record, kind: str, at: datetime) -> None:
    """Moves the record's last event of this kind to a past moment, as only a test may."""
    events = event_model(type(record))
    with owning(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        table = events._meta.db_table
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(
            f"UPDATE {table} SET pgh_created_at = %s WHERE pgh_id ="
            f" (SELECT max(pgh_id) FROM {table} WHERE pgh_obj_id = %s AND pgh_label = %s)",
            [at, record.pk, kind],
        )
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_the_state_at_the_end_of_a_day_in_bangkok(bangkhla):
    producer = make.producer(bangkhla, "ก่อน", status="certified")
    happened(producer, "insert", datetime(2026, 10, 1, 23, 59, tzinfo=BANGKOK))
    Producer.objects.filter(pk=producer.pk).update(name="หลัง", kind="sme")
    happened(producer, "update", datetime(2026, 10, 3, 0, 0, tzinfo=BANGKOK))

    def names(day: date) -> list[str]:
        return list(as_of(Producer, day).values_list("name", flat=True))

    assert names(date(2026, 9, 30)) == []
    assert names(date(2026, 10, 1)) == names(date(2026, 10, 2)) == ["ก่อน"]
    assert names(date(2026, 10, 3)) == ["หลัง"]
    counted = as_of(Producer, date(2026, 10, 2)).filter(district__province="24")
    assert list(counted.values_list("kind").annotate(Count("pk"))) == [("group", 1)]


def test_a_row_deleted_by_then_is_not_there(bangkhla):
    channel = make.producer(bangkhla).sales_channels.create(kind="shop", place="ตลาด")
    model, key = type(channel), channel.pk
    today = timezone.localdate()
    assert as_of(model, today).get().pgh_obj_id == key
    channel.delete()
    assert not as_of(model, today).exists()
    assert not as_of(model, today - timedelta(days=1)).exists()


def test_rows_from_before_their_history_get_a_first_event_once(bangkhla, as_owner):
    """By the owner of the tables, as the migration that begins a history is."""
    producer = make.producer(bangkhla, "เก่า")
    with truncating(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE producers_producerevent")
    for _ in range(2):
        with connection.schema_editor() as editor:
            begin_history(all_apps, editor, "producers.Producer")
    Producer.objects.update(name="ใหม่")
    assert [(verb, said.get("ชื่อผู้ผลิต ผู้ประกอบการ")) for _, verb, said in told(producer)] == [
        ("แก้ไข", ("เก่า", "ใหม่")),
        ("ข้อมูลที่มีอยู่เมื่อเริ่มเก็บประวัติ", ("", "เก่า")),
    ]


def test_starting_values_of_the_lists_have_their_first_event():
    events = event_model(FundingSource).objects
    assert events.count() == FundingSource.objects.count() > 0
