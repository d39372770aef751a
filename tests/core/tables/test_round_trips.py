"""Export > import without edits changes nothing: every table, both forms, every officer that has it,
on the demo province with texts such as old registries hold."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
import time_machine
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction

from chuanchim.models import Item, Outlet
from core.areas.scope import Role
from core.tables.checking import check
from core.tables.loading import load
from core.tables.preview import counts
from core.tables.tables import all_tables
from core.tables.workbooks import write_csv
from core.tables.workflow import read_for
from core.users.models import User
from producers.models import Producer, ProducerMembership, RegistryList
from products.assessment import Certificate, assess_product
from products.models import HeldStandard, Product, ProductMembership, Standard
from sales.models import SalesRow
from targets.models import TargetCell
from tests.support import factories as make
from tests.support.parts import parts_of_outlet, parts_of_producer, parts_of_product
from tests.support.sheets_by_heading import exported_file, stored, table

# Asks pytest-django for the test database; `difficult` opens it for the whole module.
pytestmark = pytest.mark.django_db

OFFICERS = {
    "bangkhla": Role.DISTRICT,
    "chachoengsao": Role.PROVINCE,
    "department": Role.DEPARTMENT,
}
OPEN = date(2026, 10, 1)

TABLES_OF_OFFICERS = [
    (one.entity, username)
    for one in all_tables()
    for username, role in OFFICERS.items()
    if role in one.exporters
]

TWO_LINES = "บรรทัดแรก, \"มีคำพูด\"\r\nบรรทัดที่สอง\n\nบรรทัดที่สี่; 'และ' \t แท็บ"
WOULD_RUN = '=SUM(A1:A9)&"x"'


@pytest.fixture(scope="module")
def difficult(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The demo, and in it what is hard to carry; rolled back after the module."""
    at = datetime(2026, 11, 20, 9, 0)
    with django_db_blocker.unblock(), transaction.atomic(), time_machine.travel(at, tick=True):
        assert connection.settings_dict["NAME"].startswith("test_")
        call_command("demo", "--as-of", "2026-11", stdout=StringIO())
        write_difficult_rows()
        for username in OFFICERS:  # whoever exports the open month first brings in its rows
            exported_file("sales", User.objects.get(username=username), "csv")
        yield
        transaction.set_rollback(True)


def write_difficult_rows() -> None:
    """By plain updates, as imports of the old systems wrote them: no form would take most of it."""
    first, second, third = Producer.objects.filter(district="2402").order_by("pk")[:3]
    Producer.objects.filter(pk=first.pk).update(
        code="0000012402",
        name='กลุ่ม "ทอผ้า", บ้านตัวอย่าง  (2)',
        registration_number="007",
        phone="02-12",
        postal_code="0241",
        remark=TWO_LINES,
        raw_material=WOULD_RUN,
        person_first_name=" มีช่องว่าง ",
    )
    Producer.objects.filter(pk=second.pk).update(
        name="+บวก", registration_number="1.2E+12", remark="'=1+1", phone="", member_count=0
    )
    Producer.objects.filter(pk=third.pk).update(name="@ผู้ผลิต", remark="-", house_number="1/2")
    one, two = Product.objects.filter(producer=second).order_by("pk")[:2]
    Product.objects.filter(pk=one.pk).update(
        name=WOULD_RUN,
        story=TWO_LINES,
        search_words=["ของฝาก, ของดี", "=1", "ผ้า"],
        price=Decimal("0.10"),
        capacity_per_day=0,
        capacity_unit="ชิ้น",
    )
    Product.objects.filter(pk=two.pk).update(price=Decimal("99999999.99"), storage="\u200bมองไม่เห็น")
    standards = Standard.objects.order_by("pk")
    HeldStandard.objects.create(
        product=one,
        standard=standards[0],
        number="0012/2560",
        issued_on=date(2017, 2, 28),
        expires_on=date(2020, 2, 29),
    )
    HeldStandard.objects.create(product=two, standard=standards[1], number="-")
    paper = Certificate("0012/2560", date(2017, 2, 28), date(2020, 2, 29))
    assess_product(
        two,
        scheme=make.mark_scheme("เขียว=1, (สมมติ)"),
        answers={},
        by=User.objects.get(username="bangkhla"),
        decided="เขียว=1, (สมมติ)",
        reason="ตามประกาศ",
        certificate=paper,
    )
    lists = RegistryList.objects
    ProducerMembership.objects.create(
        producer=first, list=lists.get(name="Young OTOP"), year=2559, note=WOULD_RUN
    )
    ProductMembership.objects.create(
        product=two, list=lists.get(name="ขึ้นเครื่อง"), year=2559, note="รุ่นแรก, รุ่นหลัง"
    )
    outlet = Outlet.objects.filter(district="2402").order_by("pk")[0]
    Outlet.objects.filter(pk=outlet.pk).update(phone="038-", owner='คุณ "ป้า"', name="0123")
    Item.objects.create(outlet=outlet, name="=ข้าว, แกง", price=Decimal("35.50"), note=TWO_LINES)
    parts_of_producer(first, WOULD_RUN)
    parts_of_producer(third, "007")
    parts_of_product(two, 'บรรทัดเดียว, "มีคำพูด"')
    parts_of_outlet(outlet, WOULD_RUN)
    rows = list(SalesRow.objects.filter(month=OPEN, district_month__district="2402").filled()[:2])
    SalesRow.objects.filter(pk=rows[0].pk).update(
        entry="amounts",
        domestic_offline=Decimal("999999999999.99"),
        domestic_online=Decimal("0.10"),
        note='=note, "สองคำ"\r\nสองบรรทัด',
    )
    SalesRow.objects.filter(pk=rows[1].pk).update(
        entry="no_sales",
        domestic_offline=0,
        domestic_online=0,
        export_offline=0,
        export_online=0,
        note="-",
    )
    draft = TargetCell.objects.filter(plan__status="draft", override=None).order_by("pk")[0]
    TargetCell.objects.filter(pk=draft.pk).update(computed=-7)
    assert TargetCell.objects.filter(plan__status="draft").exclude(override=None).exists()


def held_models() -> list:
    """Whatever an import could touch: the tables' models, their owners, every trail and history."""
    return [
        model
        for model in apps.get_models()
        if model._meta.app_label
        in {
            "producers",
            "products",
            "chuanchim",
            "sales",
            "targets",
            "registration",
            "accounts",
            "online_market",
        }
        and not model._meta.proxy
        and model._meta.managed
    ]


@pytest.fixture(scope="module")
def before(difficult, django_db_blocker) -> dict[str, list[tuple]]:
    with django_db_blocker.unblock():
        found = stored(held_models())
    assert len(found["producers.ProducerEvent"]) >= Producer.objects.count()
    return found


def test_every_officer_has_rows_of_every_table(difficult):
    """Without rows a round trip says nothing: who adds a table adds them to the demo, or above."""
    empty = [
        (entity, username)
        for entity, username in TABLES_OF_OFFICERS
        if not table(entity, User.objects.get(username=username)).exported().exists()
    ]
    assert empty == []


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize(("entity", "username"), TABLES_OF_OFFICERS)
def test_a_sheet_that_comes_back_as_it_went_changes_nothing(difficult, entity, username, form):
    by = User.objects.get(username=username)
    exported = table(entity, by).exported().count()
    file = exported_file(entity, by, form)
    of = table(entity, by)
    read = read_for(of, BytesIO(file), f"ไฟล์.{form}")
    found = check(of, read)
    assert [line.faults for line in found.faulty] == []
    assert [line.values for line in found.changed] == []
    assert counts(found) == {"new": 0, "changed": 0, "unchanged": exported, "faulty": 0}
    assert exported > 0
    assert found.notes == []
    if by.role in of.importers:
        loaded = load(table(entity, by), read, fingerprint=found.fingerprint)
        assert counts(loaded.checked) == counts(found)


def test_the_registry_is_untouched_by_all_of_them(before, difficult):
    """Every value of every row, versions, moments and history too."""
    for username in OFFICERS:
        by = User.objects.get(username=username)
        for one in all_tables():
            if by.role in one.importers:
                of = table(one.entity, by)
                read = read_for(of, BytesIO(exported_file(one.entity, by, "xlsx")), "ไฟล์.xlsx")
                load(of, read)
    now = stored(held_models())
    assert {name for name in now if now[name] != before[name]} == set()


def test_columns_may_be_left_out_and_stand_in_any_order(difficult):
    """People take away what they do not change and put first what they look for."""
    by = User.objects.get(username="bangkhla")
    of = table("producers", by)
    rows = list(of.export_rows())
    headings = ["โทรศัพท์", "ชื่อผู้ผลิต ผู้ประกอบการ", "รหัสผู้ประกอบการ"]
    places = [of.headings.index(heading) for heading in headings]
    assert places != sorted(places)
    with write_csv(headings, [[row[place] for place in places] for row in rows]) as file:
        found = check(table("producers", by), read_for(of, file, "ไฟล์.csv"))
    assert counts(found) == {"new": 0, "changed": 0, "unchanged": len(rows), "faulty": 0}
