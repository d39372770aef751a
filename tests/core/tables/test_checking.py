"""What a check makes of a row: new, changed cell by cell, unchanged, faulty with where and why."""

import pytest
from django.utils import timezone

from core.tables.import_rows import WHOLE_ROW
from core.tables.tables import VERSION_HEADING
from producers.imports import ProducerTable
from producers.models import Agency, Producer
from products.imports import ProductTable, StandardTable
from products.models import HeldStandard, Standard
from registration.models import Status
from tests.support import factories as make
from tests.support.sheets_by_column import all_exported, checked, exported

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    of = make.district()
    make.subdistrict(of, 1, "บางคล้า")
    make.subdistrict(of, 2, "สาวชะโงก")
    return of


@pytest.fixture
def officer(district):
    return make.district_officer(district)


@pytest.fixture
def producer(district):
    return make.producer(district, "กลุ่มทอผ้า", phone="+6638510000", house_number="0012")


def fault(table, by, *rows) -> dict[str, str]:
    """The faults of the only faulty row."""
    (line,) = checked(table, by, *rows).faulty
    return line.faults


def test_a_row_as_it_was_exported_is_unchanged(officer, producer):
    found = checked(ProducerTable, officer, exported(ProducerTable, officer))
    assert (found.unchanged, found.rows) == (1, 1)


def test_a_changed_cell_is_a_change_of_that_cell_only(officer, producer):
    row = exported(ProducerTable, officer) | {"phone": "๐๘๑-๐๐๐-๐๐๐๐", "member_count": "1,200"}
    (line,) = checked(ProducerTable, officer, row).changed
    assert line.values == {"phone": "+66810000000", "member_count": 1200}
    assert (line.pk, line.version) == (producer.pk, producer.version)


def test_the_same_value_written_otherwise_is_no_change(officer, producer):
    row = exported(ProducerTable, officer) | {"phone": "038 510 000", "kind": "group"}
    assert checked(ProducerTable, officer, row).unchanged == 1


def test_columns_left_out_are_left_alone_and_an_empty_cell_empties(officer, producer):
    (line,) = checked(
        ProducerTable, officer, {"code": producer.code, "name": "", "phone": ""}
    ).faulty
    assert line.faults == {"name": "ต้องระบุชื่อ"}
    row = {"code": producer.code, "name": "กลุ่มทอผ้า", "phone": ""}
    (line,) = checked(ProducerTable, officer, row).changed
    assert line.values == {"phone": ""}


def test_an_empty_national_id_leaves_the_one_held(officer, producer):
    producer.set_national_id("1999900000013")
    producer.save()
    row = exported(ProducerTable, officer)
    assert row["national_id"] == "x-xxxx-xxxxx-01-3"
    assert checked(ProducerTable, officer, row | {"national_id": ""}).unchanged == 1
    (line,) = checked(ProducerTable, officer, row | {"national_id": "-"}).changed
    assert line.values == {"national_id": ""}


def test_a_row_without_a_code_is_a_new_record_of_the_own_district(officer, district):
    row = {"code": "", "name": "กลุ่มใหม่", "subdistrict": "ตำบลบางคล้า"}
    (line,) = checked(ProducerTable, officer, row).new
    assert line.values["district_code"] == district.code
    assert line.values["subdistrict"] == "240201"


def test_a_file_sent_twice_adds_nothing_twice(officer, producer, district):
    """A row without a code whose name stands there already, in the registry or above it."""
    row = {"code": "", "name": "กลุ่มทอผ้า"}
    found = fault(ProducerTable, officer, row)
    assert found["name"].startswith(f"มีชื่อนี้แล้ว (รหัส {producer.code})")
    new = {"code": "", "name": "กลุ่มใหม่"}
    both = checked(ProducerTable, officer, new, new)
    assert len(both.new) == 1
    assert both.faulty[0].faults["name"].startswith("มีชื่อนี้แล้ว (แถว 2)")
    other = make.producer(district, "กลุ่มสาน")
    product = make.product(producer, name="ผ้าขาวม้า")
    line = {"id": "", "producer": producer.code, "name": "ผ้าขาวม้า"}
    assert f"(รหัส {product.pk})" in fault(ProductTable, officer, line)["name"]
    assert len(checked(ProductTable, officer, line | {"producer": other.code}).new) == 1
    make.jump(
        Producer.objects.filter(pk=producer.pk),
        status=Status.CANCELLED,
        cancelled_at=timezone.now(),
    )
    assert len(checked(ProducerTable, officer, row).new) == 1


def test_a_code_nobody_has_is_a_new_records_own(officer):
    """Codes of the old systems are imported as they are (DOMAIN.md 2)."""
    (line,) = checked(ProducerTable, officer, {"code": "0099", "name": "กลุ่มเก่า"}).new
    assert line.values["code"] == "0099"


def test_a_lost_leading_zero_is_found_out(officer, producer):
    Producer.objects.filter(pk=producer.pk).update(code="0240200007")
    said = fault(ProducerTable, officer, {"code": "240200007", "name": "กลุ่มทอผ้า"})
    assert said == {
        "code": "เลขศูนย์ข้างหน้าหายไป รหัสในระบบคือ 0240200007 ตั้งรูปแบบช่องเป็น “ข้อความ” แล้วกรอกใหม่"
    }


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("phone", "12345", "เบอร์โทรขึ้นต้นด้วย 0"),
        ("phone", "8.1E+08", "Excel ย่อเลขยาวเป็น 8.1E+08"),
        ("code", "1.2E+12", "Excel ย่อเลขยาวเป็น 1.2E+12"),
        ("national_id", "1.2E+12", "Excel ย่อเลขยาว"),
        ("national_id", "199990000001", "ขาดอีก 1 หลัก"),
        ("national_id", "x-xxxx-xxxxx-99-9", "เลขที่ปิดไว้ไม่ตรงกับที่ระบบมี"),
        ("kind", "บริษัท", "ไม่รู้จัก “บริษัท” ใช้คำใดคำหนึ่ง: กลุ่มผู้ผลิตชุมชน / "),
        ("member_count", "สิบ", "มีตัวอักษร “สิบ” ปนอยู่"),
        ("member_count", "99999999999", "กรอกได้ไม่เกิน 2,147,483,647"),
        ("founded_year", "2015", "พิมพ์ปีเป็น พ.ศ. (ค.ศ. 2015 คือ พ.ศ. 2558)"),
        ("person_born_on", "31/2/2530", "ไม่มีวันที่ 31/2/2530 ในปฏิทิน"),
        ("postal_code", "2411", "รหัสไปรษณีย์มี 5 หลัก"),
        ("sells_abroad", "บางครั้ง", "ไม่รู้จัก “บางครั้ง” กรอก ใช่ หรือ ไม่ใช่"),
        ("subdistrict", "บางคล้าา", "ใกล้ที่สุดคือ “บางคล้า”"),
        ("founding_agency", "กรมที่ไม่มี", "ไม่มี “กรมที่ไม่มี” ในรายการ"),
        ("remark", "ก" * 501, "ยาว 501 ตัวอักษร กรอกได้ไม่เกิน 500"),
        ("name", "สอง\nบรรทัด", "มีการขึ้นบรรทัดใหม่ในช่อง"),
        ("province", "ชลบุรี", "ช่องนี้แก้ในไฟล์ไม่ได้ ในระบบเป็น “ฉะเชิงเทรา”"),
        ("district", "อำเภออื่น", "ช่องนี้แก้ในไฟล์ไม่ได้"),
    ],
)
def test_a_cell_that_cannot_be_says_what_is_wrong(officer, producer, name, typed, said):
    row = exported(ProducerTable, officer) | {name: typed}
    found = fault(ProducerTable, officer, row)
    assert list(found) == [name]
    assert said in found[name]


def test_every_fault_of_a_row_is_said_at_once(officer, producer):
    row = exported(ProducerTable, officer) | {"phone": "1", "postal_code": "1", "kind": "อะไร"}
    assert set(fault(ProducerTable, officer, row)) == {"phone", "postal_code", "kind"}


def test_a_record_that_went_a_step_on_since_the_export_is_no_fault(officer, district):
    make.producer(district, status=Status.DRAFT)
    row = exported(ProducerTable, officer)
    make.jump(Producer.objects.all(), status=Status.SUBMITTED, submitted_at=timezone.now())
    assert checked(ProducerTable, officer, row).unchanged == 1


def test_moving_is_no_matter_of_a_sheet(officer, producer):
    row = exported(ProducerTable, officer) | {"district_code": "2403"}
    assert "ใช้ “แจ้งย้าย” ที่หน้าระเบียน" in fault(ProducerTable, officer, row)["district_code"]


def test_more_local_labour_than_labour_is_a_fault(officer, producer):
    row = exported(ProducerTable, officer) | {"labour_count": "3", "local_labour_count": "5"}
    found = fault(ProducerTable, officer, row)
    assert found == {"local_labour_count": "แรงงานในจังหวัด (5) มากกว่าแรงงานทั้งหมด (3)"}


def test_the_same_record_twice_in_a_file_is_a_fault_of_the_second(officer, producer):
    row = exported(ProducerTable, officer)
    found = checked(ProducerTable, officer, row, row | {"phone": "081-000-0000"})
    (line,) = found.faulty
    assert (line.number, line.faults) == (
        3,
        {WHOLE_ROW: "ซ้ำกับแถว 2 ในไฟล์เดียวกัน เก็บไว้แถวเดียว"},
    )
    assert found.unchanged == 1


def test_a_sheet_older_than_somebodys_change_does_not_write_over_it(officer, producer):
    row = exported(ProducerTable, officer) | {"phone": "081-000-0000"}
    Producer.objects.filter(pk=producer.pk).update(phone="+66820000000")
    said = fault(ProducerTable, officer, row)[WHOLE_ROW]
    assert "โทรศัพท์ ในระบบเป็น “08-2000-0000”" in said
    assert f"ลบเลขในช่อง “{VERSION_HEADING}”" in said
    (line,) = checked(ProducerTable, officer, row | {"version": ""}).changed
    assert line.values == {"phone": "+66810000000"}


def test_an_exported_row_with_another_code_is_no_new_record(officer, producer):
    row = exported(ProducerTable, officer) | {"code": "9999"}
    assert "แถวนี้ส่งออกจากระบบ แต่ไม่มี 9999" in fault(ProducerTable, officer, row)["code"]


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (Status.SUBMITTED, "เสนอจังหวัดแล้ว แก้ไขได้เมื่อจังหวัดส่งกลับ หรือถอนคืนมาแก้ไขเอง"),
        (Status.CANCELLED, "ยกเลิกแล้ว แก้ไขไม่ได้"),
    ],
)
def test_a_record_closed_to_the_form_is_closed_to_the_sheet(officer, district, status, said):
    make.producer(district, status=status)
    row = exported(ProducerTable, officer) | {"remark": "แก้"}
    assert fault(ProducerTable, officer, row)[WHOLE_ROW] == said


def test_a_province_corrects_and_adds_nothing(district, producer):
    officer = make.province_officer(district.province)
    row = exported(ProducerTable, officer) | {"remark": "ตรวจแล้ว"}
    assert len(checked(ProducerTable, officer, row).changed) == 1
    found = fault(ProducerTable, officer, {"code": "", "name": "ใหม่", "district_code": "2402"})
    assert "บัญชีนี้เพิ่มรายการใหม่จากไฟล์ไม่ได้" in found[WHOLE_ROW]


def test_the_department_says_whose_a_new_record_is(district):
    officer = make.department_officer()
    row = {"code": "A1", "name": "กลุ่มเก่า", "district_code": "2402", "district": "บางคล้า"}
    assert len(checked(ProducerTable, officer, row).new) == 1
    found = fault(ProducerTable, officer, row | {"district_code": "", "district": ""})
    assert found == {"district_code": "ต้องระบุชื่ออำเภอและจังหวัด หรือรหัสอำเภอ 4 หลัก"}


def test_a_reference_keeps_an_item_no_longer_offered(officer, producer):
    old = Agency.objects.create(name="หน่วยงานเดิม", is_active=False)
    Producer.objects.filter(pk=producer.pk).update(founding_agency=old)
    row = exported(ProducerTable, officer)
    assert checked(ProducerTable, officer, row).unchanged == 1
    found = fault(
        ProducerTable,
        officer,
        row | {"founding_agency": "หน่วยงานเดิม ", "code": "N1", "version": ""},
    )
    assert "ไม่มี “หน่วยงานเดิม” ในรายการ" in found["founding_agency"]


def test_a_new_product_belongs_to_a_producer_one_may_change(officer, producer, district):
    row = {"id": "", "producer": producer.code, "name": "ผ้าขาวม้า", "category": "ผ้า เครื่องแต่งกาย"}
    (line,) = checked(ProductTable, officer, row).new
    assert (line.values["producer"], line.values["category"]) == (producer.pk, "fabric")
    assert fault(ProductTable, officer, row | {"producer": "nobody"}) == {
        "producer": "ไม่พบรหัสผู้ประกอบการ nobody ในพื้นที่ของท่าน"
    }


def test_a_subcategory_is_of_its_category(officer, producer):
    product = make.product(producer, "food")
    row = exported(ProductTable, officer, pk=product.pk) | {"subcategory": "ผ้า"}
    assert "ไม่ใช่ประเภทย่อยของประเภทที่ระบุ" in fault(ProductTable, officer, row)["subcategory"]
    moved = row | {"category": "ผ้า เครื่องแต่งกาย"}
    (line,) = checked(ProductTable, officer, moved).changed
    assert set(line.values) == {"category", "subcategory"}


def test_a_price_of_a_table_of_prices_is_not_the_sheets(officer, producer):
    product = make.product(producer)
    product.prices.create(detail="ถุง 250 กรัม", retail="45.00")
    row = exported(ProductTable, officer, pk=product.pk) | {"price": "50"}
    assert "มีตารางราคาแล้ว" in fault(ProductTable, officer, row)["price"]


def test_amounts_the_database_refuses_are_said_where_they_stand(officer, producer):
    product = make.product(producer)
    row = exported(ProductTable, officer, pk=product.pk)
    wrong = row | {"capacity_per_day": "50", "capacity_per_month": "20"}
    assert set(fault(ProductTable, officer, wrong)) == {"capacity_unit", "capacity_per_month"}
    assert set(fault(ProductTable, officer, row | {"content": "250"})) == {"content_unit"}


def test_the_same_standard_and_number_twice_is_a_fault(officer, producer):
    product = make.product(producer)
    standard = Standard.objects.get(name="มผช.")
    held = HeldStandard.objects.create(product=product, standard=standard, number="12/2560")
    row = {"id": "", "product": str(product.pk), "standard": "มผช.", "number": "12/2560"}
    said = f"ผลิตภัณฑ์นี้มีมาตรฐานและเลขที่นี้แล้ว (เลขที่รายการ {held.pk})"
    assert fault(StandardTable, officer, row) == {"number": said}
    assert len(checked(StandardTable, officer, row | {"number": "13/2560"}).new) == 1


def test_ids_are_ids(officer, producer):
    product = make.product(producer)
    row = exported(ProductTable, officer, pk=product.pk)
    assert "ไม่ใช่เลขที่ระบบออกให้" in fault(ProductTable, officer, row | {"id": "P-1"})["id"]
    found = fault(ProductTable, officer, row | {"id": "999999999"})
    assert found == {"id": "ไม่พบ รหัสผลิตภัณฑ์ 999999999 ในพื้นที่ของท่าน"}


def test_the_fingerprint_is_of_what_would_be_written(officer, producer):
    row = exported(ProducerTable, officer) | {"remark": "ก"}
    first = checked(ProducerTable, officer, row).fingerprint
    assert checked(ProducerTable, officer, row).fingerprint == first
    assert checked(ProducerTable, officer, row | {"remark": "ข"}).fingerprint != first


def test_a_check_costs_as_much_for_three_rows(officer, district, django_assert_num_queries):
    for count in (1, 3):
        while Producer.objects.count() < count:
            make.producer(district)
        rows = [row | {"remark": "แก้"} for row in all_exported(ProducerTable, officer)]
        with django_assert_num_queries(3):  # records, districts, ตำบล
            assert len(checked(ProducerTable, officer, *rows).changed) == count
