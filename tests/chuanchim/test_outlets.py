"""The outlet's four sections, and what keeps one from being submitted."""

from io import BytesIO

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from python_calamine import CalamineWorkbook

from chuanchim.admin.outlets import SECTIONS
from chuanchim.models import Criterion, CriterionAnswer, Item, Recognition
from registration.sections import completeness
from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def of():
    return make.district()


@pytest.fixture
def client(of) -> Client:
    client = Client()
    client.force_login(make.district_officer(of))
    return client


def test_four_sections_in_the_order_of_the_form():
    assert [section.number for section in SECTIONS] == [1, 2, 3, 4]


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.key)
def test_every_section_opens(client, of, section):
    outlet = make.outlet(of, owner="แม่มะลิ")
    Item.objects.create(outlet=outlet, name="ขนมจาก", kind="snack")
    Recognition.objects.create(outlet=outlet, kind="award", name="ร้านอร่อย", year=2567)
    CriterionAnswer.objects.create(outlet=outlet, criterion=Criterion.objects.first(), is_met=True)
    page = client.get(f"/chuanchim/outlet/{outlet.pk}/change/?section={section.key}")
    assert page.status_code == 200


def test_items_are_added_as_rows(client, of):
    outlet = make.outlet(of)
    address = f"/chuanchim/outlet/{outlet.pk}/change/?section=items"
    posted = {
        "items-TOTAL_FORMS": "2",
        "items-INITIAL_FORMS": "0",
        "items-0-name": "ขนมจาก",
        "items-0-kind": "snack",
        "items-0-price": "๒๐",
        "items-1-name": "น้ำตาลสด",
        "items-1-kind": "beverage",
        "criterion_answers-TOTAL_FORMS": "0",
        "criterion_answers-INITIAL_FORMS": "0",
    }
    assert client.post(address, posted).status_code == 302
    assert list(outlet.items.values_list("name", "kind")) == [
        ("ขนมจาก", "snack"),
        ("น้ำตาลสด", "beverage"),
    ]


def test_a_plain_beverage_does_not_qualify(of):
    outlet = make.outlet(of, status="draft")
    assert outlet.submission_obstacles() == ["ยังไม่ระบุรายการที่จำหน่าย"]
    Item.objects.create(outlet=outlet, name="น้ำตาลสด", kind="beverage")
    assert "ประเภทเครื่องดื่ม" in outlet.submission_obstacles()[0]
    Item.objects.create(outlet=outlet, name="ขนมจาก", kind="snack")
    assert outlet.submission_obstacles() == []


def test_what_is_sold_counts_as_content_and_towards_completeness(of):
    outlet = make.outlet(of)
    before, version = completeness(outlet, SECTIONS).percent, outlet.version
    Item.objects.create(outlet=outlet, name="ขนมจาก")
    outlet.refresh_from_db()
    assert completeness(outlet, SECTIONS).percent > before
    assert outlet.version == version + 1


def test_the_checklist_begins_with_our_reading():
    assert Criterion.objects.filter(name__contains="ไม่ใช่เครื่องดื่มอย่างเดียว").exists()


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE chuanchim_item SET price = -1", "outlet_price_not_negative"),
        ("UPDATE chuanchim_item SET name = 'ขนมจาก'", "outlet_item_once"),
        ("UPDATE chuanchim_outlet SET subdistrict_id = '240301'", "outlet_subdistrict_in_district"),
    ],
)
def test_the_database_refuses_what_cannot_be(of, statement, constraint):
    outlet = make.outlet(of)
    for name in ("ขนมจาก", "ขนมเปี๊ยะ"):
        Item.objects.create(outlet=outlet, name=name, price=5)
    refused = pytest.raises(IntegrityError, match=constraint)
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_excel_names_what_is_sold(client, of):
    outlet = make.outlet(of)
    for name in ("ขนมจาก", "ขนมเปี๊ยะ"):
        Item.objects.create(outlet=outlet, name=name)
    answer = client.get("/chuanchim/outlet/export/")
    sheet = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer))).get_sheet_by_index(0)
    assert "ขนมจาก, ขนมเปี๊ยะ" in sheet.to_python()[1]
