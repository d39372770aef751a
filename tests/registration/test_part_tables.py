"""Tables of the repeating parts: what a faulty row is told, that a file sent twice adds nothing twice,
that a changed part is in its record's version and history."""

import pytest
from django.apps import apps

from core.areas.scope import Role
from core.tables.tables import all_tables
from producers.models import Producer, SalesChannel, StarResult
from products.models import Price, Product
from registration.part_tables import PartTable
from tests.support import factories as make
from tests.support.parts import (
    parts_of_outlet,
    parts_of_producer,
    parts_of_product,
)
from tests.support.sheets_by_heading import checked, confirm, faults, send, sheet_rows, stored

pytestmark = pytest.mark.django_db

TABLES = [one for one in all_tables() if issubclass(one, PartTable)]
ENTITIES = [one.entity for one in TABLES]
NUMBER = "เลขที่รายการ"


@pytest.fixture
def officer():
    """The district's officer; its producer, product and outlet with one row of each part."""
    district = make.district("2402", "บางคล้า")
    maker = make.producer(district, "กลุ่มหนึ่ง")
    product = make.product(maker, name="ของหนึ่ง")
    parts_of_producer(maker, "ตัวอย่าง")
    parts_of_product(product, "ตัวอย่าง")
    parts_of_outlet(make.outlet(district, "ร้านหนึ่ง"), "ตัวอย่าง")
    return make.district_officer(district)


def test_every_part_named_by_the_letters_has_a_table():
    assert set(ENTITIES) == {
        "producer-projects",
        "producer-funding",
        "producer-stars",
        "producer-support",
        "producer-channels",
        "producer-transport",
        "standards",
        "product-awards",
        "product-projects",
        "product-prices",
        "product-property",
        "outlet-items",
        "outlet-criteria",
        "outlet-recognitions",
    }
    for one in TABLES:
        assert one.importers == one.exporters == one.adders == set(Role)


@pytest.mark.parametrize("one", TABLES, ids=ENTITIES)
def test_what_the_database_has_once_is_refused_by_the_sheet(one):
    """A constraint without its sentence at the row would refuse the whole file."""
    for constraint in one.model._meta.constraints:
        if not hasattr(constraint, "expressions"):
            continue
        names = [part.name for part in constraint.expressions] or list(constraint.fields)
        if names:
            owner = one.fields[one.owner].targets[0]
            told = [one.fields[name].targets[0] for name in one.once]
            assert names == [owner, *told]


@pytest.mark.parametrize("entity", ENTITIES)
def test_a_sheet_of_new_parts_sent_twice_adds_them_once(officer, entity):
    """The rows without their numbers, once the parts are gone: all new; a second time all refused."""
    one = next(table for table in TABLES if table.entity == entity)
    rows = [row | {NUMBER: ""} for row in sheet_rows(entity, officer)]
    before = [row | {NUMBER: ""} for row in sheet_rows(entity, officer)]
    one.model.objects.all().delete()
    run = confirm(send(entity, officer, rows))
    assert run.receipt["rows"]["new"] == len(rows) == 1
    assert [row | {NUMBER: ""} for row in sheet_rows(entity, officer)] == before
    again = faults(checked(entity, officer, rows))
    assert [list(said) for said in again] == [[one.once[-1]]]
    assert again[0][one.once[-1]].startswith(one.twice)
    twice = faults(checked(entity, officer, [*rows, *rows]))
    assert len(twice) == 2
    assert confirm(send(entity, officer, rows), with_faults=True).status == "checked"
    assert one.model.objects.count() == 1


@pytest.mark.parametrize("entity", ENTITIES)
def test_two_rows_of_a_file_that_say_the_same_are_not_both_taken(officer, entity):
    one = next(table for table in TABLES if table.entity == entity)
    rows = [row | {NUMBER: ""} for row in sheet_rows(entity, officer)]
    one.model.objects.all().delete()
    [said] = faults(checked(entity, officer, [*rows, *rows]))
    assert said == {one.once[-1]: f"{one.twice} (แถว 2)"}


@pytest.mark.parametrize("entity", ENTITIES)
def test_a_blank_row_of_a_record_says_what_is_missing(officer, entity):
    """Of a row with its record's code alone, each missing cell is named, and nothing is written."""
    one = next(table for table in TABLES if table.entity == entity)
    owner = one.fields[one.owner].column_name
    row = sheet_rows(entity, officer)[0]
    before = stored([one.model])
    [said] = faults(checked(entity, officer, [dict.fromkeys(row, "") | {owner: row[owner]}]))
    assert said
    for name, sentence in said.items():
        assert "ต้องระบุ" in sentence, name
    [unknown] = faults(checked(entity, officer, [row | {NUMBER: "", owner: "99"}]))
    assert unknown == {one.owner: f"ไม่พบ{owner} 99 ในพื้นที่ของท่าน"}
    assert stored([one.model]) == before


FAULTY = [
    ("producer-stars", {"ระดับดาว": 6}, "stars", "ระดับดาวมี 1 ถึง 5"),
    ("producer-stars", {"ระดับดาว": 0}, "stars", "ระดับดาวมี 1 ถึง 5"),
    ("producer-stars", {"ปี พ.ศ.": 2019}, "year", "พ.ศ."),
    ("producer-projects", {"โครงการ": "โครงการที่ไม่มีใครรู้จัก"}, "programme", "ไม่มี “โครงการที่"),
    ("producer-support", {"หน่วยงาน": "หน่วยงานลึกลับ"}, "agency", "ไม่มี “หน่วยงานลึกลับ” ในรายการ"),
    ("producer-channels", {"ช่องทาง": "ตลาดนัด"}, "kind", "ไม่รู้จัก “ตลาดนัด” ใช้คำใดคำหนึ่ง"),
    ("producer-channels", {"ลิงก์": ""}, "link", "ช่องทางออนไลน์ต้องมีลิงก์"),
    ("producer-channels", {"ลิงก์": "javascript:alert(1)"}, "link", "ไม่ใช่ลิงก์"),
    ("producer-channels", {"ลิงก์": "ถามที่ร้าน"}, "link", "ไม่ใช่ลิงก์"),
    ("producer-funding", {"จำนวนเงิน (บาท)": "-5"}, "amount", ""),
    ("producer-transport", {"วิธีขนส่ง": ""}, "mode", "ต้องระบุ"),
    ("product-prices", {"ราคาส่ง (บาท)": 500}, "wholesale", "ราคาส่งสูงกว่าราคาปลีก"),
    ("product-prices", {"ราคาปลีก (บาท)": ""}, "retail", "ต้องระบุ"),
    ("product-prices", {"ขนาด รูปแบบ": ""}, "detail", "ต้องระบุขนาด รูปแบบ"),
    ("product-awards", {"ชื่อรางวัล": ""}, "name", "ต้องระบุชื่อรางวัล"),
    ("product-property", {"วันที่จดทะเบียน (พ.ศ.)": "1/1/2599"}, "registered_on", "ยังมาไม่ถึง"),
    ("outlet-criteria", {"ผ่าน": "อาจจะ"}, "is_met", "ไม่รู้จัก “อาจจะ”"),
    ("outlet-recognitions", {"ชนิด": ""}, "kind", "ต้องระบุ"),
]


@pytest.mark.parametrize(("entity", "cells", "column", "begins"), FAULTY)
def test_a_faulty_cell_is_named_where_it_stands(officer, entity, cells, column, begins):
    row = sheet_rows(entity, officer)[0]
    assert set(cells) <= set(row)
    for asked in (row | cells, row | cells | {NUMBER: ""}):
        [said] = faults(checked(entity, officer, [asked]))
        assert begins in said[column]


def test_a_link_without_its_beginning_gets_it(officer):
    row = sheet_rows("producer-channels", officer)[0]
    confirm(send("producer-channels", officer, [row | {"ลิงก์": "www.example.com/ร้าน"}]))
    assert SalesChannel.objects.get().link == "https://www.example.com/ร้าน"


def test_a_changed_part_is_in_its_records_version_and_history(officer):
    maker = Producer.objects.get()
    row = sheet_rows("producer-stars", officer)[0]
    run = confirm(send("producer-stars", officer, [row | {"ระดับดาว": 5}]))
    assert run.receipt["rows"]["changed"] == 1
    assert StarResult.objects.get().stars == 5
    assert Producer.objects.get().version == maker.version + 1
    events = apps.get_model("producers.StarResultEvent").objects.order_by("pgh_id")
    assert [one.stars for one in events] == [4, 5]


def test_the_products_price_follows_its_prices_from_a_sheet(officer):
    product = Product.objects.get()
    row = sheet_rows("product-prices", officer)[0]
    small = row | {NUMBER: "", "ขนาด รูปแบบ": "ถุงเล็ก", "ราคาปลีก (บาท)": 35, "ราคาส่ง (บาท)": ""}
    run = confirm(send("product-prices", officer, [row, small]))
    assert run.receipt["rows"]["new"] == 1
    assert Price.objects.filter(product=product).count() == 2
    assert Product.objects.get().price == 35


def test_a_part_that_takes_anothers_place_is_refused(officer):
    """Of the same record, by a change: the year of one result typed upon the other's."""
    maker = Producer.objects.get()
    StarResult.objects.create(producer=maker, year=2565, stars=3, product_name="ตัวอย่าง")
    rows = sheet_rows("producer-stars", officer)
    of_2562 = next(row for row in rows if row["ปี พ.ศ."] == 2562)
    [said] = faults(checked("producer-stars", officer, [of_2562 | {"ปี พ.ศ.": 2565}]))
    assert list(said) == ["product_name"]


def test_where_a_product_is_made_goes_in_and_out(officer):
    """Section 2: the ตำบล by its name, in the producer's own district only."""
    district = Producer.objects.get().district
    make.subdistrict(district, 1, "บางคล้า")
    row = sheet_rows("products", officer)[0]
    cells = {
        "ผลิตที่ที่อยู่ของผู้ผลิต": "ไม่ใช่",
        "ที่ตั้งผลิต เลขที่": "เลขที่ ๑๒/๓",
        "ที่ตั้งผลิต หมู่ที่": "หมู่ 4",
        "ที่ตั้งผลิต ตำบล": "ต.บางคล้า",
        "ที่ตั้งผลิต รหัสไปรษณีย์": "24110",
    }
    confirm(send("products", officer, [row | cells]))
    made = Product.objects.get()
    assert not made.made_at_producer
    assert (made.place_house_number, made.place_village_number) == ("12/3", "4")
    assert (made.place_subdistrict_id, made.place_postal_code) == ("240201", "24110")
    again = checked("products", officer, sheet_rows("products", officer))
    assert (again.changed, again.faulty) == ([], [])
    row = sheet_rows("products", officer)[0]
    [said] = faults(checked("products", officer, [row | {"ที่ตั้งผลิต ตำบล": "เกาะไร่"}]))
    assert said["place_subdistrict"].startswith("ไม่มีตำบล “เกาะไร่” ในอำเภอของผู้ผลิต")
