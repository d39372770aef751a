"""A folder of an old system comes in as it stands."""

import csv
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from chuanchim.models import Outlet
from core.reading import read_table
from core.tables.workbooks import write_workbook
from core.users.models import User
from producers.models import Producer, ProducerMembership
from products.models import HeldStandard, Product
from registration.models import RegistrationStep
from taking_over.models import TakenRecord, TakenTable, TakeOver
from taking_over.reconciling import COLUMNS, read_expected
from tests.support import factories as make

pytestmark = pytest.mark.django_db

PRODUCERS = ("รหัสผู้ประกอบการ", "ชื่อผู้ผลิต ผู้ประกอบการ", "ลักษณะผู้ประกอบการ", "โทรศัพท์", "ปีที่ก่อตั้ง (พ.ศ.)",
             "รหัสอำเภอ", "ตำบล", "สถานะ", "วันที่ลงทะเบียน", "ยกเลิกเมื่อ", "รอบ")  # fmt: skip


def write(folder: Path, name: str, headings, rows) -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        writer.writerows(rows)
    return path


@pytest.fixture
def department(db):
    make.district("2402", "บางคล้า")
    return make.department_officer()


def take(folder: Path, by, *options: str) -> TakeOver:
    call_command("take_over", str(folder), "--as", by.username, *options, verbosity=0)
    return TakeOver.objects.latest("pk")


def table(take_over: TakeOver, entity: str) -> TakenTable:
    return take_over.tables.get(entity=entity)


def test_the_standing_survives(tmp_path, department):
    write(
        tmp_path,
        "producers.csv",
        PRODUCERS,
        [
            ("4807000286851", "กลุ่มทอผ้าสมมติ", "", "", "2545", "2402", "", "ประกาศแล้ว",
             "24/11/2557", "", "1/2558"),
            ("4807000286852", "กลุ่มจักสานสมมติ", "กลุ่มผู้ผลิตชุมชน", "0385100000", "", "2402", "", "ยกเลิกแล้ว",
             "5/3/2560", "31/3/2565", ""),
            ("4807000286853", "กลุ่มขนมสมมติ", "", "", "", "2402", "", "", "2559", "", ""),
        ],
    )  # fmt: skip
    taken = table(take(tmp_path, department), "producers")
    assert (taken.rows, taken.taken, taken.held_back) == (3, 3, 0)
    first = Producer.objects.get(code="4807000286851")
    assert (first.status, first.registered_on, first.kind) == ("announced", date(2014, 11, 24), "")
    assert str(first.round) == "รอบ 1/2558"
    assert first.certified_at.date() <= date(2014, 11, 24)
    assert not first.is_corrected_after_certification
    cancelled = Producer.objects.get(code="4807000286852")
    assert cancelled.status == "cancelled"
    assert cancelled.cancelled_at.astimezone().date() >= date(2022, 3, 30)
    # Only its year is known: the first day of it, told in the receipt.
    assert Producer.objects.get(code="4807000286853").registered_on == date(2016, 1, 1)
    line = RegistrationStep.objects.of(first).get()
    assert (line.name, line.to_status, line.by) == ("take_over", "announced", department)


def test_a_product_at_d_and_one_without_anything(tmp_path, department):
    write(tmp_path, "producers.csv", (*PRODUCERS[:2], "รหัสอำเภอ"), [("P1", "กลุ่มสมมติ", "2402")])
    write(
        tmp_path,
        "products.csv",
        ("รหัสผลิตภัณฑ์", "รหัสผู้ประกอบการ", "ชื่อผลิตภัณฑ์", "ประเภทผลิตภัณฑ์", "กลุ่มผลิตภัณฑ์ (Quadrant)", "ราคา (บาท)"),
        [("X-77", "P1", "ผ้าขาวม้า", "ผ้า เครื่องแต่งกาย", "D", "120.50"),
         ("78", "P1", "ตะกร้า", "", "", "ไม่แน่นอน")],
    )  # fmt: skip
    write(
        tmp_path,
        "standards.csv",
        ("รหัสผลิตภัณฑ์", "มาตรฐาน", "เลขที่ใบรับรอง"),
        [("X-77", "มผช.", "1/2560"), ("78", "มาตรฐานเก่าของจังหวัด", ""), ("99", "มผช.", "2/2560")],
    )
    done = take(tmp_path, department)
    cloth = Product.objects.get(name="ผ้าขาวม้า")
    assert (cloth.quadrant, cloth.status, str(cloth.price)) == ("D", "announced", "120.50")
    assert not cloth.assessments.exists()
    basket = Product.objects.get(name="ตะกร้า")
    assert (basket.pk, basket.category, basket.quadrant, basket.price) == (78, "", "", None)
    assert table(done, "products").not_taken == 1
    assert "ไม่แน่นอน" in table(done, "products").content("not_taken_file").decode("utf-8-sig")
    assert table(done, "products").sums == {"ราคา (บาท)": "120.50"}
    # A part is no later correction of its record.
    assert cloth.standards.get().standard.name == "มผช."
    assert (cloth.version, cloth.is_corrected_after_certification) == (1, False)
    old = HeldStandard.objects.get(product=basket).standard
    assert (old.name, old.is_active) == ("มาตรฐานเก่าของจังหวัด", False)
    assert table(done, "standards").held_back == 1
    assert Product.objects.create(producer=cloth.producer, name="ใหม่").pk > 78


def test_what_cannot_be_stored_is_held_back_corrected_and_sent_again(tmp_path, department):
    rows = [
        ("A1", "กลุ่มหนึ่ง", "2402"),
        ("A1", "กลุ่มสอง", "2402"),
        ("A3", "", "2402"),
        ("A4", "กลุ่มสี่", "9999"),
        ("A5", "กลุ่มห้า", ""),
    ]
    headings = (*PRODUCERS[:2], "รหัสอำเภอ")
    write(tmp_path, "producers.csv", headings, rows)
    first = table(take(tmp_path, department), "producers")
    assert (first.rows, first.taken, first.already_there, first.held_back) == (5, 1, 0, 4)
    with (tmp_path / "held-back" / "producers producers.xlsx").open("rb") as file:
        held = read_table(file, "x.xlsx", headings=headings)
    assert [row.cells[0] for row in held.rows] == ["A1", "A3", "A4", "A5"]
    again = tmp_path / "again"
    again.mkdir()
    write(again, "producers-2.csv", headings, [("A3", "กลุ่มสาม", "2402"), ("A4", "กลุ่มสี่", "2402")])
    second = table(take(again, department), "producers")
    assert (second.taken, second.held_back) == (2, 0)
    third = tmp_path / "third"
    third.mkdir()
    write(third, "producers.csv", headings, rows)
    same = table(take(third, department), "producers")
    assert (same.taken, same.already_there, same.held_back) == (0, 3, 2)
    assert Producer.objects.count() == TakenRecord.objects.count() == 3


def test_what_is_faulty_by_todays_rules_comes_in(tmp_path, department):
    headings = (*PRODUCERS[:2], "เลขประจำตัวประชาชน", "เลขประจำตัวผู้เสียภาษี", "โทรศัพท์", "รหัสไปรษณีย์", "ตำบล",
                "แรงงานทั้งหมด (คน)", "แรงงานในจังหวัด (คน)", "ปีที่ก่อตั้ง (พ.ศ.)", "หมายเหตุ",
                "รหัสอำเภอ")  # fmt: skip
    write(
        tmp_path,
        "producers.csv",
        headings,
        [("B1", "บ้านสวน", "1234567890123", "12", "081000000", "2411", "ไม่มีตำบลนี้", "3", "9", "๒๕๔x",
          "ติดต่อ 1-1037-02071-81-5", "2402")],
    )  # fmt: skip
    taken = table(take(tmp_path, department), "producers")
    assert (taken.taken, taken.held_back) == (1, 0)
    came = Producer.objects.get(code="B1")
    assert (came.phone, came.postal_code) == ("081000000", "2411")
    assert (came.subdistrict, came.national_id_masked, came.tax_id) == (None, "", "")
    assert (came.labour_count, came.local_labour_count, came.founded_year) == (3, None, None)
    told = taken.content("not_taken_file").decode("utf-8-sig")
    for value in ("1234567890123", "ไม่มีตำบลนี้", "254x", "12,"):
        assert value in told
    assert not (set("1234567890123") <= set(str(taken.notes)))


def test_twins_of_an_office_are_not_added(tmp_path, department):
    district = make.district("2402", "บางคล้า")
    make.producer(district, name="กลุ่มที่อำเภอบันทึกแล้ว")
    write(
        tmp_path,
        "producers.csv",
        ("ชื่อผู้ผลิต ผู้ประกอบการ", "รหัสอำเภอ"),
        [("กลุ่มที่อำเภอบันทึกแล้ว", "2402"), ("กลุ่มใหม่", "2402")],
    )
    taken = table(take(tmp_path, department), "producers")
    assert (taken.taken, taken.already_there) == (1, 1)


def test_check_only_keeps_nothing(tmp_path, department):
    write(
        tmp_path,
        "producers.csv",
        (*PRODUCERS[:2], "รหัสอำเภอ"),
        [("A1", "กลุ่มหนึ่ง", "2402"), ("A2", "", "2402")],
    )
    write(tmp_path, "outlets.csv", ("รหัสร้าน", "ชื่อร้าน", "รหัสอำเภอ"), [("5", "ร้านสมมติ", "2402")])
    checked = take(tmp_path, department, "--check-only", "--report", str(tmp_path / "report.json"))
    assert checked.status == "checked"
    assert not Producer.objects.exists()
    assert not TakenRecord.objects.exists()
    assert table(checked, "producers").taken == 1
    assert checked.reconciliation["total"]["producers_total"] == 1
    assert take(tmp_path, department).status == "done"
    assert (Producer.objects.count(), Outlet.objects.get().pk) == (1, 5)


def test_another_office_is_refused(tmp_path, department):
    write(tmp_path, "producers.csv", PRODUCERS[:2], [("A1", "ก")])
    by = make.district_officer(make.district("2402", "บางคล้า"))
    with pytest.raises(CommandError, match="หน้าที่ของกรม"):
        take(tmp_path, by)
    assert not TakeOver.objects.exists()
    assert not ProducerMembership.objects.exists()


def test_counts_beside_what_was_expected(tmp_path, department, capsys):
    make.subdistrict(make.district("2402", "บางคล้า"))
    write(
        tmp_path,
        "producers.csv",
        (*PRODUCERS[:3], "รหัสอำเภอ"),
        [("A1", "กลุ่มหนึ่ง", "กลุ่ม", "2402"), ("A2", "กลุ่มสอง", "", "2402")],
    )
    columns = ["province_code", "province_th", *COLUMNS]
    said = {"province_code": "24", "producers_group": 1, "producers_blank": 2, "producers_total": 3}
    expected = tmp_path / "expected"
    expected.mkdir()
    path = write(expected, "counts.csv", columns, [[said.get(name, 0) for name in columns]])
    done = take(tmp_path, department, "--expected", str(path))
    assert done.reconciliation["differences"] == [
        {
            "province": "24",
            "name": "ฉะเชิงเทรา",
            "heading": "ผู้ผลิต ผู้ประกอบการ ว่าง",
            "expected": 2,
            "found": 1,
        },
        {
            "province": "24",
            "name": "ฉะเชิงเทรา",
            "heading": "ผู้ผลิต ผู้ประกอบการ รวม",
            "expected": 3,
            "found": 2,
        },
    ]
    assert "ฉะเชิงเทรา ผู้ผลิต ผู้ประกอบการ ว่าง: คาดไว้ 2 พบ 1 (-1)" in capsys.readouterr().out
    empty = write(expected, "empty.csv", ["จังหวัด"], [])
    with pytest.raises(CommandError, match="ไม่มีคอลัมน์ province_code"):
        take(tmp_path, department, "--expected", str(empty))


def test_the_real_table_of_expected_counts_is_read():
    found = read_expected((settings.BASE_DIR / "fixtures/province_registry_2567.csv").read_bytes())
    assert len(found) == 76
    assert found["81"]["producers_group"] == 448


def test_accounts_come_without_passwords(tmp_path, department):
    write(
        tmp_path,
        "accounts.csv",
        ("ชื่อผู้ใช้", "ชื่อ-นามสกุล", "สังกัด", "รหัสพื้นที่", "รหัสผ่าน"),
        [
            ("somchai.k", "สมชาย สมมติ", "อำเภอ", "2402", "1234"),
            ("x y", "สมหญิง สมมติ", "อำเภอ", "2402", "1"),
        ],
    )
    done = table(take(tmp_path, department), "accounts")
    assert (done.taken, done.held_back) == (1, 1)
    made = User.objects.get(username="somchai.k")
    assert (made.standing, made.district_id) == ("invited", "2402")
    assert not made.has_usable_password()


def test_a_workbook_with_days_and_a_whole_address(tmp_path, department):
    make.subdistrict(make.district("2402", "บางคล้า"), name_th="บางสวน")
    rows = [["7", "กลุ่มหนึ่ง", "12/3 หมู่ 4 ตำบลบางสวน อำเภอบางคล้า จังหวัดฉะเชิงเทรา 24110", date(2015, 3, 5)],
            ["8", "กลุ่มสอง", "", None]]  # fmt: skip
    headings = [*PRODUCERS[:2], "ที่อยู่", "วันที่ลงทะเบียน"]
    with write_workbook("ผู้ผลิต", headings, rows) as file:
        (tmp_path / "ผู้ผลิต ผู้ประกอบการ กรม.xlsx").write_bytes(file.read())
    done = table(take(tmp_path, department), "producers")
    assert done.message == ""
    assert (done.rows, done.taken, done.held_back) == (2, 1, 1)
    came = Producer.objects.get()
    assert (came.registered_on, came.house_number, came.village_number) == (
        date(2015, 3, 5),
        "12/3",
        "4",
    )
    assert (came.district_id, came.subdistrict.name_th, came.postal_code) == (
        "2402",
        "บางสวน",
        "24110",
    )


def test_a_file_that_is_none_is_refused_and_the_others_come_in(tmp_path, department):
    (tmp_path / "products.xlsx").write_bytes(b"PK\x03\x04 nothing of a workbook")
    write(tmp_path, "producers.csv", (*PRODUCERS[:2], "รหัสอำเภอ"), [("A1", "กลุ่ม", "2402")])
    done = take(tmp_path, department)
    assert table(done, "producers").taken == 1
    refused = table(done, "products")
    assert refused.status == "refused"
    assert refused.message


def test_a_file_without_any_heading_of_ours_is_refused(tmp_path, department):
    write(tmp_path, "producers.csv", ("ก", "ข"), [("A1", "กลุ่ม")])
    refused = table(take(tmp_path, department), "producers")
    assert refused.status == "refused"
    assert "ไม่พบหัวตาราง" in refused.message


def test_a_row_whose_like_stands_with_another_figure_is_held_back(tmp_path, department):
    """Two prices of one dish: the second was passed over as already there, and nobody told."""
    outlet = make.outlet(make.district("2402", "บางคล้า"))
    TakenRecord.objects.create(
        entity="outlets", old_key=str(outlet.pk), record_id=outlet.pk, table=_table_of(department)
    )
    headings = ("รหัสร้าน", "ชื่อรายการ", "ราคา (บาท)")
    write(
        tmp_path,
        "outlet-items.csv",
        headings,
        [(outlet.pk, "ขนมจาก", "20"), (outlet.pk, "ขนมจาก", "25")],
    )
    items = table(take(tmp_path, department), "outlet-items")
    assert (items.taken, items.already_there, items.held_back) == (1, 0, 1)
    assert str(outlet.items.get().price) == "20.00"


def _table_of(by) -> TakenTable:
    take_over = TakeOver.objects.create(title="ก่อนหน้า", by=by)
    return TakenTable.objects.create(take_over=take_over, entity="outlets")


def test_cells_of_addresses_as_offices_write_them(tmp_path, department):
    """Read as by an import (tests/core/tables/test_places.py); what is no telephone is a finding."""
    write(
        tmp_path,
        "producers.csv",
        (*PRODUCERS[:2], "อำเภอ", "จังหวัด", "เลขที่", "หมู่ที่", "โทรศัพท์"),
        [
            ("P1", "กลุ่มหนึ่ง", "อบางคล้า", "", "12/3 หมู่ 5", "", "999999999"),
            ("P2", "กลุ่มสอง", "บางคล้า จ.ฉะเชิงเทรา", "", "12/3", "5", ""),
            ("P3", "กลุ่มสาม", "บางคล้า จ.ฉะเชิงเทรา", "ระยอง", "", "", ""),
        ],
    )
    taken = table(take(tmp_path, department), "producers")
    assert (taken.rows, taken.taken, taken.held_back) == (3, 2, 1)
    found = Producer.objects.order_by("code").values_list(
        "code", "district", "house_number", "village_number"
    )
    assert list(found) == [("P1", "2402", "12/3", "5"), ("P2", "2402", "12/3", "5")]
    assert Producer.objects.get(code="P1").phone == "999999999"
