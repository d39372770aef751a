"""Everything that is wrong with a row is told at once, and nothing that only follows from a fault."""

import pytest

from core.tables.import_rows import WHOLE_ROW
from core.tables.row_checks import checks_of
from core.tables.tables import VERSION_HEADING, all_tables
from producers.imports import ProducerTable
from products.imports import ProductTable
from tests.support import factories as make
from tests.support import market_factories as market
from tests.support import target_factories as targets
from tests.support.sheets_by_column import checked, exported
from tests.support.sheets_by_heading import checked as checked_sheet
from tests.support.sheets_by_heading import faults, sheet_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    of = make.district()
    make.subdistrict(of, 1, "บางคล้า")
    return of


@pytest.fixture
def officer(district):
    return make.district_officer(district)


@pytest.fixture
def producer(district):
    return make.producer(district, "กลุ่มทอผ้า")


def told(table, by, row) -> dict[str, str]:
    """The faults of the only row, which is faulty."""
    (line,) = checked(table, by, row).faulty
    return line.faults


def told_of_sheet(entity, by, row) -> dict[str, str]:
    (found,) = faults(checked_sheet(entity, by, [row]))
    return found


@pytest.mark.parametrize("table", all_tables(), ids=lambda one: one.entity)
def test_checks_rest_on_columns_there_are(table):
    for name, columns in checks_of(table).items():
        assert set(columns) <= set(table.fields), name


def test_a_producer_is_told_all_of_it(officer):
    row = {"code": "", "name": "", "phone": "1", "subdistrict": "ที่ไม่มี", "district_code": ""}
    row |= {"labour_count": "3", "local_labour_count": "5", "remark": "เลข 1999900000013"}
    found = told(ProducerTable, officer, row)
    assert set(found) == {"name", "phone", "subdistrict", "local_labour_count", "remark"}


def test_a_producer_is_not_told_what_follows_from_a_fault(officer, producer):
    row = exported(ProducerTable, officer) | {"labour_count": "x", "local_labour_count": "5"}
    assert set(told(ProducerTable, officer, row)) == {"labour_count"}
    new = {"code": "", "name": "ใหม่", "district_code": "240", "subdistrict": "บางคล้าา"}
    assert set(told(ProducerTable, officer, new)) == {"district_code"}
    new |= {"district_code": "", "district": "ที่อื่น"}
    assert set(told(ProducerTable, officer, new)) == {"district"}
    moved = exported(ProducerTable, officer) | {"district_code": "2403", "subdistrict": "ที่อื่น"}
    assert set(told(ProducerTable, officer, moved)) == {"district_code"}


def test_a_product_is_told_all_of_it(officer, producer):
    product = make.product(producer, "food")
    row = exported(ProductTable, officer, pk=product.pk)
    row |= {"name": "", "package_price": "x", "content": "250", "place_subdistrict": "ที่ไม่มี"}
    row |= {"capacity_per_day": "9", "capacity_per_month": "x", "capacity_per_year": "5"}
    assert set(told(ProductTable, officer, row)) == {
        "name",
        "package_price",
        "content_unit",
        "place_subdistrict",
        "capacity_per_month",
        "capacity_unit",
        "capacity_per_year",
    }


def test_a_subcategory_is_not_foreign_to_a_category_nobody_could_read(officer, producer):
    product = make.product(producer, "food")
    row = exported(ProductTable, officer, pk=product.pk)
    row |= {"category": "อะไร", "subcategory": "ผ้า", "price": "x"}
    assert set(told(ProductTable, officer, row)) == {"category", "price"}
    row |= {"category": "อาหาร"}
    assert set(told(ProductTable, officer, row)) == {"subcategory", "price"}


def test_a_row_of_no_record_is_told_what_it_says_itself(officer, producer):
    """A code mistyped: what the file says is told, not what only the record could tell."""
    row = exported(ProducerTable, officer) | {"code": "9999", "phone": "1"}
    assert set(told(ProducerTable, officer, row)) == {"code", "phone"}
    producer.set_national_id("1999900000013")
    producer.save()
    row = exported(ProducerTable, officer) | {"code": "9999"}
    assert row["national_id"] == "x-xxxx-xxxxx-01-3"
    assert set(told(ProducerTable, officer, row)) == {"code"}
    bare = {"code": "1.2E+12", "local_labour_count": "5"}
    assert set(told(ProducerTable, officer, bare)) == {"code"}


def test_a_row_that_stands_twice_is_told_its_cells_too(officer, producer):
    row = exported(ProducerTable, officer)
    (line,) = checked(ProducerTable, officer, row, row | {"phone": "1"}).faulty
    assert (line.number, set(line.faults)) == (3, {WHOLE_ROW, "phone"})


def test_a_row_overtaken_or_not_to_be_added_is_told_its_cells_too(officer, producer, district):
    row = exported(ProducerTable, officer) | {"remark": "แก้", "name": ""}
    producer.remark = "อีกคน"
    producer.save()
    assert set(told(ProducerTable, officer, row)) == {WHOLE_ROW, "name"}
    province = make.province_officer(district.province)
    new = {"code": "", "name": "ใหม่", "phone": "1"}
    assert set(told(ProducerTable, province, new)) == {WHOLE_ROW, "phone"}


def test_a_name_that_stands_already_is_told_beside_a_cell(officer, producer):
    new = {"code": "", "name": producer.name, "phone": "1"}
    assert set(told(ProducerTable, officer, new)) == {"name", "phone"}


def test_a_sound_row_is_not_refused_for_a_faulty_one_of_the_same_name(officer, district):
    new = {"code": "", "name": "ใหม่", "phone": ""}
    found = checked(ProducerTable, officer, new | {"phone": "1"}, new)
    assert [line.number for line in found.new] == [3]
    assert set(found.faulty[0].faults) == {"phone", "name"}


def test_the_sheet_of_faulty_rows_says_what_was_typed(officer, producer):
    """A person's tax id moves to the national id; a row that is refused keeps it where it was."""
    row = exported(ProducerTable, officer) | {"tax_id": "1999900000013", "phone": "1"}
    (line,) = checked(ProducerTable, officer, row).faulty
    assert (line.as_typed("tax_id"), line.as_typed("national_id")) == ("1999900000013", "")
    row |= {"national_id": "12345"}
    (line,) = checked(ProducerTable, officer, row).faulty
    assert set(line.faults) == {"phone", "national_id"}
    assert line.as_typed("national_id") == "12345"


@pytest.mark.parametrize(
    ("entity", "cells", "columns"),
    [
        (
            "standards",
            {"มาตรฐาน": "", "เลขที่ใบรับรอง": "12", "วันที่ออก": "2/1/2569", "วันหมดอายุ": "1/1/2569"},
            {"standard", "expires_on"},
        ),
        (
            "product-prices",
            {"ราคาปลีก": "5", "ราคาส่ง": "9", "ขนาด รูปแบบ": ""},
            {"wholesale", "detail"},
        ),
        ("product-prices", {"ราคาปลีก": "x", "ราคาส่ง": "9"}, {"retail"}),
    ],
)
def test_a_part_is_told_all_of_it(officer, producer, entity, cells, columns):
    product = make.product(producer)
    row = {"เลขที่รายการ": "", "รหัสผลิตภัณฑ์": str(product.pk), "ขนาด รูปแบบ": "ถุง"} | cells
    assert set(told_of_sheet(entity, officer, row)) == columns
    row |= {"รหัสผลิตภัณฑ์": "99999"}
    assert set(told_of_sheet(entity, officer, row)) == {"product", *columns}


def test_a_channel_without_its_link_is_told_beside_the_owner(officer, producer):
    row = {
        "เลขที่รายการ": "",
        "รหัสผู้ประกอบการ": "nobody",
        "ช่องทาง": "ออนไลน์",
        "ลิงก์": "",
        "ชื่อร้าน สถานที่ หรือประเทศ": "ร้านเรา",
    }
    assert set(told_of_sheet("producer-channels", officer, row)) == {"producer", "link"}
    row |= {"ช่องทาง": "อะไร", "รหัสผู้ประกอบการ": producer.code}
    assert set(told_of_sheet("producer-channels", officer, row)) == {"kind"}


def test_a_row_of_sales_is_told_all_of_it():
    month = make.month_of_bang_khla()
    clerk = make.district_officer(month.district)
    row = next(one for one in sheet_rows("sales", clerk) if one["รวม"])
    row |= {"ในประเทศ ออฟไลน์": "x", "รวม": "5", "ไม่มียอดจำหน่าย": "ใช่"}
    assert set(told_of_sheet("sales", clerk, row)) == {"domestic_offline", "no_sales"}
    row |= {"ไม่มียอดจำหน่าย": "", "หมายเหตุ คำชี้แจง": "ก" * 501}
    assert set(told_of_sheet("sales", clerk, row)) == {"domestic_offline", "note"}
    row |= {"รหัสผู้ประกอบการ": "nobody", VERSION_HEADING: ""}
    assert set(told_of_sheet("sales", clerk, row)) == {"producer", "domestic_offline", "note"}


def test_a_target_is_told_all_of_it():
    of = make.district()
    plan = targets.whole_plan(of.province, {of.pk: (1000, 2000, 3000)})
    by = make.province_officer(plan.province)
    row = next(iter(sheet_rows("targets", by)))
    row |= {"เป้าหมาย": "-9000", "เหตุผลที่ปรับ": "ก" * 301}
    assert set(told_of_sheet("targets", by, row)) == {"target", "reason"}
    row |= {"เป้าหมาย": "x", "เหตุผลที่ปรับ": ""}
    assert set(told_of_sheet("targets", by, row)) == {"target"}


def test_a_base_by_letter_is_told_all_of_it(district):
    market.registered(district, 20)
    market.opened()
    by = make.department_officer()
    (row,) = sheet_rows("online-bases", by)
    row |= {"จำนวนผู้ประกอบการ": 9, "จำนวนผลิตภัณฑ์ OTOP": "", "ตามหนังสือที่": ""}
    assert set(told_of_sheet("online-bases", by, row)) == {"products", "letter"}
    row |= {"จำนวนผลิตภัณฑ์ OTOP": "x"}
    assert set(told_of_sheet("online-bases", by, row)) == {"products"}


def test_an_account_is_told_all_of_it(district):
    by = make.department_officer()
    row = {"ชื่อผู้ใช้": "ใหม่ คน", "ชื่อ-นามสกุล": "ตัวอย่าง", "สังกัด": "อำเภอ", "รหัสพื้นที่": "9999"}
    row |= {"ตำแหน่ง": "", "มีสิทธิรับรองยอดของอำเภอ": "", "อีเมล": "ไม่ใช่อีเมล", "เหตุผลที่ย้าย": ""}
    found = told_of_sheet("accounts", by, row)
    assert set(found) == {"email", WHOLE_ROW}
    assert "9999" in found[WHOLE_ROW]
    clerk = make.district_officer(district)
    of = next(one for one in sheet_rows("accounts", by) if one["ชื่อผู้ใช้"] == clerk.username)
    of |= {"สังกัด": "อะไร", "ชื่อ-นามสกุล": ""}
    assert set(told_of_sheet("accounts", by, of)) == {"role", "full_name"}


def test_a_day_that_cannot_be_read_asks_for_no_other_reason(producer):
    by = make.department_officer()
    (row,) = sheet_rows("producers-registered-on", by)
    row |= {"วันที่ลงทะเบียน": "31/2/2565", "เหตุผลที่แก้": "พิมพ์ผิด"}
    assert set(told_of_sheet("producers-registered-on", by, row)) == {"registered_on"}
