"""A code that the old system merged into another leads to its successor."""

import pytest

from producers.models import Producer
from products.models import HeldStandard, Product
from sales.models import SalesRow
from taking_over.models import TakenRecord
from tests.support import factories as make
from tests.taking_over.test_past_sales_files import headings
from tests.taking_over.test_take_over import table, take, write

pytestmark = pytest.mark.django_db

PRODUCERS = ("รหัสผู้ประกอบการ", "ชื่อผู้ผลิต ผู้ประกอบการ", "รหัสอำเภอ", "รวมกับรหัส")
PRODUCTS = ("รหัสผลิตภัณฑ์", "รหัสผู้ประกอบการ", "ชื่อผลิตภัณฑ์", "สถานะ", "รวมกับรหัส")


@pytest.fixture
def department(db):
    make.district("2402", "บางคล้า")
    return make.department_officer()


def test_a_merged_record_is_cancelled_and_names_its_successor(tmp_path, department):
    write(
        tmp_path,
        "producers.csv",
        PRODUCERS,
        [("P2", "กลุ่มเดิม", "2402", "P1"), ("P1", "กลุ่มที่อยู่", "2402", ""), ("P3", "สาม", "2402", "P9")],
    )
    write(
        tmp_path,
        "products.csv",
        PRODUCTS,
        [("A-1", "P1", "ผ้า", "", ""), ("A-2", "P2", "ผ้าเดิม", "ประกาศแล้ว", "A-1")],
    )
    done = take(tmp_path, department)
    producers = {one.code: one for one in Producer.objects.select_related("merged_into")}
    assert producers["P2"].merged_into == producers["P1"]
    assert producers["P1"].status == "announced"
    assert {producers[code].status for code in ("P2", "P3")} == {"cancelled"}
    assert "ไม่พบรหัสที่รวมไป 1 รหัส: P9" in table(done, "producers").notes
    gone = Product.objects.get(name="ผ้าเดิม")
    assert (gone.status, gone.merged_into.name) == ("cancelled", "ผ้า")
    assert gone.version == 1


def test_a_code_without_a_row_of_its_own_finds_the_other(tmp_path, department):
    write(tmp_path, "producers.csv", PRODUCERS, [("P1", "กลุ่ม", "2402", "")])
    write(tmp_path, "products.csv", PRODUCTS, [("A-1", "P1", "ผ้า", "", "")])
    standing = ("รหัสผู้ประกอบการ", "รวมกับรหัส")
    write(tmp_path, "producers-standing.csv", standing, [("P7", "P1"), ("P8", "")])
    write(tmp_path, "products-standing.csv", ("รหัสผลิตภัณฑ์", "รวมกับรหัส"), [("A-7", "A-1")])
    heads = headings(department)
    write(tmp_path, "sales.csv", heads, [("10/2567", "P7", "อาหาร", "20", "", "", "")])
    done = take(tmp_path, department)
    told = table(done, "producers-standing")
    assert (told.rows, told.taken, told.held_back) == (2, 1, 1)
    assert any("P8" in note for note in told.notes)
    assert SalesRow.objects.get().producer.code == "P1"
    later = tmp_path / "later"
    later.mkdir()
    write(later, "standards.csv", ("รหัสผลิตภัณฑ์", "มาตรฐาน"), [("A-7", "มผช.")])
    assert table(take(later, department), "standards").taken == 1
    assert HeldStandard.objects.get().product.name == "ผ้า"
    again = take(tmp_path, department)
    assert table(again, "producers-standing").held_back == 1
    assert TakenRecord.objects.filter(old_key__in=["P7", "A-7"]).count() == 2
